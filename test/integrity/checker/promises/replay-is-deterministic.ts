import type { Snapshot } from '../snapshot.js';

/** What is derived, without the ids and revisions that tell in which order it was learnt. */
export interface Derived {
  readonly signals: readonly string[];
  readonly households: readonly string[];
}

/**
 * The events with their receipts, read into an empty database under the same policies, give the same derived tables.
 * Two databases are compared, so this one is no question to a single history.
 *
 * @returns a sentence for each difference
 */
export function differences(one: Snapshot, other: Snapshot): readonly string[] {
  const [left, right] = [derivedOf(one), derivedOf(other)];
  return (['signals', 'households'] as const).flatMap((what) => {
    const there = new Set(right[what]);
    const here = new Set(left[what]);
    return [
      ...left[what].filter((row) => !there.has(row)).map((row) => `${what}: only in the first: ${row}`),
      ...right[what].filter((row) => !here.has(row)).map((row) => `${what}: only in the second: ${row}`),
    ];
  });
}

function derivedOf({ casePersons, cases, signals }: Snapshot): Derived {
  const signalsOf = Map.groupBy(signals, ({ address_id }) => address_id);
  const caseOf = new Map(
    cases.filter(({ state }) => state !== 'superseded').map((one) => [one.address_id, one]),
  );
  const households = [...signalsOf].map(([address, ofAddress]) => {
    const persons = Map.groupBy(ofAddress, ({ person_id }) => person_id);
    const people = [...persons].map(([person, own]) => {
      const standing = casePersons
        .filter((row) => row.person_id === person && row.state !== 'superseded')
        .map((row) => [row.picked_up, row.state, row.next_step, row.next_due_on, row.hold].join(' '));
      return `${own
        .map(({ id }) => id)
        .sort()
        .join(',')}: ${standing.sort().join('; ')}`;
    });
    return `${caseOf.get(address)?.picked_up} | ${people.sort().join(' | ')}`;
  });
  return {
    signals: signals.map(({ id, municipality, period_start, verdict }) =>
      [municipality, id, verdict, period_start].join(' '),
    ),
    households,
  };
}
