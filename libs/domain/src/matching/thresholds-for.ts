import type { MatchThresholds } from './match-parameters.js';

/** What a user of the limits wants. */
export interface ThresholdAims {
  /** Of all matches at most this part is expected to be wrong. */
  readonly wrongMax: number;
  /** Bits by which even the weakest match must be likelier than none, whatever the others are. */
  readonly surplusMin: number;
  /** Bits by which something unlikelier than not is still shown to a person. */
  readonly reviewBits: number;
}

/** No limit is set further out than this, however poor the data. */
const SURPLUS_MAX = 8;

/**
 * Limits that keep the aims, from the weights of the pairs at hand. A pair whose weight exceeds what finding somebody
 * takes by s bits is wrong once in 2^s + 1 times; the upper limit is the lowest at which those chances add up to no more
 * than the aim. So where nobody resembles anybody the limit is low, and among families it is high.
 *
 * @param priorBits how many pairs of two people there are for one of one person, as a power of 2
 */
export function thresholdsFor(
  weights: readonly number[],
  priorBits: number,
  ahead: number,
  aims: ThresholdAims,
): MatchThresholds {
  const surpluses = weights.map((weight) => weight - priorBits).sort((one, other) => other - one);
  let expectedWrong = 0;
  let upper = SURPLUS_MAX;
  for (const [index, surplus] of surpluses.entries()) {
    if (surplus < aims.surplusMin) break;
    expectedWrong += 1 / (2 ** surplus + 1);
    if (expectedWrong <= aims.wrongMax * (index + 1)) upper = Math.min(upper, surplus);
  }
  const isAllFine =
    expectedWrong <= aims.wrongMax * surpluses.filter((surplus) => surplus >= aims.surplusMin).length;
  return {
    upper: priorBits + (isAllFine ? aims.surplusMin : upper),
    lower: priorBits - aims.reviewBits,
    ahead,
  };
}
