import type { MatchFields } from '#domain';

type BirthDate = MatchFields['birthDate'];

/** Reads the birth dates of one column. What cannot be a date stays text, so that its digits are compared. */
export type BirthDateReader = (written: string) => BirthDate;

/** Tried in their order where no format is given; day before month, as Dutch files have it. */
const formatsTried = ['yyyy-MM-dd', 'yyyyMMdd', 'dd-MM-yyyy'] as const;

/** @param format such as `yyyyMMdd` or `d-M-yyyy`; null: tried out on each value */
export function birthDateReader(format: string | null): BirthDateReader {
  const patterns = (format === null ? formatsTried : [format]).map(patternOf);
  return (written) => {
    // A time behind the date ("1960-02-10T00:00:00") says nothing of a birthday.
    const text = written.replace(/[T ]\d{1,2}:\d{2}.*$/, '').trim();
    if (text === '') return null;
    for (const pattern of patterns) {
      const groups = pattern.exec(text)?.groups;
      if (groups !== undefined) return dateOfParts(groups['year'], groups['month'], groups['day']);
    }
    return text;
  };
}

/** A date of its parts as they were written; the digits in the order year, month, day where they give no date. */
export function dateOfParts(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): BirthDate {
  const parts = { year: number(year), month: number(month) || null, day: number(day) || null };
  if (parts.year === 0) return null;
  if (isDate(parts)) return parts;
  const digits = (value: number | null): string => `${value ?? 0}`.padStart(2, '0');
  return `${parts.year}`.padStart(4, '0') + digits(parts.month) + digits(parts.day);
}

function isDate({ day, month, year }: { year: number; month: number | null; day: number | null }): boolean {
  if (Number.isNaN(year) || Number.isNaN(month ?? 0) || Number.isNaN(day ?? 0)) return false;
  if (month === null) return day === null;
  if (month > 12) return false;
  return day === null || day <= new Date(Date.UTC(2000, month, 0)).getUTCDate();
}

function number(text: string | undefined): number {
  return text === undefined || text.trim() === '' ? 0 : Number(text);
}

/** A format as a pattern; a year alone is a date of which the rest is unknown. */
function patternOf(format: string): RegExp {
  const whole = format
    .replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
    .replace('yyyy', '(?<year>\\d{4})')
    .replace(/MM?/, (month) => `(?<month>${digitsOf(month, format)})`)
    .replace(/dd?(?![>{}+])/, (day) => `(?<day>${digitsOf(day, format)})`)
    .replaceAll('-', '[-/.]');
  return new RegExp(`^(?:${whole}|(?<year>\\d{4}))$`);
}

/** With signs between the parts one digit will do where two are asked. */
function digitsOf(part: string, format: string): string {
  return /^[yMd]+$/.test(format) && part.length === 2 ? '\\d{2}' : '\\d{1,2}';
}
