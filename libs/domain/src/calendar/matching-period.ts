import { addDays, addMonths, civilDateOf, dayFrom, daysInMonth, type Day } from './day.js';

/**
 * How a municipality cuts time into matching periods (`matchingperiode`; DDAS knows only a start and an end date).
 * `from-day` starts on the same day of every month; `day` is 1 to 28, so that every month has it.
 */
export type MatchingPeriodRule =
  { readonly kind: 'calendar-month' } | { readonly kind: 'from-day'; readonly day: number };

/** A range of days; both ends belong to it. */
export interface Period {
  readonly start: Day;
  readonly end: Day;
}

/**
 * The matching period that contains a day. Periods of one rule neither overlap nor leave a day out.
 * @throws RangeError when the rule's day is not 1 to 28: configuration is validated where it is read
 */
export function matchingPeriodOf(day: Day, rule: MatchingPeriodRule): Period {
  const { year, month, dayOfMonth } = civilDateOf(day);
  switch (rule.kind) {
    case 'calendar-month':
      return { start: dayFrom(year, month, 1), end: dayFrom(year, month, daysInMonth(year, month)) };
    case 'from-day': {
      if (!Number.isInteger(rule.day) || rule.day < 1 || rule.day > 28) {
        throw new RangeError('a matching period starts on a day of the month from 1 to 28');
      }
      const inThisMonth = dayFrom(year, month, rule.day);
      const start = dayOfMonth >= rule.day ? inThisMonth : addMonths(inThisMonth, -1);
      return { start, end: addDays(addMonths(start, 1), -1) };
    }
    default:
      return rule satisfies never;
  }
}
