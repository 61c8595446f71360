import type { Answer, CrisisKind, Day, Language, LegalForm, Sector } from '#domain';

import type { Transaction } from '../database.js';

/**
 * Makes a transaction one that can only look, at one moment: nothing that a what-if does can change a row, whatever it
 * does. Must be its first statement.
 */
export async function onlyRead(tx: Transaction): Promise<void> {
  await tx.query({ text: 'set transaction isolation level repeatable read, read only' });
}

/** A recorded signal as a policy judges it, with nobody's name: equal customers have equal numbers. */
export interface ReplayedSignalRow {
  readonly signal_id: string;
  readonly source: string;
  readonly event_id: string;
  readonly creditor_id: string;
  readonly sector: Sector;
  readonly receipt: Date;
  readonly amount_cents: number;
  readonly arrears_since: Day;
  readonly crisis: CrisisKind;
  readonly crisis_end: Day | null;
  readonly warm_handover: boolean;
  readonly legal_form: LegalForm;
  readonly looks_like_legal_person: boolean;
  readonly usable_phone: boolean;
  readonly usable_email: boolean;
  readonly address_id: string;
  readonly person_id: string | null;
  readonly same_customer: number | null;
  readonly birth_month: Day | null;
  readonly language: Language | null;
  readonly marked: boolean;
}

/** A municipality and the receipts of which a what-if looks at. */
export interface ReplayedReceipts {
  readonly municipality: string;
  readonly fromMs: number;
  readonly beforeMs: number;
  readonly limit: number;
}

/** The signals received in a span, oldest first; at most `limit`. */
export function readReplayedSignals(
  tx: Transaction,
  receipts: ReplayedReceipts,
): Promise<ReplayedSignalRow[]> {
  return tx.query<ReplayedSignalRow>({
    name: 'what-if-signals',
    text: `select s.signal_id, s.source, s.event_id, s.creditor_id, s.sector, s.receipt, s.amount_cents, s.arrears_since,
             s.crisis, s.crisis_end, s.warm_handover, s.legal_form, s.looks_like_legal_person, s.usable_phone,
             s.usable_email, s.address_id, s.person_id, n.same_customer, n.birth_month, n.language, n.marked
           from signals_without_names($1, $2, $3) n
           join signal s on s.municipality = $1 and s.signal_id = n.signal_id
           order by s.receipt, s.source, s.event_id limit $4`,
    values: [...spanOf(receipts), receipts.limit],
  });
}

/** What changed a signal without the municipality's doing: a withdrawal, or an answer of a register. */
export interface ReplayedChangeRow {
  readonly kind: 'withdrawal' | 'answer';
  readonly signal_id: string;
  readonly source: string;
  readonly event_id: string;
  readonly receipt: Date;
  readonly answer: Answer | null;
}

export function readReplayedChanges(
  tx: Transaction,
  receipts: ReplayedReceipts,
): Promise<ReplayedChangeRow[]> {
  return tx.query<ReplayedChangeRow>({
    name: 'what-if-changes',
    text: `select 'withdrawal' kind, w.signal_id, w.source, w.event_id, w.receipt, null::text answer
           from withdrawal w where w.municipality = $1 and w.receipt >= $2 and w.receipt < $3
           union all
           select 'answer', a.signal_id, 'register', row_number() over (order by a.answered_at, a.signal_id)::text,
             a.answered_at, a.answer
           from register_answer a where a.municipality = $1 and a.answered_at >= $2 and a.answered_at < $3
           order by receipt, source, event_id`,
    values: [...spanOf(receipts)],
  });
}

/** A closed approach of the municipality's own, and whether the resident was reached. */
export interface ClosedApproachRow {
  readonly address_id: string;
  readonly person_id: string;
  readonly period_start: Day;
  readonly reached: boolean;
}

export function readClosedApproaches(
  tx: Transaction,
  receipts: ReplayedReceipts,
): Promise<ClosedApproachRow[]> {
  return tx.query<ClosedApproachRow>({
    name: 'what-if-closed-approaches',
    text: `select address_id, person_id, period_start, reached from case_person
           where municipality = $1 and first_receipt >= $2 and first_receipt < $3
             and picked_up and state = 'closed' and led_by_period_start is null`,
    values: [...spanOf(receipts)],
  });
}

function spanOf({ beforeMs, fromMs, municipality }: ReplayedReceipts): readonly unknown[] {
  return [municipality, new Date(fromMs), new Date(beforeMs)];
}
