import type { Answer } from './address-history.js';
import type { PersonId, SignalId } from './ids.js';
import type { Rule } from './judge-signal.js';

/** What a person is asked in the tray: whose a signal is, or whether it counts. */
export const reviewKinds = ['identity', 'verdict'] as const;
export type ReviewKind = (typeof reviewKinds)[number];

/** What a person said of a signal and the candidates of the matcher. */
export const identityAnswers = ['same', 'different', 'unsure'] as const;
export type IdentityAnswer = (typeof identityAnswers)[number];

export type ReviewReason =
  | 'may-be-another'
  | 'nobody-found'
  | 'several-found'
  | 'under-investigation'
  | 'looks-like-legal-person'
  | 'crisis-on-legal-person'
  | 'other';

/** Why a person has to look. `answer`: the register answer that counts, where a register gave the verdict. */
export function reviewReasonOf(kind: ReviewKind, rule: Rule, answer: Answer | null): ReviewReason {
  if (kind === 'identity') return 'may-be-another';
  switch (rule) {
    case 'looks-like-legal-person':
    case 'crisis-on-legal-person':
      return rule;
    case 'register-answer':
      return answer === 'nobody-found' || answer === 'several-found' || answer === 'under-investigation'
        ? answer
        : 'other';
    default:
      return 'other';
  }
}

/** A candidate of a review: the signal that was compared, and whose it is now. */
export interface ReviewCandidate {
  readonly signalId: SignalId;
  readonly personId: PersonId;
}

/** A review as it stands: whose the signal is, and with whom it was compared. */
export interface StandingReview {
  readonly personId: PersonId;
  readonly candidates: readonly ReviewCandidate[];
}

/**
 * Whether two looks at a review saw the same persons. Weights may differ: an answer is about who, and who answers "none
 * of these" must have seen them all.
 */
export function seenAs({ candidates, personId }: StandingReview): string {
  const pairs = candidates.map((one) => `${one.signalId} ${one.personId}`).sort();
  return [personId, ...pairs].join('\n');
}
