import { outcomes } from '../outcome/index.js';
import {
  caseClasses,
  caseClassOf,
  compareWithBenchmark,
  countCaseClasses,
  countsInDenominator,
  differenceOf,
  nationalBenchmark2024,
  publishedRate,
  rateOf,
  suppressed,
  wilsonInterval,
  Z_95,
} from './index.js';

describe('Wilson interval', () => {
  // Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%d of %d is %f to %f', (numerator, denominator, low, high) => {
    const interval = wilsonInterval(numerator, denominator, Z_95);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  test.each([
    [1, 0],
    [-1, 5],
    [6, 5],
    [0.5, 5],
    [Number.NaN, 5],
  ])('%f of %f is a fault of the caller', (numerator, denominator) => {
    expect(() => rateOf(numerator, denominator, Z_95)).toThrow(RangeError);
  });

  test('z has to be a positive number, also for 0/0', () => {
    expect(() => rateOf(0, 0, 0)).toThrow(RangeError);
    expect(() => wilsonInterval(0, 0, Z_95)).toThrow(RangeError);
  });
});

describe('rate', () => {
  test('0/0 is no rate', () => {
    expect(rateOf(0, 0, Z_95)).toEqual({ numerator: 0, denominator: 0, rate: null, low: null, high: null });
  });

  test('carries its counts', () => {
    expect(rateOf(20, 100, Z_95)).toMatchObject({ numerator: 20, denominator: 100, rate: 0.2 });
  });

  // Newcombe 1998, "Interval estimation for the difference", table II, method 10.
  test.each([
    [56, 70, 48, 80, 0.2, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.6, 0.1705, 0.809],
    [10, 10, 0, 10, 1, 0.6075, 1],
  ])('%d/%d minus %d/%d', (a, m, b, n, difference, low, high) => {
    const found = differenceOf(rateOf(a, m, Z_95), rateOf(b, n, Z_95));
    expect(found?.difference).toBeCloseTo(difference, 10);
    expect(found?.low).toBeCloseTo(low, 4);
    expect(found?.high).toBeCloseTo(high, 4);
  });

  test('no change is told on 0/0', () => {
    expect(differenceOf(rateOf(0, 0, Z_95), rateOf(1, 2, Z_95))).toBeNull();
    expect(differenceOf(rateOf(1, 2, Z_95), rateOf(0, 0, Z_95))).toBeNull();
  });

  test('beside the benchmark', () => {
    expect(compareWithBenchmark(rateOf(300, 1_000, Z_95), nationalBenchmark2024)).toBe('above');
    expect(compareWithBenchmark(rateOf(100, 1_000, Z_95), nationalBenchmark2024)).toBe('below');
    expect(compareWithBenchmark(rateOf(3, 10, Z_95), nationalBenchmark2024)).toBe('within-chance');
    expect(compareWithBenchmark(rateOf(0, 0, Z_95), nationalBenchmark2024)).toBe('no-rate');
  });
});

describe('suppression under ten', () => {
  test('counts', () => {
    expect([0, 9, 10].map(suppressed)).toEqual([true, true, false]);
  });

  test('a rate does not give a small count away', () => {
    const hidden = { numerator: null, rate: null, low: null, high: null };
    expect(publishedRate(rateOf(3, 9, Z_95))).toEqual({ ...hidden, denominator: null });
    expect(publishedRate(rateOf(9, 100, Z_95))).toEqual({ ...hidden, denominator: 100 });
    expect(publishedRate(rateOf(91, 100, Z_95))).toEqual({ ...hidden, denominator: 100 });
    expect(publishedRate(rateOf(20, 100, Z_95))).toEqual(rateOf(20, 100, Z_95));
  });
});

describe('case classes', () => {
  test.each([
    [0, 5, null],
    [1, 0, 'single'],
    [2, 0, 'multiple'],
    [1, 1, 'consecutive'],
    [3, 2, 'multiple-and-consecutive'],
  ])('%d in the period and %d before: %s', (inPeriod, inLookBack, expected) => {
    expect(caseClassOf(inPeriod, inLookBack)).toBe(expected);
  });

  test('add up', () => {
    const { counts, total } = countCaseClasses(['single', 'multiple', 'single', 'multiple-and-consecutive']);
    expect(caseClasses.map((one) => counts[one])).toEqual([2, 1, 0, 1]);
    expect(total).toBe(4);
  });
});

describe('denominator', () => {
  test('not picked up is outside both; known, deceased and not resident only outside our own', () => {
    const outside = (variant: 'divosa' | 'own'): string[] =>
      outcomes.filter((outcome) => !countsInDenominator(outcome, variant));
    expect(outside('divosa')).toHaveLength(3);
    expect(outside('own')).toEqual(expect.arrayContaining(outside('divosa')));
    expect(outside('own')).toHaveLength(7);
    expect(countsInDenominator('Inwoner al bekend bij schuldhulpverlening', 'divosa')).toBe(true);
    expect(countsInDenominator('Definitief geen contact kunnen krijgen', 'own')).toBe(true);
  });
});
