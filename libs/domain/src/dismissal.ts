import type { ClosingFact, FactSource } from './approach-facts.js';
import type { CasePerson } from './case-person.js';
import type { FoldedSignal } from './fold.js';
import type { SignalId } from './ids.js';
import type { Outcome } from './outcome/index.js';

const dismissing: Outcome = 'Niet opgepakt: andere reden';

/**
 * Rule 7: a person decides that what was accepted is not picked up after all (not safe, not at this address, no
 * capacity, …) by closing the case-person so. The verdict follows, or a signal would be delivered as picked up in a
 * case that says the contrary. Null where nobody did.
 *
 * A later signal about the same arrears stays a repeat of it: whom a person decided to leave alone is not approached
 * because the creditor says the same again. Another signal reopens the case for itself only: what was dismissed
 * stays so, and no letter names its creditor.
 */
export function dismissSignals(
  signals: readonly FoldedSignal[],
  casePersons: readonly CasePerson[],
  facts: FactSource,
): readonly FoldedSignal[] | null {
  const dismissedMs = new Map<SignalId, number>();
  // One closing ends every period through which the approach runs; it stands under one of them.
  const runs = Map.groupBy(
    casePersons.filter(({ pickedUp }) => pickedUp),
    ({ personId, ledByPeriodStart, period }) => `${personId} ${ledByPeriodStart ?? period.start}`,
  );
  for (const run of runs.values()) {
    const accepted = run.flatMap((one) => one.signals.filter(({ verdict }) => verdict === 'accepted'));
    for (const { atMs } of standingDismissals(run, accepted, facts)) {
      for (const { signal } of accepted) {
        const { receiptMs, signalId } = signal;
        if (receiptMs <= atMs) dismissedMs.set(signalId, dismissedMs.get(signalId) ?? atMs);
      }
    }
  }
  if (dismissedMs.size === 0) return null;
  return signals.map((folded): FoldedSignal => {
    const decidedMs = dismissedMs.get(folded.signal.signalId);
    return decidedMs === undefined
      ? folded
      : { ...folded, verdict: 'not-picked-up', rule: 'closed-as-not-picked-up', decidedMs };
  });
}

/**
 * The dismissals of one approach that nothing took back, the earliest first. A contact made afterwards takes one
 * back: who was spoken with was approached. So does a closing under another outcome, unless a new signal had
 * reopened the case: then it ends that signal's approach.
 */
function standingDismissals(
  run: readonly CasePerson[],
  accepted: readonly FoldedSignal[],
  facts: FactSource,
): readonly ClosingFact[] {
  const ofRun = run.map(({ personId, period }) => facts.of(personId, period.start));
  const contacts = ofRun.flatMap(({ attempts }) => attempts.filter(({ reached }) => reached));
  const closings = ofRun.flatMap((one) => one.closings).sort((left, right) => left.atMs - right.atMs);
  return closings.filter(({ outcome, atMs }, place) => {
    if (outcome !== dismissing || contacts.some((contact) => contact.atMs > atMs)) return false;
    const next = closings[place + 1];
    if (next === undefined || next.outcome === dismissing) return true;
    return accepted.some(({ signal }) => signal.receiptMs > atMs && signal.receiptMs <= next.atMs);
  });
}
