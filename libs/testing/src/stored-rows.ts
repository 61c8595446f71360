import { asDay, addMonths, addDays } from '#domain';
import type { NationalDatabase } from '#postgres';

/** A row as the tables have it: column → value, days and instants as text. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** Tables of which tests write rows by hand, without the intake that derives them. */
export type StoredTable =
  | 'signal'
  | 'signal_personal'
  | 'address'
  | 'address_alias'
  | 'person'
  | 'signal_case'
  | 'case_person'
  | 'attempt'
  | 'approach'
  | 'person_alias'
  | 'person_pin'
  | 'outreach_task'
  | 'feedback'
  | 'withdrawal'
  | 'duplicate'
  | 'quarantine'
  | 'address_touched'
  | 'policy_version'
  | 'creditor_registry'
  | 'kafka_log'
  | 'consumer_offset'
  | 'register_check'
  | 'secret_address'
  | 'resident_bsn'
  | 'known_help_list'
  | 'known_help_person'
  | 'hand_over';

/** Writes rows as the owner of the schema, all in one transaction. Columns that are not named are null or default. */
export async function storeRows(
  owner: NationalDatabase,
  tables: Readonly<Partial<Record<StoredTable, readonly StoredRow[]>>>,
): Promise<void> {
  await owner.acrossMunicipalities(async (tx) => {
    for (const [table, rows] of Object.entries(tables)) {
      for (const [columns, alike] of Map.groupBy(rows, (row) => Object.keys(row).join(', '))) {
        await tx.query({
          text: `insert into ${table} (${columns}) overriding system value
                 select ${columns} from jsonb_populate_recordset(null::${table}, $1)`,
          values: [JSON.stringify(alike)],
        });
      }
    }
  });
}

let numbers = 0;

/** A UUID that no other call gave in this process; readable in a failing test. */
export function freshId(): string {
  numbers += 1;
  return `00000000-0000-4000-8000-${numbers.toString(16).padStart(12, '0')}`;
}

const municipality = 'GM0505';

/** An open single case of a calendar month in which something was picked up; `over` replaces what matters. */
export function caseRow(over: StoredRow & { readonly period_start: string }): StoredRow {
  const start = asDay(over.period_start);
  return {
    municipality,
    address_id: freshId(),
    period_end: addDays(addMonths(start, 1), -1),
    picked_up: true,
    multiple: false,
    consecutive: false,
    crisis: false,
    picked_up_on: start,
    state: 'open',
    outcome: null,
    closed_on: null,
    reached: false,
    revision: 1,
    ...over,
  };
}

/** The person of a case, not approached yet. */
export function casePersonRow(
  over: StoredRow & { readonly period_start: string; readonly address_id: unknown },
): StoredRow {
  const start = asDay(over.period_start);
  return {
    municipality,
    person_id: freshId(),
    period_end: addDays(addMonths(start, 1), -1),
    picked_up: true,
    crisis: false,
    first_receipt: `${start}T10:00:00Z`,
    crisis_receipt: null,
    policy_version: 1,
    age_group: 'unknown',
    led_by_period_start: null,
    state: 'open',
    outcome: null,
    closed_on: null,
    attempts: 0,
    reached: false,
    next_step: null,
    next_due_on: null,
    hold: 'plan-done',
    first_attempt_due_on: null,
    priority: 1,
    revision: 1,
    ...over,
  };
}

/** An accepted signal of a creditor that rents out. */
export function signalRow(over: StoredRow): StoredRow {
  const receipt = '2025-03-20T10:00:00Z';
  const id = freshId();
  return {
    municipality,
    signal_id: id,
    source: 'urn:nld:kvknr:90000201.incasso',
    event_id: id,
    creditor_id: 'woonbaken',
    sector: 'Huur',
    receipt,
    log_id: 1,
    partition: 0,
    kafka_offset: 0,
    data_hash: '\\x00',
    amount_cents: 50_000,
    arrears_since: '2025-01-01',
    signal_date: '2025-03-19',
    crisis: 'none',
    crisis_end: null,
    warm_handover: false,
    legal_form: 'natural-person',
    looks_like_legal_person: false,
    usable_phone: true,
    normaliser_version: 1,
    address_id: freshId(),
    person_id: null,
    period_start: '2025-03-01',
    judged_verdict: 'accepted',
    judged_rule: 'joins-case',
    judged_inputs: {},
    policy_version: 1,
    matcher_version: 1,
    verdict: 'accepted',
    rule: 'joins-case',
    decided_at: receipt,
    withdrawn_after_attempt: false,
    revision: 1,
    feedback_revision: 0,
    feedback_message: null,
    ...over,
  };
}

/** An outgoing phone call that nobody answered. */
export function attemptRow(over: StoredRow): StoredRow {
  return {
    municipality,
    attempt_id: freshId(),
    person_id: freshId(),
    period_start: '2025-03-01',
    task_id: null,
    kind: 'Telefoon',
    direction: 'outgoing',
    reached: false,
    attempted_at: '2025-03-24T18:30:00Z',
    day: '2025-03-24',
    part_of_day: 'Avond',
    recorded_at: '2025-03-24T18:31:00Z',
    recorded_by: 'test',
    ...over,
  };
}
