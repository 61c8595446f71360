import { checkOutcomeWords, type RegisterCheckView } from '#contracts';
import type { LatestCheck } from '#postgres';

import { instant } from './views.js';

/** What was looked up, in the words of the API. */
export function registerCheckView(check: LatestCheck | undefined, nowMs: number): RegisterCheckView | null {
  if (check === undefined) return null;
  const waits = check.state !== 'answered' && check.state !== 'refused' && check.holdUntil.getTime() > nowMs;
  return {
    status: check.state === 'answered' ? 'beantwoord' : waits ? 'wacht' : 'niet-gecontroleerd',
    gevraagdOp: instant(check.askedAt),
    wachtTot: waits ? instant(check.holdUntil) : null,
    uitkomst: check.outcome === null ? null : checkOutcomeWords.toDutch(check.outcome),
    beantwoordOp: check.state === 'answered' ? instant(check.answeredAt) : null,
    inOnderzoek: check.inDoubt,
  };
}
