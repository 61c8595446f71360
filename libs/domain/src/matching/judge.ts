import { compareLevels } from './compare-levels.js';
import { weightsBeside } from './compare.js';
import type { MatchParameters } from './match-parameters.js';
import type { PreparedPerson } from './prepared-person.js';

/** What a pair is: one person, a person has to look, or two people. */
export const matchOutcomes = ['match', 'review', 'no-match'] as const;
export type MatchOutcome = (typeof matchOutcomes)[number];

/** More candidates than this are not compared: a key that finds so many says nothing. */
export const CANDIDATES_MAX = 50;

export function judgePair(weight: number, { thresholds }: MatchParameters): MatchOutcome {
  if (weight >= thresholds.upper) return 'match';
  return weight >= thresholds.lower ? 'review' : 'no-match';
}

/** A candidate of the register with what it weighs, in bits; what it is made of, `compare` tells. */
export interface ConsideredCandidate {
  readonly candidateIndex: number;
  readonly weight: number;
}

/** Who in a register somebody is. */
export interface LinkDecision {
  readonly outcome: MatchOutcome;
  /** The version of the parameters that decided. */
  readonly parametersVersion: string;
  /** Set for a match and for the best of a review. */
  readonly candidateIndex: number | null;
  /** Bits between the best and the next; null where there is no next. */
  readonly ahead: number | null;
  readonly runnerUp: ConsideredCandidate | null;
  /** All candidates, the heaviest first. */
  readonly considered: readonly ConsideredCandidate[];
}

/**
 * Finds somebody in a register in which each person occurs once. A match needs the upper weight and a lead on the
 * runner-up, and nobody beside whom all that was written fits as well: whom two residents fit equally (twins, a son named
 * after his father), nobody but a person decides.
 */
export function linkToRegister(
  signal: PreparedPerson,
  candidates: readonly PreparedPerson[],
  parameters: MatchParameters,
): LinkDecision {
  const considered = weightsBeside(signal, candidates, parameters)
    .map((weight, candidateIndex) => ({ candidateIndex, weight }))
    .sort((left, right) => right.weight - left.weight || left.candidateIndex - right.candidateIndex);
  const [best, runnerUp = null] = considered;
  const ahead = best === undefined || runnerUp === null ? null : best.weight - runnerUp.weight;
  let outcome = best === undefined ? 'no-match' : judgeBest(best.weight, ahead, parameters);
  if (outcome === 'match' && hasRival(signal, considered, candidates)) outcome = 'review';
  return {
    outcome,
    parametersVersion: parameters.version,
    candidateIndex: outcome === 'no-match' ? null : (best?.candidateIndex ?? null),
    ahead,
    runnerUp,
    considered,
  };
}

function judgeBest(weight: number, ahead: number | null, parameters: MatchParameters): MatchOutcome {
  const outcome = judgePair(weight, parameters);
  const isAhead = ahead === null || ahead >= parameters.thresholds.ahead;
  return outcome === 'match' && !isAhead ? 'review' : outcome;
}

/** Further behind than by a shorter initial and a name by marriage nobody fits as well. */
const RIVAL_BEHIND_MAX = 16;

/** Whether what was written of the best says nothing that it does not say of somebody else. */
function hasRival(
  signal: PreparedPerson,
  [best, ...others]: readonly ConsideredCandidate[],
  candidates: readonly PreparedPerson[],
): boolean {
  if (best === undefined) return false;
  const near = others.filter(({ weight }) => weight > 0 && best.weight - weight <= RIVAL_BEHIND_MAX);
  if (near.length === 0) return false;
  const fitOf = ({ candidateIndex }: ConsideredCandidate): string | null => {
    const candidate = candidates[candidateIndex];
    return candidate === undefined ? null : fitOfPair(signal, candidate);
  };
  const fit = fitOf(best);
  return fit !== null && near.some((other) => fitOf(other) === fit);
}

/**
 * What was written, in the levels that tell two people apart: of "G. Heemrink" Gerardus Heemrink and his wife Geertruida
 * Judith, who is called Heemrink by marriage, are as likely meant. A creditor may know one initial of three, and either
 * name; and the prefix of one of two names says nothing of the other. Null: no fit, there are other initials.
 */
function fitOfPair(signal: PreparedPerson, candidate: PreparedPerson): string | null {
  const fits: string[] = [];
  for (const { field, level } of compareLevels(signal, candidate)) {
    if (field === 'prefix') continue;
    if (field === 'initials') {
      if (!candidate.initials.startsWith(signal.initials)) return null;
    } else if (field === 'surname' && (level === 'sound' || level === 'one-typo' || level === 'part'))
      fits.push('surname exact');
    else fits.push(`${field} ${level}`);
  }
  return fits.join(' ');
}
