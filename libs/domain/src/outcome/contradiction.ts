import { outcomeMeanings, type Outcome } from './outcome.js';

/** Why an outcome cannot be recorded; a closed list. */
export const outcomeFaults = [
  'reached-attempt-exists',
  'no-reached-attempt',
  'team-lead-required',
  'motivation-required',
] as const;
export type OutcomeFault = (typeof outcomeFaults)[number];

/** The role that alone may refer a resident on without the resident's part. */
export const TEAM_LEAD_ROLE = 'team-lead';

/** Who closes, and why. The motivation is text of a person; only whether there is one counts here. */
export interface Closing {
  readonly role: string;
  readonly motivation: string | null;
}

const WITHOUT_RESIDENT: Outcome = 'Verwijzing zonder tussenkomst inwoner';
const NO_CONTACT: Outcome = 'Definitief geen contact kunnen krijgen';

/**
 * Every reason why this outcome contradicts the contact attempts or asks for more (domain, Outcomes): "no contact"
 * with a reached attempt; an outcome that presupposes contact without one; a referral without the resident by
 * anybody but the team lead, or without a motivation. Empty when the outcome may be recorded.
 */
export function contradictions(
  outcome: Outcome,
  attempts: readonly { readonly reached: boolean }[],
  closing: Closing,
): readonly OutcomeFault[] {
  const faults: OutcomeFault[] = [];
  const reached = attempts.some((attempt) => attempt.reached);
  if (outcome === NO_CONTACT && reached) faults.push('reached-attempt-exists');
  if (outcomeMeanings[outcome].reached === true && !reached) faults.push('no-reached-attempt');
  if (outcome === WITHOUT_RESIDENT) {
    if (closing.role !== TEAM_LEAD_ROLE) faults.push('team-lead-required');
    if (closing.motivation === null || closing.motivation.trim() === '') faults.push('motivation-required');
  }
  return faults;
}

/** The first of `contradictions`, or null. */
export function contradiction(
  outcome: Outcome,
  attempts: readonly { readonly reached: boolean }[],
  closing: Closing,
): OutcomeFault | null {
  return contradictions(outcome, attempts, closing)[0] ?? null;
}
