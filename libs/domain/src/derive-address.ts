import { addMonths, type Day, type Period } from './calendar/index.js';
import { deriveCasePersons, type CasePerson, type Surroundings } from './case-person.js';
import { dismissSignals } from './dismissal.js';
import type { AddressHistory } from './address-history.js';
import { foldAddress, type FoldedAddress, type FoldedSignal } from './fold.js';
import {
  creditorHears,
  furthestOutcome,
  outcomeOfVerdict,
  type CreditorHears,
  type Outcome,
} from './outcome/index.js';
import type { CaseKind, Policy } from './policy.js';
import type { EventOrder } from './signal.js';

/** One address in one matching period: the unit of counting. */
export interface Case {
  readonly period: Period;
  readonly pickedUp: boolean;
  readonly multiple: boolean;
  readonly consecutive: boolean;
  readonly crisis: boolean;
  /** Day of receipt of the first signal that was picked up: DDAS `datumOpgepakt`. */
  readonly pickedUpOn: Day | null;
  readonly state: 'open' | 'closed';
  /** The furthest among its persons. */
  readonly outcome: Outcome | null;
  readonly closedOn: Day | null;
  readonly reached: boolean;
}

/** Everything that is derived for one address: what the database must say after the fold. */
export interface DerivedAddress extends FoldedAddress {
  readonly cases: readonly Case[];
  readonly casePersons: readonly CasePerson[];
}

/** Folds an address and derives its cases, persons and plans. The one way from events to rows. */
export function deriveAddress(
  history: AddressHistory,
  from: EventOrder | null,
  around: Omit<Surroundings, 'kindOf' | 'householdSignalsOf' | 'addressId'>,
): DerivedAddress {
  const here = { ...around, addressId: history.addressId };
  const folded = foldAddress(history, from);
  const derived = deriveCases(folded.signals, here);
  const dismissed = dismissSignals(folded.signals, derived.casePersons, around.facts);
  // What a person dismissed counts for no kind, so cases and plans are derived again without it.
  const signals = dismissed ?? folded.signals;
  return { ...folded, signals, ...(dismissed === null ? derived : deriveCases(signals, here)) };
}

function deriveCases(
  signals: readonly FoldedSignal[],
  around: Omit<Surroundings, 'kindOf' | 'householdSignalsOf'>,
): Pick<DerivedAddress, 'cases' | 'casePersons'> {
  const kinds = kindsOfPeriods(signals, around.policyOf);
  const casePersons = deriveCasePersons(signals, {
    ...around,
    kindOf: (periodStart) => caseKind(kinds.get(periodStart)),
    householdSignalsOf: (periodStart) => kinds.get(periodStart)?.pickedUpSignals ?? 0,
  });
  const cases: Case[] = [];
  for (const [periodStart, ofPeriod] of Map.groupBy(casePersons, (one) => one.period.start)) {
    cases.push(deriveCase(ofPeriod, kinds.get(periodStart) ?? nothingPickedUp));
  }
  return { cases, casePersons };
}

interface KindOfPeriod {
  readonly multiple: boolean;
  readonly consecutive: boolean;
  readonly pickedUpOn: Day | null;
  readonly pickedUpSignals: number;
}

const nothingPickedUp: KindOfPeriod = {
  multiple: false,
  consecutive: false,
  pickedUpOn: null,
  pickedUpSignals: 0,
};

/**
 * Multiple and consecutive, per matching period. Only picked-up signals count; consecutive looks back from the
 * first of the case, and only at earlier periods, since two in one period make it multiple [monitor].
 */
function kindsOfPeriods(
  signals: readonly FoldedSignal[],
  policyOf: (version: number) => Policy,
): ReadonlyMap<Day, KindOfPeriod> {
  const accepted = signals.filter((folded) => folded.verdict === 'accepted');
  const kinds = new Map<Day, KindOfPeriod>();
  for (const [periodStart, ofPeriod] of Map.groupBy(accepted, (folded) => folded.period.start)) {
    const first = ofPeriod[0];
    if (first === undefined) continue;
    const since = addMonths(first.receiptDay, -policyOf(first.policyVersion).lookBackMonths);
    kinds.set(periodStart, {
      multiple: ofPeriod.length > 1,
      consecutive: accepted.some((one) => one.period.start < periodStart && one.receiptDay >= since),
      pickedUpOn: first.receiptDay,
      pickedUpSignals: ofPeriod.length,
    });
  }
  return kinds;
}

function caseKind(kind: KindOfPeriod = nothingPickedUp): CaseKind {
  if (kind.multiple && kind.consecutive) return 'multiple-and-consecutive';
  if (kind.multiple) return 'multiple';
  return kind.consecutive ? 'consecutive' : 'single';
}

function deriveCase(casePersons: readonly CasePerson[], kind: KindOfPeriod): Case {
  const first = casePersons[0];
  if (first === undefined) throw new Error('a case without a person is never derived');
  const open = casePersons.some((one) => one.state === 'open');
  const outcomes = casePersons.map((one) => one.outcome).filter((outcome) => outcome !== null);
  const closedOn = casePersons
    .map((one) => one.closedOn ?? '')
    .sort()
    .at(-1);
  return {
    period: first.period,
    pickedUp: casePersons.some((one) => one.pickedUp),
    multiple: kind.multiple,
    consecutive: kind.consecutive,
    crisis: casePersons.some((one) => one.crisis),
    pickedUpOn: kind.pickedUpOn,
    state: open ? 'open' : 'closed',
    outcome: open ? null : furthestOutcome(outcomes),
    closedOn: open || closedOn === undefined || closedOn === '' ? null : closedOn,
    reached: casePersons.some((one) => one.pickedUp && one.reached),
  };
}

/** What a creditor can be told of one of its signals; `under-consideration` only ever corrects an earlier message. */
export type SignalMessage = CreditorHears | 'under-consideration';

/**
 * What the creditor should have heard by now, or null for nothing yet.
 *
 * @param told what the creditor was told last about this signal
 * @param projection outcomes of which the municipality tells less than the closed table
 */
export function messageToCreditor(
  folded: FoldedSignal,
  casePerson: CasePerson,
  told: SignalMessage | null,
  projection: Policy['feedbackProjection'],
): SignalMessage | null {
  // What a verdict settles by itself is told at once; what needs an approach, when the case-person closes.
  const outcome =
    outcomeOfVerdict[folded.verdict] ?? (folded.verdict === 'review' ? null : casePerson.outcome);
  if (outcome === null) return told === null ? null : 'under-consideration';
  return projection[outcome] ?? creditorHears(outcome);
}
