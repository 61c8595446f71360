import type { Day } from '#domain';

import type { Transaction } from '../database.js';

/** The task that a file is named after. */
export interface TaskOfFile {
  readonly municipality: string;
  readonly taskId: string;
}

const given = 'unnest($1::text[], $2::uuid[]) as f (municipality, task_id)';

/**
 * Of these tasks, those that ended without a letter, locked: until the transaction ends the plan cannot begin one of them
 * again, so whatever file it has is nobody's. One that somebody holds is left for the next time.
 */
export function lockTasksWithoutLetter(tx: Transaction, files: readonly TaskOfFile[]): Promise<TaskOfFile[]> {
  return tx.query<TaskOfFile>({
    name: 'outreach-tasks-without-letter',
    text: `select t.municipality, t.task_id "taskId" from ${given}
           join outreach_task t on t.municipality = f.municipality and t.task_id = f.task_id
           where t.state in ('cancelled', 'failed')
           order by t.municipality, t.task_id for update of t skip locked`,
    values: [files.map((one) => one.municipality), files.map((one) => one.taskId)],
  });
}

/** How many of these tasks the database does not know. */
export async function countUnknownTasks(tx: Transaction, files: readonly TaskOfFile[]): Promise<number> {
  const [row] = await tx.query<{ count: number }>({
    name: 'outreach-unknown-tasks',
    text: `select count(*) count from ${given}
           left join outreach_task t on t.municipality = f.municipality and t.task_id = f.task_id
           where t.task_id is null`,
    values: [files.map((one) => one.municipality), files.map((one) => one.taskId)],
  });
  return row?.count ?? 0;
}

/**
 * Letters that a process of ours sent since a day, in the order of their keys, behind one of them. By the primary key:
 * a walk reads the table once, in pages.
 */
export function readSentLetters(
  tx: Transaction,
  options: { readonly after: TaskOfFile | null; readonly since: Day; readonly limit: number },
): Promise<TaskOfFile[]> {
  return tx.query<TaskOfFile>({
    name: 'outreach-sent-letters',
    text: `select municipality, task_id "taskId" from outreach_task
           where (municipality, task_id) > ($1::text, $2::uuid)
             and channel = 'letters' and executor = 'worker' and state = 'done' and finished_on >= $3
           order by municipality, task_id limit $4`,
    values: [
      options.after?.municipality ?? '',
      options.after?.taskId ?? NO_TASK,
      options.since,
      options.limit,
    ],
  });
}

/** Before every task. */
const NO_TASK = '00000000-0000-0000-0000-000000000000';
