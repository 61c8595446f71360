import type { AddressId, Channel, Day, MunicipalityCode, PersonId } from '#domain';

import type { Transaction } from '../database.js';
import { claimRows, nothingUnfolded } from './outreach-claim-rows.js';

/** The configuration in force of a municipality, as far as checks read it; the contracts library parses it. */
export interface CheckConfiguration {
  readonly municipality: MunicipalityCode;
  readonly residentRegister: unknown;
  readonly knownHelp: unknown;
}

export function readCheckConfigurations(tx: Transaction, today: Day): Promise<CheckConfiguration[]> {
  return tx.query<CheckConfiguration>({
    name: 'relay-check-configurations',
    text: `select distinct on (municipality) municipality, content -> 'residentRegister' "residentRegister",
             content -> 'knownHelp' "knownHelp"
           from policy_version where effective_from <= $1
           order by municipality, effective_from desc, version desc`,
    values: [today],
  });
}

/** A municipality that looks people up, and since when an answer is fresh enough for a house visit. */
export interface CheckingMunicipality {
  readonly municipality: MunicipalityCode;
  readonly freshSince: Date;
  /** Also whoever came, and not only who is to be visited. */
  readonly whoeverCame: boolean;
}

/** The columns of the municipalities that look people up, for `unnest`. */
export function checkingColumns(checking: readonly CheckingMunicipality[]): [string[], Date[], boolean[]] {
  return [
    checking.map(({ municipality }) => municipality),
    checking.map(({ freshSince }) => freshSince),
    checking.map(({ whoeverCame }) => whoeverCame),
  ];
}

/** A signal of the person of `c` that no check of this person is about. `s` is the signal. */
const uncovered = `not exists (select 1 from register_check_signal x
    join register_check k on k.municipality = x.municipality and k.check_id = x.check_id
    where x.municipality = s.municipality and x.signal_id = s.signal_id and k.person_id = s.person_id)`;

const signalsOfPerson = `select 1 from signal s where s.municipality = c.municipality
    and s.address_id = c.address_id and s.person_id = c.person_id`;

/**
 * The step of a case-person may be done: each of its accepted signals was checked, or waited long enough for it; and
 * for a house visit the answer is fresh, or a fresh one was waited for. Who is not looked up waits for nothing.
 *
 * @param now the placeholder of the domain's present; `checking` those of the municipalities that look people up
 */
export function checkedOrWaited(options: {
  readonly now: string;
  readonly municipalities: string;
  readonly freshSince: string;
  readonly whoeverCame: string;
}): string {
  const { now } = options;
  const over = `(k.state in ('answered', 'refused', 'needless') or k.hold_until <= ${now})`;
  return `not exists (
    select 1 from unnest(${options.municipalities}::text[], ${options.freshSince}::timestamptz[],
        ${options.whoeverCame}::boolean[]) as checking (municipality, fresh_since, whoever_came)
    where checking.municipality = c.municipality and (
      checking.whoever_came and exists (${signalsOfPerson} and s.verdict = 'accepted' and not exists (
        select 1 from register_check_signal x
        join register_check k on k.municipality = x.municipality and k.check_id = x.check_id
        where x.municipality = s.municipality and x.signal_id = s.signal_id and k.person_id = s.person_id
          and ${over}))
      or (c.next_channel = 'house-visits' and not exists (
        select 1 from register_check k where k.municipality = c.municipality and k.person_id = c.person_id
          and k.address_id = c.address_id and (
            coalesce(k.answered_at, k.asked_at) >= checking.fresh_since and ${over}
            or k.state in ('created', 'queued') and k.hold_until <= ${now})))))`;
}

/** A person at an address of whom nobody was asked yet, or not lately enough for the visit that is due. */
export interface NeededCheck {
  readonly municipality: MunicipalityCode;
  readonly personId: PersonId;
  readonly periodStart: Day;
  readonly addressId: AddressId;
  readonly crisis: boolean;
  readonly priority: number;
  readonly nextChannel: Channel | null;
  readonly nextDueOn: Day | null;
  /** Somebody was tried, or a task was made for this period. */
  readonly begun: boolean;
  readonly reason: 'new-signal' | 'before-visit';
}

/** Where the walk through all case-persons stands. */
export type CheckCursor = Pick<NeededCheck, 'municipality' | 'personId' | 'periodStart' | 'addressId'>;

const needsFirst = `exists (${signalsOfPerson} and s.verdict in ('accepted', 'review') and ${uncovered})`;
const subjectColumns = `c.municipality, c.person_id "personId", c.period_start "periodStart",
  c.address_id "addressId", c.crisis, c.priority, c.next_channel "nextChannel", c.next_due_on "nextDueOn",
  c.attempts > 0 or exists (select 1 from outreach_task t where t.municipality = c.municipality
    and t.person_id = c.person_id and t.period_start = c.period_start and t.state <> 'cancelled') begun`;
const noneUnderWay = `not exists (select 1 from register_check k where k.municipality = c.municipality
  and k.person_id = c.person_id and k.address_id = c.address_id and k.state in ('created', 'queued'))`;

/** Those whose step is due and waits for a check that nobody has asked for, most urgent first. */
export function findDueWithoutCheck(
  tx: Transaction,
  options: {
    readonly checking: readonly CheckingMunicipality[];
    readonly today: Day;
    readonly limit: number;
  },
): Promise<NeededCheck[]> {
  return tx.query<NeededCheck>({
    name: 'relay-due-without-check',
    text: `select ${subjectColumns},
             case when checking.whoever_came and ${needsFirst} then 'new-signal' else 'before-visit' end reason
           from case_person c
           join unnest($1::text[], $2::timestamptz[], $3::boolean[]) as checking (municipality, fresh_since, whoever_came)
             on checking.municipality = c.municipality
           where c.next_step is not null and c.next_due_on <= $4 and c.state = 'open'
             and ${nothingUnfolded('c')} and ${noneUnderWay}
             and (checking.whoever_came and ${needsFirst} or (c.next_channel = 'house-visits' and not exists (
               select 1 from register_check k where k.municipality = c.municipality
                 and k.person_id = c.person_id and k.address_id = c.address_id
                 and coalesce(k.answered_at, k.asked_at) >= checking.fresh_since)))
           order by c.priority, c.next_due_on, c.municipality, c.person_id, c.period_start, c.address_id
           limit $5`,
    values: [...checkingColumns(options.checking), options.today, options.limit],
  });
}

/**
 * A page of the walk through all open case-persons, from the cursor on: whoever came is asked about long before the
 * first step is due. Bounded a round, so that a town of open cases costs no more than a village.
 */
export async function walkWithoutCheck(
  tx: Transaction,
  options: {
    readonly checking: readonly CheckingMunicipality[];
    readonly after: CheckCursor | null;
    readonly limit: number;
  },
): Promise<{ readonly needed: readonly NeededCheck[]; readonly next: CheckCursor | null }> {
  const { after, limit } = options;
  const rows = await tx.query<NeededCheck & { readonly needs: boolean }>({
    name: 'relay-walk-without-check',
    text: `select ${subjectColumns}, 'new-signal' reason,
             ${nothingUnfolded('c')} and ${noneUnderWay} and ${needsFirst} needs
           from (select * from case_person w
                 where w.state = 'open' and w.municipality = any($1::text[])
                   and (w.municipality, w.person_id, w.period_start, w.address_id)
                     > ($2, $3::uuid, $4::date, $5::uuid)
                 order by w.municipality, w.person_id, w.period_start, w.address_id limit $6) c
           order by c.municipality, c.person_id, c.period_start, c.address_id`,
    values: [
      options.checking.filter(({ whoeverCame }) => whoeverCame).map(({ municipality }) => municipality),
      after?.municipality ?? '',
      after?.personId ?? '00000000-0000-0000-0000-000000000000',
      after?.periodStart ?? '0001-01-01',
      after?.addressId ?? '00000000-0000-0000-0000-000000000000',
      limit,
    ],
  });
  return {
    needed: rows.filter(({ needs }) => needs),
    next: rows.length < limit ? null : (rows.at(-1) ?? null),
  };
}

/** A check as it is asked for. */
export interface NewCheck extends Pick<
  NeededCheck,
  'municipality' | 'personId' | 'addressId' | 'priority' | 'reason'
> {
  readonly checkId: string;
  readonly holdUntilMs: number;
}

/**
 * Asks for checks, at most one at a time about a person at an address, and notes which signals each is about.
 *
 * @returns how many were asked for; the others are under way already
 */
export async function insertChecks(
  tx: Transaction,
  options: { readonly checks: readonly NewCheck[]; readonly nowMs: number },
): Promise<number> {
  const { checks } = options;
  const made = await tx.query<{ municipality: string; check_id: string }>({
    name: 'relay-insert-checks',
    text: `insert into register_check (municipality, check_id, person_id, address_id, reason, state, generation,
             priority, hold_until, asked_at, attempts, in_doubt)
           select municipality, check_id, person_id, address_id, reason, 'created', 1, priority, hold_until, $8, 0, false
           from unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::smallint[], $7::timestamptz[])
             as wanted (municipality, check_id, person_id, address_id, reason, priority, hold_until)
           order by municipality, person_id, address_id
           on conflict (municipality, person_id, address_id) where state in ('created', 'queued') do nothing
           returning municipality, check_id`,
    values: [
      checks.map((one) => one.municipality),
      checks.map((one) => one.checkId),
      checks.map((one) => one.personId),
      checks.map((one) => one.addressId),
      checks.map((one) => one.reason),
      checks.map((one) => one.priority),
      checks.map((one) => new Date(one.holdUntilMs)),
      new Date(options.nowMs),
    ],
  });
  await tx.query({
    name: 'relay-insert-check-signals',
    text: `insert into register_check_signal (municipality, signal_id, check_id)
           select s.municipality, s.signal_id, k.check_id
           from unnest($1::text[], $2::uuid[]) as made (municipality, check_id)
           join register_check k on k.municipality = made.municipality and k.check_id = made.check_id
           join signal s on s.municipality = k.municipality and s.address_id = k.address_id
             and s.person_id = k.person_id and s.verdict in ('accepted', 'review')
           order by s.municipality, s.signal_id`,
    values: [made.map((one) => one.municipality), made.map((one) => one.check_id)],
  });
  return made.length;
}

/** What the queue has to know of a check. */
export interface QueuedCheck {
  readonly municipality: MunicipalityCode;
  readonly checkId: string;
  readonly generation: number;
  readonly priority: number;
}

const waitingChecks = claimRows({
  columns: `k.municipality, k.check_id "checkId", k.generation, k.priority`,
  from: 'register_check k',
  where: `k.state = 'created' and (k.retry_at is null or k.retry_at <= $1)`,
  orderBy: 'k.priority, k.asked_at, k.municipality, k.check_id',
  limit: '$2',
});

/** Takes checks that no queue was told of, and those whose time has come to be tried again. */
export function claimWaitingChecks(
  tx: Transaction,
  options: { readonly machineNowMs: number; readonly limit: number },
): Promise<QueuedCheck[]> {
  return tx.query<QueuedCheck>({
    name: 'relay-waiting-checks',
    text: waitingChecks,
    values: [new Date(options.machineNowMs), options.limit],
  });
}

export async function markChecksQueued(tx: Transaction, checks: readonly QueuedCheck[]): Promise<void> {
  await tx.query({
    name: 'relay-mark-checks-queued',
    text: `update register_check k set state = 'queued'
           from unnest($1::text[], $2::uuid[], $3::integer[]) as told (municipality, check_id, generation)
           where k.municipality = told.municipality and k.check_id = told.check_id
             and k.generation = told.generation and k.state = 'created'`,
    values: checkColumns(checks),
  });
}

/** Checks that the queue was told of, a page at a time in the order of their keys. */
export function readQueuedChecks(
  tx: Transaction,
  options: { readonly after: Pick<QueuedCheck, 'municipality' | 'checkId'> | null; readonly limit: number },
): Promise<QueuedCheck[]> {
  return tx.query<QueuedCheck>({
    name: 'relay-queued-checks',
    text: `select municipality, check_id "checkId", generation, priority from register_check
           where state = 'queued' and (municipality, check_id) > ($1, $2::uuid)
           order by municipality, check_id limit $3`,
    values: [
      options.after?.municipality ?? '',
      options.after?.checkId ?? '00000000-0000-0000-0000-000000000000',
      options.limit,
    ],
  });
}

/** Lets checks whose job is gone wait again, in a new generation, so that the next round tells the queue anew. */
export async function renewLostChecks(tx: Transaction, checks: readonly QueuedCheck[]): Promise<number> {
  const rows = await tx.query({
    name: 'relay-renew-lost-checks',
    text: `update register_check k set state = 'created', generation = k.generation + 1
           from unnest($1::text[], $2::uuid[], $3::integer[]) as lost (municipality, check_id, generation)
           where k.municipality = lost.municipality and k.check_id = lost.check_id
             and k.generation = lost.generation and k.state = 'queued'
           returning k.check_id`,
    values: checkColumns(checks),
  });
  return rows.length;
}

function checkColumns(checks: readonly QueuedCheck[]): unknown[] {
  return [
    checks.map((one) => one.municipality),
    checks.map((one) => one.checkId),
    checks.map((one) => one.generation),
  ];
}

/** Checks by state, and how many steps went on without their answer. */
export interface CheckCounts {
  readonly state: string;
  readonly reason: string;
  readonly checks: number;
  /** Without an answer although their time is over: the step went on unchecked. */
  readonly unchecked: number;
}

export function countChecks(tx: Transaction, nowMs: number): Promise<CheckCounts[]> {
  return tx.query<CheckCounts>({
    name: 'relay-count-checks',
    text: `select state, reason, count(*)::integer checks,
             (count(*) filter (where state in ('created', 'queued') and hold_until <= $1))::integer unchecked
           from register_check where state in ('created', 'queued', 'refused') group by state, reason`,
    values: [new Date(nowMs)],
  });
}
