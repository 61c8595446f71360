import {
  taskAfter,
  taskStates,
  type Channel,
  type Executor,
  type Holder,
  type MunicipalityCode,
  type TaskId,
  type TaskState,
  type TaskTransition,
} from '#domain';

import type { Transaction } from '../database.js';
import { claimRows } from './outreach-claim-rows.js';

/** What a queue has to know of a task. No person: the payload of a job holds ids only. */
export interface QueuedTask {
  readonly municipality: MunicipalityCode;
  readonly taskId: TaskId;
  readonly generation: number;
  readonly channel: Channel;
  readonly executor: Executor;
  readonly priority: number;
}

const queuedColumns = `t.municipality, t.task_id "taskId", t.generation, t.channel, t.executor, t.priority`;

const createdTasks = claimRows({
  columns: queuedColumns,
  from: 'outreach_task t',
  where: `t.state = 'created'`,
  orderBy: 't.priority, t.due_on, t.municipality, t.task_id',
  limit: '$1',
});

/** Takes tasks that no queue has been told of. */
export function claimCreatedTasks(
  tx: Transaction,
  options: { readonly limit: number },
): Promise<QueuedTask[]> {
  return tx.query<QueuedTask>({
    name: 'outreach-created-tasks',
    text: createdTasks,
    values: [options.limit],
  });
}

/** Marks tasks as told, each by compare-and-set. @returns how many were */
export async function markQueued(
  tx: Transaction,
  options: { readonly tasks: readonly QueuedTask[]; readonly nowMs: number },
): Promise<number> {
  const rows = await tx.query({
    name: 'outreach-mark-queued',
    text: `update outreach_task t set state = 'queued', changed_at = $4
           from unnest($1::text[], $2::uuid[], $3::integer[]) as told (municipality, task_id, generation)
           where t.municipality = told.municipality and t.task_id = told.task_id
             and t.generation = told.generation and t.state = 'created'
           returning t.task_id`,
    values: [
      options.tasks.map((task) => task.municipality),
      options.tasks.map((task) => task.taskId),
      options.tasks.map((task) => task.generation),
      new Date(options.nowMs),
    ],
  });
  return rows.length;
}

/** The states in which a transition exists, and the one state to which it leads. */
export function edgeOf(
  transition: TaskTransition,
  holder: Holder,
): { readonly from: readonly TaskState[]; readonly to: TaskState } {
  const from = taskStates.filter((state) => taskAfter(state, transition, holder) !== null);
  const targets = new Set(from.map((state) => taskAfter(state, transition, holder)));
  const [to] = targets;
  if (targets.size !== 1 || to === undefined || to === null)
    throw new Error(`${transition} does not lead to one state`);
  return { from, to };
}

/** Names one task in one generation: whoever comes with an older one changes nothing. */
export interface TaskVersion {
  readonly municipality: MunicipalityCode;
  readonly taskId: TaskId;
  readonly generation: number;
}

/** What stands on the row besides its state; what is left out becomes null. */
export interface TaskMarks {
  readonly holder?: Holder;
  readonly claimedBy?: string;
  /** Machine time for a process, the domain's time for a person; milliseconds since the epoch. */
  readonly leaseUntilMs?: number;
  readonly finishedOn?: string;
  readonly result?: string;
}

/**
 * One transition by compare-and-set on (state, generation). The states come from the state machine of the
 * domain, so the database cannot learn an edge that the page does not draw.
 *
 * @returns whether this call made the transition
 */
export async function moveTask(
  tx: Transaction,
  options: {
    readonly task: TaskVersion;
    readonly transition: Exclude<TaskTransition, 'lease-expired'>;
    /** Only whoever holds the claim moves it on; absent where nobody holds the task before. */
    readonly heldBy?: string;
    readonly marks: TaskMarks;
    readonly nowMs: number;
  },
): Promise<boolean> {
  const { task, marks } = options;
  const { from, to } = edgeOf(options.transition, 'process');
  const rows = await tx.query({
    name: 'outreach-move-task',
    text: `update outreach_task set state = $5, holder = $6, claimed_by = $7, lease_until = $8, finished_on = $9,
             result = $10, changed_at = $11
           where municipality = $1 and task_id = $2 and generation = $3 and state = any($4::text[])
             and ($12::text is null or claimed_by = $12)
           returning task_id`,
    values: [
      task.municipality,
      task.taskId,
      task.generation,
      from,
      to,
      marks.holder ?? null,
      marks.claimedBy ?? null,
      marks.leaseUntilMs === undefined ? null : new Date(marks.leaseUntilMs),
      marks.finishedOn ?? null,
      marks.result ?? null,
      new Date(options.nowMs),
      options.heldBy ?? null,
    ],
  });
  return rows.length === 1;
}

/**
 * Notes that a process of ours began a task in vain.
 *
 * @returns how heavily all tries weigh by now
 */
export async function countTry(tx: Transaction, task: TaskVersion): Promise<number> {
  const [row] = await tx.query<{ tries: number }>({
    name: 'outreach-count-try',
    text: `update outreach_task set tries = tries + 1
           where municipality = $1 and task_id = $2 and generation = $3 returning tries`,
    values: [task.municipality, task.taskId, task.generation],
  });
  return row?.tries ?? 0;
}
