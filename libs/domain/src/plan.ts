import type { TaskFact } from './approach-facts.js';
import {
  ageGroupOf,
  type AgeGroup,
  type Day,
  type PartOfDay,
  type WorkingCalendar,
} from './calendar/index.js';
import type { FoldedSignal } from './fold.js';
import type { ApproachPlan, CaseKind, Channel, Language, PlanCondition, PlanStep, Policy } from './policy.js';
import { isOpenTask } from './task.js';

/** Why no step of the plan is waiting for its day. Closed list: it is stored, counted and explained. */
export type Hold =
  | 'review'
  | 'help-known'
  | 'closed'
  | 'reached'
  | 'withdrawn'
  | 'follows'
  | 'do-not-approach'
  | 'task-open'
  | 'plan-done';

export interface NextStep {
  readonly step: string;
  readonly channel: Channel;
  /** The first day on which the task may exist. */
  readonly dueOn: Day;
  readonly partOfDay: PartOfDay | null;
}

/** What the plan of a case-person says now. Exactly one of `next` and `hold` is set. */
export interface PlanState {
  readonly plan: string | null;
  readonly next: NextStep | null;
  readonly hold: Hold | null;
  /** The step whose task may stand open; any other open task of the person has lost its reason. */
  readonly openStep: string | null;
  /** With all steps done and nobody reached: the day on which the case-person closes by itself. Never for a crisis. */
  readonly closeDueOn: Day | null;
}

export interface PlanSubject {
  readonly accepted: readonly FoldedSignal[];
  readonly kind: CaseKind;
  /** Picked-up signals at the address in the period, of every resident together. */
  readonly householdSignals: number;
  readonly preferredLanguage: Language | null;
  readonly crisis: boolean;
  readonly firstReceiptDay: Day;
  readonly lastAttemptOn: Day | null;
  /** Somebody spoke with the resident, also before a closing that a later signal undid. */
  readonly reached: boolean;
}

/** Chooses the plan: the first whose conditions all hold (the last of a policy has none). */
export function choosePlan(subject: PlanSubject, policy: Policy): ApproachPlan | undefined {
  const traits = traitsOf(subject);
  return policy.plans.find(({ when }) => holds(when, subject, traits));
}

/** What the conditions compare, worked out once for all plans of a policy. */
interface Traits {
  readonly amountCents: number;
  readonly ageGroup: AgeGroup;
  readonly creditors: number;
  readonly phoneKnown: boolean;
}

function traitsOf(subject: PlanSubject): Traits {
  const signals = subject.accepted.map(({ signal }) => signal);
  return {
    amountCents: signals.reduce((sum, signal) => sum + signal.amountCents, 0),
    ageGroup: ageGroupOfSubject(subject),
    creditors: new Set(signals.map(({ creditorId }) => creditorId)).size,
    phoneKnown: signals.some((signal) => signal.phoneKnown),
  };
}

function holds(when: PlanCondition, subject: PlanSubject, traits: Traits): boolean {
  return (
    (when.crisis ?? subject.crisis) === subject.crisis &&
    (when.phoneKnown ?? traits.phoneKnown) === traits.phoneKnown &&
    (when.kinds?.includes(subject.kind) ?? true) &&
    (when.ageGroups?.includes(traits.ageGroup) ?? true) &&
    (when.preferredLanguages?.includes(subject.preferredLanguage ?? 'unknown') ?? true) &&
    (when.sectors === undefined ||
      subject.accepted.some(({ signal }) => when.sectors?.includes(signal.sector))) &&
    isBetween(traits.amountCents, when.amountFromCents, when.amountToCents) &&
    isBetween(traits.creditors, when.creditorsFrom, undefined) &&
    isBetween(subject.householdSignals, when.householdSignalsFrom, when.householdSignalsTo)
  );
}

/** Both ends belong to the range. */
function isBetween(value: number, from: number | undefined, to: number | undefined): boolean {
  return value >= (from ?? value) && value <= (to ?? value);
}

function ageGroupOfSubject(subject: PlanSubject): AgeGroup {
  const birthDate = subject.accepted.find((one) => one.signal.birthDate !== null)?.signal.birthDate ?? null;
  return ageGroupOf(birthDate, subject.firstReceiptDay);
}

/**
 * Where the plan stands: its first step that was not done, on its working day after the step before. A message to
 * somebody of whom neither phone nor e-mail is known is passed over: the next channel takes its turn.
 *
 * A step's name is its identity across plans, so a change of plan never repeats what was done.
 */
export function planState(
  subject: PlanSubject,
  policy: Policy,
  tasks: readonly TaskFact[],
  calendar: WorkingCalendar,
): PlanState {
  const plan = choosePlan(subject, policy);
  if (plan === undefined) return held('plan-done', null, subject, policy, calendar);
  const taskOf = decisiveTasks(tasks);
  const isSkipped = messagesAreSkipped(subject, plan);
  let previousDay = subject.firstReceiptDay;
  let isFirst = true;
  for (const step of plan.steps) {
    const task = taskOf.get(step.name);
    if (isSkipped && step.channel === 'messages' && (task === undefined || task.state === 'cancelled'))
      continue;
    if (task !== undefined && isOpenTask(task.state)) {
      return { plan: plan.name, next: null, hold: 'task-open', openStep: step.name, closeDueOn: null };
    }
    if (task === undefined || task.state === 'cancelled') {
      return {
        plan: plan.name,
        next: nextStep(isFirst ? notLater(step, plan) : step, previousDay, calendar),
        hold: null,
        openStep: null,
        closeDueOn: null,
      };
    }
    isFirst = false;
    if (task.finishedOn !== null && task.finishedOn > previousDay) previousDay = task.finishedOn;
  }
  return held('plan-done', plan.name, subject, policy, calendar, previousDay);
}

/**
 * Whether the messages of a plan are passed over. A plan of nothing else keeps them: whoever does them may still find
 * a way, and a resident may not silently be left out.
 */
function messagesAreSkipped({ accepted }: Pick<PlanSubject, 'accepted'>, plan: ApproachPlan): boolean {
  const canBeSent = accepted.some(({ signal }) => signal.phoneKnown || signal.emailKnown);
  return !canBeSent && plan.steps.some(({ channel }) => channel !== 'messages');
}

/** What comes in the place of the first step comes no later than that would have: the norm of the first attempt holds. */
function notLater(step: PlanStep, { steps }: ApproachPlan): PlanStep {
  const first = steps[0]?.delayWorkingDays ?? step.delayWorkingDays;
  return { ...step, delayWorkingDays: Math.min(step.delayWorkingDays, first) };
}

/**
 * The task that counts for each step. Persons that turned out to be one may have two tasks of one step: what was done
 * for either was done for the person, and only what nobody did or has in hand may be planned again.
 */
function decisiveTasks(tasks: readonly TaskFact[]): ReadonlyMap<string, TaskFact> {
  const decisive = new Map<string, TaskFact>();
  for (const task of tasks) {
    const before = decisive.get(task.step);
    if (before === undefined || weight(task) > weight(before)) decisive.set(task.step, task);
    else if (weight(task) === weight(before) && (task.finishedOn ?? '') > (before.finishedOn ?? '')) {
      decisive.set(task.step, task);
    }
  }
  return decisive;
}

function weight({ state }: TaskFact): number {
  if (state === 'cancelled') return 0;
  return isOpenTask(state) ? 1 : 2;
}

/** A plan without a step to do. Only a plan that ran to its end closes by itself. */
export function heldPlan(hold: Exclude<Hold, 'plan-done' | 'task-open'>): PlanState {
  return { plan: null, next: null, hold, openStep: null, closeDueOn: null };
}

function nextStep(step: PlanStep, after: Day, calendar: WorkingCalendar): NextStep {
  return {
    step: step.name,
    channel: step.channel,
    dueOn: calendar.addWorkingDays(after, step.delayWorkingDays),
    partOfDay: step.partOfDay,
  };
}

function held(
  hold: 'plan-done',
  plan: string | null,
  subject: PlanSubject,
  policy: Policy,
  calendar: WorkingCalendar,
  lastStepOn: Day = subject.firstReceiptDay,
): PlanState {
  const last =
    subject.lastAttemptOn !== null && subject.lastAttemptOn > lastStepOn ? subject.lastAttemptOn : lastStepOn;
  // Whom somebody reached cannot end as never reached: a person closes, as with a crisis.
  const closeDueOn =
    subject.crisis || subject.reached ? null : calendar.addWorkingDays(last, policy.closeAfterWorkingDays);
  return { plan, next: null, hold, openStep: null, closeDueOn };
}
