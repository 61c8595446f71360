import type { PersonId, ResidentId, SignalId } from './ids.js';
import {
  compare,
  compareLevels,
  householdParameters,
  judgePair,
  mayBeAnother,
  prepare,
  weightOf,
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
  /** The ids that its signals brought along or were given by people, by the person that they stand for today. */
  private readonly idsOfPerson = new Map<PersonId, Set<PersonId>>();
  private readonly pinned = new Set<PersonId>();

  /** @param follow to the end of the aliases that people wrote */
  constructor(private readonly follow: (personId: PersonId) => PersonId) {}

  /** Adds a signal. One that says the same as a member, or nothing any more, need not be compared again. */
  add(signal: Signal, residentId: ResidentId | null): void {
    this.residentId ??= residentId;
    const id = signal.pinnedPersonId ?? signal.freshPersonId;
    const person = this.follow(id);
    this.idsOfPerson.set(person, (this.idsOfPerson.get(person) ?? new Set()).add(id));
    if (signal.pinnedPersonId !== null) this.pinned.add(person);
    const { written } = signal;
    if (written === null) return;
    const isSame = (one: Signal): boolean =>
      one.personKey === signal.personKey &&
      one.written?.firstNames === signal.written?.firstNames &&
      one.pinnedPersonId === signal.pinnedPersonId &&
      isSameCustomer(one, signal);
    if (this.members.some((member) => isSame(member.signal))) return;
    this.members.push({ signal, profile: profileOf(written) });
  }

  /**
   * Whether people made one person of the two: an alias leads from an id of one to the other's, or a signal was put
   * there. What an earlier fold had taken for one says nothing: they may be parted by now.
   */
  isJoinedWith(other: PersonGroup): boolean {
    return [...this.idsOfPerson].some(([person, ids]) => {
      const others = other.idsOfPerson.get(person);
      if (others === undefined) return false;
      return this.pinned.has(person) || other.pinned.has(person) || new Set([...ids, ...others]).size > 1;
    });
  }

  /** Those whom its ids stand for today: two groups without one in common are not joined. */
  get persons(): readonly PersonId[] {
    return [...this.idsOfPerson.keys()];
  }

  /** The member that fits best, whether some member contradicts, and whether it is one customer of one creditor. */
  weigh(signal: Signal, profile: PreparedPerson, parameters: MatchParameters): WeighedGroup | null {
    let best: (Member & { readonly weight: number; readonly isOther: boolean }) | null = null;
    let contradicts = false;
    let sameCustomer = false;
    for (const member of this.members) {
      const levels = compareLevels(profile, member.profile);
      const weight = weightOf(levels, parameters);
      const isOther =
        judgePair(weight, parameters) === 'no-match' || mayBeAnother(levels, profile, member.profile);
      // Where a person put a signal, its name is known not to fit: it does not keep those away who fit another member.
      if (isOther && member.signal.pinnedPersonId === null) contradicts = true;
      if (!isOther && isSameCustomer(signal, member.signal)) sameCustomer = true;
      if (best === null || weight > best.weight) best = { ...member, weight, isOther };
    }
    if (best === null) return null;
    return {
      group: this,
      weight: best.weight,
      contradicts: contradicts || best.isOther,
      sameCustomer,
      member: best,
    };
  }
}

interface WeighedGroup {
  readonly group: PersonGroup;
  readonly weight: number;
  readonly contradicts: boolean;
  readonly sameCustomer: boolean;
  /** The one that fits best. */
  readonly member: Member;
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
 * weight, or by what tells housemates apart. What the register said of two signals goes before their names: one resident is one person, two are never.
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
  return judged(apart(weighed), profile, parameters);
}

/**
 * Without those who were joined with one that fits better: they are one person, who is told apart from others and not
 * from themselves. Asked of those only who share an id: in a house of thousands nobody shares one.
 */
function apart(weighed: readonly WeighedGroup[]): readonly WeighedGroup[] {
  const before = new Map<PersonId, PersonGroup[]>();
  return weighed.filter(({ group }) => {
    const { persons } = group;
    const isJoined = persons.some((person) =>
      before.get(person)?.some((better) => better.isJoinedWith(group)),
    );
    for (const person of persons) before.set(person, [...(before.get(person) ?? []), group]);
    return !isJoined;
  });
}

function judged(
  weighed: readonly WeighedGroup[],
  profile: PreparedPerson,
  parameters: MatchParameters,
): SamePerson {
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
        candidates: candidates
          .slice(0, CANDIDATES_KEPT_MAX)
          .map((candidate) => candidateOf(candidate, profile, parameters)),
      },
    };
  }
}

/** Somebody else fits so much better that the customer number alone does not decide. */
function isBehind(customer: WeighedGroup, best: WeighedGroup, { thresholds }: MatchParameters): boolean {
  return best.weight - customer.weight >= thresholds.ahead && best.weight >= thresholds.upper;
}

/** What its fields say, one by one, is reckoned for the few that are kept. */
function candidateOf(
  { member, weight }: WeighedGroup,
  profile: PreparedPerson,
  parameters: MatchParameters,
): IdentityCandidate {
  return {
    signalId: member.signal.signalId,
    weight: bits(weight),
    fields: compare(profile, member.profile, parameters).fields.map((one) => ({
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
