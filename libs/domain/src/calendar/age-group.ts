import { asDay, civilDateOf, type Day } from './day.js';

/** Age groups of the approach policy: under 27, 27 to AOW age, AOW age and older, birth date unknown. */
export const ageGroups = ['under27', '27-to-aow', 'aow', 'unknown'] as const;
export type AgeGroup = (typeof ageGroups)[number];

/** Whoever is born on or after `bornFrom` (and before the next row's) reaches AOW age at this age. */
export interface AowAge {
  readonly bornFrom: Day;
  readonly years: number;
  readonly months: number;
}

/**
 * AOW age by birth date, in ascending order (AOW art. 7a; yearly decisions of the Minister of SZW, table on
 * rijksoverheid.nl "Wanneer gaat mijn AOW in?"). 67 years for those who reach it in 2024 to 2027, 67 years and
 * 3 months in 2028 to 2031. Later years are not decided yet: the last row stands for them until they are.
 */
export const aowAges: readonly AowAge[] = [
  { bornFrom: asDay('1900-01-01'), years: 65, months: 0 },
  { bornFrom: asDay('1948-01-01'), years: 65, months: 1 },
  { bornFrom: asDay('1948-12-01'), years: 65, months: 2 },
  { bornFrom: asDay('1949-11-01'), years: 65, months: 3 },
  { bornFrom: asDay('1950-10-01'), years: 65, months: 6 },
  { bornFrom: asDay('1951-07-01'), years: 65, months: 9 },
  { bornFrom: asDay('1952-04-01'), years: 66, months: 0 },
  { bornFrom: asDay('1953-01-01'), years: 66, months: 4 },
  { bornFrom: asDay('1955-09-01'), years: 66, months: 7 },
  { bornFrom: asDay('1956-06-01'), years: 66, months: 10 },
  { bornFrom: asDay('1957-03-01'), years: 67, months: 0 },
  { bornFrom: asDay('1961-01-01'), years: 67, months: 3 },
];

const YOUNG_UNTIL_MONTHS = 27 * 12;

/**
 * The age group of a resident on a day; `unknown` without a birth date or with one after that day. Whoever is
 * born on 29 February is a year older on 1 March of an ordinary year.
 */
export function ageGroupOf(birthDate: Day | null, onDay: Day, table: readonly AowAge[] = aowAges): AgeGroup {
  if (birthDate === null || birthDate > onDay) return 'unknown';
  const months = ageInMonths(birthDate, onDay);
  if (months < YOUNG_UNTIL_MONTHS) return 'under27';
  const row = table.findLast((one) => one.bornFrom <= birthDate);
  if (row === undefined) return 'unknown';
  return months >= row.years * 12 + row.months ? 'aow' : '27-to-aow';
}

function ageInMonths(birthDate: Day, onDay: Day): number {
  const born = civilDateOf(birthDate);
  const now = civilDateOf(onDay);
  const months = (now.year - born.year) * 12 + now.month - born.month;
  return now.dayOfMonth < born.dayOfMonth ? months - 1 : months;
}
