import type { Rate } from './rate.js';

/** Counts under this number are not shown where residents could be recognised in them. */
export const SUPPRESSED_UNDER = 10;

/** True if a count may not leave the municipality. 0 too: "nobody here accepted help" also tells of people. */
export function suppressed(count: number): boolean {
  return count < SUPPRESSED_UNDER;
}

/** A rate as it may be shown outside; null where a figure is held back. */
export interface PublishedRate {
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Holds back what would give away a count under ten: everything under a small denominator, and numerator and rate
 * where the numerator or what is left of the denominator is small (one follows from the other).
 */
export function publishedRate(rate: Rate): PublishedRate {
  const hidden = { numerator: null, rate: null, low: null, high: null };
  if (suppressed(rate.denominator)) return { ...hidden, denominator: null };
  if (suppressed(rate.numerator) || suppressed(rate.denominator - rate.numerator)) {
    return { ...hidden, denominator: rate.denominator };
  }
  return { ...rate };
}
