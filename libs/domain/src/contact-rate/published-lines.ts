import type { Rate, RateDifference } from './rate.js';
import type { RateLine } from './report.js';
import { publishedRate, suppressed, type PublishedRate } from './suppression.js';

/** A line as it may be shown where residents could be recognised in small counts; null where a figure is held back. */
export interface PublishedLine {
  readonly contact: PublishedRate;
  readonly acceptance: PublishedRate;
  readonly stillOpen: PublishedRate | null;
  readonly yearBefore: PublishedRate;
  readonly change: RateDifference | null;
}

const hiddenRate: PublishedRate = { numerator: null, denominator: null, rate: null, low: null, high: null };

/**
 * Holds back what would give away a count under ten, in any figure of the line. The denominator of acceptance is
 * the numerator of the contact rate, so what hides the one hides the other; the same holds for the change.
 */
export function publishedLine(line: RateLine): PublishedLine {
  const contact = publishedRate(line.contact);
  const yearBefore = publishedRate(line.yearBefore);
  const shown = contact.rate !== null;
  return {
    contact,
    acceptance: shown ? publishedRate(line.acceptance) : hiddenRate,
    stillOpen: line.stillOpen === null ? null : publishedStillOpen(line),
    yearBefore,
    change: shown && yearBefore.rate !== null ? line.change : null,
  };
}

function publishedStillOpen({ stillOpen, contact }: RateLine): PublishedRate {
  return stillOpen === null || suppressed(contact.denominator) ? hiddenRate : publishedRate(stillOpen);
}

/**
 * Lines of parts that add up to a total which is shown too. A hidden part is hidden wholly, and a single hidden
 * part would follow by subtraction, so the smallest shown one is hidden with it.
 */
export function publishedParts(lines: readonly RateLine[]): readonly PublishedLine[] {
  const contacts = publishedDisjoint(lines.map((line) => line.contact));
  const yearsBefore = publishedDisjoint(lines.map((line) => line.yearBefore));
  return lines.map((line, index) => {
    const contact = contacts[index] ?? hiddenRate;
    const yearBefore = yearsBefore[index] ?? hiddenRate;
    const alone = publishedLine(line);
    const shown = contact.rate !== null;
    return {
      contact,
      acceptance: shown ? alone.acceptance : hiddenRate,
      stillOpen: line.stillOpen === null ? null : shown ? alone.stillOpen : hiddenRate,
      yearBefore,
      change: shown && yearBefore.rate !== null ? line.change : null,
    };
  });
}

function publishedDisjoint(rates: readonly Rate[]): readonly PublishedRate[] {
  const hidden = new Set(rates.filter((rate) => publishedRate(rate).rate === null));
  if (hidden.size === 1) {
    const shown = rates.filter((rate) => !hidden.has(rate));
    const [smallest] = shown.sort((left, right) => left.denominator - right.denominator);
    if (smallest !== undefined) hidden.add(smallest);
  }
  return rates.map((rate) => (hidden.has(rate) ? hiddenRate : publishedRate(rate)));
}

/**
 * Counts of disjoint classes and their total as they may be shown: under ten hidden, and a second one with a
 * single hidden one, which would follow from the total.
 */
export function publishedCounts<Name extends string>(
  counts: Readonly<Record<Name, number>>,
): Readonly<Record<Name, number | null>> {
  const names = Object.keys(counts) as Name[];
  const hidden = new Set(names.filter((name) => suppressed(counts[name])));
  if (hidden.size === 1) {
    const [smallest] = names
      .filter((name) => !hidden.has(name))
      .sort((left, right) => counts[left] - counts[right]);
    if (smallest !== undefined) hidden.add(smallest);
  }
  return Object.fromEntries(names.map((name) => [name, hidden.has(name) ? null : counts[name]])) as Record<
    Name,
    number | null
  >;
}
