import type { AddressId, Channel, Day, Executor, MunicipalityCode, PersonId, TaskId } from '#domain';

import type { Transaction } from '../database.js';
import { claimRows, mayBeApproached, nothingUnfolded } from './outreach-claim-rows.js';
import { checkedOrWaited, checkingColumns, type CheckingMunicipality } from './register-requests.js';
import { isSecret, letterIsReleased } from './secret-address.js';

/** A case-person whose next step is due. */
export interface DueStep {
  readonly municipality: MunicipalityCode;
  readonly personId: PersonId;
  readonly periodStart: Day;
  readonly addressId: AddressId;
  readonly step: string;
  readonly channel: Channel;
  readonly dueOn: Day;
  readonly partOfDay: string | null;
  readonly priority: number;
  readonly policyVersion: number;
  /** Nobody outside the municipality may learn where the resident lives. */
  readonly secret: boolean;
}

const dueSteps = claimRows({
  columns: `c.municipality, c.person_id "personId", c.period_start "periodStart", c.address_id "addressId",
            c.next_step step, c.next_channel channel, c.next_due_on "dueOn", c.next_part_of_day "partOfDay",
            c.priority, c.policy_version "policyVersion", ${isSecret('c')} secret`,
  from: 'case_person c',
  where: `c.next_step is not null and c.next_due_on <= $1 and c.state = 'open' and c.hold is null
          and ${nothingUnfolded('c')} and ${mayBeApproached('c')} and ${letterIsReleased('c', 'next_channel')}
          and ${checkedOrWaited({ now: '$3', municipalities: '$4', freshSince: '$5', whoeverCame: '$6' })}`,
  orderBy: 'c.priority, c.next_due_on, c.municipality, c.person_id, c.period_start, c.address_id',
  limit: '$2',
});

/** Takes case-persons whose next step is due by today, most urgent first. */
export function claimDueSteps(
  tx: Transaction,
  options: {
    readonly today: Day;
    readonly nowMs: number;
    readonly checking: readonly CheckingMunicipality[];
    readonly limit: number;
  },
): Promise<DueStep[]> {
  return tx.query<DueStep>({
    name: 'outreach-due-steps',
    text: dueSteps,
    values: [options.today, options.limit, new Date(options.nowMs), ...checkingColumns(options.checking)],
  });
}

/** A task as the relay wants it. */
export interface NewTask extends Omit<DueStep, 'policyVersion' | 'secret'> {
  readonly taskId: TaskId;
  readonly executor: Executor;
  readonly letterReference: string;
}

/** What became of the wish: its state now, whether made here or found. */
export interface PlannedTask {
  readonly municipality: MunicipalityCode;
  readonly taskId: TaskId;
  readonly state: string;
}

/**
 * Makes the tasks. One that was cancelled begins again with a new generation; one that exists in another state
 * stays as it is: a step that was done is never done again.
 *
 * @param options.tasks without two of one task id
 * @param options.nowMs the domain's present
 * @returns only what was made or begun again
 */
export function insertTasks(
  tx: Transaction,
  options: { readonly tasks: readonly NewTask[]; readonly nowMs: number },
): Promise<PlannedTask[]> {
  const column = <Key extends keyof NewTask>(key: Key): NewTask[Key][] =>
    options.tasks.map((task) => task[key]);
  return tx.query<PlannedTask>({
    name: 'outreach-insert-tasks',
    text: `insert into outreach_task (municipality, task_id, person_id, period_start, address_id, step, channel,
             executor, part_of_day, priority, due_on, state, generation, letter_reference, created_at, changed_at)
           select n.*, $13, $13 from (
             select municipality, task_id, person_id, period_start, address_id, step, channel, executor,
               part_of_day, priority, due_on, 'created', 1, letter_reference
             from unnest($1::text[], $2::uuid[], $3::uuid[], $4::date[], $5::uuid[], $6::text[], $7::text[],
               $8::text[], $9::text[], $10::smallint[], $11::date[], $12::text[])
               as wanted (municipality, task_id, person_id, period_start, address_id, step, channel, executor,
                 part_of_day, priority, due_on, letter_reference)
             order by municipality, task_id) n
           on conflict (municipality, person_id, period_start, step) do update set
             state = 'created', generation = outreach_task.generation + 1, address_id = excluded.address_id,
             channel = excluded.channel, executor = excluded.executor, part_of_day = excluded.part_of_day,
             priority = excluded.priority, due_on = excluded.due_on, holder = null, claimed_by = null,
             lease_until = null, notice = null, finished_on = null, result = null, tries = 0,
             changed_at = excluded.changed_at
           where outreach_task.state = 'cancelled'
           returning municipality, task_id "taskId", state`,
    values: [
      column('municipality'),
      column('taskId'),
      column('personId'),
      column('periodStart'),
      column('addressId'),
      column('step'),
      column('channel'),
      column('executor'),
      column('partOfDay'),
      column('priority'),
      column('dueOn'),
      column('letterReference'),
      new Date(options.nowMs),
    ],
  });
}

/** Says on the case-persons that their step has its task. The fold would say the same at its next turn. */
export async function holdForTask(tx: Transaction, steps: readonly DueStep[]): Promise<void> {
  await tx.query({
    name: 'outreach-hold-for-task',
    text: `update case_person c set open_step = c.next_step, next_step = null, next_channel = null,
             next_due_on = null, next_part_of_day = null, hold = 'task-open'
           from unnest($1::text[], $2::uuid[], $3::date[], $4::uuid[])
             as taken (municipality, person_id, period_start, address_id)
           where c.municipality = taken.municipality and c.person_id = taken.person_id
             and c.period_start = taken.period_start and c.address_id = taken.address_id`,
    values: [
      steps.map((one) => one.municipality),
      steps.map((one) => one.personId),
      steps.map((one) => one.periodStart),
      steps.map((one) => one.addressId),
    ],
  });
}

/**
 * Sends the addresses back to the fold whose plan asked for a step that was already done: they were derived
 * from facts that were older than the task.
 */
export async function touchFinished(
  tx: Transaction,
  steps: readonly (DueStep & { readonly taskId: TaskId })[],
): Promise<void> {
  await tx.query({
    name: 'outreach-touch-finished',
    text: `insert into address_touched (municipality, address_id, reason)
           select distinct asked.municipality, asked.address_id, 'step-already-done'
           from unnest($1::text[], $2::uuid[], $3::uuid[]) as asked (municipality, task_id, address_id)
           join outreach_task t on t.municipality = asked.municipality and t.task_id = asked.task_id
           where t.state in ('done', 'failed')`,
    values: [
      steps.map((one) => one.municipality),
      steps.map((one) => one.taskId),
      steps.map((one) => one.addressId),
    ],
  });
}
