import { isDeepStrictEqual } from 'node:util';

import {
  messageToCreditor,
  type CasePerson,
  type FoldedSignal,
  type Judgement,
  type Policy,
  type SignalMessage,
} from '#domain';
import { derivedId } from '#platform';
import {
  instant,
  type DecisionRow,
  type DerivedSignalColumns,
  type FeedbackRow,
  type StoredSignalRow,
} from '#postgres';

import { differs } from './row-difference.js';

/** The way in which people at one address are told apart: 1 by equal names, 2 by weights; the weights have versions of their own. */
export const matcherVersion = 2;

/** What a fold says of one signal that is stored differently, or not yet. */
export interface SignalDifference {
  readonly columns: DerivedSignalColumns;
  readonly feedback: FeedbackRow | null;
  readonly superseded: DecisionRow | null;
  readonly changed: boolean;
}

/**
 * Holds one folded signal against its stored row: a new revision where the decision differs, and a message to
 * the creditor where what it should have heard differs from what it was told.
 *
 * @param policy the case-person's, whose projection says what the creditor may hear
 */
export function signalDifference(
  municipality: string,
  folded: FoldedSignal,
  casePerson: CasePerson,
  stored: StoredSignalRow | null,
  policy: Policy,
  nowMs: number,
): SignalDifference {
  const { signal, judgement } = folded;
  const told = (stored?.feedback_message ?? null) as SignalMessage | null;
  const message = messageToCreditor(folded, casePerson, told, policy.feedbackProjection);
  const tells = message !== null && message !== told;
  const feedbackRevision = (stored?.feedback_revision ?? 0) + (tells ? 1 : 0);
  const decided = {
    person_id: folded.personId,
    period_start: folded.period.start,
    judged_verdict: judgement.verdict,
    judged_rule: judgement.rule,
    policy_version: folded.policyVersion,
    verdict: folded.verdict,
    rule: folded.rule,
    withdrawn_after_attempt: folded.withdrawnAfterAttempt,
  };
  const revised =
    stored !== null && (differs(decided, stored) || !sameInputs(judgement.inputs, stored.judged_inputs));
  // With whom a signal was compared is explained as it stands; while it stays that person's it is no other decision.
  const comparedAnew = stored !== null && !isDeepStrictEqual(folded.identity, stored.identity);
  // The same decision by an earlier event: of two withdrawals the later one may come first.
  const decidedElsewhen = stored !== null && folded.decidedMs !== stored.decided_at.getTime();
  const columns: DerivedSignalColumns = {
    municipality,
    signal_id: signal.signalId,
    ...decided,
    judged_inputs: JSON.stringify(judgement.inputs),
    matcher_version: matcherVersion,
    identity: folded.identity === null ? null : JSON.stringify(folded.identity),
    decided_at: instant(folded.decidedMs),
    revision: (stored?.revision ?? 1) + (revised ? 1 : 0),
    feedback_revision: feedbackRevision,
    feedback_message: tells ? message : told,
  };
  return {
    columns,
    feedback: tells ? feedbackRow(municipality, folded, message, feedbackRevision, nowMs) : null,
    superseded: revised ? supersededSignal(stored, nowMs) : null,
    changed: stored === null || revised || comparedAnew || decidedElsewhen || tells,
  };
}

/** The id of a message follows from (source, id, revision), so telling twice is recognisable. */
export function feedbackIdOf(
  municipality: string,
  source: string,
  eventId: string,
  revision: number,
): string {
  return derivedId('feedback', municipality, source, eventId, `${revision}`);
}

/** What the creditor is told; it names what it replaces. */
function feedbackRow(
  municipality: string,
  folded: FoldedSignal,
  message: SignalMessage,
  revision: number,
  nowMs: number,
): FeedbackRow {
  const { creditorId, eventId, signalId, source } = folded.signal;
  const idOf = (number: number): string => feedbackIdOf(municipality, source, eventId, number);
  return {
    municipality,
    feedback_id: idOf(revision),
    creditor_id: creditorId,
    source,
    event_id: eventId,
    signal_id: signalId,
    revision,
    message,
    faults: null,
    replaces: revision > 1 ? idOf(revision - 1) : null,
    created_at: instant(nowMs),
    state: 'created',
  };
}

/** The values that decided are part of the decision: what is explained must be what was compared. */
function sameInputs(wanted: Judgement['inputs'], stored: Judgement['inputs']): boolean {
  return Object.keys(wanted).length === Object.keys(stored).length && !differs(wanted, stored);
}

function supersededSignal(stored: StoredSignalRow, nowMs: number): DecisionRow {
  return {
    municipality: stored.municipality,
    subject: 'signal',
    subject_id: stored.signal_id,
    revision: stored.revision,
    superseded_at: instant(nowMs),
    content: JSON.stringify({
      personId: stored.person_id,
      periodStart: stored.period_start,
      judgedVerdict: stored.judged_verdict,
      judgedRule: stored.judged_rule,
      inputs: stored.judged_inputs,
      identity: stored.identity,
      policyVersion: stored.policy_version,
      verdict: stored.verdict,
      rule: stored.rule,
      withdrawnAfterAttempt: stored.withdrawn_after_attempt,
    }),
  };
}
