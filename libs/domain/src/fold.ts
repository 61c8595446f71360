import type {
  AddressEvent,
  AddressHistory,
  Answer,
  FoldVerdict,
  WithdrawalEffect,
} from './address-history.js';
import { addDays, dayOf, matchingPeriodOf, type Day, type Period } from './calendar/index.js';
import type { AddressId, PersonId, ResidentId, SignalId } from './ids.js';
import { judgeSignal, type Judgement, type PickedUp, type Rule } from './judge-signal.js';
import { groupPersons, type KnownPerson, type PersonOfSignal } from './person.js';
import { policyInForce, type Policy } from './policy.js';
import type { IdentityDecision } from './same-person.js';
import { compareOrder, type EventOrder, type Signal } from './signal.js';

type Withdrawal = Extract<AddressEvent, { kind: 'withdrawal' }>;

/** What the fold says of one signal. */
export interface FoldedSignal {
  readonly signal: Signal;
  readonly receiptDay: Day;
  readonly period: Period;
  readonly personId: PersonId;
  /** Why it is that person's; null where there was nobody to compare with, or a person decided. */
  readonly identity: IdentityDecision | null;
  readonly policyVersion: number;
  /** When the signal's own turn came. */
  readonly judgement: Judgement;
  /** As it stands after everything that followed. */
  readonly verdict: FoldVerdict;
  readonly rule: Rule;
  /** Receipt of the event that gave it the verdict that it has now. */
  readonly decidedMs: number;
  /** The creditor withdrew it, but the person had been approached: counted, no further steps. */
  readonly withdrawnAfterAttempt: boolean;
}

export interface FoldedAddress {
  readonly addressId: AddressId;
  readonly signals: readonly FoldedSignal[];
  readonly withdrawalEffects: ReadonlyMap<EventOrder, WithdrawalEffect>;
}

interface FoldState {
  readonly signals: Map<SignalId, FoldedSignal>;
  /** Withdrawals that could do nothing yet: their signal had not come, or an answer had put it aside. */
  readonly overtakers: Map<SignalId, { readonly event: Withdrawal; readonly settled: boolean }>;
  /** Answers that stand before their signal in the order: given in the millisecond of its receipt. */
  readonly earlyAnswers: Map<SignalId, Extract<AddressEvent, { kind: 'answer' }>[]>;
  readonly effects: Map<EventOrder, WithdrawalEffect>;
}

/**
 * Folds the events of one address into a verdict and a person for each signal.
 *
 * What lies before `from` keeps its stored judgement and person and is input; everything from there on is
 * derived again. With `from` null everything is derived. Pure: the same history gives the same result,
 * whatever the order of arrival.
 *
 * @throws NoPolicyInForce when a signal was received before the municipality's first policy took effect: the
 *   door does not let it in
 */
export function foldAddress(history: AddressHistory, from: EventOrder | null): FoldedAddress {
  const settled = (event: EventOrder): boolean => from !== null && compareOrder(event, from) < 0;
  const signals: (Signal & EventOrder)[] = [];
  const known = new Map<SignalId, KnownPerson>();
  const residents = new Map<SignalId, ResidentId>();
  for (const event of history.events) {
    if (event.kind === 'answer' && event.residentId !== null) residents.set(event.signalId, event.residentId);
    if (event.kind !== 'signal') continue;
    signals.push(event.signal);
    const { stored } = event;
    if (stored === null) continue;
    known.set(event.signal.signalId, {
      storedPersonId: stored.personId,
      storedIdentity: stored.identity,
      settled: settled(event),
    });
  }
  const persons = groupPersons(signals, {
    known,
    aliases: history.aliases,
    residents,
    matchParameters: history.matchParameters,
    sparePersonId: history.sparePersonId,
  });
  const state: FoldState = {
    signals: new Map(),
    overtakers: new Map(),
    earlyAnswers: new Map(),
    effects: new Map(),
  };
  for (const event of history.events) step(state, event, settled(event), history, persons);
  return {
    addressId: history.addressId,
    signals: [...state.signals.values()],
    withdrawalEffects: state.effects,
  };
}

function step(
  state: FoldState,
  event: AddressEvent,
  settled: boolean,
  history: AddressHistory,
  persons: ReadonlyMap<SignalId, PersonOfSignal>,
): void {
  switch (event.kind) {
    case 'signal':
      return foldSignal(state, event, settled, history, persons);
    case 'withdrawal':
      state.effects.set(event, foldWithdrawal(state, event, settled, history));
      return;
    case 'answer':
      return foldAnswer(state, event, settled, history);
    default:
      throw new UnknownEvent(event);
  }
}

function foldSignal(
  state: FoldState,
  event: Extract<AddressEvent, { kind: 'signal' }>,
  settled: boolean,
  history: AddressHistory,
  persons: ReadonlyMap<SignalId, PersonOfSignal>,
): void {
  const { signal, stored } = event;
  const receiptDay = dayOf(signal.receiptMs);
  const policy = policyInForce(history.policies, receiptDay);
  if (policy === undefined) throw new NoPolicyInForce(receiptDay);
  const { identity, personId } = given(persons.get(signal.signalId));
  const period = matchingPeriodOf(receiptDay, policy.matchingPeriod);
  const judgement =
    settled && stored !== null
      ? stored.judgement
      : judgeSignal(signal, receiptDay, pickedUpBefore(state, signal, receiptDay, policy), policy);
  const folded: FoldedSignal = {
    signal,
    receiptDay,
    period,
    personId,
    identity,
    policyVersion: policy.version,
    judgement,
    verdict: judgement.verdict,
    rule: judgement.rule,
    decidedMs: signal.receiptMs,
    withdrawnAfterAttempt: false,
  };
  state.signals.set(signal.signalId, folded);
  applyOvertaker(state, signal.signalId, settled, 'withdrawn-before-signal', history);
  for (const answer of state.earlyAnswers.get(signal.signalId) ?? [])
    foldAnswer(state, answer, settled, history);
}

/** A withdrawal that could do nothing when its turn came does it now. */
function applyOvertaker(
  state: FoldState,
  signalId: SignalId,
  settled: boolean,
  rule: Rule,
  history: AddressHistory,
): void {
  const overtaker = state.overtakers.get(signalId);
  const folded = state.signals.get(signalId);
  if (overtaker === undefined || folded === undefined) return;
  const effect = withdrawBy(state, folded, overtaker.event, overtaker.settled && settled, rule, history);
  state.effects.set(overtaker.event, effect);
}

/** The same arrears: one creditor, customer reference and day of origin, picked up within the repeat window (rule 3). */
function pickedUpBefore(state: FoldState, signal: Signal, receiptDay: Day, policy: Policy): PickedUp[] {
  if (signal.reference === null) return [];
  const windowStart = addDays(receiptDay, -policy.repeatWindowDays);
  const found: PickedUp[] = [];
  for (const earlier of state.signals.values()) {
    const one = earlier.signal;
    if (
      earlier.verdict === 'accepted' &&
      one.creditorId === signal.creditorId &&
      one.reference === signal.reference &&
      one.arrearsSince === signal.arrearsSince &&
      earlier.receiptDay >= windowStart
    ) {
      found.push(one);
    }
  }
  return found;
}

function foldWithdrawal(
  state: FoldState,
  event: Withdrawal,
  settled: boolean,
  history: AddressHistory,
): WithdrawalEffect {
  const folded = state.signals.get(event.signalId);
  if (folded === undefined) {
    // It overtook its signal: it counts when the signal comes.
    state.overtakers.set(event.signalId, { event, settled });
    return 'nothing';
  }
  const effect = withdrawBy(state, folded, event, settled, 'withdrawn-by-creditor', history);
  // What an answer has put aside may be taken up by the next answer; it is paid all the same.
  if (effect === 'nothing' || takesAnswers(folded)) state.overtakers.set(event.signalId, { event, settled });
  return effect;
}

/** A settled withdrawal did what it did: an attempt that is recorded later under an earlier date changes nothing. */
function withdrawBy(
  state: FoldState,
  folded: FoldedSignal,
  event: Withdrawal,
  settled: boolean,
  rule: Rule,
  history: AddressHistory,
): WithdrawalEffect {
  if (!settled || event.storedEffect === null) return withdraw(state, folded, event.receiptMs, rule, history);
  apply(state, folded, event.storedEffect, event.receiptMs, rule);
  return event.storedEffect;
}

function withdraw(
  state: FoldState,
  folded: FoldedSignal,
  withdrawnMs: number,
  rule: Rule,
  history: AddressHistory,
): WithdrawalEffect {
  if (folded.verdict !== 'accepted' && folded.verdict !== 'review') return 'nothing';
  // An attempt for an earlier period that was made after this signal came was made for both: that approach ran on.
  const attempts = history
    .attemptsOf(folded.personId)
    .filter((one) => one.periodStart === folded.period.start || one.atMs >= folded.signal.receiptMs);
  const effect = attempts.some(({ atMs }) => atMs <= withdrawnMs) ? 'kept' : 'withdrawn';
  apply(state, folded, effect, withdrawnMs, rule);
  return effect;
}

function apply(
  state: FoldState,
  folded: FoldedSignal,
  effect: WithdrawalEffect,
  withdrawnMs: number,
  rule: Rule,
): void {
  if (effect === 'nothing') return;
  // A withdrawal that came before its signal decides at the signal's own receipt.
  const decidedMs = Math.max(withdrawnMs, folded.signal.receiptMs);
  const change =
    effect === 'kept' ? { withdrawnAfterAttempt: true } : { verdict: 'withdrawn' as const, rule };
  state.signals.set(folded.signal.signalId, { ...folded, ...change, decidedMs });
}

function foldAnswer(
  state: FoldState,
  event: Extract<AddressEvent, { kind: 'answer' }>,
  settled: boolean,
  history: AddressHistory,
): void {
  const folded = state.signals.get(event.signalId);
  if (folded === undefined) {
    const early = state.earlyAnswers.get(event.signalId) ?? [];
    state.earlyAnswers.set(event.signalId, [...early, event]);
    return;
  }
  if (!takesAnswers(folded)) return;
  const verdict = verdictOfAnswer(event.answer, folded.signal);
  const rule = ruleOfAnswer(event.answer);
  const decidedMs = Math.max(event.receiptMs, folded.signal.receiptMs);
  state.signals.set(event.signalId, { ...folded, verdict, rule, decidedMs });
  applyOvertaker(state, event.signalId, settled, 'withdrawn-by-creditor', history);
}

/** Asking again is a new event: an answer may replace what an earlier answer said, but no rule before it. */
function takesAnswers({ rule, verdict }: FoldedSignal): boolean {
  return verdict === 'accepted' || verdict === 'review' || rulesOfAnswers.includes(rule);
}

const rulesOfAnswers: readonly Rule[] = ['register-answer', 'help-known', 'found-legal-person'];

function ruleOfAnswer(answer: Answer): (typeof rulesOfAnswers)[number] {
  if (answer === 'legal-person') return 'found-legal-person';
  return answer === 'known-at-debt-help' || answer === 'known-elsewhere' ? 'help-known' : 'register-answer';
}

function verdictOfAnswer(answer: Answer, { crisis, warmHandover }: Signal): FoldVerdict {
  switch (answer) {
    case 'resident':
      return 'accepted';
    case 'not-resident':
      return 'not-resident';
    case 'deceased':
      return 'deceased';
    case 'nobody-found':
    case 'several-found':
    case 'under-investigation':
      return 'review';
    case 'known-at-debt-help':
    case 'known-elsewhere':
      return 'known';
    case 'legal-person':
      // A claim on a legal person is unjustified (rule 4), but a crisis and a warm handover never are (crisis first).
      return crisis === 'none' && !warmHandover ? 'unjustified' : 'not-picked-up';
    default:
      throw new UnknownEvent(answer);
  }
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('every signal was grouped');
  return value;
}

/** The fold met an event that its type does not know: a bug, never data. */
export class UnknownEvent extends Error {
  constructor(event: never) {
    super(`an event that the fold does not know: ${JSON.stringify(event)}`);
    this.name = 'UnknownEvent';
  }
}

/** No policy was in force on the day of receipt: a bug of the door, which serves only municipalities with a policy. */
export class NoPolicyInForce extends Error {
  constructor(day: Day) {
    super(`no policy is in force on ${day}`);
    this.name = 'NoPolicyInForce';
  }
}
