import { isOpenTask, taskAfter, type CasePerson, type TaskState } from '#domain';
import { instant, updateTasks, type StoredTaskRow, type Transaction } from '#postgres';

import type { Folded } from './fold-addresses.js';

/**
 * Ends the open tasks whose step the plan no longer asks for: who has not been claimed is cancelled, who has is
 * told. The rows are locked since the histories were loaded.
 */
export async function settleTasks(tx: Transaction, folded: Folded, nowMs: number): Promise<void> {
  const planOf = new Map<string, CasePerson>();
  for (const { touched, derived } of folded.addresses) {
    for (const one of derived.casePersons) {
      planOf.set(`${touched.municipality} ${one.personId} ${one.period.start}`, one);
    }
  }
  const wanted = new Set<string>();
  for (const [key, one] of planOf) if (one.plan.openStep !== null) wanted.add(`${key} ${one.plan.openStep}`);
  const rows: TaskUpdate[] = [];
  const touched = new Set(
    folded.addresses.map((one) => `${one.touched.municipality} ${one.touched.addressId}`),
  );
  for (const task of folded.histories.tasks) {
    const state = task.state as TaskState;
    // A person who was joined with one of another address has tasks there too; their fold is that address's.
    if (!isOpenTask(state) || !touched.has(`${task.municipality} ${task.address_id}`)) continue;
    const personId = folded.histories.follow(task.municipality, task.person_id);
    const key = `${task.municipality} ${personId} ${task.period_start}`;
    const reason = planOf.get(key)?.plan.hold ?? 'plan-changed';
    const row = wanted.has(`${key} ${task.step}`)
      ? withoutNotice(task, nowMs)
      : withoutReason(task, state, reason, nowMs);
    if (row !== null) rows.push(row);
  }
  if (rows.length > 0) await tx.query(updateTasks(rows));
}

type TaskUpdate = Parameters<typeof updateTasks>[0][number];

function withoutReason(
  task: StoredTaskRow,
  state: TaskState,
  reason: string,
  nowMs: number,
): TaskUpdate | null {
  const cancelled = taskAfter(state, 'cancel', 'process');
  const notice = reason === 'task-open' ? 'plan-changed' : reason;
  if (cancelled === null && task.notice === notice) return null;
  return taskUpdate(task, cancelled ?? state, notice, nowMs);
}

function withoutNotice(task: StoredTaskRow, nowMs: number): TaskUpdate | null {
  return task.notice === null ? null : taskUpdate(task, task.state, null, nowMs);
}

function taskUpdate(task: StoredTaskRow, state: string, notice: string | null, nowMs: number): TaskUpdate {
  const { generation, municipality, task_id } = task;
  return { municipality, task_id, state, generation, notice, changed_at: instant(nowMs) };
}
