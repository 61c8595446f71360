import {
  acceptanceOf,
  asDay,
  contactRateLine,
  contactRateOf,
  helpOutcomes,
  monthsOf,
  rateLines,
  rateOf,
  signalsPerThousand,
  stillOpenOf,
  yearBefore,
  Z_95,
} from '../index.js';

describe('figures on counts', () => {
  const counts = { cases: 10, reached: 4, open: 2, helped: 3 };

  test('each rate has its own numerator and denominator', () => {
    expect(contactRateOf(counts, Z_95)).toEqual(rateOf(4, 10, Z_95));
    expect(acceptanceOf(counts, Z_95)).toEqual(rateOf(3, 4, Z_95));
    expect(stillOpenOf(counts, Z_95)).toEqual(rateOf(2, 10, Z_95));
  });

  test('help outcomes are the four of the table', () => {
    expect(helpOutcomes).toHaveLength(4);
  });

  test('signals per 1,000 inhabitants', () => {
    expect(signalsPerThousand(600, 120_000)).toBe(5);
    expect(signalsPerThousand(600, null)).toBeNull();
    expect(() => signalsPerThousand(-1, 10)).toThrow(RangeError);
    expect(() => signalsPerThousand(1, 0)).toThrow(RangeError);
  });

  test('months, and the same ones a year before', () => {
    const range = { first: asDay('2025-11-01'), last: asDay('2026-01-01') };
    expect(monthsOf(range)).toEqual(['2025-11-01', '2025-12-01', '2026-01-01']);
    expect(monthsOf(yearBefore(range))).toEqual(['2024-11-01', '2024-12-01', '2025-01-01']);
    expect(monthsOf({ first: range.last, last: range.first })).toEqual([]);
  });

  test('lines of months, parts and the year before', () => {
    const lines = rateLines({
      range: { first: asDay('2025-01-01'), last: asDay('2025-02-01') },
      view: 'closed',
      split: 'sector',
      parts: ['Huur', 'Water'],
      counts: [
        { month: asDay('2025-01-01'), part: '', ...counts },
        { month: asDay('2024-02-01'), part: '', ...counts, reached: 5 },
        { month: asDay('2025-02-01'), part: 'Huur', ...counts },
      ],
      z: Z_95,
    });
    expect(lines.total.contact).toMatchObject({ numerator: 4, denominator: 10 });
    expect(lines.total.change?.difference).toBeCloseTo(-0.1, 12);
    expect(lines.months.map(({ contact }) => contact.denominator)).toEqual([10, 0]);
    expect(lines.months[0]?.change).toBeNull();
    expect(lines.parts.map(({ part, total }) => [part, total.contact.denominator])).toEqual([
      ['Huur', 10],
      ['Water', 0],
    ]);
    expect(lines.partsAddUp).toBe(false);
  });

  test('the last line of the demo', () => {
    expect(contactRateLine(rateOf(412, 2_000, Z_95), 0.2)).toBe(
      'contact rate: 412/2000 = 20.6 % (18.9–22.4) benchmark 20 %',
    );
    expect(contactRateLine(rateOf(0, 0, Z_95), 0.2)).toBe('contact rate: 0/0 = – benchmark 20 %');
  });
});
