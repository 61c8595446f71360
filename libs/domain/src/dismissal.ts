import type { FactSource } from './approach-facts.js';
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
 * because the creditor says the same again.
 */
export function dismissSignals(
  signals: readonly FoldedSignal[],
  casePersons: readonly CasePerson[],
  facts: FactSource,
): readonly FoldedSignal[] | null {
  const dismissedMs = new Map<SignalId, number>();
  for (const one of casePersons) {
    if (!one.pickedUp || one.outcome !== dismissing) continue;
    // One closing ends every period through which the approach runs; it stands under one of them.
    const closingsMs = casePersons
      .filter(({ personId }) => personId === one.personId)
      .flatMap(({ period, personId }) => facts.of(personId, period.start).closings)
      .filter((closing) => closing.outcome === dismissing && closing.day === one.closedOn)
      .map(({ atMs }) => atMs);
    for (const { signal, verdict } of one.signals) {
      if (verdict === 'accepted') dismissedMs.set(signal.signalId, Math.max(signal.receiptMs, ...closingsMs));
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
