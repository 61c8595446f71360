import fc from 'fast-check';
import {
  caseClasses,
  caseClassOf,
  countCaseClasses,
  differenceOf,
  publishedRate,
  rateOf,
  wilsonInterval,
  Z_95,
} from './index.js';

const z = fc.double({ min: 0.1, max: 5, noNaN: true });
const counts = fc
  .integer({ min: 1, max: 1_000_000 })
  .chain((denominator) => fc.tuple(fc.integer({ min: 0, max: denominator }), fc.constant(denominator)));

describe('Wilson interval', () => {
  test('the-interval-contains-the-rate-and-stays-within-0-and-1', () => {
    fc.assert(
      fc.property(counts, z, ([numerator, denominator], one) => {
        const { low, high } = wilsonInterval(numerator, denominator, one);
        const share = numerator / denominator;
        expect(0 <= low && low <= share && share <= high && high <= 1).toBe(true);
        expect(low < high).toBe(true);
      }),
    );
  });

  test('more-observations-of-the-same-rate-narrow-it', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 2, max: 50 }), ([numerator, denominator], factor) => {
        const few = wilsonInterval(numerator, denominator, Z_95);
        const many = wilsonInterval(numerator * factor, denominator * factor, Z_95);
        expect(many.high - many.low).toBeLessThan(few.high - few.low);
      }),
    );
  });

  test('one-more-reached-moves-both-ends-up', () => {
    fc.assert(
      fc.property(counts, ([numerator, denominator]) => {
        fc.pre(numerator < denominator);
        const less = wilsonInterval(numerator, denominator, Z_95);
        const more = wilsonInterval(numerator + 1, denominator, Z_95);
        expect(more.low).toBeGreaterThan(less.low);
        expect(more.high).toBeGreaterThan(less.high);
      }),
    );
  });

  test('more-confidence-widens-it', () => {
    fc.assert(
      fc.property(
        counts,
        z,
        fc.double({ min: 0.05, max: 2, noNaN: true }),
        ([numerator, denominator], one, more) => {
          const narrow = wilsonInterval(numerator, denominator, one);
          const wide = wilsonInterval(numerator, denominator, one + more);
          expect(wide.low <= narrow.low && wide.high >= narrow.high).toBe(true);
        },
      ),
    );
  });

  test('reached-and-not-reached-mirror-each-other', () => {
    fc.assert(
      fc.property(counts, ([numerator, denominator]) => {
        const reached = wilsonInterval(numerator, denominator, Z_95);
        const missed = wilsonInterval(denominator - numerator, denominator, Z_95);
        expect(reached.low).toBeCloseTo(1 - missed.high, 10);
      }),
    );
  });
});

describe('difference', () => {
  test('the-difference-lies-inside-and-turns-around', () => {
    fc.assert(
      fc.property(counts, counts, (now, before) => {
        const one = differenceOf(rateOf(...now, Z_95), rateOf(...before, Z_95));
        const other = differenceOf(rateOf(...before, Z_95), rateOf(...now, Z_95));
        if (one === null || other === null) throw new Error('both are rates');
        expect(one.low <= one.difference && one.difference <= one.high).toBe(true);
        expect(one.low >= -1 - 1e-12 && one.high <= 1 + 1e-12).toBe(true);
        expect(one.low).toBeCloseTo(-other.high, 12);
      }),
    );
  });
});

describe('figures', () => {
  test('nothing-published-is-or-gives-away-a-count-under-ten', () => {
    fc.assert(
      fc.property(fc.nat({ max: 60 }), fc.nat({ max: 60 }), (reached, missed) => {
        const shown = publishedRate(rateOf(reached, reached + missed, Z_95));
        if (shown.denominator !== null) expect(shown.denominator).toBeGreaterThanOrEqual(10);
        const small = reached < 10 || missed < 10;
        expect(shown.rate === null).toBe(small);
        expect(shown.numerator === null).toBe(small);
      }),
    );
  });

  test('the-four-classes-are-disjoint-and-complete', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 4 })), { maxLength: 30 }), (cases) => {
        const found = cases
          .map(([inPeriod, before]) => caseClassOf(inPeriod, before))
          .filter((one) => one !== null);
        const { counts: byClass, total } = countCaseClasses(found);
        expect(total).toBe(cases.filter(([inPeriod]) => inPeriod > 0).length);
        expect(caseClasses.reduce((sum, one) => sum + byClass[one], 0)).toBe(total);
        expect(byClass.multiple + byClass['multiple-and-consecutive']).toBe(
          cases.filter(([inPeriod]) => inPeriod > 1).length,
        );
      }),
    );
  });
});
