import { asDay, workingCalendar } from './calendar/index.js';
import { creditorReport, isLate } from './creditor-quality.js';

const goodFriday = asDay('2026-04-03');
const easterMonday = asDay('2026-04-06');
const calendar = workingCalendar([goodFriday, easterMonday]);

describe('a crisis signal is late', () => {
  test.each([
    ['2026-03-02', '2026-03-30', false, 'twenty working days before the end'],
    ['2026-03-02', '2026-03-29', true, 'on the weekend before'],
    ['2026-03-09', '2026-04-06', true, 'with a holiday and the weekend between'],
    ['2026-03-09', '2026-04-07', true, 'with two holidays between'],
    ['2026-03-09', '2026-04-08', false, 'twenty working days, the holidays left out'],
    ['2026-03-09', '2026-03-01', true, 'after the end itself'],
  ])('received %s, ends %s: %s (%s)', (received, ends, late) => {
    expect(isLate(asDay(received), asDay(ends), calendar)).toBe(late);
  });
});

test('each share has its own denominator, and 0/0 is no share', () => {
  const { shares } = creditorReport(
    {
      creditorId: 'lichtpunt-energie',
      signals: 40,
      usablePhone: 30,
      repeated: 4,
      unjustified: 2,
      notFound: 1,
      references: 20,
      referencesLikeBsn: 5,
      ends: [
        { receiptDay: asDay('2026-03-02'), crisisEnd: asDay('2026-03-30'), signals: 3 },
        { receiptDay: asDay('2026-03-02'), crisisEnd: asDay('2026-03-20'), signals: 2 },
      ],
    },
    calendar,
    1.96,
  );
  const counts = Object.entries(shares).map(([name, { numerator, denominator }]) => [
    name,
    numerator,
    denominator,
  ]);
  expect(counts).toEqual([
    ['usable-phone', 30, 40],
    ['repeated', 4, 40],
    ['unjustified', 2, 40],
    ['not-found', 1, 40],
    ['late', 2, 5],
    ['reference-like-bsn', 5, 20],
  ]);
  const none = { signals: 0, usablePhone: 0, repeated: 0, unjustified: 0, notFound: 0, references: 0 };
  const empty = creditorReport({ creditorId: 'x', ...none, referencesLikeBsn: 0, ends: [] }, calendar, 1.96);
  expect(empty.shares.late.rate).toBeNull();
});
