import { ageGroupOf, daysBetween, type Day } from './calendar/index.js';
import type { Exclusion, Policy } from './policy.js';
import type { Signal } from './signal.js';

/** The name of the rule that decided, as stored with each decision and explained to the resident. */
export type Rule =
  | 'legal-person'
  | 'looks-like-legal-person'
  | 'crisis-on-legal-person'
  | 'same-crisis-again'
  | 'same-arrears-not-higher'
  | 'not-above-threshold'
  | 'arrears-too-young'
  | 'arrears-too-old'
  | 'crisis-first'
  | 'new-warm-handover'
  | 'amount-risen'
  | 'picked-up'
  | 'withdrawn-by-creditor'
  | 'withdrawn-before-signal'
  | 'register-answer'
  | 'help-known'
  | 'found-legal-person'
  | 'closed-as-not-picked-up'
  | 'excluded-by-policy';

/** The verdicts that a signal can get from its own content and what came before it at the address. */
export type OwnVerdict = 'accepted' | 'repeated' | 'unjustified' | 'not-picked-up' | 'review';

/** What decided, with the values that it compared: enough to explain the decision, no names. */
export interface Judgement {
  readonly verdict: OwnVerdict;
  readonly rule: Rule;
  readonly inputs: Readonly<Record<string, string | number | boolean | null>>;
}

/** A signal about the same arrears that was picked up within the repeat window. */
export type PickedUp = Pick<
  Signal,
  'signalId' | 'receiptMs' | 'amountCents' | 'crisis' | 'crisisEnd' | 'warmHandover'
>;

/**
 * Rules 3, 4, 7 and 8 of the domain, in their order; the first that applies decides.
 *
 * @param receiptDay the day of receipt in Europe/Amsterdam: every "today" in a decision
 * @param earlier the picked-up signals about the same arrears at this address within the repeat window
 * @see docs/decisions/0003-rules-of-a-signal.md for crisis on a legal person and for what a new warm handover is
 */
export function judgeSignal(
  signal: Signal,
  receiptDay: Day,
  earlier: readonly PickedUp[],
  policy: Policy,
): Judgement {
  const first = crisisFirst(signal, earlier);
  if (first === undefined) return judgeOrdinary(signal, receiptDay, earlier, policy);
  if (signal.crisis !== 'none') {
    const same = earlier.filter((one) => one.crisis === signal.crisis && one.crisisEnd === signal.crisisEnd);
    if (same.length > 0 && !newWarmHandover(signal, earlier)) {
      const highest = highestCents(earlier);
      if (signal.amountCents <= highest) {
        return judged('repeated', 'same-crisis-again', {
          amountCents: signal.amountCents,
          highestCents: highest,
          crisis: signal.crisis,
          crisisEnd: signal.crisisEnd,
        });
      }
    }
  }
  if (signal.legalForm === 'legal-person')
    return judged('review', 'crisis-on-legal-person', { crisis: signal.crisis });
  if (signal.looksLikeLegalPerson) return judged('review', 'looks-like-legal-person', {});
  return judged('accepted', first, { crisis: signal.crisis, warmHandover: signal.warmHandover });
}

/** Crisis first (domain, after rule 4): such a signal is not weighed against amount, age or an earlier one. */
function crisisFirst(
  signal: Signal,
  earlier: readonly PickedUp[],
): 'crisis-first' | 'new-warm-handover' | undefined {
  if (signal.crisis !== 'none') return 'crisis-first';
  return newWarmHandover(signal, earlier) ? 'new-warm-handover' : undefined;
}

function newWarmHandover(signal: Signal, earlier: readonly PickedUp[]): boolean {
  return signal.warmHandover && !earlier.some((one) => one.warmHandover);
}

function judgeOrdinary(
  signal: Signal,
  receiptDay: Day,
  earlier: readonly PickedUp[],
  policy: Policy,
): Judgement {
  const amountCents = signal.amountCents;
  const highest = highestCents(earlier);
  if (earlier.length > 0 && amountCents <= highest) {
    return judged('repeated', 'same-arrears-not-higher', { amountCents, highestCents: highest });
  }
  const faults = unjustifiedFaults(signal, receiptDay, earlier.length > 0, policy);
  const first = faults[0];
  if (first !== undefined) {
    // Every fault is named, so that a creditor who asks does not mend one and meet the next.
    const inputs = Object.assign({}, ...faults.map((fault) => fault.inputs)) as Judgement['inputs'];
    const also = faults.slice(1).map((fault) => fault.rule);
    return judged(
      'unjustified',
      first.rule,
      also.length === 0 ? inputs : { ...inputs, also: also.join(' ') },
    );
  }
  if (signal.looksLikeLegalPerson) return judged('review', 'looks-like-legal-person', {});
  if (earlier.length > 0) return judged('accepted', 'amount-risen', { amountCents, highestCents: highest });
  const exclusion = policy.exclusions.find(({ when }) => excludes(when, signal, receiptDay));
  if (exclusion !== undefined) {
    const { because, name, reason } = exclusion;
    return judged('not-picked-up', 'excluded-by-policy', { exclusion: name, because, reason });
  }
  const ageDays = daysBetween(signal.arrearsSince, receiptDay);
  return judged('accepted', 'picked-up', {
    amountCents,
    thresholdCents: thresholdOf(signal, policy),
    ageDays,
  });
}

interface Fault {
  readonly rule: Rule;
  readonly inputs: Judgement['inputs'];
}

/**
 * Everything that makes a signal unjustified (rule 4). A higher amount of arrears that were picked up must be
 * picked up again (rule 3), so for it neither threshold nor age is asked: only whose claim it is.
 */
function unjustifiedFaults(
  signal: Signal,
  receiptDay: Day,
  risen: boolean,
  policy: Policy,
): readonly Fault[] {
  const faults: Fault[] = [];
  if (signal.legalForm === 'legal-person') faults.push({ rule: 'legal-person', inputs: {} });
  if (risen) return faults;
  const { amountCents } = signal;
  const thresholdCents = thresholdOf(signal, policy);
  if (amountCents <= thresholdCents)
    faults.push({ rule: 'not-above-threshold', inputs: { amountCents, thresholdCents } });
  const limits = policy.arrearsAgeDays[signal.sector];
  const ageDays = daysBetween(signal.arrearsSince, receiptDay);
  if (limits !== undefined && ageDays < limits.min)
    faults.push({ rule: 'arrears-too-young', inputs: { ageDays, minDays: limits.min } });
  if (limits !== undefined && limits.max !== null && ageDays > limits.max)
    faults.push({ rule: 'arrears-too-old', inputs: { ageDays, maxDays: limits.max } });
  return faults;
}

/** Rule 7 by policy. Asked of a first ordinary signal only: crisis goes first, and a risen amount must be picked up. */
function excludes(when: Exclusion['when'], signal: Signal, receiptDay: Day): boolean {
  const legalForms: readonly string[] | undefined = when.legalForms;
  return (
    (when.sectors?.includes(signal.sector) ?? true) &&
    (legalForms?.includes(signal.legalForm) ?? true) &&
    (when.ageGroups?.includes(ageGroupOf(signal.birthDate, receiptDay)) ?? true) &&
    signal.amountCents <= (when.amountToCents ?? signal.amountCents)
  );
}

function thresholdOf(signal: Signal, policy: Policy): number {
  return policy.thresholdCentsBySector[signal.sector] ?? policy.thresholdCents;
}

function highestCents(earlier: readonly PickedUp[]): number {
  let highest = 0;
  for (const one of earlier) if (one.amountCents > highest) highest = one.amountCents;
  return highest;
}

function judged(verdict: OwnVerdict, rule: Rule, inputs: Judgement['inputs']): Judgement {
  return { verdict, rule, inputs };
}
