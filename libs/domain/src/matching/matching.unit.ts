import { assignOneToOne } from './assign-one-to-one.js';
import { compareLevels } from './compare-levels.js';
import { compare } from './compare.js';
import { dutchSound } from './dutch-sound.js';
import { groupDuplicates } from './group-duplicates.js';
import { noMatchFields, type MatchField, type MatchFields } from './match-fields.js';
import type { MatchParameters } from './match-parameters.js';
import { matchParameterVersions } from './parameters/index.js';
import { comparedText, prepare } from './prepared-person.js';
import { jaroWinkler, osaDistance } from './similarity.js';
import { thresholdsFor } from './thresholds-for.js';

const parameters = matchParameterVersions[0] as MatchParameters;
const { ahead, lower, upper } = parameters.thresholds;
const levelOf = (field: MatchField, left: Partial<MatchFields>, right: Partial<MatchFields>) =>
  compareLevels(prepare({ ...noMatchFields, ...left }), prepare({ ...noMatchFields, ...right })).find(
    (level) => level.field === field,
  )?.level;

describe('similarity of texts', () => {
  test.each([
    ['martha', 'marhta', 0.9611],
    ['dixon', 'dicksonx', 0.8133],
    ['dwayne', 'duane', 0.84],
    ['abc', 'xyz', 0],
  ])('%s and %s: as Winkler has it', (left, right, similarity) => {
    expect(jaroWinkler(left, right)).toBeCloseTo(similarity, 4);
  });

  test.each([
    ['ca', 'abc', 3],
    ['bakker', 'baker', 1],
    ['visser', 'vsiser', 1],
  ])('%s and %s are %i edits apart', (left, right, distance) => {
    expect(osaDistance(left, right, 5)).toBe(distance);
  });
});

test.each([
  ['Meijer', 'Meyer', 'Meier'],
  ['Dijk', 'Dyk', 'Deik'],
  ['Bouwman', 'Bauwman', 'Bouman'],
  ['Dekker', 'Decker', 'Deker'],
  ['Hendriks', 'Hendrix', 'Hendrickx', 'Hendricks'],
  ['Visser', 'Viser', 'Vißer', 'Fisser'],
  ['Sophie', 'Sofie'],
  ['Hartog', 'Harthog'],
  ['Brand', 'Brandt', 'Brant'],
  ['Özdemir', 'Ozdemir'],
  ['Zwart', 'Swart'],
  ['Bosch', 'Bos'],
  ['Carel', 'Karel'],
])('%s sounds like its other spellings', (name, ...others) => {
  for (const other of others)
    expect([other, comparedText(other)?.sound]).toEqual([other, comparedText(name)?.sound]);
  expect(dutchSound('jansen')).not.toBe(dutchSound('janssens'));
});

describe('levels', () => {
  const born = (year: number, month: number | null, day: number | null) => ({
    birthDate: { year, month, day },
  });
  test.each<[MatchField, Partial<MatchFields>, Partial<MatchFields>, string]>([
    ['surname', { surname: 'van der Berg' }, { prefix: 'v.d.', surname: 'Berg' }, 'exact'],
    ['surname', { surname: 'di Chiera' }, { surname: 'Dichiera' }, 'exact'],
    ['surname', { surname: 'Kuijpers' }, { surname: 'Kuypers' }, 'sound'],
    ['surname', { surname: 'Molenaar' }, { surname: 'Molenar' }, 'sound'],
    ['surname', { surname: 'Molenaar' }, { surname: 'Motenaar' }, 'one-typo'],
    ['surname', { surname: 'Jansen-de Vries' }, { surname: 'de Vries' }, 'part'],
    ['surname', { surname: 'Bakker' }, { surname: 'Smit', birthName: 'Bakker' }, 'part'],
    ['surname', { surname: 'Bakker' }, { surname: 'Smit', partnerName: 'Backer' }, 'part'],
    ['surname', { surname: 'Lee' }, { surname: 'Lea' }, 'different'],
    ['surname', { surname: 'Molendijk' }, { surname: 'Nolendik' }, 'similar'],
    ['surname', { surname: 'Bakker' }, { surname: 'Visser' }, 'different'],
    [
      'surname',
      { firstNames: 'Thomas', surname: 'Bakker' },
      { firstNames: 'Bakker', surname: 'Thomas' },
      'swapped',
    ],
    [
      'surname',
      { firstNames: 'Thomas', surname: 'Thomas' },
      { firstNames: 'Thomas', surname: 'Thomas' },
      'exact',
    ],
    ['firstNames', { firstNames: 'Anna Maria' }, { firstNames: 'Anna' }, 'part'],
    ['firstNames', { firstNames: 'Jan' }, { firstNames: 'Johannes' }, 'initial'],
    ['initials', { firstNames: 'Jan Piet' }, { initials: 'J.P.' }, 'exact'],
    ['initials', { firstNames: 'J.' }, { initials: 'J.P.' }, 'beginning'],
    ['initials', { initials: 'JM' }, { initials: 'JP' }, 'first'],
    ['birthDate', born(1960, 2, 3), born(1960, 3, 2), 'day-month-swapped'],
    ['birthDate', born(1960, 2, 3), born(1961, 2, 3), 'one-digit'],
    ['birthDate', born(1960, 2, 3), born(1960, null, null), 'known-part'],
    ['birthDate', born(1960, null, null), born(1960, null, null), 'known-part'],
    ['birthDate', born(1960, 8, 23), born(1960, 1, 1), 'first-of-january'],
    ['birthDate', born(1960, 2, 3), born(1960, 11, 27), 'year'],
    ['birthDate', born(1960, 2, 3), { birthDate: '196002031' }, 'one-digit'],
    ['postcode', { postcode: '3311 ab' }, { postcode: '3311AC' }, 'one-character'],
    ['postcode', { postcode: '3311 AB' }, { postcode: '3311XY' }, 'area'],
    ['houseNumber', { houseNumber: '12' }, { houseNumber: '21' }, 'one-digit'],
    [
      'houseNumber',
      { houseNumber: 'Kerkweg', street: '12' },
      { houseNumber: '12', street: 'Kerkweg' },
      'exact',
    ],
    ['addition', { houseNumber: '12 II' }, { houseNumber: '12', addition: '2' }, 'exact'],
    ['addition', { houseNumber: '12a' }, { houseNumber: '12' }, 'one-missing'],
    ['street', { street: 'Kerkstraat' }, { street: 'Kerk straat' }, 'exact'],
  ])('%s of %j and %j: %s', (field, left, right, level) => {
    expect(levelOf(field, left, right)).toBe(level);
    expect(levelOf(field, right, left)).toBe(level);
  });
});

test('a rare birth name says as much as a rare surname', () => {
  const weight = (birthName: string) =>
    compare(
      prepare({ ...noMatchFields, surname: 'Smit', birthName }),
      prepare({ ...noMatchFields, surname: birthName }),
      parameters,
    ).weight;
  expect(weight('Zwanepol')).toBeGreaterThan(weight('Jansen') + 3);
});

describe('groups of duplicates', () => {
  const pair = (left: number, right: number, weight: number) => ({ left, right, weight });

  it('closes matches: a is b, b is c, so a is c', () => {
    const { groups, pairs } = groupDuplicates(
      [pair(0, 1, upper), pair(1, 2, upper)],
      parameters,
      () => lower,
    );
    expect(groups).toEqual([{ outcome: 'match', members: [0, 1, 2] }]);
    expect(pairs).toContainEqual({ ...pair(0, 2, lower), outcome: 'match' });
  });

  it('leaves all of a group that contradicts itself to a person', () => {
    const { groups, pairs } = groupDuplicates(
      [pair(0, 1, upper), pair(1, 2, upper)],
      parameters,
      () => lower - 1,
    );
    expect(groups).toEqual([{ outcome: 'review', members: [0, 1, 2] }]);
    expect(pairs.map(({ outcome }) => outcome)).toEqual(['review', 'review', 'review']);
  });
});

describe('one partner each', () => {
  const pair = (left: number, right: number, weight: number) => ({ left, right, weight });
  const judge = (...pairs: ReturnType<typeof pair>[]) =>
    assignOneToOne(pairs, parameters).map(({ left, outcome, right }) => `${left}-${right} ${outcome}`);

  it('whom two fit equally is for a person', () => {
    expect(judge(pair(0, 0, 40), pair(0, 1, 40 - ahead + 1))).toEqual(['0-0 review', '0-1 review']);
    expect(judge(pair(0, 0, 40), pair(0, 1, 40 - ahead))).toEqual(['0-0 match']);
  });

  it('who has a partner is nobody’s rival any more', () => {
    expect(judge(pair(0, 0, 50), pair(0, 1, 39), pair(1, 1, 40))).toEqual(['0-0 match', '1-1 match']);
  });
});

describe('limits that follow from the aim', () => {
  const aims = { wrongMax: 0.001, surplusMin: 5, reviewBits: 6 };

  it('lie as low as they may where nobody resembles anybody', () => {
    expect(thresholdsFor([40, 38, 36, -10], 12, 3, aims)).toEqual({ upper: 17, lower: 6, ahead: 3 });
  });

  it('lie higher where many pairs are doubtful', () => {
    const doubtful = Array.from({ length: 50 }, () => 12 + 6);
    expect(thresholdsFor([40, 38, 36, ...doubtful], 12, 3, aims).upper).toBe(20);
  });
});
