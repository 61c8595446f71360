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
const PAIRS_DRAWN_MAX = 50_000;
/** At most this part of all pairs: in a file of ten, pairs of one person would be taken for pairs of anybody. */
const PAIRS_DRAWN_PART = 1 / 20;
/** What was believed of two people before weighs as much as so many pairs. */
const BELIEF_PAIRS = 2_000;
/**
 * Half of the wrong matches that one in a thousand would allow, for chances are estimates; a weak match is right at
 * least 31 times in 32; and a person sees what is right one time in 64.
 */
const AIMS: ThresholdAims = { wrongMax: 0.0005, surplusMin: 5, reviewBits: 6 };
/** What the version given says of errors weighs as much as so many pairs. */
const ERROR_BELIEF_PAIRS = 40;
/** Records whose pairs errors are fitted on, spread over the file; more make the weights no better. */
const RECORDS_FITTED_MAX = 20_000;
/** Their pairs are in memory at once. */
const PAIRS_FITTED_MAX = 400_000;

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
      { ...base, frequencies: countFrequencies(all, 'the files', base) },
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
  const { pairs, part } = pairsToFit(left, right ?? left, candidates, (levels) =>
    isWorthFitting(levels, counted, { pairsInAll, records }),
  );
  const fitted = fitParameters(counted, {
    pairs,
    pairsInAll: pairsInAll * part,
    records: records * part,
    beliefPairs: ERROR_BELIEF_PAIRS,
  });
  // In a file without a match the estimate goes to nothing, and with it all sense of the limits.
  const matchesExpected = Math.max(fitted.matchesExpected, (records * part) / 100);
  const priorBits = Math.log2((pairsInAll * part) / matchesExpected);
  const weights = pairs.map((levels) => weightOf(levels, fitted.parameters));
  return {
    ...fitted.parameters,
    version: `${base.version} on these files`,
    thresholds: thresholdsFor(weights, priorBits, base.thresholds.ahead, AIMS),
  };
}

/** The pairs of some records, and which part of all records these are. */
function pairsToFit(
  left: readonly PreparedPerson[],
  right: readonly PreparedPerson[],
  candidates: CandidatePairs,
  isWorthIt: (levels: readonly FieldLevel[]) => boolean,
): { readonly pairs: readonly (readonly FieldLevel[])[]; readonly part: number } {
  const pairs: (readonly FieldLevel[])[] = [];
  const step = Math.ceil(left.length / RECORDS_FITTED_MAX);
  const state = candidates.newState();
  let seen = 0;
  for (let record = 0; record < left.length && pairs.length < PAIRS_FITTED_MAX; record += step) {
    seen += 1;
    candidates.eachOf(
      record,
      (one, other) => {
        const levels = compareLevels(left[one] as PreparedPerson, right[other] as PreparedPerson);
        if (isWorthIt(levels)) pairs.push(levels);
      },
      state,
    );
  }
  return { pairs, part: seen / left.length };
}

function drawLevels(left: readonly PreparedPerson[], right: readonly PreparedPerson[]) {
  const counts = noLevelCounts();
  const draw = sequenceOfNumbers();
  const drawn = Math.min(PAIRS_DRAWN_MAX, left.length * right.length * PAIRS_DRAWN_PART);
  for (let pair = 0; pair < drawn; pair += 1) {
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
