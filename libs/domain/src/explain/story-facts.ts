import type { Day, PartOfDay } from '../calendar/index.js';
import type { SignalMessage } from '../derive-address.js';
import type { Answer, FoldVerdict } from '../address-history.js';
import type { Judgement } from '../judge-signal.js';
import type { ContactKind, Outcome } from '../outcome/index.js';
import type { Hold } from '../plan.js';
import type { Channel, Executor, Language } from '../policy.js';
import type { IdentityDecision } from '../same-person.js';
import type { IdentityAnswer } from '../review.js';
import type { CrisisKind, Sector } from '../signal.js';
import type { TaskState } from '../task.js';

/**
 * Everything that is stored of one signal and what followed. No names: the story is told to whom it is about, and
 * may lie on an operator's screen. Nothing of other people at the address: who shares a house may not learn of it.
 */
export interface StoryFacts {
  readonly received: ReceivedFacts;
  readonly person: PersonFacts;
  readonly decision: DecisionFacts;
  /** Null where the signal lies in no case of its person. */
  readonly approach: ApproachStory | null;
  /** Superseded decisions, oldest first. */
  readonly earlier: readonly EarlierDecision[];
  readonly told: readonly ToldMessage[];
}

export interface ReceivedFacts {
  /** The name in the registry. */
  readonly creditor: string;
  readonly sector: Sector;
  readonly receiptMs: number;
  readonly amountCents: number;
  readonly arrearsSince: Day;
  readonly crisis: CrisisKind;
  readonly crisisEnd: Day | null;
  readonly warmHandover: boolean;
  readonly usablePhone: boolean;
  readonly withdrawnMs: readonly number[];
}

export interface PersonFacts {
  /** The stored matching decision; null where there was nobody to compare with, or a person decided. */
  readonly identity: IdentityDecision | null;
  /** Signals of this person at this address, this one included. */
  readonly signalsOfPerson: number;
  /** What people said in the review tray, oldest first. */
  readonly reviewed: readonly { readonly atMs: number; readonly answer: IdentityAnswer }[];
  /** When a person said to whom the signal belongs. */
  readonly pinnedMs: number | null;
  /** When two persons were said to be one. */
  readonly joinedMs: number | null;
  /** The language that the resident asked for. */
  readonly language: { readonly atMs: number; readonly language: Language } | null;
  readonly moved: readonly { readonly atMs: number; readonly keepsPerson: boolean }[];
  readonly answers: readonly {
    readonly atMs: number;
    readonly answer: Answer;
    /** How the one resident compares whom a local register found; null where it found no one, or another was asked. */
    readonly found: readonly ComparedField[] | null;
  }[];
}

/** How one field was compared; the words of the matcher that did so. */
export interface ComparedField {
  readonly field: string;
  readonly level: string;
}

export interface DecisionFacts {
  readonly judgement: Judgement;
  readonly verdict: FoldVerdict;
  readonly rule: string;
  readonly decidedMs: number;
  readonly withdrawnAfterAttempt: boolean;
  readonly policyEffectiveFrom: Day | null;
}

export interface ApproachStory {
  readonly periodStart: Day;
  readonly periodEnd: Day;
  readonly state: 'open' | 'closed' | 'superseded';
  readonly outcome: Outcome | null;
  readonly closedOn: Day | null;
  readonly crisis: boolean;
  readonly pickedUp: boolean;
  /** Why the policy chose this plan, in its own Dutch. */
  readonly planReason: string | null;
  /** The plan has messages, and neither a phone nor an e-mail address is known to send them to. */
  readonly skipsMessages: boolean;
  readonly next: {
    readonly channel: Channel;
    readonly dueOn: Day;
    readonly partOfDay: PartOfDay | null;
  } | null;
  readonly hold: Hold | null;
  readonly closeDueOn: Day | null;
  readonly ledByPeriodStart: Day | null;
  readonly tasks: readonly ToldTask[];
  readonly attempts: readonly ToldAttempt[];
}

export interface ToldTask {
  readonly channel: Channel;
  readonly executor: Executor;
  readonly dueOn: Day;
  readonly state: TaskState;
  readonly finishedOn: Day | null;
  /** Why it failed, as stored: a `TaskFailure`, or a code of another version. Null unless it failed. */
  readonly failure: string | null;
  /** A contact attempt was recorded for it. */
  readonly hasContact: boolean;
}

export interface ToldAttempt {
  readonly kind: ContactKind;
  readonly direction: 'outgoing' | 'incoming';
  readonly reached: boolean;
  readonly day: Day;
  readonly partOfDay: PartOfDay;
}

export type EarlierDecision =
  | {
      readonly subject: 'signal';
      readonly supersededMs: number;
      readonly verdict: FoldVerdict;
      readonly rule: string;
      readonly inputs: Judgement['inputs'];
      readonly samePerson: boolean;
    }
  | {
      readonly subject: 'case-person';
      readonly supersededMs: number;
      readonly state: 'open' | 'closed' | 'superseded';
      readonly outcome: Outcome | null;
      readonly crisis: boolean;
    };

export interface ToldMessage {
  readonly message: SignalMessage | 'refused';
  readonly createdMs: number;
  /** `unfit`: it could not be sent. */
  readonly state: 'waiting' | 'sent' | 'unfit';
  readonly replaces: boolean;
}
