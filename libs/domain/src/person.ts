import type { PersonId, ResidentId, SignalId } from './ids.js';
import { parametersOn, type MatchParameters } from './matching/index.js';
import { dayOf } from './calendar/index.js';
import { PersonGroup, samePersonAs, type IdentityDecision } from './same-person.js';
import type { EventOrder, Signal } from './signal.js';

/** What is already known of the person of a signal, from an earlier fold. */
export interface KnownPerson {
  /** As stored, before aliases are followed; null where the signal is new or was moved here. */
  readonly storedPersonId: PersonId | null;
  readonly storedIdentity: IdentityDecision | null;
  /** The stored person stands, because the signal lies before everything that this fold derives again. */
  readonly settled: boolean;
}

/** A dated fact: two persons are one (register answer or a person's decision). Facts follow it. */
export interface PersonAlias {
  readonly personId: PersonId;
  readonly sameAs: PersonId;
}

/** Whose a signal is, and why. `identity` is null where there was nobody to compare with, or a person decided. */
export interface PersonOfSignal {
  readonly personId: PersonId;
  readonly identity: IdentityDecision | null;
}

/** What tells the persons of one address apart, besides the signals themselves. */
export interface IdentityFacts {
  readonly known: ReadonlyMap<SignalId, KnownPerson>;
  readonly aliases: readonly PersonAlias[];
  /** Whom the register found behind a signal. */
  readonly residents: ReadonlyMap<SignalId, ResidentId>;
  /** Versions of the matching parameters, any order; a signal is compared by the one in force at its receipt. */
  readonly matchParameters: readonly MatchParameters[];
  /** Further ids for the person that a signal starts, where its fresh one went to somebody else who was part of it. */
  readonly sparePersonId: (signalId: SignalId, nth: number) => PersonId;
}

/** Spare ids for folds in memory, whose persons reach no table. */
export const personIdInMemory: IdentityFacts['sparePersonId'] = (signalId, nth) =>
  `${signalId}/${nth}` as PersonId;

/**
 * Says for each signal of one address to which person it belongs.
 *
 * One after the other, in their order: each is compared with those before it, so that neither arrival nor what comes
 * later changes whom it was taken for. A pinned signal stands with the person of its pin. A group keeps the person id
 * given to the earliest of its signals that has one, else it gets the fresh id of its earliest signal.
 *
 * @param signals in the order (receipt, source, id)
 */
export function groupPersons(
  signals: readonly (Signal & EventOrder)[],
  facts: IdentityFacts,
): ReadonlyMap<SignalId, PersonOfSignal> {
  const follow = aliasFollower(facts.aliases);
  const grouped = groupSignals(signals, facts, follow);
  const idOfGroup = nameGroups(grouped, facts, follow);
  const result = new Map<SignalId, PersonOfSignal>();
  for (const { signal, group, identity } of grouped) {
    const before = facts.known.get(signal.signalId);
    let personId = signal.pinnedPersonId ?? idOfGroup.get(group) ?? signal.freshPersonId;
    if (before?.settled === true && before.storedPersonId !== null && signal.pinnedPersonId === null)
      personId = before.storedPersonId;
    result.set(signal.signalId, { personId: follow(personId), identity });
  }
  return result;
}

interface Grouped {
  readonly signal: Signal;
  readonly group: PersonGroup;
  readonly identity: IdentityDecision | null;
}

function groupSignals(
  signals: readonly Signal[],
  { known, matchParameters, residents }: IdentityFacts,
  follow: (personId: PersonId) => PersonId,
): readonly Grouped[] {
  const groups: PersonGroup[] = [];
  const groupOfPerson = new Map<PersonId, PersonGroup>();
  const startGroup = (): PersonGroup => {
    const group = new PersonGroup(follow);
    groups.push(group);
    return group;
  };
  return signals.map((signal): Grouped => {
    const before = known.get(signal.signalId);
    const residentId = residents.get(signal.signalId) ?? null;
    const decided = decidedPerson(signal, before);
    if (decided !== null) {
      const group = groupOfPerson.get(decided) ?? startGroup();
      groupOfPerson.set(decided, group);
      group.add(signal, residentId);
      return { signal, group, identity: before?.settled === true ? before.storedIdentity : null };
    }
    const parameters = parametersOn(matchParameters, dayOf(signal.receiptMs));
    const { decision, group: found } = samePersonAs(signal, residentId, groups, parameters);
    const group = found ?? startGroup();
    group.add(signal, residentId);
    return { signal, group, identity: decision };
  });
}

/** Whose the signal is without comparing: a person said so, it lies before what is derived again, or it has no names. */
function decidedPerson(signal: Signal, before: KnownPerson | undefined): PersonId | null {
  if (signal.pinnedPersonId !== null) return signal.pinnedPersonId;
  const stored = before?.storedPersonId ?? null;
  if (before?.settled === true && stored !== null) return stored;
  // Anonymised: the names are gone, what was derived from them stays.
  return signal.written === null ? (stored ?? signal.freshPersonId) : null;
}

function nameGroups(
  grouped: readonly Grouped[],
  { known, sparePersonId }: IdentityFacts,
  follow: (personId: PersonId) => PersonId,
): ReadonlyMap<PersonGroup, PersonId> {
  const ids = new Map<PersonGroup, PersonId>();
  const claimed = new Set<PersonId>();
  // Where a person put a signal, and where one stands that is not derived again, that name is taken: else a signal of
  // which is doubted whose it is keeps it, unasked.
  for (const { group, signal } of grouped) {
    const decided = decidedPerson(signal, known.get(signal.signalId));
    if (decided === null || signal.written === null) continue;
    if (!ids.has(group)) ids.set(group, decided);
    claimed.add(decided);
  }
  const started = new Map<PersonId, PersonGroup>();
  for (const { group, signal } of grouped) {
    if (signal.pinnedPersonId === null) started.set(signal.freshPersonId, group);
  }
  // An id goes before all to whom it was made for, who else would get it too when the two part: one id for two people.
  for (const mayTakeOver of [false, true]) {
    for (const { group, signal } of grouped) {
      const stored = known.get(signal.signalId)?.storedPersonId ?? null;
      if (stored === null || signal.pinnedPersonId !== null || ids.has(group)) continue;
      // Two groups share an id where people joined them; without this a late signal that leads one of them parts them.
      const isJoined = signal.freshPersonId !== stored && follow(signal.freshPersonId) === stored;
      const owner = started.get(stored) ?? group;
      const isFree = !claimed.has(stored) && (owner === group || (mayTakeOver && ids.has(owner)));
      if (!isFree && !isJoined) continue;
      ids.set(group, stored);
      claimed.add(stored);
    }
  }
  for (const { group, signal } of grouped) {
    if (ids.has(group)) continue;
    // What it started was taken over by somebody from whom it is parted now.
    let personId = signal.freshPersonId;
    for (let nth = 1; claimed.has(personId); nth += 1) personId = sparePersonId(signal.signalId, nth);
    ids.set(group, personId);
    claimed.add(personId);
  }
  return ids;
}

/** The end of the chain of aliases that starts at a person. A circle cannot be written, but ends here all the same. */
export function aliasFollower(aliases: readonly PersonAlias[]): (personId: PersonId) => PersonId {
  const next = new Map(aliases.map((alias) => [alias.personId, alias.sameAs]));
  return (personId) => {
    const seen = new Set<PersonId>([personId]);
    let current = personId;
    for (
      let target = next.get(current);
      target !== undefined && !seen.has(target);
      target = next.get(current)
    ) {
      seen.add(target);
      current = target;
    }
    return current;
  };
}
