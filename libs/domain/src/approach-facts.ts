import type { Day } from './calendar/index.js';
import type { AddressId, PersonId, SignalId } from './ids.js';
import type { ContactKind, Outcome } from './outcome/index.js';
import type { Language } from './policy.js';
import type { TaskState } from './task.js';

/** One contact attempt that somebody recorded or one of our processes made. Append-only. */
export interface AttemptFact {
  readonly atMs: number;
  readonly day: Day;
  readonly kind: ContactKind;
  readonly reached: boolean;
}

/** When an attempt was made, in milliseconds since the epoch, and for which matching period it was recorded. */
export interface AttemptMoment {
  readonly periodStart: Day;
  readonly atMs: number;
}

/** How far a step of the plan has come. */
export interface TaskFact {
  readonly step: string;
  readonly state: TaskState;
  /** The day on which it ended, null while it is open. */
  readonly finishedOn: Day | null;
}

/** A closing by a person or by the rule that closes after the last step. */
export interface ClosingFact {
  readonly outcome: Outcome;
  readonly atMs: number;
  readonly day: Day;
}

/**
 * The facts about one person in one matching period, whichever address the period was at. Facts are stored
 * under (municipality, person, period start), never under the id of a derived row, so that a new derivation
 * finds them again.
 */
export interface ApproachFacts {
  readonly attempts: readonly AttemptFact[];
  readonly tasks: readonly TaskFact[];
  /** Every closing, also those that something reopened: who was open when tells which periods run as one. */
  readonly closings: readonly ClosingFact[];
}

/** An approach of the same person that runs at another address, as its own fold left it. */
export interface ApproachElsewhere {
  readonly addressId: AddressId;
  readonly crisis: boolean;
  readonly firstReceiptMs: number;
}

/** Reads the facts that the derivation needs. */
export interface FactSource {
  of(personId: PersonId, periodStart: Day): ApproachFacts;
  /** When this person was approached, in any period. */
  attemptsOf(personId: PersonId): readonly AttemptMoment[];
  /** Where else this person is being approached now; nowhere for nearly everybody. */
  approachesElsewhere(personId: PersonId): readonly ApproachElsewhere[];
  /** The language that this person asked for, null for nearly everybody: creditors may not send one. */
  preferredLanguage(personId: PersonId): Language | null;
  /**
   * A mark on the person or on the address forbids approaching (AVG 21; domain: do not approach), or one that
   * recognised any of these signals of the person.
   */
  doNotApproach(personId: PersonId, signals: readonly SignalId[]): boolean;
}

/** Nothing has happened yet. */
export const noFacts: ApproachFacts = Object.freeze({ attempts: [], tasks: [], closings: [] });
