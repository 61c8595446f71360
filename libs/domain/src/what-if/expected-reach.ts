import { wilsonInterval, Z_95, type Interval } from '../contact-rate/index.js';
import { channelMix, type ReplayedApproach } from './approaches.js';

/** Of the approaches of one mix of channels that are closed: how many reached the resident. */
export interface ReachHistory {
  readonly closed: number;
  readonly reached: number;
}

/** Residents who would be reached, at least and at most, and for how many approaches nothing can be said. */
export interface ExpectedReach {
  /** Approaches with a history. */
  readonly approaches: number;
  readonly low: number;
  readonly high: number;
  /** Approaches by a mix of channels that this municipality has too little history of. */
  readonly withoutHistory: number;
}

/** Fewer closed approaches of a mix than this say nothing about the next. */
export const REACH_HISTORY_MIN = 30;

/** The shares reached by mix of channels, of the mixes with enough history. */
export function reachByMix(history: ReadonlyMap<string, ReachHistory>): ReadonlyMap<string, Interval> {
  return new Map(
    [...history]
      .filter(([, { closed }]) => closed >= REACH_HISTORY_MIN)
      .map(([mix, { closed, reached }]) => [mix, wilsonInterval(reached, closed, Z_95)]),
  );
}

/**
 * How many of the approaches would reach the resident, as a range from the municipality's own history.
 *
 * What history shows is who was visited as much as what a visit does: heavy cases get visits. So an approach that another
 * policy gives another mix counts as anything between the old mix's share (the channel does nothing) and the new one's
 * (it does everything).
 *
 * @param pairs each approach with the one that it replaces; null where there was none
 */
export function expectedReach(
  pairs: Iterable<{ readonly approach: ReplayedApproach; readonly replaces: ReplayedApproach | null }>,
  shares: ReadonlyMap<string, Interval>,
): ExpectedReach {
  let [approaches, low, high, withoutHistory] = [0, 0, 0, 0];
  for (const { approach, replaces } of pairs) {
    const own = shares.get(channelMix(approach.steps));
    if (own === undefined) {
      withoutHistory += 1;
      continue;
    }
    const former = replaces === null ? own : (shares.get(channelMix(replaces.steps)) ?? own);
    approaches += 1;
    low += Math.min(own.low, former.low);
    high += Math.max(own.high, former.high);
  }
  return { approaches, low: Math.floor(low), high: Math.ceil(high), withoutHistory };
}
