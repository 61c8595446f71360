import fc from 'fast-check';

import { compareLevels, levelRank } from './compare-levels.js';
import { compare } from './compare.js';
import { assignOneToOne } from './assign-one-to-one.js';
import { dutchSound } from './dutch-sound.js';
import { groupDuplicates, type WeighedPair } from './group-duplicates.js';
import { linkToRegister } from './judge.js';
import { matchFieldNames, matchLevels, noMatchFields, type MatchFields } from './match-fields.js';
import type { MatchParameters } from './match-parameters.js';
import { matchParameterVersions } from './parameters/index.js';
import { prepare } from './prepared-person.js';
import { jaroWinkler, osaDistance } from './similarity.js';
import { weighKinds } from './weigh-kinds.js';

const parameters = matchParameterVersions[0] as MatchParameters;
const word = fc.stringMatching(/^[abcdeijksuxyzß]{0,9}$/);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const name = fc.oneof(
  word,
  fc.constantFrom(
    'Jansen',
    'Janssen',
    'de Vries',
    'Jansen-de Vries',
    'de Vries-Jansen',
    'van ’t Hof',
    'J.P.',
    'Jan',
  ),
);
const fields: fc.Arbitrary<MatchFields> = fc.record({
  firstNames: maybe(name),
  initials: maybe(fc.stringMatching(/^[A-C]{0,3}$/)),
  prefix: maybe(fc.constantFrom('van', 'de', 'van der')),
  surname: maybe(name),
  birthName: maybe(name),
  partnerName: maybe(name),
  birthDate: maybe(
    fc.oneof(
      fc.record({
        year: fc.constantFrom(1950, 1951),
        month: maybe(fc.constantFrom(1, 2, 12)),
        day: maybe(fc.constantFrom(1, 2, 12)),
      }),
      fc.stringMatching(/^\d{0,9}$/),
    ),
  ),
  postcode: maybe(fc.constantFrom('3311AB', '3311 ac', '3211AB', '2270', '2207')),
  houseNumber: maybe(fc.constantFrom('1', '12', '21', '12a', 'Voorstraat', '')),
  addition: maybe(fc.constantFrom('', 'A', 'II')),
  street: maybe(fc.constantFrom('Voorstraat', 'Voorstrat', 'Kerkweg', '12', 'Lange Kerkweg')),
  place: maybe(fc.constantFrom('Dordrecht', 'Dordrcht', 'Zwijndrecht')),
});
const person = fields.map(prepare);
const shuffled = <T>(items: readonly T[]) => fc.shuffledSubarray([...items], { minLength: items.length });

describe('texts', () => {
  test('sound-is-idempotent', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{0,14}$/), (text) => {
        expect(dutchSound(dutchSound(text))).toBe(dutchSound(text));
      }),
      { numRuns: 5_000 },
    );
  });

  test('distance-is-that-of-the-definition', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ab]{0,6}$/), fc.stringMatching(/^[abc]{0,6}$/), (left, right) => {
        const distance = definedDistance(left, right);
        for (const max of [0, 1, 2, 9])
          expect(osaDistance(left, right, max)).toBe(Math.min(distance, max + 1));
      }),
      { numRuns: 3_000 },
    );
  });

  test('similarity-is-symmetric-and-1-only-for-equals', () => {
    fc.assert(
      fc.property(word, word, (left, right) => {
        const similarity = jaroWinkler(left, right);
        expect(similarity).toBeCloseTo(jaroWinkler(right, left), 12);
        expect(similarity >= 0 && similarity <= 1).toBe(true);
        expect(similarity === 1).toBe(left === right);
      }),
      { numRuns: 3_000 },
    );
  });

  test('the-short-way-loses-no-similar-text', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-e]{3,12}$/), fc.stringMatching(/^[a-e]{3,12}$/), (left, right) => {
        const [street] = compareLevels(
          prepare({ ...noMatchFields, street: left }),
          prepare({ ...noMatchFields, street: right }),
        );
        const isAlike =
          jaroWinkler(left, right) >= 0.88 ||
          (Math.min(left.length, right.length) >= 7 && osaDistance(left, right, 2) <= 2);
        if (isAlike) expect(street?.level).not.toBe('different');
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('a comparison', () => {
  test('order-of-the-two-does-not-matter', () => {
    fc.assert(
      fc.property(person, person, (left, right) => {
        const one = compare(left, right, parameters);
        const other = compare(right, left, parameters);
        expect(one.fields).toEqual(other.fields);
        expect(one.weight).toBeCloseTo(other.weight, 9);
      }),
      { numRuns: 3_000 },
    );
  });

  test('weight-is-the-sum-of-its-parts-and-a-number', () => {
    fc.assert(
      fc.property(person, person, (left, right) => {
        const { circumstances, fields: parts, weight } = compare(left, right, parameters);
        const sum = [...parts, ...circumstances].reduce((total, part) => total + part.weight, 0);
        expect(Number.isFinite(weight)).toBe(true);
        // Circumstances of under a hundredth of a bit are not shown.
        expect(Math.abs(weight - sum)).toBeLessThan(0.03);
      }),
      { numRuns: 2_000 },
    );
  });

  test('what-one-side-lacks-says-nothing', () => {
    fc.assert(
      fc.property(person, (one) => {
        expect(compare(one, prepare(noMatchFields), parameters).fields).toEqual([]);
      }),
    );
  });

  test('weight-is-monotonic-in-the-levels', () => {
    const anyShares = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), {
      minLength: 18,
      maxLength: 18,
    });
    fc.assert(
      fc.property(fc.constantFrom(...matchFieldNames), anyShares, (field, drawn) => {
        const levels: readonly string[] = matchLevels[field];
        const shares = (from: number) =>
          Object.fromEntries(levels.map((level, rank) => [level, drawn[from + rank]]));
        const drawnFields = { ...parameters.fields, [field]: { m: shares(0), u: shares(9) } };
        const version = { ...parameters, fields: drawnFields, frequencies: {} } as MatchParameters;
        const factors = matchLevels[field].map(
          (level) => weighKinds([{ field, level, value: null }], version).stayed,
        );
        for (const [rank, factor] of factors.entries()) {
          expect(factor).toBeGreaterThanOrEqual(factors[rank + 1] ?? 0);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a-common-name-says-less-than-a-rare-one', () => {
    const agree = (surname: string) =>
      compare(prepare({ ...noMatchFields, surname }), prepare({ ...noMatchFields, surname }), parameters)
        .weight;
    expect(agree('de Jong')).toBeLessThan(agree('Smits'));
    expect(agree('Smits')).toBeLessThan(agree('Zwanepol'));
  });
});

describe('order does not matter', () => {
  const pairs = fc.uniqueArray(
    fc.record({ left: fc.nat(7), right: fc.nat(7), weight: fc.integer({ min: 0, max: 40 }) }),
    { selector: ({ left, right }) => `${left} ${right}`, maxLength: 20 },
  );
  const sorted = (found: readonly WeighedPair[]) =>
    [...found].sort((one, other) => one.left - other.left || one.right - other.right);

  test('of-the-candidates-of-a-register', () => {
    fc.assert(
      fc.property(
        person,
        fc.array(person, { maxLength: 6 }).chain((all) => fc.tuple(fc.constant(all), shuffled(all))),
        (signal, [all, mixed]) => {
          const one = linkToRegister(signal, all, parameters);
          const other = linkToRegister(signal, mixed, parameters);
          expect(other.outcome).toBe(one.outcome);
          expect(other.ahead ?? -1).toBeCloseTo(one.ahead ?? -1, 9);
          if (one.outcome !== 'match') return;
          expect(mixed[other.candidateIndex ?? -1]).toBe(all[one.candidateIndex ?? -1]);
        },
      ),
    );
  });

  test('of-the-pairs-of-a-file', () => {
    const within = pairs.map((all) => all.filter(({ left, right }) => left < right));
    fc.assert(
      fc.property(
        within.chain((all) => fc.tuple(fc.constant(all), shuffled(all))),
        ([all, mixed]) => {
          const [one, other] = [all, mixed].map((some) => groupDuplicates(some, parameters, () => 0));
          expect(sorted(other?.pairs ?? [])).toEqual(sorted(one?.pairs ?? []));
          expect(other?.groups).toEqual(one?.groups);
        },
      ),
    );
  });

  test('of-the-pairs-of-two-files', () => {
    fc.assert(
      fc.property(
        pairs.chain((all) => fc.tuple(fc.constant(all), shuffled(all))),
        ([all, mixed]) => {
          const [one, other] = [all, mixed].map((some) => sorted(assignOneToOne(some, parameters)));
          expect(other).toEqual(one);
          const matches = (one ?? []).filter((pair) => 'outcome' in pair && pair.outcome === 'match');
          expect(new Set(matches.map(({ left }) => left)).size).toBe(matches.length);
          expect(new Set(matches.map(({ right }) => right)).size).toBe(matches.length);
        },
      ),
    );
  });
});

test('the levels of each field are shares, and better levels say more', () => {
  for (const version of matchParameterVersions) {
    for (const field of matchFieldNames) {
      const { m, u }: Record<'m' | 'u', Record<string, number>> = version.fields[field];
      for (const shares of [m, u]) {
        expect([field, Object.values(shares).reduce((sum, share) => sum + share, 0)]).toEqual([
          field,
          expect.closeTo(1, 6),
        ]);
      }
      const factors = matchLevels[field].map((level) => (m[level] ?? 0) / (u[level] ?? 1));
      expect([field, [...factors].sort((one, other) => other - one)]).toEqual([field, factors]);
      expect(levelRank(field, matchLevels[field][0])).toBe(0);
    }
  }
});

/** The definition, word for word, for short texts. */
function definedDistance(left: string, right: string): number {
  if (left === '' || right === '') return left.length + right.length;
  const [a, b] = [left.slice(0, -1), right.slice(0, -1)];
  const choices = [
    definedDistance(a, right) + 1,
    definedDistance(left, b) + 1,
    definedDistance(a, b) + (left.at(-1) === right.at(-1) ? 0 : 1),
  ];
  if (left.length > 1 && right.length > 1 && left.at(-1) === right.at(-2) && left.at(-2) === right.at(-1)) {
    choices.push(definedDistance(left.slice(0, -2), right.slice(0, -2)) + 1);
  }
  return Math.min(...choices);
}
