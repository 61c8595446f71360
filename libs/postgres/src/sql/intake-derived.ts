import { insertRows, updateRows, type Columns } from './rows.js';

/** What is derived of a signal; the rest of its row never changes. */
export interface DerivedSignalColumns {
  readonly municipality: string;
  readonly signal_id: string;
  readonly person_id: string;
  readonly period_start: string;
  readonly judged_verdict: string;
  readonly judged_rule: string;
  readonly judged_inputs: string;
  readonly policy_version: number;
  readonly matcher_version: number;
  /** The decision of the matcher as JSON; null where nothing was compared. */
  readonly identity: string | null;
  readonly verdict: string;
  readonly rule: string;
  readonly decided_at: string;
  readonly withdrawn_after_attempt: boolean;
  readonly revision: number;
  readonly feedback_revision: number;
  readonly feedback_message: string | null;
}

/** The whole row of a signal. */
export interface SignalRow extends DerivedSignalColumns {
  readonly source: string;
  readonly event_id: string;
  readonly creditor_id: string;
  readonly sector: string;
  readonly receipt: string;
  readonly log_id: number;
  readonly partition: number;
  readonly kafka_offset: string;
  readonly data_hash: Buffer;
  readonly amount_cents: number;
  readonly arrears_since: string;
  readonly signal_date: string;
  readonly crisis: string;
  readonly crisis_end: string | null;
  readonly warm_handover: boolean;
  readonly legal_form: string;
  readonly looks_like_legal_person: boolean;
  readonly usable_phone: boolean;
  readonly usable_email: boolean;
  readonly normaliser_version: number;
  readonly address_id: string;
}

const derivedColumns: Columns<DerivedSignalColumns> = {
  municipality: 'text',
  signal_id: 'uuid',
  person_id: 'uuid',
  period_start: 'date',
  judged_verdict: 'text',
  judged_rule: 'text',
  judged_inputs: 'jsonb',
  policy_version: 'integer',
  matcher_version: 'smallint',
  identity: 'jsonb',
  verdict: 'text',
  rule: 'text',
  decided_at: 'timestamptz',
  withdrawn_after_attempt: 'boolean',
  revision: 'integer',
  feedback_revision: 'integer',
  feedback_message: 'text',
};

export const insertSignals = insertRows<SignalRow>({
  into: 'signal',
  columns: {
    ...derivedColumns,
    source: 'text',
    event_id: 'text',
    creditor_id: 'text',
    sector: 'text',
    receipt: 'timestamptz',
    log_id: 'integer',
    partition: 'integer',
    kafka_offset: 'bigint',
    data_hash: 'bytea',
    amount_cents: 'integer',
    arrears_since: 'date',
    signal_date: 'date',
    crisis: 'text',
    crisis_end: 'date',
    warm_handover: 'boolean',
    legal_form: 'text',
    looks_like_legal_person: 'boolean',
    usable_phone: 'boolean',
    usable_email: 'boolean',
    normaliser_version: 'smallint',
    address_id: 'uuid',
  },
  order: ['municipality', 'signal_id'],
  onConflict: 'do nothing',
  returning: 'signal_id',
});

export const updateSignals = updateRows<DerivedSignalColumns>({
  table: 'signal',
  columns: derivedColumns,
  keys: ['municipality', 'signal_id'],
});

export interface SignalPersonalRow {
  readonly municipality: string;
  readonly signal_id: string;
  readonly person_key: string;
  readonly reference: string;
  readonly initials: string | null;
  readonly first_names: string | null;
  readonly prefix: string | null;
  readonly surname: string;
  readonly birth_date: string | null;
  readonly postcode: string;
  readonly house_number: number;
  readonly house_letter: string | null;
  readonly house_addition: string | null;
  readonly street: string | null;
  readonly place: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly destroy_after: string;
}

export const insertSignalPersonal = insertRows<SignalPersonalRow>({
  into: 'signal_personal',
  columns: {
    municipality: 'text',
    signal_id: 'uuid',
    person_key: 'text',
    reference: 'text',
    initials: 'text',
    first_names: 'text',
    prefix: 'text',
    surname: 'text',
    birth_date: 'date',
    postcode: 'text',
    house_number: 'integer',
    house_letter: 'text',
    house_addition: 'text',
    street: 'text',
    place: 'text',
    phone: 'text',
    email: 'text',
    destroy_after: 'date',
  },
  order: ['municipality', 'signal_id'],
});

export const insertPersons = insertRows<{ municipality: string; person_id: string }>({
  into: 'person',
  columns: { municipality: 'text', person_id: 'uuid' },
  order: ['municipality', 'person_id'],
  onConflict: 'do nothing',
});

export interface CaseRow {
  readonly municipality: string;
  readonly address_id: string;
  readonly period_start: string;
  readonly period_end: string;
  readonly picked_up: boolean;
  readonly multiple: boolean;
  readonly consecutive: boolean;
  readonly crisis: boolean;
  readonly picked_up_on: string | null;
  readonly state: string;
  readonly outcome: string | null;
  readonly closed_on: string | null;
  readonly reached: boolean;
  readonly revision: number;
}

const caseColumns: Columns<CaseRow> = {
  municipality: 'text',
  address_id: 'uuid',
  period_start: 'date',
  period_end: 'date',
  picked_up: 'boolean',
  multiple: 'boolean',
  consecutive: 'boolean',
  crisis: 'boolean',
  picked_up_on: 'date',
  state: 'text',
  outcome: 'text',
  closed_on: 'date',
  reached: 'boolean',
  revision: 'integer',
};

export const insertCases = insertRows<CaseRow>({
  into: 'signal_case',
  columns: caseColumns,
  order: ['municipality', 'address_id', 'period_start'],
});

export const updateCases = updateRows<CaseRow>({
  table: 'signal_case',
  columns: caseColumns,
  keys: ['municipality', 'address_id', 'period_start'],
});

export interface CasePersonRow {
  readonly municipality: string;
  readonly person_id: string;
  readonly period_start: string;
  readonly address_id: string;
  readonly period_end: string;
  readonly picked_up: boolean;
  readonly crisis: boolean;
  readonly first_receipt: string;
  readonly crisis_receipt: string | null;
  readonly policy_version: number;
  readonly age_group: string;
  readonly led_by_period_start: string | null;
  readonly state: string;
  readonly outcome: string | null;
  readonly closed_on: string | null;
  readonly attempts: number;
  readonly reached: boolean;
  readonly plan: string | null;
  readonly next_step: string | null;
  readonly next_channel: string | null;
  readonly next_due_on: string | null;
  readonly next_part_of_day: string | null;
  readonly hold: string | null;
  readonly open_step: string | null;
  readonly close_due_on: string | null;
  readonly first_attempt_due_on: string | null;
  readonly priority: number;
  readonly revision: number;
}

const casePersonColumns: Columns<CasePersonRow> = {
  municipality: 'text',
  person_id: 'uuid',
  period_start: 'date',
  address_id: 'uuid',
  period_end: 'date',
  picked_up: 'boolean',
  crisis: 'boolean',
  first_receipt: 'timestamptz',
  crisis_receipt: 'timestamptz',
  policy_version: 'integer',
  age_group: 'text',
  led_by_period_start: 'date',
  state: 'text',
  outcome: 'text',
  closed_on: 'date',
  attempts: 'integer',
  reached: 'boolean',
  plan: 'text',
  next_step: 'text',
  next_channel: 'text',
  next_due_on: 'date',
  next_part_of_day: 'text',
  hold: 'text',
  open_step: 'text',
  close_due_on: 'date',
  first_attempt_due_on: 'date',
  priority: 'smallint',
  revision: 'integer',
};

export const insertCasePersons = insertRows<CasePersonRow>({
  into: 'case_person',
  columns: casePersonColumns,
  order: ['municipality', 'person_id', 'period_start', 'address_id'],
});

export const updateCasePersons = updateRows<CasePersonRow>({
  table: 'case_person',
  columns: casePersonColumns,
  keys: ['municipality', 'person_id', 'period_start', 'address_id'],
});

/** Addresses that have to be folded again, by what was written here. No verdict is derived anew. */
export const insertTouched = insertRows<{ municipality: string; address_id: string; reason: string }>({
  into: 'address_touched',
  columns: { municipality: 'text', address_id: 'uuid', reason: 'text' },
  order: ['municipality', 'address_id'],
});
