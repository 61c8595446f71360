import type {
  AddressId,
  Channel,
  ContactKind,
  CrisisKind,
  Day,
  FoldVerdict,
  Outcome,
  PartOfDay,
  PersonId,
  Sector,
  TaskState,
} from '#domain';

import type { Transaction } from '../database.js';
import { creditorName } from './desk-tasks.js';

/** One case of one person, as a search finds it. */
export interface FoundCase {
  readonly addressId: AddressId;
  readonly periodStart: Day;
  readonly personId: PersonId;
  readonly state: 'open' | 'closed' | 'superseded';
  readonly crisis: boolean;
}

/** How a resident is looked up; a search never goes by name, which too many share. */
export type CaseSearch =
  | { readonly by: 'letter-reference'; readonly reference: string }
  | { readonly by: 'phone'; readonly e164: string }
  | {
      readonly by: 'birth-date';
      readonly postcode: string;
      readonly houseNumber: number;
      readonly birthDate: string;
    };

const personsMax = 20;

/** The persons that a search means. */
export async function findPersons(
  tx: Transaction,
  municipality: string,
  search: CaseSearch,
): Promise<readonly PersonId[]> {
  const rows = await tx.query<{ person_id: PersonId }>(statementOf(municipality, search));
  return rows.map((row) => row.person_id);
}

function statementOf(
  municipality: string,
  search: CaseSearch,
): { readonly name: string; readonly text: string; readonly values: readonly unknown[] } {
  const ofSignals = `select distinct s.person_id from signal_personal p
    join signal s on s.municipality = p.municipality and s.signal_id = p.signal_id
    where p.municipality = $1 and s.person_id is not null`;
  switch (search.by) {
    case 'letter-reference':
      return {
        name: 'desk-find-by-letter',
        text: `select person_id from outreach_task where municipality = $1 and letter_reference = $2`,
        values: [municipality, search.reference],
      };
    case 'phone':
      return {
        name: 'desk-find-by-phone',
        text: `${ofSignals} and p.phone = $2 order by s.person_id limit ${personsMax}`,
        values: [municipality, search.e164],
      };
    case 'birth-date':
      return {
        name: 'desk-find-by-birth-date',
        text: `${ofSignals} and p.postcode = $2 and p.house_number = $3 and p.birth_date = $4
               order by s.person_id limit ${personsMax}`,
        values: [municipality, search.postcode, search.houseNumber, search.birthDate],
      };
    default:
      return search satisfies never;
  }
}

/** The cases of these persons, newest first. */
export function readCasesOfPersons(
  tx: Transaction,
  options: { readonly municipality: string; readonly ids: readonly PersonId[]; readonly limit: number },
): Promise<FoundCase[]> {
  return tx.query<FoundCase>({
    name: 'desk-cases-of-persons',
    text: `select address_id "addressId", period_start "periodStart", person_id "personId", state, crisis
           from case_person
           where municipality = $1 and person_id = any($2::uuid[]) and state <> 'superseded'
           order by period_start desc, person_id, address_id limit $3`,
    values: [options.municipality, options.ids, options.limit],
  });
}

/** A case by its key: address and period. */
export interface CaseKey {
  readonly municipality: string;
  readonly addressId: string;
  readonly periodStart: string;
}

export interface CaseRecord {
  readonly addressId: AddressId;
  readonly periodStart: Day;
  readonly periodEnd: Day;
  readonly pickedUp: boolean;
  readonly multiple: boolean;
  readonly consecutive: boolean;
  readonly crisis: boolean;
  readonly state: 'open' | 'closed' | 'superseded';
  readonly outcome: Outcome | null;
  readonly reached: boolean;
  readonly revision: number;
}

export async function readCase(tx: Transaction, key: CaseKey): Promise<CaseRecord | undefined> {
  const rows = await tx.query<CaseRecord>({
    name: 'desk-read-case',
    text: `select address_id "addressId", period_start "periodStart", period_end "periodEnd", picked_up "pickedUp",
             multiple, consecutive, crisis, state, outcome, reached, revision
           from signal_case where municipality = $1 and address_id = $2 and period_start = $3`,
    values: [key.municipality, key.addressId, key.periodStart],
  });
  return rows[0];
}

export interface CasePersonRecord {
  readonly personId: PersonId;
  readonly state: 'open' | 'closed' | 'superseded';
  readonly outcome: Outcome | null;
  readonly crisis: boolean;
  readonly reached: boolean;
  readonly ledByPeriodStart: Day | null;
  readonly plan: string | null;
  readonly nextStep: string | null;
  readonly nextChannel: Channel | null;
  readonly nextDueOn: Day | null;
  readonly hold: string | null;
  readonly offerMadeAt: Date | null;
  readonly offerAcceptedAt: Date | null;
  readonly firstConversationAt: Date | null;
  readonly informedAt: Date | null;
  readonly informedHow: string | null;
}

/** The persons of a case with the moments of their approach; those without signals any more are left out. */
export function readCasePersons(tx: Transaction, key: CaseKey): Promise<CasePersonRecord[]> {
  return tx.query<CasePersonRecord>({
    name: 'desk-read-case-persons',
    text: `select c.person_id "personId", c.state, c.outcome, c.crisis, c.reached,
             c.led_by_period_start "ledByPeriodStart", c.plan, c.next_step "nextStep",
             c.next_channel "nextChannel", c.next_due_on "nextDueOn", c.hold, a.offer_made_at "offerMadeAt",
             a.offer_accepted_at "offerAcceptedAt", a.first_conversation_at "firstConversationAt",
             a.informed_at "informedAt", a.informed_how "informedHow"
           from case_person c
           left join approach a on a.municipality = c.municipality and a.person_id = c.person_id
             and a.period_start = c.period_start
           where c.municipality = $1 and c.address_id = $2 and c.period_start = $3 and c.state <> 'superseded'
           order by c.first_receipt, c.person_id`,
    values: [key.municipality, key.addressId, key.periodStart],
  });
}

export interface CaseSignal {
  readonly signalId: string;
  readonly personId: PersonId | null;
  readonly creditor: string;
  readonly sector: Sector;
  readonly receipt: Date;
  readonly amountCents: number;
  readonly arrearsSince: Day;
  readonly crisis: CrisisKind;
  readonly warmHandover: boolean;
  readonly verdict: FoldVerdict;
  readonly rule: string;
  readonly policyVersion: number;
  readonly decidedAt: Date;
  readonly revision: number;
  readonly inputs: Record<string, string | number | boolean | null>;
}

export function readCaseSignals(tx: Transaction, key: CaseKey): Promise<CaseSignal[]> {
  return tx.query<CaseSignal>({
    name: 'desk-read-case-signals',
    text: `select s.signal_id "signalId", s.person_id "personId",
             coalesce(${creditorName('s.creditor_id')}, s.creditor_id) creditor, s.sector, s.receipt,
             s.amount_cents "amountCents", s.arrears_since "arrearsSince", s.crisis,
             s.warm_handover "warmHandover", s.verdict, s.rule, s.policy_version "policyVersion",
             s.decided_at "decidedAt", s.revision, s.judged_inputs inputs
           from signal s where s.municipality = $1 and s.address_id = $2 and s.period_start = $3
           order by s.receipt, s.source, s.event_id`,
    values: [key.municipality, key.addressId, key.periodStart],
  });
}

export interface CaseAttempt {
  readonly personId: PersonId;
  readonly attemptId: string;
  readonly taskId: string | null;
  readonly kind: ContactKind;
  readonly direction: 'outgoing' | 'incoming';
  readonly reached: boolean;
  readonly day: Day;
  readonly partOfDay: PartOfDay;
  readonly recordedBy: string;
  readonly note: string | null;
}

/** The attempts of these persons in a period, with their notes. */
export function readCaseAttempts(
  tx: Transaction,
  municipality: string,
  ids: readonly PersonId[],
  periodStart: Day,
): Promise<CaseAttempt[]> {
  return tx.query<CaseAttempt>({
    name: 'desk-read-case-attempts',
    text: `select a.person_id "personId", a.attempt_id "attemptId", a.task_id "taskId", a.kind, a.direction,
             a.reached, a.day, a.part_of_day "partOfDay", a.recorded_by "recordedBy", n.note
           from attempt a
           left join attempt_note n on n.municipality = a.municipality and n.attempt_id = a.attempt_id
           where a.municipality = $1 and a.person_id = any($2::uuid[]) and a.period_start = $3
           order by a.attempted_at, a.attempt_id`,
    values: [municipality, ids, periodStart],
  });
}

export interface CaseTask {
  readonly personId: PersonId;
  readonly taskId: string;
  readonly channel: Channel;
  readonly step: string;
  readonly state: TaskState;
  readonly dueOn: Day;
  readonly finishedOn: Day | null;
  /** Why it failed, or what else came of it; null while it is open. */
  readonly result: string | null;
}

export function readCaseTasks(
  tx: Transaction,
  municipality: string,
  ids: readonly PersonId[],
  periodStart: Day,
): Promise<CaseTask[]> {
  return tx.query<CaseTask>({
    name: 'desk-read-case-tasks',
    text: `select person_id "personId", task_id "taskId", channel, step, state, due_on "dueOn",
             finished_on "finishedOn", result
           from outreach_task
           where municipality = $1 and person_id = any($2::uuid[]) and period_start = $3
           order by created_at, task_id`,
    values: [municipality, ids, periodStart],
  });
}

export interface PastDecision {
  readonly subject: string;
  readonly subjectId: string;
  readonly revision: number;
  readonly supersededAt: Date;
  readonly content: unknown;
}

/** What superseded derivations said of these subjects. */
export function readPastDecisions(
  tx: Transaction,
  municipality: string,
  subjects: readonly { readonly subject: 'signal' | 'case' | 'case-person'; readonly subjectId: string }[],
): Promise<PastDecision[]> {
  return tx.query<PastDecision>({
    name: 'desk-read-past-decisions',
    text: `select h.subject, h.subject_id "subjectId", h.revision, h.superseded_at "supersededAt", h.content
           from unnest($2::text[], $3::text[]) as asked (subject, subject_id)
           join decision_history h on h.municipality = $1 and h.subject = asked.subject
             and h.subject_id = asked.subject_id
           order by h.superseded_at, h.subject, h.subject_id, h.revision limit 200`,
    values: [municipality, subjects.map((one) => one.subject), subjects.map((one) => one.subjectId)],
  });
}
