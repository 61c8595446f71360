import { addDays, weekdayOf, type Day } from './day.js';

/** The furthest that working days are counted in one call: ten years, so that a fault cannot spin for ever. */
const WORKING_DAYS_MAX = 2_600;

/** Monday to Friday without public holidays: the days in which the terms of Wgs art. 4(2) are counted. */
export interface WorkingCalendar {
  isWorkingDay(day: Day): boolean;
  /**
   * The `count`-th working day after a day; before it when negative; the day itself, working or not, for 0.
   * @throws RangeError when `count` is not a whole number between -2600 and 2600
   */
  addWorkingDays(day: Day, count: number): Day;
  /**
   * Working days after `from` up to and including `to`; negative when `to` lies before `from`.
   * So `workingDaysBetween(day, addWorkingDays(day, n))` is n for every n ≥ 0.
   */
  workingDaysBetween(from: Day, to: Day): number;
}

/** A calendar from a list of holidays. Holidays are data: which days count (Bevrijdingsdag) is the caller's policy. */
export function workingCalendar(holidays: Iterable<Day>): WorkingCalendar {
  const closed: ReadonlySet<Day> = new Set(holidays);
  const isWorkingDay = (day: Day): boolean => weekdayOf(day) <= 5 && !closed.has(day);
  const countAfter = (from: Day, to: Day): number => {
    let count = 0;
    for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (isWorkingDay(day)) count += 1;
    return count;
  };
  return {
    isWorkingDay,
    addWorkingDays: (day, count) => {
      if (!Number.isInteger(count) || Math.abs(count) > WORKING_DAYS_MAX) {
        throw new RangeError(`working days are counted in whole numbers up to ${WORKING_DAYS_MAX}`);
      }
      const step = count < 0 ? -1 : 1;
      let current = day;
      for (let left = Math.abs(count); left > 0;) {
        current = addDays(current, step);
        if (isWorkingDay(current)) left -= 1;
      }
      return current;
    },
    workingDaysBetween: (from, to) => (to < from ? 0 - countAfter(to, from) : countAfter(from, to)),
  };
}
