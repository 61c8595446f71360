import type { FieldLevel } from './compare-levels.js';
import { countLevels, noLevelCounts, withShares, type LevelCounts } from './estimate.js';
import type { MatchParameters } from './match-parameters.js';
import { weighKinds } from './weigh-kinds.js';

/** What is to be fitted. */
export interface FitInput {
  /** The levels of every pair that could be one person, as blocking finds them. */
  readonly pairs: readonly (readonly FieldLevel[])[];
  /** All pairs of the files, also those that nobody compared. */
  readonly pairsInAll: number;
  /** Records in the file, or in the larger of two. */
  readonly records: number;
  /** How many pairs the parameters that one starts with weigh. */
  readonly beliefPairs: number;
}

export interface Fit {
  readonly parameters: MatchParameters;
  /** Pairs of one person that are expected among all. */
  readonly matchesExpected: number;
  readonly rounds: number;
}

const ROUNDS_MAX = 40;
/** Less change of the expected matches than this part ends it. */
const CHANGE_MIN = 1e-4;
/** What is believed of households and streets before any pair is seen: so many records, each with one such other. */
const NEAR_BELIEF_RECORDS = 5;
const MOVED_BELIEF_PAIRS = 100;

/**
 * Expectation–maximisation (Dempster, Laird and Rubin 1977; Winkler 1988) over five kinds of pairs: one person at one
 * address, one person who moved, one household, one street, anybody. How often anybody agrees with anybody (u) is
 * counted elsewhere and stays; what is fitted is how often one person's records agree (m) and how common each kind is.
 * No truth is needed, and nothing is drawn by chance.
 */
export function fitParameters(base: MatchParameters, input: FitInput): Fit {
  let parameters = base;
  let matches = input.records / 2;
  let rounds = 0;
  for (; rounds < ROUNDS_MAX; rounds += 1) {
    const expected = expect(parameters, matches, input);
    parameters = maximise(base, expected, input);
    const change = Math.abs(expected.matches - matches);
    matches = Math.max(1, expected.matches);
    if (change < CHANGE_MIN * matches) break;
  }
  return { parameters, matchesExpected: matches, rounds };
}

/** Pairs that are surely of two people who have nothing to do with each other only cost time. */
const NOT_ANYBODY_FROM = 0.001;

/** Whether a pair could tell the fit anything. */
export function isWorthFitting(
  levels: readonly FieldLevel[],
  parameters: MatchParameters,
  input: Pick<FitInput, 'pairsInAll' | 'records'>,
): boolean {
  const { neighbours, relatives } = parameters.circumstances;
  const factors = weighKinds(levels, parameters);
  const match = (input.records / input.pairsInAll) * Math.max(factors.stayed, factors.moved);
  return (
    match + relatives.share * factors.relatives + neighbours.share * factors.neighbours > NOT_ANYBODY_FROM
  );
}

interface Expected {
  readonly counts: LevelCounts;
  readonly matches: number;
  readonly moved: number;
  readonly relatives: number;
  readonly neighbours: number;
}

function expect(
  parameters: MatchParameters,
  matchesBefore: number,
  { pairs, pairsInAll }: FitInput,
): Expected {
  const { moved, neighbours, relatives } = parameters.circumstances;
  const share = Math.min(0.5, matchesBefore / pairsInAll);
  const counts = noLevelCounts();
  const sums = { matches: 0, moved: 0, relatives: 0, neighbours: 0 };
  for (const levels of pairs) {
    const factors = weighKinds(levels, parameters);
    const ofStayed = share * (1 - moved.share) * factors.stayed;
    const ofMoved = share * moved.share * factors.moved;
    const ofRelatives = relatives.share * factors.relatives;
    const ofNeighbours = neighbours.share * factors.neighbours;
    const all = ofStayed + ofMoved + ofRelatives + ofNeighbours + 1;
    sums.matches += (ofStayed + ofMoved) / all;
    sums.moved += ofMoved / all;
    sums.relatives += ofRelatives / all;
    sums.neighbours += ofNeighbours / all;
    countLevels(counts, levels, ofStayed / all);
    // Of somebody who moved, the fields of the address say nothing about errors.
    countLevels(
      counts,
      levels.filter(({ field }) => moved.same[field] === undefined),
      ofMoved / all,
    );
  }
  return { counts, ...sums };
}

function maximise(base: MatchParameters, expected: Expected, input: FitInput): MatchParameters {
  const { beliefPairs, pairsInAll, records } = input;
  const { moved, neighbours, relatives } = base.circumstances;
  const shareOf = (pairs: number): number =>
    Math.min(0.2, (((pairs + NEAR_BELIEF_RECORDS) / (records + NEAR_BELIEF_RECORDS)) * records) / pairsInAll);
  const movedShare =
    (expected.moved + moved.share * MOVED_BELIEF_PAIRS) / (expected.matches + MOVED_BELIEF_PAIRS);
  return {
    ...withShares(base, 'm', expected.counts, beliefPairs),
    circumstances: {
      moved: { ...moved, share: movedShare },
      relatives: { ...relatives, share: shareOf(expected.relatives) },
      neighbours: { ...neighbours, share: shareOf(expected.neighbours) },
    },
  };
}
