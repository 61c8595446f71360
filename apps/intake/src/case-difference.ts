import { ageGroupOf, type Case, type CasePerson } from '#domain';
import {
  instant,
  type CasePersonRow,
  type CaseRow,
  type DecisionRow,
  type StoredCasePersonRow,
  type StoredCaseRow,
} from '#postgres';

import { differs, type RowDifference } from './row-difference.js';

/** Crisis first: what the relay and the worklists sort by. */
const priorityOf = (crisis: boolean): number => (crisis ? 1 : 5);

/** The row of a case where it differs from the stored one; null where nothing does. */
export function caseDifference(
  municipality: string,
  addressId: string,
  derived: Case,
  stored: StoredCaseRow | null,
  nowMs: number,
): RowDifference<CaseRow> | null {
  const decided = {
    picked_up: derived.pickedUp,
    multiple: derived.multiple,
    consecutive: derived.consecutive,
    crisis: derived.crisis,
    picked_up_on: derived.pickedUpOn,
    outcome: derived.outcome,
  };
  const columns = {
    period_end: derived.period.end,
    ...decided,
    state: derived.state,
    closed_on: derived.closedOn,
    reached: derived.reached,
  };
  if (stored !== null && !differs(columns, stored)) return null;
  // Closing a case is its course; judging it otherwise, or opening it again, is a revision.
  const revised =
    stored !== null &&
    (differs({ ...decided, outcome: null }, { ...stored, outcome: null }) || stored.outcome !== null);
  return {
    row: {
      municipality,
      address_id: addressId,
      period_start: derived.period.start,
      ...columns,
      revision: (stored?.revision ?? 1) + (revised ? 1 : 0),
    },
    isNew: stored === null,
    superseded: revised ? superseded('case', `${addressId} ${stored.period_start}`, stored, nowMs) : null,
  };
}

/** The row of a case-person where it differs from the stored one; null where nothing does. */
export function casePersonDifference(
  municipality: string,
  addressId: string,
  derived: CasePerson,
  stored: StoredCasePersonRow | null,
  nowMs: number,
): RowDifference<CasePersonRow> | null {
  const { plan } = derived;
  const decided = {
    picked_up: derived.pickedUp,
    crisis: derived.crisis,
    policy_version: derived.policyVersion,
    led_by_period_start: derived.ledByPeriodStart,
  };
  const columns = {
    period_end: derived.period.end,
    ...decided,
    age_group: ageGroupOfPerson(derived),
    state: derived.state,
    outcome: derived.outcome,
    closed_on: derived.closedOn,
    attempts: derived.attempts,
    reached: derived.reached,
    ...planColumns(derived.plan),
    first_attempt_due_on: derived.firstAttemptDueOn,
    priority: priorityOf(derived.crisis),
  };
  const instants = {
    first_receipt: instant(derived.firstReceiptMs),
    crisis_receipt: derived.crisisReceiptMs === null ? null : instant(derived.crisisReceiptMs),
  };
  if (stored !== null) {
    const storedInstants = {
      first_receipt: stored.first_receipt.toISOString(),
      crisis_receipt: stored.crisis_receipt?.toISOString() ?? null,
    };
    if (!differs(columns, stored) && !differs(instants, storedInstants)) return null;
  }
  const planChanged =
    stored !== null && stored.plan !== null && plan.plan !== null && stored.plan !== plan.plan;
  const revised = stored !== null && (differs(decided, stored) || planChanged || stored.outcome !== null);
  return {
    row: {
      municipality,
      person_id: derived.personId,
      period_start: derived.period.start,
      address_id: addressId,
      ...columns,
      ...instants,
      revision: (stored?.revision ?? 1) + (revised ? 1 : 0),
    },
    isNew: stored === null,
    superseded: revised
      ? superseded('case-person', `${stored.person_id} ${stored.period_start} ${addressId}`, stored, nowMs)
      : null,
  };
}

function planColumns(
  plan: CasePerson['plan'],
): Pick<
  CasePersonRow,
  | 'plan'
  | 'next_step'
  | 'next_channel'
  | 'next_due_on'
  | 'next_part_of_day'
  | 'hold'
  | 'open_step'
  | 'close_due_on'
> {
  return {
    plan: plan.plan,
    next_step: plan.next?.step ?? null,
    next_channel: plan.next?.channel ?? null,
    next_due_on: plan.next?.dueOn ?? null,
    next_part_of_day: plan.next?.partOfDay ?? null,
    hold: plan.hold,
    open_step: plan.openStep,
    close_due_on: plan.closeDueOn,
  };
}

/** A case-person that lost its signals: closed outside all figures, its facts stay with the person. */
export function supersededCasePerson(
  stored: StoredCasePersonRow,
  nowMs: number,
): RowDifference<CasePersonRow> | null {
  if (stored.state === 'superseded') return null;
  return {
    row: {
      ...stored,
      first_receipt: stored.first_receipt.toISOString(),
      crisis_receipt: stored.crisis_receipt?.toISOString() ?? null,
      state: 'superseded',
      plan: null,
      next_step: null,
      next_channel: null,
      next_due_on: null,
      next_part_of_day: null,
      hold: 'closed',
      open_step: null,
      close_due_on: null,
      revision: stored.revision + 1,
    },
    isNew: false,
    superseded: superseded(
      'case-person',
      `${stored.person_id} ${stored.period_start} ${stored.address_id}`,
      stored,
      nowMs,
    ),
  };
}

/** A case in which no signal lies any more, for all of them were assigned elsewhere. */
export function supersededCase(stored: StoredCaseRow, nowMs: number): RowDifference<CaseRow> | null {
  if (stored.state === 'superseded') return null;
  return {
    row: { ...stored, state: 'superseded', revision: stored.revision + 1 },
    isNew: false,
    superseded: superseded('case', `${stored.address_id} ${stored.period_start}`, stored, nowMs),
  };
}

function superseded(
  subject: 'case' | 'case-person',
  subjectId: string,
  stored: StoredCaseRow | StoredCasePersonRow,
  nowMs: number,
): DecisionRow {
  const { municipality, revision, ...content } = stored;
  return {
    municipality,
    subject,
    subject_id: subjectId,
    revision,
    superseded_at: instant(nowMs),
    content: JSON.stringify(content),
  };
}

function ageGroupOfPerson(derived: CasePerson): string {
  const first = derived.signals[0];
  const birthDate = derived.signals.find(({ signal }) => signal.birthDate !== null)?.signal.birthDate ?? null;
  if (first === undefined) throw new Error('a case-person without a signal is never derived');
  return ageGroupOf(birthDate, first.receiptDay);
}
