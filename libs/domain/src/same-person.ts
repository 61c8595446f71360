import type { PersonId, ResidentId, SignalId } from './ids.js';
import {
  compare,
  householdParameters,
  judgePair,
  prepare,
  type Comparison,
  type MatchField,
  type MatchFields,
  type MatchParameters,
  type PreparedPerson,
} from './matching/index.js';
import type { Signal } from './signal.js';

/** More candidates than these are not kept with a decision: nobody reads on. */
const CANDIDATES_KEPT_MAX = 5;

/** What a person at the address weighs against a new signal. Names are not kept: levels and bits are. */
export interface IdentityCandidate {
  /** The signal of that person which fits best. */
  readonly signalId: SignalId;
  /** In bits, to two decimals. */
  readonly weight: number;
  readonly fields: readonly { readonly field: string; readonly level: string; readonly weight: number }[];
}

/**
 * Why a signal belongs to whom it does. `review`: it may be one of the candidates, and a person is asked; until then
 * it is somebody else's, since whoever is told of another's debts cannot be untold.
 */
export interface IdentityDecision {
  readonly outcome: 'match' | 'review' | 'new';
  readonly rule: 'weight' | 'same-customer' | 'same-resident';
  /** Version of the matching parameters. */
  readonly parameters: string;
  /** The heaviest first. */
  readonly candidates: readonly IdentityCandidate[];
}

interface Member {
  readonly signal: Signal;
  readonly profile: PreparedPerson;
}

/** The signals of one person at one address, as far as they were folded. */
export class PersonGroup {
  residentId: ResidentId | null = null;
  private readonly members: Member[] = [];

  /**
   * @param personId who this is as far as one can say now: two groups that people joined have one id
   */
  constructor(readonly personId: PersonId) {}

  /** Adds a signal. One that says the same as a member, or nothing any more, need not be compared again. */
  add(signal: Signal, residentId: ResidentId | null): void {
    this.residentId ??= residentId;
    const { written } = signal;
    if (written === null) return;
    const isSame = (one: Signal): boolean =>
      one.personKey === signal.personKey &&
      one.pinnedPersonId === signal.pinnedPersonId &&
      isSameCustomer(one, signal);
    if (this.members.some((member) => isSame(member.signal))) return;
    this.members.push({ signal, profile: profileOf(written) });
  }

  /** The member that fits best, whether some member contradicts, and whether it is one customer of one creditor. */
  weigh(signal: Signal, profile: PreparedPerson, parameters: MatchParameters): WeighedGroup | null {
    let best: (Member & { readonly comparison: Comparison }) | null = null;
    let contradicts = false;
    let sameCustomer = false;
    for (const member of this.members) {
      const comparison = compare(profile, member.profile, parameters);
      const isOther =
        judgePair(comparison.weight, parameters) === 'no-match' || comparison.fields.some(isAnotherName);
      // Where a person put a signal, its name is known not to fit and says nothing of the next.
      if (isOther && member.signal.pinnedPersonId === null) contradicts = true;
      if (!isOther && isSameCustomer(signal, member.signal)) sameCustomer = true;
      if (best === null || comparison.weight > best.comparison.weight) best = { ...member, comparison };
    }
    if (best === null) return null;
    return {
      group: this,
      weight: best.comparison.weight,
      contradicts,
      sameCustomer,
      member: best.signal,
      comparison: best.comparison,
    };
  }
}

/**
 * Another surname, initial or birth date altogether. However much the rest weighs (one birth date and one initial
 * behind one door are rarely two people), nobody is told of debts under a name that is not theirs before a person looked.
 */
function isAnotherName({ field, level }: Comparison['fields'][number]): boolean {
  return level === 'different' && tellingFields.has(field);
}

const tellingFields: ReadonlySet<MatchField> = new Set(['surname', 'firstNames', 'initials', 'birthDate']);

interface WeighedGroup {
  readonly group: PersonGroup;
  readonly weight: number;
  readonly contradicts: boolean;
  readonly sameCustomer: boolean;
  readonly member: Signal;
  readonly comparison: Comparison;
}

/** The address is one by assignment, however it was written. */
const noAddress = { postcode: null, houseNumber: null, addition: null, street: null, place: null } as const;

/** Folding names costs more than comparing them, and each name is compared with all who live there. */
const profiles = new WeakMap<MatchFields, PreparedPerson>();

function profileOf(written: MatchFields): PreparedPerson {
  const known = profiles.get(written);
  if (known !== undefined) return known;
  const profile = prepare({ ...written, ...noAddress });
  profiles.set(written, profile);
  return profile;
}

/** A customer number belongs to one contract, so to one person as long as the name does not say otherwise. */
function isSameCustomer(one: Signal, other: Signal): boolean {
  return one.reference !== null && one.reference === other.reference && one.creditorId === other.creditorId;
}

export interface SamePerson {
  readonly group: PersonGroup | null;
  readonly decision: IdentityDecision | null;
}

/**
 * Who of those known at the address a new signal is about; null: somebody else.
 *
 * A match needs the upper weight, a lead on the next person, and no signal of that person that contradicts: by its
 * weight, or by another name. What the
 * register said of two signals goes before their names: one resident is one person, two are never.
 */
export function samePersonAs(
  signal: Signal,
  residentId: ResidentId | null,
  groups: readonly PersonGroup[],
  parametersOfReceipt: MatchParameters,
): SamePerson {
  const parameters = householdParameters(parametersOfReceipt);
  if (residentId !== null) {
    const group = groups.find((one) => one.residentId === residentId);
    if (group !== undefined)
      return {
        group,
        decision: { outcome: 'match', rule: 'same-resident', parameters: parameters.version, candidates: [] },
      };
  }
  if (signal.written === null) return { group: null, decision: null };
  const profile = profileOf(signal.written);
  const weighed = groups
    .filter((one) => residentId === null || one.residentId === null)
    .map((one) => one.weigh(signal, profile, parameters))
    .filter((one) => one !== null)
    .sort((left, right) => right.weight - left.weight);
  // Groups that people joined are one person, who is told apart from others and not from themselves.
  const persons = weighed.filter(
    (one, place) => weighed.findIndex(({ group }) => group.personId === one.group.personId) === place,
  );
  return judged(persons, parameters);
}

function judged(weighed: readonly WeighedGroup[], parameters: MatchParameters): SamePerson {
  const [best] = weighed;
  if (best === undefined) return { group: null, decision: null };
  const customers = weighed.filter(({ sameCustomer, contradicts }) => sameCustomer && !contradicts);
  const [customer] = customers;
  if (customer !== undefined && customers.length === 1 && !isBehind(customer, best, parameters)) {
    return told('match', 'same-customer', [customer, ...weighed.filter((one) => one !== customer)]);
  }
  const outcome = judgePair(best.weight, parameters);
  if (outcome === 'no-match') return told('new', 'weight', weighed);
  const isAlone = weighed.every(
    (one) => one === best || best.weight - one.weight >= parameters.thresholds.ahead,
  );
  if (outcome === 'match' && isAlone && !best.contradicts) return told('match', 'weight', weighed);
  return told('review', 'weight', weighed);

  function told(
    what: IdentityDecision['outcome'],
    rule: IdentityDecision['rule'],
    candidates: readonly WeighedGroup[],
  ): SamePerson {
    return {
      group: what === 'match' ? (candidates[0]?.group ?? null) : null,
      decision: {
        outcome: what,
        rule,
        parameters: parameters.version,
        candidates: candidates.slice(0, CANDIDATES_KEPT_MAX).map(candidateOf),
      },
    };
  }
}

/** Somebody else fits so much better that the customer number alone does not decide. */
function isBehind(customer: WeighedGroup, best: WeighedGroup, { thresholds }: MatchParameters): boolean {
  return best.weight - customer.weight >= thresholds.ahead && best.weight >= thresholds.upper;
}

function candidateOf({ comparison, member, weight }: WeighedGroup): IdentityCandidate {
  return {
    signalId: member.signalId,
    weight: bits(weight),
    fields: comparison.fields.map((one) => ({
      field: one.field,
      level: one.level,
      weight: bits(one.weight),
    })),
  };
}

/** Two decimals: what is stored must be the same on every machine. */
function bits(weight: number): number {
  return Math.round(weight * 100) / 100;
}
