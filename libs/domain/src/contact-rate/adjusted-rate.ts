import type { CaseCounts } from './figures.js';
import { contactRateOf } from './figures.js';
import type { FigureChannel } from './attempt-channel.js';
import type { Interval } from './interval.js';

/**
 * By what a case was approached at most, from the heaviest means to none: the channel mix. Each case is in exactly
 * one of these.
 */
export const heaviestChannels = ['house-visits', 'calls', 'messages', 'letters', 'other', 'none'] as const;
export type HeaviestChannel = FigureChannel | 'none';

/** The counts of one stratum of the mix. */
export interface MixCounts extends CaseCounts {
  readonly part: string;
}

/** A rate as it would have been with another channel mix. */
export interface AdjustedRate extends Interval {
  readonly rate: number;
  /** The share of the other mix whose means were used now too; of the rest nothing can be said. 0 to 1. */
  readonly coverage: number;
}

/**
 * The contact rate as it would have been with the channel mix of `standard` (direct standardisation): a town that
 * visits more reaches more, and this takes that part out of a comparison. Null when no means was used in both.
 *
 * The interval joins the Wilson intervals of the strata (G.Y. Zou, A. Donner, "Construction of confidence limits
 * about effect measures", Statistics in Medicine 27, 2008), as the interval of a difference does for two rates.
 *
 * @param z quantile of the standard normal distribution
 */
export function adjustedRate(
  now: readonly MixCounts[],
  standard: readonly MixCounts[],
  z: number,
): AdjustedRate | null {
  const strata = standard.flatMap(({ part, cases: weight }) => {
    const found = now.find((one) => one.part === part);
    if (found === undefined || weight === 0) return [];
    const { rate, low, high } = contactRateOf(found, z);
    return rate === null || low === null || high === null ? [] : [{ weight, rate, low, high }];
  });
  const covered = strata.reduce((sum, { weight }) => sum + weight, 0);
  if (covered === 0) return null;
  let rate = 0;
  let below = 0;
  let above = 0;
  for (const stratum of strata) {
    const share = stratum.weight / covered;
    rate += share * stratum.rate;
    below = Math.hypot(below, share * (stratum.rate - stratum.low));
    above = Math.hypot(above, share * (stratum.high - stratum.rate));
  }
  const all = standard.reduce((sum, { cases }) => sum + cases, 0);
  return { rate, low: Math.max(0, rate - below), high: Math.min(1, rate + above), coverage: covered / all };
}
