import { checkCounts, checkZ, wilsonInterval, type Interval } from './interval.js';

/** A share that never travels without its counts. `rate` and the interval are null for 0/0: shown as "–", never 0 %. */
export interface Rate {
  readonly numerator: number;
  readonly denominator: number;
  /** 0 to 1. */
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * The rate with its Wilson interval.
 *
 * @param z quantile of the standard normal distribution for the wanted confidence; `Z_95` for 95 %
 * @throws RangeError when the counts are no rate
 */
export function rateOf(numerator: number, denominator: number, z: number): Rate {
  checkCounts(numerator, denominator);
  checkZ(z);
  if (denominator === 0) return { numerator, denominator, rate: null, low: null, high: null };
  return {
    numerator,
    denominator,
    rate: numerator / denominator,
    ...wilsonInterval(numerator, denominator, z),
  };
}

/** The change between two rates, in shares: 0.03 is three percentage points up. */
export interface RateDifference extends Interval {
  readonly difference: number;
}

/**
 * `now` minus `before` with the interval of R.G. Newcombe ("Interval estimation for the difference between
 * independent proportions", Statistics in Medicine 17, 1998, method 10). Null when one of the two is 0/0.
 * If 0 lies inside the interval, the change may be chance.
 */
export function differenceOf(now: Rate, before: Rate): RateDifference | null {
  if (now.rate === null || now.low === null || now.high === null) return null;
  if (before.rate === null || before.low === null || before.high === null) return null;
  const difference = now.rate - before.rate;
  return {
    difference,
    low: difference - Math.hypot(now.rate - now.low, before.high - before.rate),
    high: difference + Math.hypot(now.high - now.rate, before.rate - before.low),
  };
}
