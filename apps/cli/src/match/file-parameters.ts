import {
  compareLevels,
  countFrequencies,
  countLevels,
  noLevelCounts,
  fitParameters,
  isWorthFitting,
  thresholdsFor,
  weightOf,
  withShares,
  type FieldLevel,
  type MatchParameters,
  type PreparedPerson,
  type ThresholdAims,
} from '#domain';

import type { CandidatePairs } from './candidate-pairs.js';

/** Pairs drawn to see how often anybody agrees with anybody. */
const PAIRS_DRAWN = 50_000;
/** What was believed of two people before weighs as much as so many pairs. */
const BELIEF_PAIRS = 2_000;
/**
 * Half of the wrong matches that one in a thousand would allow, for chances are estimates; a weak match is right at
 * least 31 times in 32; and a person sees what is right one time in 64.
 */
const AIMS: ThresholdAims = { wrongMax: 0.0005, surplusMin: 5, reviewBits: 6 };
/** What the version given says of errors weighs as much as so many pairs. */
const ERROR_BELIEF_PAIRS = 40;
/** Pairs on which errors are fitted; of more the first, which are as good as any. */
const PAIRS_FITTED_MAX = 200_000;

/**
 * The parameters for two files or one. How common values are and how often anybody agrees with anybody is counted in
 * the files themselves, for a table of Dutch names says nothing about Australian ones; how often one person's records
 * differ is fitted on them, beginning with the version given.
 */
export function parametersForFiles(
  base: MatchParameters,
  left: readonly PreparedPerson[],
  right: readonly PreparedPerson[] | null,
  candidates: CandidatePairs,
): MatchParameters {
  const all = right === null ? left : [...left, ...right];
  const records = Math.max(left.length, right?.length ?? 0);
  const pairsInAll = right === null ? Math.max(1, (records * (records - 1)) / 2) : left.length * right.length;
  const counted: MatchParameters = {
    ...withShares(
      { ...base, frequencies: countFrequencies(all, 'the files', 1) },
      'u',
      drawLevels(left, right ?? left),
      BELIEF_PAIRS,
    ),
    circumstances: {
      ...base.circumstances,
      relatives: { ...base.circumstances.relatives, share: Math.min(0.2, records / pairsInAll) },
      neighbours: { ...base.circumstances.neighbours, share: Math.min(0.2, records / pairsInAll) },
    },
  };
  const pairs: (readonly FieldLevel[])[] = [];
  candidates.each((one, other) => {
    if (pairs.length >= PAIRS_FITTED_MAX) return;
    const levels = compareLevels(left[one] as PreparedPerson, (right ?? left)[other] as PreparedPerson);
    if (isWorthFitting(levels, counted, { pairsInAll, records })) pairs.push(levels);
  });
  const { parameters, matchesExpected } = fitParameters(counted, {
    pairs,
    pairsInAll,
    records,
    beliefPairs: ERROR_BELIEF_PAIRS,
  });
  const priorBits = Math.log2(pairsInAll / Math.max(matchesExpected, records / 100));
  const weights = pairs.map((levels) => weightOf(levels, parameters));
  return {
    ...parameters,
    version: `${base.version} on these files`,
    thresholds: thresholdsFor(weights, priorBits, base.thresholds.ahead, AIMS),
  };
}

function drawLevels(left: readonly PreparedPerson[], right: readonly PreparedPerson[]) {
  const counts = noLevelCounts();
  const draw = sequenceOfNumbers();
  for (let pair = 0; pair < PAIRS_DRAWN; pair += 1) {
    const one = left[draw() % left.length];
    const other = right[draw() % right.length];
    if (one === undefined || other === undefined || one === other) continue;
    countLevels(counts, compareLevels(one, other), 1);
  }
  return counts;
}

/** The same numbers in every run (Park–Miller), so that a file gives the same answer twice. */
function sequenceOfNumbers(): () => number {
  let state = 20_261_122;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state;
  };
}
