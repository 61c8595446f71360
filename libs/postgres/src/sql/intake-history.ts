import type { IdentityDecision } from '#domain';

import type { Statement } from '../database.js';

/** Addresses as two arrays of one length: municipality and address id. */
export interface AddressKeys {
  readonly municipalities: readonly string[];
  readonly addressIds: readonly string[];
}

export interface StoredSignalRow {
  readonly municipality: string;
  readonly signal_id: string;
  readonly source: string;
  readonly event_id: string;
  readonly creditor_id: string;
  readonly sector: string;
  readonly receipt: Date;
  readonly amount_cents: number;
  readonly arrears_since: string;
  readonly crisis: string;
  readonly crisis_end: string | null;
  readonly warm_handover: boolean;
  readonly legal_form: string;
  readonly looks_like_legal_person: boolean;
  readonly usable_phone: boolean;
  readonly usable_email: boolean;
  readonly address_id: string;
  readonly person_id: string | null;
  readonly period_start: string;
  readonly judged_verdict: string;
  readonly judged_rule: string;
  readonly judged_inputs: Record<string, string | number | boolean | null>;
  readonly policy_version: number;
  readonly verdict: string;
  readonly rule: string;
  readonly decided_at: Date;
  readonly withdrawn_after_attempt: boolean;
  readonly revision: number;
  readonly feedback_revision: number;
  readonly feedback_message: string | null;
  readonly person_key: string | null;
  readonly reference: string | null;
  readonly birth_date: string | null;
  readonly initials: string | null;
  readonly first_names: string | null;
  readonly prefix: string | null;
  /** Null once the signal was anonymised. */
  readonly surname: string | null;
  readonly identity: IdentityDecision | null;
  readonly pinned_person_id: string | null;
}

const given = 'unnest($1::text[], $2::uuid[]) as given (municipality, address_id)';

function ofAddresses(name: string, text: string, keys: AddressKeys): Statement {
  return { name, text, values: [keys.municipalities, keys.addressIds] };
}

/** All signals that lie at these addresses, with what is left of their personal data. */
export function loadSignals(keys: AddressKeys): Statement {
  return ofAddresses(
    'load-signals',
    `select s.municipality, s.signal_id, s.source, s.event_id, s.creditor_id, s.sector, s.receipt, s.amount_cents,
            s.arrears_since, s.crisis, s.crisis_end, s.warm_handover, s.legal_form, s.looks_like_legal_person,
            s.usable_phone, s.usable_email, s.address_id, s.person_id, s.period_start, s.judged_verdict, s.judged_rule,
            s.judged_inputs, s.policy_version, s.verdict, s.rule, s.decided_at, s.withdrawn_after_attempt, s.revision,
            s.feedback_revision, s.feedback_message,
            p.person_key, p.reference, p.birth_date, p.initials, p.first_names, p.prefix, p.surname, s.identity,
            pin.person_id as pinned_person_id
     from ${given}
     join signal s on s.municipality = given.municipality and s.address_id = given.address_id
     left join signal_personal p on p.municipality = s.municipality and p.signal_id = s.signal_id
     left join person_pin pin on pin.municipality = s.municipality and pin.signal_id = s.signal_id`,
    keys,
  );
}

export interface StoredWithdrawalRow {
  readonly municipality: string;
  readonly address_id: string;
  readonly withdrawal_id: string;
  readonly source: string;
  readonly event_id: string;
  readonly receipt: Date;
  readonly signal_id: string;
  readonly effect: 'withdrawn' | 'kept' | 'nothing' | null;
}

export function loadWithdrawals(keys: AddressKeys): Statement {
  return ofAddresses(
    'load-withdrawals',
    `select w.municipality, s.address_id, w.withdrawal_id, w.source, w.event_id, w.receipt, w.signal_id, w.effect
     from ${given}
     join signal s on s.municipality = given.municipality and s.address_id = given.address_id
     join withdrawal w on w.municipality = s.municipality and w.signal_id = s.signal_id`,
    keys,
  );
}

/** Withdrawals that overtook the signals that are written now. */
export function loadWithdrawalsOf(
  municipalities: readonly string[],
  signalIds: readonly string[],
): Statement {
  return {
    name: 'load-withdrawals-of',
    text: `select w.municipality, w.withdrawal_id, w.source, w.event_id, w.receipt, w.signal_id, w.effect
           from unnest($1::text[], $2::uuid[]) as given (municipality, signal_id)
           join withdrawal w on w.municipality = given.municipality and w.signal_id = given.signal_id`,
    values: [municipalities, signalIds],
  };
}

export interface StoredAnswerRow {
  readonly municipality: string;
  readonly address_id: string;
  readonly answer_id: string;
  readonly signal_id: string;
  readonly answer: string;
  readonly answered_at: Date;
  readonly source: string;
  readonly resident_id: string | null;
}

export function loadAnswers(keys: AddressKeys): Statement {
  return ofAddresses(
    'load-answers',
    `select r.municipality, s.address_id, r.answer_id, r.signal_id, r.answer, r.answered_at, r.source,
            r.resident_id
     from ${given}
     join signal s on s.municipality = given.municipality and s.address_id = given.address_id
     join register_answer r on r.municipality = s.municipality and r.signal_id = s.signal_id`,
    keys,
  );
}

export interface StoredCaseRow {
  readonly municipality: string;
  readonly address_id: string;
  readonly period_start: string;
  readonly period_end: string;
  readonly picked_up: boolean;
  readonly multiple: boolean;
  readonly consecutive: boolean;
  readonly crisis: boolean;
  readonly picked_up_on: string | null;
  readonly state: 'open' | 'closed' | 'superseded';
  readonly outcome: string | null;
  readonly closed_on: string | null;
  readonly reached: boolean;
  readonly revision: number;
}

export function loadCases(keys: AddressKeys): Statement {
  return ofAddresses(
    'load-cases',
    `select c.* from ${given}
     join signal_case c on c.municipality = given.municipality and c.address_id = given.address_id`,
    keys,
  );
}

export interface StoredCasePersonRow {
  readonly municipality: string;
  readonly person_id: string;
  readonly period_start: string;
  readonly address_id: string;
  readonly period_end: string;
  readonly picked_up: boolean;
  readonly crisis: boolean;
  readonly first_receipt: Date;
  readonly crisis_receipt: Date | null;
  readonly policy_version: number;
  readonly age_group: string;
  readonly led_by_period_start: string | null;
  readonly state: 'open' | 'closed' | 'superseded';
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

/**
 * Locks the case-persons of these addresses, in the order of their keys. Whoever adds a fact locks its
 * case-person first, so the facts that are read after this are all there are.
 */
export function lockCasePersons(keys: AddressKeys): Statement {
  return ofAddresses(
    'lock-case-persons',
    `select c.* from ${given}
     join case_person c on c.municipality = given.municipality and c.address_id = given.address_id
     order by c.municipality, c.person_id, c.period_start, c.address_id
     for update of c`,
    keys,
  );
}
