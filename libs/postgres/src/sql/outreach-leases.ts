import {
  taskAfter,
  type Day,
  type Holder,
  type MunicipalityCode,
  type ProcessFailure,
  type TaskId,
  type TaskState,
} from '#domain';

import type { Transaction } from '../database.js';
import { claimRows } from './outreach-claim-rows.js';
import type { QueuedTask, TaskVersion } from './outreach-tasks.js';

const expiredLeases = claimRows({
  columns: 't.municipality, t.task_id',
  from: 'outreach_task t',
  where: `t.state = $1 and t.holder = $2 and t.lease_until < $3`,
  orderBy: 't.municipality, t.task_id',
  limit: '$4',
});

/**
 * Ends the leases that ran out.
 *
 * A task that goes back to its queue gets a new generation and loses its holder, so a holder that was only slow
 * changes nothing any more. One in doubt keeps both, since a person will want to know whom to ask.
 *
 * @param options.leaseNowMs the clock of the lease: the machine's for a process, the domain's for a person
 * @returns the tasks as they stand now
 */
export function expireLeases(
  tx: Transaction,
  options: {
    readonly state: Extract<TaskState, 'claimed' | 'sending'>;
    readonly holder: Holder;
    readonly leaseNowMs: number;
    readonly nowMs: number;
    readonly limit: number;
    /** How heavily the lost try weighs; 0 where it is no fault of the task. */
    readonly tries: number;
  },
): Promise<QueuedTask[]> {
  const to = taskAfter(options.state, 'lease-expired', options.holder);
  if (to === null) throw new Error('a lease of this state does not expire');
  return tx.query<QueuedTask>({
    name: 'outreach-expire-leases',
    text: `with expired as (${expiredLeases})
           update outreach_task t set state = $5, changed_at = $6, lease_until = null,
             tries = t.tries + $7,
             generation = case when $5 = 'queued' then t.generation + 1 else t.generation end,
             holder = case when $5 = 'queued' then null else t.holder end,
             claimed_by = case when $5 = 'queued' then null else t.claimed_by end
           from expired e where t.municipality = e.municipality and t.task_id = e.task_id
           returning t.municipality, t.task_id "taskId", t.generation, t.channel, t.executor, t.priority`,
    values: [
      options.state,
      options.holder,
      new Date(options.leaseNowMs),
      options.limit,
      to,
      new Date(options.nowMs),
      options.tries,
    ],
  });
}

const spentLeases = claimRows({
  columns: 't.municipality, t.task_id',
  from: 'outreach_task t',
  where: `t.state = 'claimed' and t.holder = 'process' and t.lease_until < $1 and t.tries + $2 >= $3`,
  orderBy: 't.municipality, t.task_id',
  limit: '$4',
});

/**
 * Ends as failed the tasks whose process was lost, and that were begun in vain too often by now. Their addresses go to the
 * fold: the plan goes on with its next step.
 *
 * @returns how many were
 */
export async function failSpentLeases(
  tx: Transaction,
  options: {
    readonly leaseNowMs: number;
    readonly nowMs: number;
    readonly today: Day;
    /** How heavily the lost try weighs, and from how many on it was one too many. */
    readonly tries: number;
    readonly triesMax: number;
    readonly result: ProcessFailure;
    readonly limit: number;
  },
): Promise<number> {
  const rows = await tx.query({
    name: 'outreach-fail-spent-leases',
    text: `with spent as (${spentLeases}),
           failed as (
             update outreach_task t set state = 'failed', changed_at = $5, lease_until = null, finished_on = $6,
               result = $7, tries = t.tries + $2
             from spent s where t.municipality = s.municipality and t.task_id = s.task_id
             returning t.municipality, t.address_id)
           insert into address_touched (municipality, address_id, reason)
           select municipality, address_id, 'task-failed' from failed order by municipality, address_id
           returning municipality`,
    values: [
      new Date(options.leaseNowMs),
      options.tries,
      options.triesMax,
      options.limit,
      new Date(options.nowMs),
      options.today,
      options.result,
    ],
  });
  return rows.length;
}

/** Where the last page of waiting tasks ended; null begins anew. */
export interface WaitingCursor {
  readonly municipality: MunicipalityCode;
  readonly taskId: TaskId;
}

/** A page of tasks that should have a job in a queue. */
export function readWaitingTasks(
  tx: Transaction,
  options: { readonly after: WaitingCursor | null; readonly limit: number },
): Promise<QueuedTask[]> {
  return tx.query<QueuedTask>({
    name: 'outreach-waiting-tasks',
    // Tasks that ended stay for years and the waiting ones are few: they are found by the index of open tasks. Asked for
    // in the order of the key at once, the database walks along the key through all tasks, every second.
    text: `with waiting as materialized (
             select municipality, task_id, generation, channel, executor, priority from outreach_task
             where state = 'queued' and executor <> 'desk'
               and ($1::text is null or (municipality, task_id) > ($1::text collate "C", $2::uuid)))
           select municipality, task_id "taskId", generation, channel, executor, priority from waiting
           order by municipality, task_id limit $3`,
    values: [options.after?.municipality ?? null, options.after?.taskId ?? null, options.limit],
  });
}

/**
 * Gives waiting tasks whose job was lost a new generation: the old job's id may still lie in a set of the queue
 * where it would swallow the new job.
 *
 * @returns the tasks that got one; the others were claimed or ended meanwhile
 */
export function renewGenerations(
  tx: Transaction,
  options: { readonly tasks: readonly TaskVersion[]; readonly nowMs: number },
): Promise<QueuedTask[]> {
  return tx.query<QueuedTask>({
    name: 'outreach-renew-generations',
    text: `with lost as (
             select t.municipality, t.task_id from outreach_task t
             join unnest($1::text[], $2::uuid[], $3::integer[]) as l (municipality, task_id, generation)
               on t.municipality = l.municipality and t.task_id = l.task_id and t.generation = l.generation
             where t.state = 'queued'
             order by t.municipality, t.task_id for update of t skip locked)
           update outreach_task t set generation = t.generation + 1, changed_at = $4
           from lost where t.municipality = lost.municipality and t.task_id = lost.task_id
           returning t.municipality, t.task_id "taskId", t.generation, t.channel, t.executor, t.priority`,
    values: [
      options.tasks.map((task) => task.municipality),
      options.tasks.map((task) => task.taskId),
      options.tasks.map((task) => task.generation),
      new Date(options.nowMs),
    ],
  });
}
