import type { AttemptMoment } from './approach-facts.js';
import type { AddressId, PersonId, ResidentId, SignalId } from './ids.js';
import type { Judgement } from './judge-signal.js';
import type { MatchParameters } from './matching/index.js';
import type { Verdict } from './outcome/index.js';
import type { PersonAlias } from './person.js';
import type { Policy } from './policy.js';
import type { IdentityDecision } from './same-person.js';
import type { EventOrder, Signal } from './signal.js';

/**
 * What a register or a helper answered about the person of a signal (domain rules 5 and 6), or a person who looked who
 * it is: `legal-person` only a person says (rule 4). Stored, never asked here.
 */
export type Answer =
  | 'resident'
  | 'not-resident'
  | 'deceased'
  | 'nobody-found'
  | 'several-found'
  | 'under-investigation'
  | 'known-at-debt-help'
  | 'known-elsewhere'
  | 'legal-person';

/** A verdict that a signal can have at its address; the others end at the door. */
export type FoldVerdict = Extract<
  Verdict,
  | 'accepted'
  | 'repeated'
  | 'unjustified'
  | 'review'
  | 'withdrawn'
  | 'not-resident'
  | 'deceased'
  | 'known'
  | 'not-picked-up'
>;

/** What an earlier fold said of a signal, when it was judged and as it stands. */
export interface StoredSignal {
  readonly judgement: Judgement;
  readonly personId: PersonId | null;
  readonly identity: IdentityDecision | null;
}

export type AddressEvent =
  | ({ readonly kind: 'signal'; readonly signal: Signal; readonly stored: StoredSignal | null } & EventOrder)
  | ({
      readonly kind: 'withdrawal';
      readonly signalId: SignalId;
      /** What it did when it was first folded; null if it was not. */
      readonly storedEffect: WithdrawalEffect | null;
    } & EventOrder)
  | ({
      readonly kind: 'answer';
      readonly signalId: SignalId;
      readonly answer: Answer;
      /** Whom the register found, where it says so. */
      readonly residentId: ResidentId | null;
    } & EventOrder);

/** `kept`: the person had been approached already, so the signal counts and the case closes by its attempts. */
export type WithdrawalEffect = 'withdrawn' | 'kept' | 'nothing';

/** Everything that the fold of one address may look at. It never looks outside its address. */
export interface AddressHistory {
  readonly addressId: AddressId;
  /** In the order (receipt, source, id). */
  readonly events: readonly AddressEvent[];
  readonly aliases: readonly PersonAlias[];
  /** Further ids for the person that a signal starts; derived, so that a replay repeats them. */
  readonly sparePersonId: (signalId: SignalId, nth: number) => PersonId;
  /** Versions of the matching parameters, any order. */
  readonly matchParameters: readonly MatchParameters[];
  /** Policy versions of the municipality, any order. */
  readonly policies: readonly Policy[];
  /** Contact attempts of a person in all matching periods. */
  readonly attemptsOf: (personId: PersonId) => readonly AttemptMoment[];
}
