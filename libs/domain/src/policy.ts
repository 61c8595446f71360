import type { AgeGroup, Day, MatchingPeriodRule, PartOfDay } from './calendar/index.js';
import type { MunicipalityCode } from './ids.js';
import type { CreditorHears, Outcome } from './outcome/index.js';
import type { Sector } from './signal.js';

/** The ways to a resident that have a queue of their own. */
export const channels = ['letters', 'messages', 'calls', 'house-visits'] as const;
export type Channel = (typeof channels)[number];

/** Who does the tasks of a channel: people in the workbench, our own worker, or an outside party. One each. */
export type Executor = 'desk' | 'worker' | `external:${string}`;

export type CaseKind = 'single' | 'multiple' | 'consecutive' | 'multiple-and-consecutive';

/** One step of an approach plan. The name is the step's identity: a step that was done is never done again. */
export interface PlanStep {
  readonly name: string;
  readonly channel: Channel;
  /** Working days after the receipt (first step) or after the step before. */
  readonly delayWorkingDays: number;
  readonly partOfDay: PartOfDay | null;
}

/** When a plan is taken; a condition that is absent always holds. */
export interface PlanCondition {
  readonly crisis?: boolean;
  readonly kinds?: readonly CaseKind[];
  readonly sectors?: readonly Sector[];
  readonly amountFromCents?: number;
  readonly amountToCents?: number;
  readonly ageGroups?: readonly AgeGroup[];
}

export interface ApproachPlan {
  readonly name: string;
  /** Why this plan, in Dutch, for the resident who asks. */
  readonly reason: string;
  readonly when: PlanCondition;
  readonly steps: readonly PlanStep[];
}

/**
 * One version of a municipality's policy. Immutable; in force from `effectiveFrom` until the next version's.
 * Rules on a signal use the version in force on the day of its receipt (decision 12).
 */
export interface Policy {
  readonly municipality: MunicipalityCode;
  readonly version: number;
  readonly effectiveFrom: Day;
  /** A signal counts above this amount: EUR 25.00 is unjustified at 2500, EUR 25.01 is not. */
  readonly thresholdCents: number;
  readonly thresholdCentsBySector: Readonly<Partial<Record<Sector, number>>>;
  readonly arrearsAgeDays: Readonly<
    Partial<Record<Sector, { readonly min: number; readonly max: number | null }>>
  >;
  readonly repeatWindowDays: number;
  /** Look-back for consecutive cases, in calendar months (six in the national monitor). */
  readonly lookBackMonths: number;
  readonly matchingPeriod: MatchingPeriodRule;
  /** Working days within which the first attempt is owed, counted from the receipt. */
  readonly firstAttemptWorkingDays: { readonly normal: number; readonly crisis: number };
  /** Working days after the last step without contact, after which a case-person closes by itself. */
  readonly closeAfterWorkingDays: number;
  readonly plans: readonly ApproachPlan[];
  readonly executors: Readonly<Record<Channel, Executor>>;
  /** Outcomes of which this municipality tells creditors less than the closed table does. */
  readonly feedbackProjection: Readonly<Partial<Record<Outcome, CreditorHears>>>;
}

/** The version in force on a day: the latest that took effect on or before it; undefined before the first. */
export function policyInForce(versions: readonly Policy[], day: Day): Policy | undefined {
  let found: Policy | undefined;
  for (const policy of versions) {
    if (policy.effectiveFrom > day) continue;
    if (found === undefined || policy.effectiveFrom > found.effectiveFrom) found = policy;
    else if (policy.effectiveFrom === found.effectiveFrom && policy.version > found.version) found = policy;
  }
  return found;
}
