import { dayOf, partOfDayOf, type ContactKind, type ProcessFailure } from '#domain';
import { insertOwnAttempt, moveTask, noteInformed, touchAddress, type Transaction } from '#postgres';

import type { ClaimedTask, ProcessHolder } from './claim-task.js';
import { attemptIdOf } from './task-ids.js';

/** Something went out to the resident. */
export interface Sent {
  readonly task: ClaimedTask;
  readonly holder: ProcessHolder;
  readonly kind: ContactKind;
  /** How the resident was informed, if this tells all that the law asks for (AVG 14); null: it does not. */
  readonly informs: 'letter' | null;
  readonly nowMs: number;
}

/**
 * Ends a task whose work was done: the task, the one attempt that belongs to it, what the resident was told, and
 * the address for the fold.
 *
 * @returns false when this process does not hold the task any more; then nothing was written
 */
export async function completeTask(tx: Transaction, sent: Sent): Promise<boolean> {
  const { task, holder, nowMs } = sent;
  const moved = await moveTask(tx, {
    task,
    transition: 'complete',
    heldBy: holder.name,
    marks: { holder: 'process', claimedBy: holder.name, finishedOn: dayOf(nowMs), result: 'sent' },
    nowMs,
  });
  if (!moved) return false;
  const approach = approachOf(task);
  await Promise.all([
    insertOwnAttempt(tx, {
      ...approach,
      attemptId: attemptIdOf(task.taskId),
      taskId: task.taskId,
      kind: sent.kind,
      atMs: nowMs,
      day: dayOf(nowMs),
      partOfDay: partOfDayOf(nowMs),
      recordedBy: 'system',
    }),
    sent.informs === null ? undefined : noteInformed(tx, { approach, how: sent.informs, atMs: nowMs }),
    touchAddress(tx, {
      municipality: task.municipality,
      addressId: task.addressId,
      fromReceiptMs: nowMs,
      reason: 'attempt',
    }),
  ]);
  return true;
}

/**
 * Ends a task that cannot be done. The plan goes on with its next step.
 */
export async function failTask(
  tx: Transaction,
  failure: {
    readonly task: ClaimedTask;
    readonly holder: ProcessHolder;
    readonly result: ProcessFailure;
    readonly nowMs: number;
  },
): Promise<boolean> {
  const { task, holder, result, nowMs } = failure;
  const moved = await moveTask(tx, {
    task,
    transition: 'fail',
    heldBy: holder.name,
    marks: { holder: 'process', claimedBy: holder.name, finishedOn: dayOf(nowMs), result },
    nowMs,
  });
  if (!moved) return false;
  await touchAddress(tx, {
    municipality: task.municipality,
    addressId: task.addressId,
    fromReceiptMs: null,
    reason: 'task-failed',
  });
  return true;
}

function approachOf(
  task: ClaimedTask,
): Pick<ClaimedTask, 'municipality' | 'personId' | 'periodStart' | 'addressId'> {
  const { municipality, personId, periodStart, addressId } = task;
  return { municipality, personId, periodStart, addressId };
}
