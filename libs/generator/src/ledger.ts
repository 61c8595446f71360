import type { FaultCode } from '#contracts';

import { dayNumber, dayOfInstant, monthOf } from './days.js';

/** What the generator knows of a record that it made: what it is about, and nothing of what the pipeline makes of it. */
export type LedgerEntry =
  | { readonly what: 'refused'; readonly faults: readonly FaultCode[] }
  | { readonly what: 'not-served'; readonly reason: 'municipality-unknown' | 'postcode-outside' }
  | {
      readonly what: 'withdrawal';
      /** Source and event id. */
      readonly id: string;
      readonly withdraws: string;
      /** Somebody was approached before it came, so the signal keeps counting. */
      readonly approachedBefore: boolean;
    }
  | SignalEntry;

export interface SignalEntry {
  readonly what: 'signal';
  readonly id: string;
  /** Equal for messages with equal content. */
  readonly contentTag: string;
  /** Number of the address. */
  readonly household: number;
  /** Equal for signals about the same arrears: creditor, customer and day of origin. */
  readonly arrears: string;
  readonly sector: string;
  readonly amountCents: number;
  readonly arrearsSince: string;
  readonly receiptMs: number;
  /** Kind and end date as one text; null without a crisis. */
  readonly crisis: string | null;
  readonly warmHandover: boolean;
  readonly legalPerson: boolean;
  readonly looksLikeCompany: boolean;
}

/** What must stand in the demo's table about the records of a first run, by a count of its own. */
export interface Expectation {
  readonly received: number;
  readonly accepted: number;
  readonly refusedByReason: Readonly<Record<string, number>>;
  readonly notServed: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly repeats: number;
  readonly unjustified: number;
  readonly review: number;
  readonly withdrawn: number;
  /** Withdrawals as such, whatever they did. */
  readonly withdrawals: number;
  readonly cases: Readonly<
    Record<'single' | 'multiple' | 'consecutive' | 'multiple-and-consecutive', number>
  >;
  /** Addresses in a month with any signal that was stored, picked up or not. */
  readonly casesInAll: number;
}

type Standing = 'accepted' | 'repeated' | 'unjustified' | 'review' | 'withdrawn';

interface Counted {
  readonly entry: SignalEntry;
  standing: Standing;
}

const THRESHOLD_CENTS = 2_500;
const YOUNGEST_DAYS = 30;
const OLDEST_DAYS_OF_CARE = 100;
const SECTORS_WITH_AGE = ['Huur', 'Energie', 'Water', 'Zorg'];

/**
 * Counts again, from the ledger alone and with the plainest rules that give the right answer, what the pipeline must
 * say about a first run for Dordrecht. It shares no code with the decisions that it is held against.
 *
 * @param entries in the order of receipt
 */
export function recount(entries: Iterable<LedgerEntry>): Expectation {
  const count = new Recount();
  for (const entry of entries) count.take(entry);
  return count.expectation();
}

class Recount {
  readonly #stored = new Map<string, Counted>();
  readonly #byArrears = new Map<string, Counted[]>();
  readonly #withdrawals = new Set<string>();
  readonly #withdrawnEarly = new Set<string>();
  readonly #refused: Record<string, number> = {};
  #received = 0;
  #notServed = 0;
  #duplicates = 0;
  #conflicts = 0;

  take(entry: LedgerEntry): void {
    this.#received += 1;
    switch (entry.what) {
      case 'refused': {
        const reason = entry.faults[0] ?? '';
        this.#refused[reason] = (this.#refused[reason] ?? 0) + 1;
        return;
      }
      case 'not-served':
        this.#notServed += 1;
        return;
      case 'signal':
        return this.#takeSignal(entry);
      case 'withdrawal': {
        this.#withdrawals.add(entry.id);
        const signal = this.#stored.get(entry.withdraws);
        if (signal === undefined) this.#withdrawnEarly.add(entry.withdraws);
        else if (!entry.approachedBefore && isOpenTo(signal)) signal.standing = 'withdrawn';
      }
    }
  }

  #takeSignal(entry: SignalEntry): void {
    const known = this.#stored.get(entry.id);
    if (known !== undefined) {
      if (known.entry.contentTag === entry.contentTag) this.#duplicates += 1;
      else this.#conflicts += 1;
      return;
    }
    const place = `${entry.household} ${entry.arrears}`;
    const before = this.#byArrears.get(place) ?? [];
    const counted: Counted = { entry, standing: judge(entry, before) };
    if (this.#withdrawnEarly.has(entry.id) && isOpenTo(counted)) counted.standing = 'withdrawn';
    this.#stored.set(entry.id, counted);
    this.#byArrears.set(place, [...before, counted]);
  }

  expectation(): Expectation {
    const all = [...this.#stored.values()];
    const standing = (wanted: Standing): number => all.filter((one) => one.standing === wanted).length;
    return {
      received: this.#received,
      accepted: standing('accepted'),
      refusedByReason: this.#refused,
      notServed: this.#notServed,
      duplicates: this.#duplicates,
      conflicts: this.#conflicts,
      repeats: standing('repeated'),
      unjustified: standing('unjustified'),
      review: standing('review'),
      withdrawn: standing('withdrawn'),
      withdrawals: this.#withdrawals.size,
      ...countCases(all),
    };
  }
}

function isOpenTo({ standing }: Counted): boolean {
  return standing === 'accepted' || standing === 'review';
}

function judge(entry: SignalEntry, before: readonly Counted[]): Standing {
  // Two months fit into the repeat window, so every picked-up signal about these arrears counts.
  const earlier = before.filter(({ standing }) => standing === 'accepted').map((one) => one.entry);
  const notHigher = earlier.some(({ amountCents }) => amountCents >= entry.amountCents);
  const newHandover = entry.warmHandover && !earlier.some(({ warmHandover }) => warmHandover);
  const sameCrisis = earlier.some(({ crisis }) => crisis === entry.crisis);
  if (entry.crisis !== null || newHandover) {
    if (entry.crisis !== null && sameCrisis && notHigher && !newHandover) return 'repeated';
    return entry.legalPerson || entry.looksLikeCompany ? 'review' : 'accepted';
  }
  if (notHigher) return 'repeated';
  // A higher amount of what was picked up must be picked up again, whatever the threshold and the age.
  const risen = earlier.length > 0;
  if (entry.legalPerson) return 'unjustified';
  if (!risen && (entry.amountCents <= THRESHOLD_CENTS || !rightAge(entry))) return 'unjustified';
  return entry.looksLikeCompany ? 'review' : 'accepted';
}

function rightAge({ sector, arrearsSince, receiptMs }: SignalEntry): boolean {
  if (!SECTORS_WITH_AGE.includes(sector)) return true;
  const days = dayOfInstant(receiptMs) - dayNumber(arrearsSince);
  return days >= YOUNGEST_DAYS && !(sector === 'Zorg' && days > OLDEST_DAYS_OF_CARE);
}

function countCases(all: readonly Counted[]): Pick<Expectation, 'cases' | 'casesInAll'> {
  const perMonth = new Map<string, number>();
  const firstMonth = new Map<number, number>();
  const everyCase = new Set<string>();
  for (const { entry, standing } of all) {
    const month = monthOf(dayOfInstant(entry.receiptMs));
    const key = `${entry.household} ${month}`;
    everyCase.add(key);
    if (standing !== 'accepted') continue;
    perMonth.set(key, (perMonth.get(key) ?? 0) + 1);
    firstMonth.set(entry.household, Math.min(firstMonth.get(entry.household) ?? month, month));
  }
  const cases = { single: 0, multiple: 0, consecutive: 0, 'multiple-and-consecutive': 0 };
  for (const [key, count] of perMonth) {
    const [household = 0, month = 0] = key.split(' ').map(Number);
    const later = (firstMonth.get(household) ?? month) < month;
    if (count > 1) cases[later ? 'multiple-and-consecutive' : 'multiple'] += 1;
    else cases[later ? 'consecutive' : 'single'] += 1;
  }
  return { cases, casesInAll: everyCase.size };
}
