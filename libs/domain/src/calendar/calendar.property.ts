import fc from 'fast-check';
import {
  addDays,
  addMonths,
  ageGroupOf,
  ageGroups,
  asDay,
  dayNumberOf,
  dayOf,
  dayOfNumber,
  daysBetween,
  instantMsOf,
  matchingPeriodOf,
  parseDay,
  weekdayOf,
  workingCalendar,
} from './index.js';

const anyDay = fc.integer({ min: -20_000, max: 40_000 }).map(dayOfNumber);
const innerDay = fc
  .integer({ min: dayNumberOf(asDay('1920-01-01')), max: dayNumberOf(asDay('2179-12-31')) })
  .map(dayOfNumber);
const anyInstant = fc.integer({ min: Date.UTC(1975, 0, 1), max: Date.UTC(2090, 0, 1) });

describe('calendar', () => {
  test('a-day-is-the-day-of-its-number, as the platform counts it', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(parseDay(day)).toBe(day);
        expect(dayOfNumber(dayNumberOf(day))).toBe(day);
        expect(dayNumberOf(day) * 86_400_000).toBe(Date.parse(day));
        expect(weekdayOf(day) % 7).toBe(new Date(day).getUTCDay());
      }),
    );
  });

  test('adding-days-is-undone-and-orders-as-text', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -5_000, max: 5_000 }), (day, days) => {
        const moved = addDays(day, days);
        expect(daysBetween(day, moved)).toBe(days);
        expect(addDays(moved, -days)).toBe(day);
        expect(moved > day).toBe(days > 0);
      }),
    );
  });

  test('months-clamp-and-never-skip-one', () => {
    fc.assert(
      // Twenty years from either end of the calendar, so that every move stays inside it.
      fc.property(innerDay, fc.integer({ min: -240, max: 240 }), (day, months) => {
        const moved = addMonths(day, months);
        const index = (text: string): number => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
        expect(index(moved) - index(day)).toBe(months);
        expect(moved.slice(8) <= day.slice(8)).toBe(true);
      }),
    );
  });

  test('the-day-in-amsterdam-is-what-the-platform-formats', () => {
    const formatter = new Intl.DateTimeFormat('en-CA', {
      timeZone: 'Europe/Amsterdam',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    fc.assert(
      fc.property(anyInstant, (instantMs) => {
        expect(dayOf(instantMs)).toBe(formatter.format(instantMs));
      }),
      { numRuns: 500 },
    );
  });

  test('an-instant-of-a-day-lies-on-that-day', () => {
    fc.assert(
      fc.property(anyInstant, fc.integer({ min: 0, max: 1_439 }), (instantMs, minute) => {
        const day = dayOf(instantMs);
        expect(dayOf(instantMsOf(day, minute))).toBe(day);
        expect(dayOf(instantMsOf(day) - 1)).toBe(addDays(day, -1));
      }),
    );
  });

  test('periods-cover-every-day-once', () => {
    const rule = fc.oneof(
      fc.constant({ kind: 'calendar-month' } as const),
      fc.integer({ min: 1, max: 28 }).map((day) => ({ kind: 'from-day', day }) as const),
    );
    fc.assert(
      fc.property(anyDay, rule, (day, one) => {
        const period = matchingPeriodOf(day, one);
        expect(period.start <= day && day <= period.end).toBe(true);
        expect(matchingPeriodOf(period.start, one)).toEqual(period);
        expect(matchingPeriodOf(period.end, one)).toEqual(period);
        expect(matchingPeriodOf(addDays(period.end, 1), one).start).toBe(addDays(period.end, 1));
      }),
    );
  });

  test('working-days-count-what-they-add', () => {
    fc.assert(
      fc.property(
        anyDay,
        fc.integer({ min: 0, max: 60 }),
        fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 20 }),
        (day, count, offsets) => {
          const calendar = workingCalendar(offsets.map((offset) => addDays(day, offset)));
          const target = calendar.addWorkingDays(day, count);
          expect(calendar.workingDaysBetween(day, target)).toBe(count);
          expect(calendar.workingDaysBetween(target, day)).toBe(0 - count);
          if (count > 0) expect(calendar.isWorkingDay(target)).toBe(true);
        },
      ),
    );
  });

  test('age-groups-only-advance', () => {
    fc.assert(
      fc.property(anyDay, fc.nat({ max: 36_000 }), fc.nat({ max: 4_000 }), (birthDate, age, later) => {
        const order = (days: number): number =>
          ageGroups.indexOf(ageGroupOf(birthDate, addDays(birthDate, days)));
        expect(order(age)).toBeLessThanOrEqual(order(age + later));
      }),
    );
  });
});
