import type { AddressId, Channel, Day, MunicipalityCode, PersonId, TaskId } from '#domain';

import type { Transaction } from '../database.js';
import { edgeOf } from './outreach-tasks.js';

/** Counts one more, and says how far; whoever has seen a higher number knows that the database is older than it was. */
export async function countWitness(tx: Transaction): Promise<number> {
  const [row] = await tx.query<{ counted: number }>({
    name: 'witness-count',
    text: 'update data_witness set counted = counted + 1 returning counted',
  });
  return row?.counted ?? 0;
}

/** How far the database has counted; 0 where it is empty. */
export async function readWitnessCount(tx: Transaction): Promise<number> {
  const [row] = await tx.query<{ counted: number }>({ text: 'select counted from data_witness' });
  return row?.counted ?? 0;
}

/** The states of a task that was begun and has not ended: after a recovery nobody knows what became of it. */
const beforeEnd = edgeOf('recover', 'process').from;

/**
 * Writes down that the database was restored, and puts every task that had not ended in it into doubt: it may have
 * been done since. Their jobs are void, since each has a new generation.
 *
 * @param options.counted what the witness outside says; counting goes on from there
 * @param options.nowMs the domain's present
 * @returns how many tasks are in doubt now
 */
export async function beginRecovery(
  tx: Transaction,
  options: { readonly missingFromMs: number; readonly counted: number; readonly nowMs: number },
): Promise<number> {
  const now = new Date(options.nowMs);
  await tx.query({
    text: 'update data_witness set counted = greatest(counted, $1)',
    values: [options.counted],
  });
  await tx.query({
    text: 'insert into recovery (missing_from, recovered_at, counted) values ($1, $2, $3)',
    values: [new Date(options.missingFromMs), now, options.counted],
  });
  const rows = await tx.query({
    text: `update outreach_task set state = 'uncertain', generation = generation + 1, holder = null, claimed_by = null,
             lease_until = null, result = 'recovered', changed_at = $1
           where state = any ($2) returning task_id`,
    values: [now, beforeEnd],
  });
  return rows.length;
}

/**
 * Puts tasks that were made just now into doubt where a database that has been recovered may have forgotten that they
 * were done: their signal was received before the recovery, and they were due by its day.
 *
 * @returns how many
 */
export async function doubtForgottenTasks(
  tx: Transaction,
  options: {
    readonly tasks: readonly { readonly municipality: MunicipalityCode; readonly taskId: TaskId }[];
    readonly nowMs: number;
  },
): Promise<number> {
  if (options.tasks.length === 0) return 0;
  const rows = await tx.query({
    name: 'recovery-doubt-tasks',
    text: `update outreach_task t set state = 'uncertain', result = 'recovered', changed_at = $3
           from unnest($1::text[], $2::uuid[]) as made (municipality, task_id)
           where t.municipality = made.municipality and t.task_id = made.task_id and t.state = 'created'
             and exists (select 1 from recovery r
               join case_person c on c.municipality = t.municipality and c.person_id = t.person_id
                 and c.period_start = t.period_start and c.address_id = t.address_id
               where c.first_receipt < r.recovered_at
                 and t.due_on <= (r.recovered_at at time zone 'Europe/Amsterdam')::date)
           returning t.task_id`,
    values: [
      options.tasks.map(({ municipality }) => municipality),
      options.tasks.map(({ taskId }) => taskId),
      new Date(options.nowMs),
    ],
  });
  return rows.length;
}

/** A task that a recovery put into doubt. No person: a ledger names tasks only. */
export interface DoubtfulTask {
  readonly municipality: MunicipalityCode;
  readonly taskId: TaskId;
  readonly generation: number;
  readonly personId: PersonId;
  readonly periodStart: Day;
  readonly addressId: AddressId;
  readonly step: string;
  readonly channel: Channel;
  readonly dueOn: Day;
  /** Before this it cannot have gone out. Null: not known. */
  readonly earliestAt: Date | null;
}

/**
 * Every task that a recovery put into doubt and that nobody has settled; locked, in the order of their keys.
 *
 * A task that stood in the backup went out after its creation. One that was made again has a creation later than what went
 * out under its id, and only what was heard of the person is older.
 */
export function lockDoubtfulTasks(tx: Transaction): Promise<DoubtfulTask[]> {
  return tx.query<DoubtfulTask>({
    text: `select municipality, task_id "taskId", generation, person_id "personId", period_start "periodStart",
             address_id "addressId", step, channel, due_on "dueOn",
             case when created_at < (select min(missing_from) from recovery) then created_at
               else (select c.first_receipt from case_person c
                     where c.municipality = t.municipality and c.person_id = t.person_id
                       and c.period_start = t.period_start and c.address_id = t.address_id) end "earliestAt"
           from outreach_task t where state = 'uncertain' and result = 'recovered'
           order by municipality, task_id for update of t`,
  });
}

/** Which of these tasks the database knows. */
export async function knownTasks(tx: Transaction, taskIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ task_id: string }>({
    text: 'select task_id from outreach_task where task_id = any ($1::uuid[])',
    values: [taskIds],
  });
  return new Set(rows.map(({ task_id: taskId }) => taskId));
}
