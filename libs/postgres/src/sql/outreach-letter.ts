import type { AddressId, Channel, Day, Executor, PersonId, TaskState } from '#domain';

import type { Transaction } from '../database.js';
import { addressAsAssigned, assignedColumns } from './address-as-assigned.js';
import { mayBeApproached, nothingUnfolded } from './outreach-claim-rows.js';
import { letterIsReleased } from './secret-address.js';
import type { TaskVersion } from './outreach-tasks.js';

/** A task and whether its reason still stands, read together under the lock of the task. */
export interface TaskBeforeEffect {
  readonly state: TaskState;
  readonly claimedBy: string | null;
  readonly personId: PersonId;
  readonly periodStart: Day;
  readonly addressId: AddressId;
  readonly step: string;
  readonly channel: Channel;
  readonly executor: Executor;
  readonly letterReference: string;
  readonly policyVersion: number | null;
  /** The case-person is open and its plan asks for this step. */
  readonly wanted: boolean;
  /** No mark forbids approaching the person or the address. */
  readonly approachable: boolean;
  /** No secret address keeps a letter back. */
  readonly released: boolean;
  /** No fact about the address waits for its fold. */
  readonly settled: boolean;
}

/** Locks one generation of a task and reads what a process has to know before it acts. Undefined: not this one any more. */
export async function lockTask(tx: Transaction, task: TaskVersion): Promise<TaskBeforeEffect | undefined> {
  const rows = await tx.query<TaskBeforeEffect>({
    name: 'outreach-lock-task',
    text: `select t.state, t.claimed_by "claimedBy", t.person_id "personId", t.period_start "periodStart",
             t.address_id "addressId", t.step, t.channel, t.executor, t.letter_reference "letterReference",
             c.policy_version "policyVersion",
             coalesce(c.state = 'open' and t.step in (coalesce(c.open_step, ''), coalesce(c.next_step, '')), false)
               wanted,
             ${mayBeApproached('t')} approachable,
             ${letterIsReleased('t', 'channel')} released,
             ${nothingUnfolded('t')} settled
           from outreach_task t
           left join case_person c on c.municipality = t.municipality and c.person_id = t.person_id
             and c.period_start = t.period_start and c.address_id = t.address_id
           where t.municipality = $1 and t.task_id = $2 and t.generation = $3
           for update of t`,
    values: [task.municipality, task.taskId, task.generation],
  });
  return rows[0];
}

/** One signal that a letter answers: who reported, and how the resident is called there. */
export interface LetterSignal {
  readonly creditorId: string;
  readonly initials: string | null;
  readonly firstNames: string | null;
  readonly prefix: string | null;
  readonly surname: string | null;
  readonly postcode: string | null;
  readonly houseNumber: number | null;
  readonly houseLetter: string | null;
  readonly houseAddition: string | null;
  readonly street: string | null;
  readonly place: string | null;
}

/** The approach that a task belongs to. */
export interface ApproachKey {
  readonly municipality: string;
  readonly personId: PersonId;
  readonly periodStart: Day;
  readonly addressId: AddressId;
}

/** More creditors than a letter shows, so that it can say that there are others. */
const signalsMax = 100;

/** The case-person of the task and those that follow it. */
const casePersonsOfApproach = `select l.period_start from case_person l
  where l.municipality = $1 and l.person_id = $2 and l.address_id = $4
    and (l.period_start = $3 or l.led_by_period_start = $3)`;

/**
 * The accepted signals of one person in this approach, newest first, and of nobody else: two people at one
 * address may not learn each other's debts. A creditor that was paid after a first attempt is not named again.
 */
export function readLetterSignals(tx: Transaction, approach: ApproachKey): Promise<LetterSignal[]> {
  return tx.query<LetterSignal>({
    name: 'outreach-letter-signals',
    text: `select s.creditor_id "creditorId", p.initials, p.first_names "firstNames", p.prefix, p.surname,
             ${assignedColumns}
           from signal s
           left join signal_personal p on p.municipality = s.municipality and p.signal_id = s.signal_id
           cross join ${addressAsAssigned}
           where s.municipality = $1 and s.address_id = $4 and s.person_id = $2 and s.verdict = 'accepted'
             and not s.withdrawn_after_attempt and s.period_start in (${casePersonsOfApproach})
           order by s.receipt desc, s.source, s.event_id limit $5`,
    values: [approach.municipality, approach.personId, approach.periodStart, approach.addressId, signalsMax],
  });
}

/** One contact attempt by a process of ours. */
export interface OwnAttempt extends ApproachKey {
  readonly attemptId: string;
  readonly taskId: string;
  readonly kind: string;
  readonly atMs: number;
  readonly day: Day;
  readonly partOfDay: string;
  readonly recordedBy: string;
}

/** Records that something went out to the resident. Outgoing and not reached: delivery is no contact. */
export async function insertOwnAttempt(tx: Transaction, attempt: OwnAttempt): Promise<void> {
  await tx.query({
    name: 'outreach-insert-attempt',
    text: `insert into attempt (municipality, attempt_id, person_id, period_start, task_id, kind, direction, reached,
             attempted_at, day, part_of_day, recorded_at, recorded_by)
           values ($1, $2, $3, $4, $5, $6, 'outgoing', false, $7, $8, $9, $7, $10)`,
    values: [
      attempt.municipality,
      attempt.attemptId,
      attempt.personId,
      attempt.periodStart,
      attempt.taskId,
      attempt.kind,
      new Date(attempt.atMs),
      attempt.day,
      attempt.partOfDay,
      attempt.recordedBy,
    ],
  });
}

/**
 * Notes on the approach, and on those that follow it, that the resident was informed (AVG 14) and got an offer.
 * The first time stands: legal clocks count from it.
 */
export async function noteInformed(
  tx: Transaction,
  options: { readonly approach: ApproachKey; readonly how: string; readonly atMs: number },
): Promise<void> {
  const { approach } = options;
  await tx.query({
    name: 'outreach-note-informed',
    text: `insert into approach (municipality, person_id, period_start, offer_made_at, informed_at, informed_how)
           select $1, $2, informed.period_start, $5, $5, $6 from (${casePersonsOfApproach}) informed
           order by informed.period_start
           on conflict (municipality, person_id, period_start) do update set
             offer_made_at = coalesce(approach.offer_made_at, excluded.offer_made_at),
             informed_how = case when approach.informed_at is null then excluded.informed_how
                                 else approach.informed_how end,
             informed_at = coalesce(approach.informed_at, excluded.informed_at)`,
    values: [
      approach.municipality,
      approach.personId,
      approach.periodStart,
      approach.addressId,
      new Date(options.atMs),
      options.how,
    ],
  });
}

/** Asks the fold to look at an address again. */
export async function touchAddress(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly addressId: AddressId;
    /** From which receipt on verdicts may change; null: none does. */
    readonly fromReceiptMs: number | null;
    readonly reason: string;
  },
): Promise<void> {
  await tx.query({
    name: 'outreach-touch-address',
    text: `insert into address_touched (municipality, address_id, from_receipt, reason) values ($1, $2, $3, $4)`,
    values: [
      options.municipality,
      options.addressId,
      options.fromReceiptMs === null ? null : new Date(options.fromReceiptMs),
      options.reason,
    ],
  });
}
