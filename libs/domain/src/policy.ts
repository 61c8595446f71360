import type { AgeGroup, Day, MatchingPeriodRule, PartOfDay } from './calendar/index.js';
import type { MunicipalityCode } from './ids.js';
import type { CreditorHears, Outcome } from './outcome/index.js';
import type { LegalForm, Sector } from './signal.js';

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

/** Languages in which a municipality can approach a resident; who never said one has none. */
export const languages = ['nl', 'en', 'ar'] as const;
export type Language = (typeof languages)[number];

/** When a plan is taken; a condition that is absent always holds. */
export interface PlanCondition {
  readonly crisis?: boolean;
  readonly kinds?: readonly CaseKind[];
  readonly sectors?: readonly Sector[];
  readonly amountFromCents?: number;
  readonly amountToCents?: number;
  readonly ageGroups?: readonly AgeGroup[];
  /** Different creditors whose signals about this resident were picked up. */
  readonly creditorsFrom?: number;
  /** Picked-up signals at the whole address in the period, of every resident together. */
  readonly householdSignalsFrom?: number;
  readonly householdSignalsTo?: number;
  readonly preferredLanguages?: readonly (Language | 'unknown')[];
  /** Whether a usable number came with any signal of this resident. */
  readonly phoneKnown?: boolean;
}

export interface ApproachPlan {
  readonly name: string;
  /** Why this plan, in Dutch, for the resident who asks. */
  readonly reason: string;
  readonly when: PlanCondition;
  readonly steps: readonly PlanStep[];
}

/** Why a municipality does not pick up what it could: the part of the closed list of rule 7 that policy may use. */
export const exclusionReasons = ['no-capacity', 'other'] as const;
export type ExclusionReason = (typeof exclusionReasons)[number];

/** Which signals an exclusion is about; what is absent always holds. Data of one signal only: no household, no plan. */
export interface ExclusionCondition {
  readonly sectors?: readonly Sector[];
  readonly amountToCents?: number;
  readonly ageGroups?: readonly AgeGroup[];
  readonly legalForms?: readonly Exclude<LegalForm, 'legal-person'>[];
}

/** A group of signals that this municipality does not pick up (rule 7). Never a crisis and never a warm handover. */
export interface Exclusion {
  readonly name: string;
  /** Why, in Dutch, for the resident who asks. The creditor never hears it. */
  readonly reason: string;
  readonly because: ExclusionReason;
  readonly when: ExclusionCondition;
}

/** Legal terms as this municipality keeps them: the law's, or shorter (Wgs art. 4(1)(b), 4(2) and 4a). */
export interface ConversationTerms {
  readonly firstConversationDays: number;
  readonly crisisConversationWorkingDays: number;
  readonly decisionDays: number;
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
  readonly conversationTerms: ConversationTerms;
  /** The first that fits decides; asked after rule 4 and before a signal is picked up. */
  readonly exclusions: readonly Exclusion[];
  readonly plans: readonly ApproachPlan[];
  readonly executors: Readonly<Record<Channel, Executor>>;
  /**
   * Tasks that can be done in a week; a channel that is absent has no limit. Never decides whether somebody is
   * approached: it only says where the work will not fit.
   */
  readonly capacityPerWeek: Readonly<Partial<Record<Channel, number>>>;
  /** Outcomes of which this municipality tells creditors less than the closed table does. */
  readonly feedbackProjection: Readonly<Partial<Record<Outcome, CreditorHears>>>;
}

/** The version in force on a day: the latest that took effect on or before it; undefined before the first. */
export function policyInForce<Version extends Pick<Policy, 'version' | 'effectiveFrom'>>(
  versions: readonly Version[],
  day: Day,
): Version | undefined {
  let found: Version | undefined;
  for (const policy of versions) {
    if (policy.effectiveFrom > day) continue;
    if (found === undefined || policy.effectiveFrom > found.effectiveFrom) found = policy;
    else if (policy.effectiveFrom === found.effectiveFrom && policy.version > found.version) found = policy;
  }
  return found;
}
