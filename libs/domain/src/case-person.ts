import type { ApproachElsewhere, ApproachFacts, ClosingFact, FactSource } from './approach-facts.js';
import { dayOf, type Day, type Period, type WorkingCalendar } from './calendar/index.js';
import type { FoldedSignal } from './fold.js';
import type { AddressId, PersonId } from './ids.js';
import { furthestOutcome, outcomeOfVerdict, type Outcome } from './outcome/index.js';
import { heldPlan, planState, type PlanState } from './plan.js';
import type { CaseKind, Policy } from './policy.js';

/** One resident in one case: the unit of approach. Derived; the facts lie under (person, period start). */
export interface CasePerson {
  readonly personId: PersonId;
  readonly period: Period;
  readonly signals: readonly FoldedSignal[];
  readonly pickedUp: boolean;
  readonly crisis: boolean;
  /** Receipt of the first signal that was picked up, else of the first: the legal clocks start here. */
  readonly firstReceiptMs: number;
  /** Receipt of the first crisis signal: the clock of three working days starts here (Wgs 4(2)). */
  readonly crisisReceiptMs: number | null;
  /** The policy of its first accepted signal; the plan keeps it (decision 12). */
  readonly policyVersion: number;
  /** The period of the case-person that carries the plan for this one too, where that is another. */
  readonly ledByPeriodStart: Day | null;
  readonly state: 'open' | 'closed';
  readonly outcome: Outcome | null;
  readonly closedOn: Day | null;
  readonly attempts: number;
  readonly reached: boolean;
  readonly plan: PlanState;
  /** The working day by which a first attempt is owed; null where nothing was picked up. */
  readonly firstAttemptDueOn: Day | null;
}

/** What is known of a case-person before it is joined with the person's other periods. */
interface Draft {
  readonly personId: PersonId;
  readonly period: Period;
  readonly signals: readonly FoldedSignal[];
  readonly accepted: readonly FoldedSignal[];
  readonly facts: ApproachFacts;
  readonly crisis: boolean;
}

export interface Surroundings {
  readonly addressId: AddressId;
  readonly facts: FactSource;
  readonly kindOf: (periodStart: Day) => CaseKind;
  /** Picked-up signals at the address in that period, of every resident together. */
  readonly householdSignalsOf: (periodStart: Day) => number;
  readonly policyOf: (version: number) => Policy;
  readonly calendar: WorkingCalendar;
}

/**
 * The case-persons of one address.
 *
 * A person is approached by one case-person at a time. While one is open from an earlier period, the next
 * joins it: attempts count for both and both close with the same outcome. The first of them carries the plan,
 * unless a crisis joins: then the crisis carries it. The same holds between two addresses of one person.
 */
export function deriveCasePersons(
  signals: readonly FoldedSignal[],
  around: Surroundings,
): readonly CasePerson[] {
  const drafts = draftCasePersons(signals, around.facts);
  const byPerson = Map.groupBy(drafts, (draft) => draft.personId);
  const result: CasePerson[] = [];
  for (const ofPerson of byPerson.values()) {
    for (const joined of joinOpen(ofPerson)) result.push(...deriveJoined(joined, around));
  }
  return result;
}

function draftCasePersons(signals: readonly FoldedSignal[], facts: FactSource): Draft[] {
  const groups = Map.groupBy(signals, (folded) => `${folded.period.start} ${folded.personId}`);
  const drafts: Draft[] = [];
  for (const group of groups.values()) {
    const first = group[0];
    if (first === undefined) continue;
    const accepted = group.filter((folded) => folded.verdict === 'accepted');
    drafts.push({
      personId: first.personId,
      period: first.period,
      signals: group,
      accepted,
      facts: facts.of(first.personId, first.period.start),
      crisis: accepted.some((folded) => folded.signal.crisis !== 'none'),
    });
  }
  return drafts.sort((left, right) => (left.period.start < right.period.start ? -1 : 1));
}

/** Joins the periods of one person in which one approach runs on. Input in the order of the periods. */
function joinOpen(drafts: readonly Draft[]): Draft[][] {
  const joined: Draft[][] = [];
  let running: Draft[] | undefined;
  for (const draft of drafts) {
    const first = draft.accepted[0];
    if (first === undefined) {
      joined.push([draft]);
      continue;
    }
    if (running !== undefined && isOpenAt(running, first.signal.receiptMs)) {
      running.push(draft);
    } else {
      running = [draft];
      joined.push(running);
    }
  }
  return joined;
}

/** Whether the approach ran when the next period's first signal came. What happened later does not change that. */
function isOpenAt(joined: readonly Draft[], atMs: number): boolean {
  if (standingClosing(joined, atMs) !== null) return false;
  const accepted = joined.flatMap((draft) => draft.accepted);
  const withdrawn = accepted.every((one) => one.withdrawnAfterAttempt && one.decidedMs <= atMs);
  const reached = joined.some(({ facts }) => facts.attempts.some((one) => one.reached && one.atMs <= atMs));
  return !withdrawn || reached || joined.some((draft) => draft.crisis);
}

/**
 * The closing that holds at a moment. A signal picked up after it, or a contact after it, reopens what it closed:
 * the figures follow (domain: closing by itself). Nobody was never reached who was.
 */
function standingClosing(joined: readonly Draft[], untilMs = Number.POSITIVE_INFINITY): ClosingFact | null {
  let last: ClosingFact | null = null;
  for (const closing of joined.flatMap(({ facts }) => facts.closings)) {
    if (closing.atMs <= untilMs && (last === null || closing.atMs > last.atMs)) last = closing;
  }
  if (last === null) return null;
  const closedMs = last.atMs;
  // A contact that was made before and recorded after it shows that it was wrong: it cannot stand beside it.
  const sinceMs = last.outcome === 'Definitief geen contact kunnen krijgen' ? 0 : closedMs;
  const reopens = (atMs: number): boolean => atMs > closedMs && atMs <= untilMs;
  const reopened = joined.some(
    (draft) =>
      draft.accepted.some((one) => reopens(one.signal.receiptMs) && !one.withdrawnAfterAttempt) ||
      draft.facts.attempts.some((one) => one.reached && one.atMs > sinceMs && one.atMs <= untilMs),
  );
  return reopened ? null : last;
}

/** The last closing of all, standing or not: what was reached before it does not stop a plan that runs again. */
function lastClosedMs(joined: readonly Draft[]): number {
  return Math.max(0, ...joined.flatMap(({ facts }) => facts.closings.map(({ atMs }) => atMs)));
}

function deriveJoined(joined: readonly Draft[], around: Surroundings): CasePerson[] {
  const leader = joined.findLast((draft) => draft.crisis) ?? joined[0];
  if (leader === undefined) return [];
  const attempts = joined.flatMap((draft) => draft.facts.attempts);
  const ending = endingOf(
    joined,
    attempts.some((attempt) => attempt.reached),
  );
  return joined.map((draft) => {
    const first = draft.accepted[0] ?? draft.signals[0];
    if (first === undefined) throw new Error('a case-person without a signal is never drafted');
    const crisisSignal = draft.accepted.find((folded) => folded.signal.crisis !== 'none');
    const leads = draft === leader;
    return {
      personId: draft.personId,
      period: draft.period,
      signals: draft.signals,
      pickedUp: draft.accepted.length > 0,
      crisis: draft.crisis,
      firstReceiptMs: first.signal.receiptMs,
      crisisReceiptMs: crisisSignal?.signal.receiptMs ?? null,
      policyVersion: first.policyVersion,
      ledByPeriodStart: leads ? null : leader.period.start,
      ...ending,
      attempts: attempts.length,
      reached: attempts.some((attempt) => attempt.reached),
      plan: leads ? planOfLeader(draft, joined, ending, around) : heldPlan('follows'),
      firstAttemptDueOn: firstAttemptDueOn(draft, around),
    };
  });
}

interface Ending {
  readonly state: 'open' | 'closed';
  readonly outcome: Outcome | null;
  readonly closedOn: Day | null;
}

const stillOpen: Ending = { state: 'open', outcome: null, closedOn: null };

function endingOf(joined: readonly Draft[], reached: boolean): Ending {
  const closing = standingClosing(joined);
  if (closing !== null) return { state: 'closed', outcome: closing.outcome, closedOn: closing.day };
  const signals = joined.flatMap((draft) => draft.signals);
  const accepted = signals.filter((folded) => folded.verdict === 'accepted');
  const lastDecidedOn = dayOf(Math.max(...signals.map((folded) => folded.decidedMs)));
  if (accepted.length > 0) {
    const withdrawn = accepted.every((folded) => folded.withdrawnAfterAttempt);
    const crisis = joined.some((draft) => draft.crisis);
    if (!withdrawn || reached || crisis) return stillOpen;
    return { state: 'closed', outcome: 'Definitief geen contact kunnen krijgen', closedOn: lastDecidedOn };
  }
  if (signals.some((folded) => folded.verdict === 'review' || folded.verdict === 'known')) return stillOpen;
  const outcomes = signals
    .map((folded) => outcomeOfVerdict[folded.verdict])
    .filter((outcome) => outcome !== null);
  return { state: 'closed', outcome: furthestOutcome(outcomes), closedOn: lastDecidedOn };
}

function planOfLeader(
  leader: Draft,
  joined: readonly Draft[],
  ending: Ending,
  around: Surroundings,
): PlanState {
  const accepted = leader.accepted;
  const first = accepted[0];
  if (ending.state === 'closed') return heldPlan('closed');
  if (first === undefined) {
    if (leader.signals.some((folded) => folded.verdict === 'review')) return heldPlan('review');
    // With nothing accepted, in review or known the case-person is closed.
    return heldPlan('help-known');
  }
  if (joined.every((draft) => draft.accepted.every((folded) => folded.withdrawnAfterAttempt)))
    return heldPlan('withdrawn');
  const attempts = joined.flatMap((draft) => draft.facts.attempts);
  const closedMs = lastClosedMs(joined);
  const reopenedBySignal = joined.some((draft) =>
    draft.accepted.some((one) => one.signal.receiptMs > closedMs),
  );
  const stopsPlan = (atMs: number): boolean => !reopenedBySignal || atMs > closedMs;
  if (attempts.some((attempt) => attempt.reached && stopsPlan(attempt.atMs))) return heldPlan('reached');
  const ofPerson = joined.flatMap((draft) => draft.signals.map(({ signal }) => signal.signalId));
  if (around.facts.doNotApproach(leader.personId, ofPerson)) return heldPlan('do-not-approach');
  if (isLedElsewhere(leader, first, around)) return heldPlan('follows');
  const days = attempts.map((attempt) => attempt.day).sort();
  return planState(
    {
      accepted,
      kind: around.kindOf(leader.period.start),
      householdSignals: around.householdSignalsOf(leader.period.start),
      preferredLanguage: around.facts.preferredLanguage(leader.personId),
      crisis: leader.crisis,
      firstReceiptDay: first.receiptDay,
      lastAttemptOn: days.at(-1) ?? null,
      reached: attempts.some((attempt) => attempt.reached),
    },
    around.policyOf(first.policyVersion),
    joined.flatMap((draft) => draft.facts.tasks),
    around.calendar,
  );
}

/**
 * Whether an approach of this person at another address goes before this one: two plans at once would be two letters
 * and two callers. What was done for either counts for the person, so the other loses nothing by waiting.
 */
function isLedElsewhere(leader: Draft, first: FoldedSignal, around: Surroundings): boolean {
  const own = {
    addressId: around.addressId,
    crisis: leader.crisis,
    firstReceiptMs: first.signal.receiptMs,
  };
  return around.facts.approachesElsewhere(leader.personId).some((other) => goesBefore(other, own));
}

/** A crisis before all else, the newest crisis first; else the approach that began first. */
function goesBefore(one: ApproachElsewhere, other: ApproachElsewhere): boolean {
  if (one.crisis !== other.crisis) return one.crisis;
  if (one.firstReceiptMs === other.firstReceiptMs) return one.addressId < other.addressId;
  return one.crisis === one.firstReceiptMs > other.firstReceiptMs;
}

function firstAttemptDueOn(draft: Draft, around: Surroundings): Day | null {
  const first = draft.accepted[0];
  if (first === undefined) return null;
  const norm = around.policyOf(first.policyVersion).firstAttemptWorkingDays;
  const normal = around.calendar.addWorkingDays(first.receiptDay, norm.normal);
  const crisis = draft.accepted.find((folded) => folded.signal.crisis !== 'none');
  if (crisis === undefined) return normal;
  const urgent = around.calendar.addWorkingDays(crisis.receiptDay, norm.crisis);
  return urgent < normal ? urgent : normal;
}
