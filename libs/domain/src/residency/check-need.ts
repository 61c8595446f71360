import type { Answer, FoldVerdict } from '../address-history.js';
import type { Channel } from '../policy.js';
import type { Residency } from './residency.js';

/**
 * What a check found: what a register says of where somebody lives, or that somebody is helped already (rule 6).
 * `help-unknown`: no register was asked, and nobody is known to help.
 */
export type CheckOutcome =
  Residency | 'several-found' | 'known-at-debt-help' | 'known-elsewhere' | 'help-unknown';

/**
 * The fact to be recorded about one signal of the person who was checked, or null for none.
 *
 * A resident whose signal is accepted already is told by the check itself: one more fact would be a revision that
 * says the same. Nor does the same answer come twice in a row. `moved-within` records nothing here, since the
 * signal moves to the new address and is picked up there; nor does `help-unknown`, which says of nobody that he lives
 * there.
 */
export function answerOf(
  outcome: CheckOutcome,
  signal: { readonly verdict: FoldVerdict; readonly lastAnswer: Answer | null },
): Answer | null {
  const answer = outcome === 'moved-within' || outcome === 'help-unknown' ? null : outcome;
  if (answer === null || answer === signal.lastAnswer) return null;
  return answer === 'resident' && signal.verdict === 'accepted' ? null : answer;
}

/** Until when a step waits for its check, in milliseconds by the clock of the domain. A crisis waits for nothing. */
export function heldUntil(options: {
  readonly askedMs: number;
  readonly crisis: boolean;
  /** Somebody has begun with this person already: a later signal does not stop what runs. */
  readonly begun: boolean;
  readonly channel: Channel | null;
  readonly holdHours: number;
}): number {
  const holds = !options.crisis && (!options.begun || options.channel === 'house-visits');
  return options.askedMs + (holds ? options.holdHours * 3_600_000 : 0);
}

/** How long a check that could not be made waits before it is tried again: doubling from 5 s to 15 minutes. */
export function retryDelayMs(attempts: number, retryAfterMs: number | null): number {
  const backoffMs = Math.min(900_000, 5_000 * 2 ** Math.min(attempts - 1, 10));
  return Math.max(backoffMs, Math.min(retryAfterMs ?? 0, 3_600_000));
}
