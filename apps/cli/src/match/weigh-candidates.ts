import {
  compareLevels,
  matchParameterVersions,
  weightOf,
  type MatchParameters,
  type PreparedPerson,
  type WeighedPair,
} from '#domain';

import { CommandRefused, type Io } from '../command.js';
import { CandidatePairs } from './candidate-pairs.js';
import { parametersForFiles } from './file-parameters.js';
import { readParametersFile } from './parameters-file.js';
import type { PeopleFile } from './people-file.js';

/** Every pair that could be one person, weighed. */
export interface WeighedCandidates {
  readonly parameters: MatchParameters;
  /** Those of at least the lower weight. */
  readonly pairs: readonly WeighedPair[];
  readonly weigh: (left: number, right: number) => number;
}

/**
 * Of fewer records nothing is fitted, for the limits would follow the handful of pairs that resemble each other: twins in
 * a file of ten would set the limit that takes them for one person. The latest version was made for a whole municipality, so
 * its limits are higher than any that a small file needs.
 */
const RECORDS_FITTED_MIN = 300;
/** Records between two lines of progress. */
const PROGRESS_RECORDS = 20_000;
/** More pairs than these are no answer: the columns say too little to tell people apart. */
const PAIRS_MAX = 5_000_000;

/** Weighs the pairs of two files, or within one, by given parameters, or fitted to them where they are large enough. */
export async function weighCandidates(
  io: Io,
  left: PeopleFile,
  right: PeopleFile | null,
  parametersFile: string | undefined,
): Promise<WeighedCandidates> {
  const [ours, theirs] = [left.people, (right ?? left).people];
  io.err(`read ${ours.length}${right === null ? '' : ` and ${theirs.length}`} records`);
  const candidates = new CandidatePairs(ours, right === null ? null : theirs);
  const base = latestVersion();
  const isSmall = Math.max(ours.length, theirs.length) < RECORDS_FITTED_MIN;
  const isFitted = parametersFile === undefined && !isSmall;
  const parameters = isFitted
    ? parametersForFiles(base, ours, right === null ? null : theirs, candidates)
    : parametersFile === undefined
      ? base
      : await readParametersFile(parametersFile);
  const { lower, upper } = parameters.thresholds;
  if (parametersFile === undefined && isSmall)
    io.err(`warning: fewer than ${RECORDS_FITTED_MIN} records say too little to fit weights and limits to`);
  io.err(
    isFitted
      ? `weights and limits are fitted to these files, beginning with ${base.version}; they are not its own`
      : `weights and limits are those of ${parameters.version}, as ${isSmall && parametersFile === undefined ? 'they are' : 'given'}`,
  );
  io.err(`a match from ${upper.toFixed(1)} bits on, a person looks from ${lower.toFixed(1)}`);
  const weigh = (one: number, other: number): number =>
    weightOf(compareLevels(ours[one] as PreparedPerson, theirs[other] as PreparedPerson), parameters);
  const pairs: WeighedPair[] = [];
  let compared = 0;
  const state = candidates.newState();
  for (let record = 0; record < ours.length; record += 1) {
    candidates.eachOf(
      record,
      (one, other) => {
        compared += 1;
        const weight = weigh(one, other);
        if (weight >= lower) pairs.push({ left: one, right: other, weight });
      },
      state,
    );
    if (pairs.length > PAIRS_MAX)
      throw new CommandRefused([
        `more than ${PAIRS_MAX} pairs could be one person: the columns say too little`,
      ]);
    if ((record + 1) % PROGRESS_RECORDS === 0)
      io.err(`${record + 1} of ${ours.length} records, ${compared} pairs compared`);
  }
  io.err(`${compared} pairs compared`);
  return { parameters, pairs, weigh };
}

function latestVersion(): MatchParameters {
  const latest = matchParameterVersions.at(-1);
  if (latest === undefined) throw new RangeError('there are no match parameters');
  return latest;
}
