import {
  addDays,
  addMonths,
  ageGroupOf,
  asDay,
  dayOf,
  daysBetween,
  instantMsOf,
  matchingPeriodOf,
  parseDay,
  partOfDayOf,
  weekdayOf,
  workingCalendar,
} from './index.js';

const at = (iso: string): number => Date.parse(iso);

describe('days', () => {
  test.each([
    '2025-02-29',
    '2025-13-01',
    '2025-04-31',
    '0000-01-01',
    '2200-01-01',
    '2025-1-1',
    ' 2025-01-01',
    '',
  ])('%p is no day', (text) => {
    expect(parseDay(text)).toBeNull();
    expect(() => asDay(text)).toThrow(RangeError);
  });

  test('arithmetic crosses months, years and leap days', () => {
    expect(addDays(asDay('2024-02-28'), 1)).toBe('2024-02-29');
    expect(addDays(asDay('2025-12-31'), 1)).toBe('2026-01-01');
    expect(daysBetween(asDay('2024-01-01'), asDay('2025-01-01'))).toBe(366);
    expect(addMonths(asDay('2025-01-31'), 1)).toBe('2025-02-28');
    expect(addMonths(asDay('2025-08-31'), -6)).toBe('2025-02-28');
    expect(addMonths(asDay('2025-01-15'), -1)).toBe('2024-12-15');
    expect(weekdayOf(asDay('2026-11-22'))).toBe(7);
    expect(weekdayOf(asDay('1969-12-29'))).toBe(1);
  });

  test('a day outside the range that sorts as text is refused', () => {
    expect(() => addDays(asDay('2199-12-31'), 1)).toThrow(RangeError);
  });
});

describe('Amsterdam time', () => {
  test.each([
    ['2026-01-31T22:59:59.999Z', '2026-01-31'],
    ['2026-01-31T23:00:00.000Z', '2026-02-01'],
    ['2026-06-30T21:59:59.999Z', '2026-06-30'],
    ['2026-06-30T22:00:00.000Z', '2026-07-01'],
    ['2026-03-29T00:59:59Z', '2026-03-29'],
    ['1969-12-31T23:30:00Z', '1970-01-01'],
  ])('%s lies on %s', (instant, day) => {
    expect(dayOf(at(instant))).toBe(day);
  });

  test.each([
    ['2026-01-15T10:59:59Z', 'Ochtend'],
    ['2026-01-15T11:00:00Z', 'Middag'],
    ['2026-07-15T15:59:59Z', 'Middag'],
    ['2026-07-15T16:00:00Z', 'Avond'],
    ['2026-07-15T22:00:00Z', 'Ochtend'],
  ])('%s is in the %s', (instant, part) => {
    expect(partOfDayOf(at(instant))).toBe(part);
  });

  test('the instant of a time on the clock, also around both changes', () => {
    expect(instantMsOf(asDay('2026-01-15'))).toBe(at('2026-01-14T23:00:00Z'));
    expect(instantMsOf(asDay('2026-07-15'), 9 * 60)).toBe(at('2026-07-15T07:00:00Z'));
    expect(instantMsOf(asDay('2026-03-29'))).toBe(at('2026-03-28T23:00:00Z'));
    expect(instantMsOf(asDay('2026-03-29'), 150)).toBe(at('2026-03-29T01:30:00Z'));
    expect(instantMsOf(asDay('2026-10-25'), 150)).toBe(at('2026-10-25T00:30:00Z'));
    expect(instantMsOf(asDay('2026-10-25'), 240)).toBe(at('2026-10-25T03:00:00Z'));
    expect(() => instantMsOf(asDay('2026-10-25'), 1_440)).toThrow(RangeError);
  });
});

describe('matching period', () => {
  test('the calendar month', () => {
    expect(matchingPeriodOf(asDay('2024-02-10'), { kind: 'calendar-month' })).toEqual({
      start: '2024-02-01',
      end: '2024-02-29',
    });
  });

  test.each([
    ['2026-01-19', '2025-12-20', '2026-01-19'],
    ['2026-01-20', '2026-01-20', '2026-02-19'],
  ])('from the 20th, %s lies in %s to %s', (day, start, end) => {
    expect(matchingPeriodOf(asDay(day), { kind: 'from-day', day: 20 })).toEqual({ start, end });
  });

  test('a day that not every month has is refused', () => {
    expect(() => matchingPeriodOf(asDay('2026-01-20'), { kind: 'from-day', day: 29 })).toThrow(RangeError);
  });
});

describe('working days', () => {
  const calendar = workingCalendar([asDay('2026-04-06'), asDay('2026-04-27')]);

  test('weekend and holidays are none', () => {
    expect(calendar.isWorkingDay(asDay('2026-04-03'))).toBe(true);
    expect(calendar.isWorkingDay(asDay('2026-04-04'))).toBe(false);
    expect(calendar.isWorkingDay(asDay('2026-04-06'))).toBe(false);
  });

  test('three working days after Friday before Easter Monday is Thursday', () => {
    expect(calendar.addWorkingDays(asDay('2026-04-03'), 3)).toBe('2026-04-09');
    expect(calendar.addWorkingDays(asDay('2026-04-09'), -3)).toBe('2026-04-03');
    expect(calendar.addWorkingDays(asDay('2026-04-05'), 0)).toBe('2026-04-05');
    expect(calendar.workingDaysBetween(asDay('2026-04-03'), asDay('2026-04-09'))).toBe(3);
  });

  test('a count without bound is refused', () => {
    expect(() => calendar.addWorkingDays(asDay('2026-04-03'), 2_601)).toThrow(RangeError);
    expect(() => calendar.addWorkingDays(asDay('2026-04-03'), 0.5)).toThrow(RangeError);
  });
});

describe('age group', () => {
  test.each([
    [null, '2026-01-01', 'unknown'],
    ['2026-01-02', '2026-01-01', 'unknown'],
    ['2000-05-10', '2027-05-09', 'under27'],
    ['2000-05-10', '2027-05-10', '27-to-aow'],
    ['2000-02-29', '2027-02-28', 'under27'],
    ['2000-02-29', '2027-03-01', '27-to-aow'],
    ['1957-03-01', '2024-02-29', '27-to-aow'],
    ['1957-03-01', '2024-03-01', 'aow'],
    ['1960-12-31', '2027-12-31', 'aow'],
    ['1961-01-01', '2028-03-31', '27-to-aow'],
    ['1961-01-01', '2028-04-01', 'aow'],
    ['1901-01-01', '2026-01-01', 'aow'],
  ])('born %s is on %s: %s', (birthDate, onDay, group) => {
    expect(ageGroupOf(birthDate === null ? null : asDay(birthDate), asDay(onDay))).toBe(group);
  });
});
