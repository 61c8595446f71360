import { addressAsAssigned, assignedColumns } from './address-as-assigned.js';
import type { AddressId, Channel, Day, Holder, PartOfDay, PersonId, TaskId, TaskState } from '#domain';

import type { Transaction } from '../database.js';
import { isSecret } from './secret-address.js';

/** A task as people see it. */
export interface DeskTask {
  readonly taskId: TaskId;
  readonly personId: PersonId;
  readonly periodStart: Day;
  readonly addressId: AddressId;
  readonly step: string;
  readonly channel: Channel;
  readonly executor: string;
  readonly partOfDay: PartOfDay | null;
  readonly crisis: boolean;
  /** Somebody at the address asked that nobody outside is told where he lives. */
  readonly secret: boolean;
  readonly dueOn: Day;
  readonly state: TaskState;
  readonly generation: number;
  readonly holder: Holder | null;
  readonly claimedBy: string | null;
  readonly leaseUntil: Date | null;
  readonly notice: string | null;
  readonly letterReference: string;
  readonly result: string | null;
  readonly changedAt: Date;
}

const columns = `t.task_id "taskId", t.person_id "personId", t.period_start "periodStart",
  t.address_id "addressId", t.step, t.channel, t.executor, t.part_of_day "partOfDay",
  exists (select 1 from case_person c where c.municipality = t.municipality and c.person_id = t.person_id
          and c.period_start = t.period_start and c.address_id = t.address_id and c.crisis) crisis,
  ${isSecret('t')} secret,
  t.due_on "dueOn", t.state, t.generation, t.holder, t.claimed_by "claimedBy", t.lease_until "leaseUntil",
  t.notice, t.letter_reference "letterReference", t.result, t.changed_at "changedAt"`;

export interface TaskFilter {
  readonly municipality: string;
  /** Null: whoever executes it. */
  readonly executor: string | null;
  readonly channel: Channel | null;
  readonly states: readonly TaskState[];
  readonly limit: number;
  readonly offset: number;
}

/** A page of the worklist: crisis first (the lowest priority number), then by the day since which it is due. */
export function listTasks(tx: Transaction, filter: TaskFilter): Promise<DeskTask[]> {
  return tx.query<DeskTask>({
    name: 'desk-list-tasks',
    text: `select ${columns} from outreach_task t
           where t.municipality = $1 and ($2::text is null or t.executor = $2)
             and ($3::text is null or t.channel = $3) and t.state = any($4::text[])
           order by t.priority, t.due_on, t.task_id limit $5 offset $6`,
    values: [
      filter.municipality,
      filter.executor,
      filter.channel,
      filter.states,
      filter.limit,
      filter.offset,
    ],
  });
}

/** Whose task it is and about whom: what is needed before its locks, so without the rest. */
export async function readTaskOwner(
  tx: Transaction,
  municipality: string,
  taskId: string,
): Promise<Pick<DeskTask, 'personId' | 'executor'> | undefined> {
  const rows = await tx.query<Pick<DeskTask, 'personId' | 'executor'>>({
    name: 'desk-read-task-owner',
    text: `select person_id "personId", executor from outreach_task where municipality = $1 and task_id = $2`,
    values: [municipality, taskId],
  });
  return rows[0];
}

/** One task, locked. Lock its person first: the fold does so too. */
export async function lockDeskTask(
  tx: Transaction,
  municipality: string,
  taskId: string,
): Promise<DeskTask | undefined> {
  const rows = await tx.query<DeskTask>({
    name: 'desk-lock-task',
    text: `select ${columns} from outreach_task t where t.municipality = $1 and t.task_id = $2
           for no key update of t`,
    values: [municipality, taskId],
  });
  return rows[0];
}

/** What a transition leaves on the row. Null where it leaves nothing. */
export interface TaskChange {
  readonly state: TaskState;
  readonly generation: number;
  readonly holder: Holder | null;
  readonly claimedBy: string | null;
  readonly leaseUntilMs: number | null;
  readonly finishedOn: Day | null;
  readonly result: string | null;
}

/**
 * One transition by compare-and-set on (state, generation).
 *
 * @returns whether this call made it
 */
export async function changeTask(
  tx: Transaction,
  task: Pick<DeskTask, 'taskId' | 'state' | 'generation'> & { readonly municipality: string },
  change: TaskChange,
  nowMs: number,
): Promise<boolean> {
  const rows = await tx.query({
    name: 'desk-change-task',
    text: `update outreach_task set state = $5, generation = $6, holder = $7, claimed_by = $8, lease_until = $9,
             finished_on = $10, result = $11, changed_at = $12
           where municipality = $1 and task_id = $2 and state = $3 and generation = $4
           returning task_id`,
    values: [
      task.municipality,
      task.taskId,
      task.state,
      task.generation,
      change.state,
      change.generation,
      change.holder,
      change.claimedBy,
      change.leaseUntilMs === null ? null : new Date(change.leaseUntilMs),
      change.finishedOn,
      change.result,
      new Date(nowMs),
    ],
  });
  return rows.length === 1;
}

/** The personal data of one signal; null once it is anonymised. */
export interface PersonalRow {
  readonly initials: string | null;
  readonly firstNames: string | null;
  readonly prefix: string | null;
  readonly surname: string;
  readonly birthDate: Day | null;
  readonly street: string | null;
  readonly houseNumber: number | null;
  readonly houseLetter: string | null;
  readonly houseAddition: string | null;
  readonly postcode: string | null;
  readonly place: string | null;
  readonly phone: string | null;
  readonly email: string | null;
}

/** How a resident is called and reached: the newest picked-up signal says it, the newest with a number or an e-mail address those. */
export async function readPersonal(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly addressId: AddressId;
    readonly ids: readonly PersonId[];
  },
): Promise<PersonalRow | undefined> {
  const rows = await tx.query<PersonalRow>({
    name: 'desk-read-personal',
    text: `select p.initials, p.first_names "firstNames", p.prefix, p.surname, p.birth_date "birthDate",
             ${assignedColumns},
             first_value(p.phone) over (order by (p.phone is null), s.receipt desc) phone,
             first_value(p.email) over (order by (p.email is null), s.receipt desc) email
           from signal s join signal_personal p on p.municipality = s.municipality and p.signal_id = s.signal_id
           cross join ${addressAsAssigned}
           where s.municipality = $1 and s.address_id = $2 and s.person_id = any($3::uuid[])
           order by (s.verdict = 'accepted') desc, s.receipt desc, s.signal_id limit 1`,
    values: [options.municipality, options.addressId, options.ids],
  });
  return rows[0];
}

/** What the resident is in arrears with; for people of the municipality only. */
export interface TaskSignal {
  readonly creditor: string;
  readonly sector: string;
  readonly amountCents: number;
}

/** The picked-up signals of the approach that a task belongs to, of this person only. */
export function readTaskSignals(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly addressId: AddressId;
    readonly ids: readonly PersonId[];
    readonly periodStarts: readonly Day[];
  },
): Promise<TaskSignal[]> {
  return tx.query<TaskSignal>({
    name: 'desk-read-task-signals',
    text: `select coalesce(${creditorName('s.creditor_id')}, s.creditor_id) creditor, s.sector,
             s.amount_cents "amountCents"
           from signal s where s.municipality = $1 and s.address_id = $2 and s.person_id = any($3::uuid[])
             and s.period_start = any($4::date[]) and s.verdict = 'accepted' and not s.withdrawn_after_attempt
           order by s.receipt desc, s.signal_id limit 100`,
    values: [options.municipality, options.addressId, options.ids, options.periodStarts],
  });
}

/** The name of a creditor in the newest registry. `id` is text of this code base. */
export function creditorName(id: string): string {
  return `(select entry ->> 'name' from creditor_registry r, jsonb_array_elements(r.content -> 'creditors') entry
           where r.version = (select max(version) from creditor_registry) and entry ->> 'id' = ${id} limit 1)`;
}
