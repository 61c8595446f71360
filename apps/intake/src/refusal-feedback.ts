import { derivedId } from '#platform';
import {
  findFeedback,
  insertFeedback,
  instant,
  moveFeedback,
  setFeedbackTold,
  type PlacedRecordRow,
  type TakenQuarantineRow,
  type Transaction,
} from '#postgres';

import type { Place } from './receive-records.js';
import { feedbackIdOf } from './signal-difference.js';

/**
 * The id of the message that a record was refused. The place enters it, since the id of a refused record may come
 * again and is then a record of its own.
 */
export function refusalFeedbackId(source: string, eventId: string, place: Place): string {
  const { logId, offset, partition } = place;
  return derivedId('refusal', source, eventId, `${logId}`, `${partition}`, `${offset}`);
}

/** The message by which the creditor was told of a refusal; null: nobody was told anything. */
export async function findRefusalTold(
  tx: Transaction,
  municipality: string,
  place: Place,
  stored: TakenQuarantineRow,
): Promise<string | null> {
  if (stored.source === null || stored.event_id === null) return null;
  const feedbackId = refusalFeedbackId(stored.source, stored.event_id, place);
  const rows = await tx.query(findFeedback(municipality, feedbackId));
  return rows.length === 0 ? null : feedbackId;
}

/** The refusal was the first thing that the creditor heard of this record. */
const REVISION = 2;

/**
 * Tells the creditor that a refusal does not hold any more, after its record became a signal. What the fold has
 * told in this transaction says it; where it had nothing to say, the creditor hears that the signal is looked after.
 *
 * A withdrawal or a duplicate has no verdict of its own to tell.
 */
export async function correctRefusal(
  tx: Transaction,
  placed: PlacedRecordRow,
  refusal: string,
  nowMs: number,
): Promise<void> {
  const { creditor_id, event_id, municipality, record_id, source } = placed;
  if (placed.kind !== 'signal' || record_id === null) return;
  if (creditor_id === null || event_id === null || source === null) return;
  const idOf = (revision: number): string => feedbackIdOf(municipality, source, event_id, revision);
  const message = placed.feedback_message ?? 'under-consideration';
  if (placed.feedback_message === null) {
    await tx.query(
      insertFeedback([
        {
          municipality,
          feedback_id: idOf(REVISION),
          creditor_id,
          source,
          event_id,
          signal_id: record_id,
          revision: REVISION,
          message,
          faults: null,
          replaces: refusal,
          created_at: instant(nowMs),
          state: 'created',
        },
      ]),
    );
  } else {
    await tx.query(
      moveFeedback(municipality, {
        from: idOf(1),
        to: idOf(REVISION),
        revision: REVISION,
        replaces: refusal,
      }),
    );
  }
  await tx.query(setFeedbackTold(municipality, record_id, REVISION, message));
}
