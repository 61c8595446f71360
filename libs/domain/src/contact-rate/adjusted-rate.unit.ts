import fc from 'fast-check';

import { adjustedRate, heaviestChannels, rateOf, Z_95, type MixCounts } from './index.js';

const mix = (part: string, cases: number, reached: number): MixCounts => ({
  part,
  cases,
  reached,
  open: 0,
  helped: 0,
});

describe('rate adjusted for the channel mix', () => {
  test('more visits alone are no better approach', () => {
    const before = [mix('house-visits', 10, 5), mix('letters', 90, 5)];
    const now = [mix('house-visits', 50, 25), mix('letters', 36, 2)];
    // 27 of 86 raw; with the mix of a year before: a tenth at a half, nine tenths at 2 of 36.
    const adjusted = adjustedRate(now, before, Z_95);
    expect(adjusted?.rate).toBeCloseTo(0.1 * 0.5 + 0.9 * (2 / 36), 12);
    expect(adjusted?.coverage).toBe(1);
  });

  test('with its own mix it is the raw rate', () => {
    const strata = fc.tuple(
      ...heaviestChannels.map(() => fc.tuple(fc.nat({ max: 50 }), fc.nat({ max: 50 }))),
    );
    fc.assert(
      fc.property(strata, (counts) => {
        const now = counts.map(([missed, reached], index) =>
          mix(heaviestChannels[index] ?? 'none', missed + reached, reached),
        );
        const cases = now.reduce((sum, one) => sum + one.cases, 0);
        const reached = now.reduce((sum, one) => sum + one.reached, 0);
        const adjusted = adjustedRate(now, now, Z_95);
        if (cases === 0) return expect(adjusted).toBeNull();
        expect(adjusted?.rate).toBeCloseTo(reached / cases, 10);
        expect(adjusted?.low).toBeLessThanOrEqual((adjusted?.rate ?? 0) + 1e-12);
        expect(adjusted?.high).toBeGreaterThanOrEqual((adjusted?.rate ?? 1) - 1e-12);
      }),
    );
  });

  test('one stratum has the interval of its rate', () => {
    const { low, high } = rateOf(20, 100, Z_95);
    const only = [mix('calls', 100, 20)];
    expect(adjustedRate(only, only, Z_95)?.low).toBeCloseTo(low ?? Number.NaN, 12);
    expect(adjustedRate(only, only, Z_95)?.high).toBeCloseTo(high ?? Number.NaN, 12);
  });

  test('means that were not used now leave the mix partly unanswered', () => {
    const adjusted = adjustedRate(
      [mix('letters', 10, 1)],
      [mix('letters', 30, 3), mix('house-visits', 70, 35)],
      Z_95,
    );
    expect(adjusted).toMatchObject({ rate: 0.1, coverage: 0.3 });
    expect(adjustedRate([mix('letters', 10, 1)], [mix('calls', 5, 1)], Z_95)).toBeNull();
    expect(adjustedRate([], [], Z_95)).toBeNull();
  });
});
