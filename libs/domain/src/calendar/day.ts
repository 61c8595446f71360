declare const dayBrand: unique symbol;

/** A calendar day `YYYY-MM-DD` of the years 1900 to 2199, without time zone. Days compare as strings. */
export type Day = string & { readonly [dayBrand]: 'Day' };

/** Year, month (1–12) and day of the month (1–31). */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly dayOfMonth: number;
}

const DAY_PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;
const YEAR_MIN = 1900;
const YEAR_MAX = 2199;

/** The day if the text is one that exists, else null. Use it at an edge. */
export function parseDay(text: string): Day | null {
  const match = DAY_PATTERN.exec(text);
  if (match === null) return null;
  const year = Number(match[1]);
  const month = Number(match[2]);
  const dayOfMonth = Number(match[3]);
  if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12) return null;
  if (dayOfMonth < 1 || dayOfMonth > daysInMonth(year, month)) return null;
  return text as Day;
}

/**
 * The day of a text that is known to be one: stored, or validated before.
 * @throws RangeError when it is none, which is a bug of the caller
 */
export function asDay(text: string): Day {
  const day = parseDay(text);
  if (day === null) throw new RangeError('not a day in the form YYYY-MM-DD between 1900 and 2199');
  return day;
}

/** The parts of a day. */
export function civilDateOf(day: Day): CivilDate {
  return {
    year: Number(day.slice(0, 4)),
    month: Number(day.slice(5, 7)),
    dayOfMonth: Number(day.slice(8, 10)),
  };
}

/**
 * The day with these parts.
 * @throws RangeError outside the years 1900 to 2199, so that no day can be stored that does not sort as a string
 */
export function dayFrom(year: number, month: number, dayOfMonth: number): Day {
  if (year < YEAR_MIN || year > YEAR_MAX) throw new RangeError('a day outside the years 1900 to 2199');
  const monthText = month < 10 ? `0${month}` : `${month}`;
  const dayText = dayOfMonth < 10 ? `0${dayOfMonth}` : `${dayOfMonth}`;
  return `${year}-${monthText}-${dayText}` as Day;
}

/** 28 to 31. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/**
 * Days since 1 January 1970. Counted in eras of 400 years that begin in March, so that the leap day is the last
 * of its year (H. Hinnant, "chrono-compatible low-level date algorithms", days_from_civil).
 */
export function dayNumberOf(day: Day): number {
  const { year, month, dayOfMonth } = civilDateOf(day);
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + dayOfMonth - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The inverse of `dayNumberOf` (civil_from_days of the same source). */
export function dayOfNumber(dayNumber: number): Day {
  const shifted = dayNumber + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return dayFrom(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfMonth);
}

/** The day `days` later; earlier when negative. */
export function addDays(day: Day, days: number): Day {
  return dayOfNumber(dayNumberOf(day) + days);
}

/** Days from `from` to `to`: 0 for the same day, negative when `to` lies before. */
export function daysBetween(from: Day, to: Day): number {
  return dayNumberOf(to) - dayNumberOf(from);
}

/** The same day of the month `months` later; the last day where that month is shorter (31 January + 1 is 28 February). */
export function addMonths(day: Day, months: number): Day {
  const { year, month, dayOfMonth } = civilDateOf(day);
  const monthIndex = year * 12 + (month - 1) + months;
  const newYear = Math.floor(monthIndex / 12);
  const newMonth = monthIndex - newYear * 12 + 1;
  return dayFrom(newYear, newMonth, Math.min(dayOfMonth, daysInMonth(newYear, newMonth)));
}

/** 1 (Monday) to 7 (Sunday), as ISO 8601 numbers them. */
export function weekdayOf(day: Day): number {
  // 1 January 1970 was a Thursday.
  const remainder = (dayNumberOf(day) + 3) % 7;
  return (remainder < 0 ? remainder + 7 : remainder) + 1;
}
