import type { PersonId, SignalId } from './ids.js';
import type { EventOrder, Signal } from './signal.js';

/** What is already known of the person of a signal, from an earlier fold. */
export interface KnownPerson {
  /** As stored, before aliases are followed; null where the signal is new or was moved here. */
  readonly storedPersonId: PersonId | null;
  /** The stored person stands, because the signal lies before everything that this fold derives again. */
  readonly settled: boolean;
}

/** A dated fact: two persons are one (register answer or a person's decision). Facts follow it. */
export interface PersonAlias {
  readonly personId: PersonId;
  readonly sameAs: PersonId;
}

/**
 * Says for each signal of one address to which person it belongs.
 *
 * Signals with one person key are one group; a pinned signal stands in the group of its pin. A group keeps the
 * person id given to the earliest of its signals that has one, else it gets the fresh id of its earliest
 * signal. Key equality is an equivalence, so neither order nor arrival changes the groups. Doubt means two
 * persons: whoever is told of another's debts cannot be untold.
 *
 * @param signals in the order (receipt, source, id)
 */
export function groupPersons(
  signals: readonly (Signal & EventOrder)[],
  known: ReadonlyMap<SignalId, KnownPerson>,
  aliases: readonly PersonAlias[],
): ReadonlyMap<SignalId, PersonId> {
  const personOfGroup = new Map<string, PersonId>();
  const claimed = new Set<PersonId>();
  for (const signal of signals) {
    const stored = known.get(signal.signalId)?.storedPersonId ?? null;
    const group = groupOf(signal, stored);
    if (stored === null || signal.pinnedPersonId !== null || personOfGroup.has(group) || claimed.has(stored))
      continue;
    personOfGroup.set(group, stored);
    claimed.add(stored);
  }
  const follow = aliasFollower(aliases);
  const result = new Map<SignalId, PersonId>();
  for (const signal of signals) {
    const before = known.get(signal.signalId);
    const stored = before?.storedPersonId ?? null;
    const group = groupOf(signal, stored);
    let personId = signal.pinnedPersonId ?? personOfGroup.get(group);
    if (personId === undefined) {
      personId = signal.freshPersonId;
      personOfGroup.set(group, personId);
    }
    if (before?.settled === true && stored !== null && signal.pinnedPersonId === null) personId = stored;
    result.set(signal.signalId, follow(personId));
  }
  return result;
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

function groupOf(signal: Signal, stored: PersonId | null): string {
  if (signal.pinnedPersonId !== null) return `pinned ${signal.pinnedPersonId}`;
  if (signal.personKey !== null) return `key ${signal.personKey}`;
  // Anonymised: the names are gone, what was derived from them stays.
  return `stored ${stored ?? signal.freshPersonId}`;
}
