const DAY_MS = 86_400_000;

/** The days of a run, as numbers since 1970-01-01; both ends included. */
export interface DayRange {
  readonly first: number;
  readonly last: number;
}

export function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

export function dayText(number: number): string {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

/** Two months that end on this day: from the day after the same day two months earlier. */
export function twoMonthsUntil(lastDay: string): DayRange {
  const last = new Date(`${lastDay}T00:00:00Z`);
  const month = Date.UTC(last.getUTCFullYear(), last.getUTCMonth() - 2, 1);
  const daysInMonth = new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth() - 1, 0)).getUTCDate();
  const before = month / DAY_MS + Math.min(last.getUTCDate(), daysInMonth) - 1;
  return { first: before + 1, last: dayNumber(lastDay) };
}

/** Number of the calendar month, counted on over the years: equal numbers, one month. */
export function monthOf(number: number): number {
  const date = new Date(number * DAY_MS);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/**
 * How much of the signals falls on a day. Creditors deliver from the 20th to the 25th, and hardly ever in a
 * weekend (domain: sectors).
 */
export function weightOfDay(number: number): number {
  const date = new Date(number * DAY_MS);
  const dayOfMonth = date.getUTCDate();
  const weekend = date.getUTCDay() % 6 === 0;
  return (dayOfMonth >= 20 && dayOfMonth <= 25 ? 12 : 1) * (weekend ? 0.1 : 1);
}

/** The instant of a minute after midnight UTC on a day. */
export function instantOf(number: number, minute: number, millisecond = 0): number {
  return number * DAY_MS + minute * 60_000 + millisecond;
}

export function dayOfInstant(instantMs: number): number {
  return Math.floor(instantMs / DAY_MS);
}
