import { judgePair } from './judge.js';
import type { MatchParameters } from './match-parameters.js';

/** A pair of records with its weight; the records by their place in a list. */
export interface WeighedPair {
  readonly left: number;
  readonly right: number;
  readonly weight: number;
}

/** A pair with what it was judged to be; what is no match is not kept. */
export interface JudgedPair extends WeighedPair {
  readonly outcome: 'match' | 'review';
}

/** Records that are one person, or that contradict each other. */
export interface DuplicateGroup {
  readonly outcome: 'match' | 'review';
  /** In ascending order. */
  readonly members: readonly number[];
}

/** What deduplicating found. */
export interface Duplicates {
  readonly groups: readonly DuplicateGroup[];
  /** Every pair that is a match or for review: those within a group with the outcome of the group. */
  readonly pairs: readonly JudgedPair[];
}

/**
 * Judges pairs by weight and closes the matches into groups: if a is b and b is c, a is c. A group in which some pair
 * lies under the lower weight contradicts itself, and a person looks at all of it.
 *
 * @param weigh the weight of two members of a group of which `pairs` does not tell
 */
export function groupDuplicates(
  pairs: readonly WeighedPair[],
  parameters: MatchParameters,
  weigh: (left: number, right: number) => number,
): Duplicates {
  const parents = new Map<number, number>();
  const known = new Map<string, WeighedPair>();
  for (const pair of pairs) {
    known.set(pairKey(pair.left, pair.right), pair);
    if (judgePair(pair.weight, parameters) === 'match') join(parents, pair.left, pair.right);
  }
  const groups: DuplicateGroup[] = [];
  const judged: JudgedPair[] = [];
  for (const members of membersOf(parents)) {
    const within = pairsWithin(members, known, weigh);
    const contradicts = within.some(({ weight }) => judgePair(weight, parameters) === 'no-match');
    const outcome = contradicts ? 'review' : 'match';
    groups.push({ outcome, members });
    judged.push(...within.map((pair) => ({ ...pair, outcome }) as const));
  }
  for (const pair of pairs) {
    const isWithin = rootOf(parents, pair.left) === rootOf(parents, pair.right);
    if (isWithin || judgePair(pair.weight, parameters) !== 'review') continue;
    judged.push({ ...pair, outcome: 'review' });
  }
  return { groups, pairs: judged };
}

/** The groups, each with its members in ascending order. */
function membersOf(parents: Map<number, number>): readonly (readonly number[])[] {
  const records = [...parents.keys()].sort((left, right) => left - right);
  return [...Map.groupBy(records, (record) => rootOf(parents, record)).values()];
}

function pairsWithin(
  group: readonly number[],
  known: ReadonlyMap<string, WeighedPair>,
  weigh: (left: number, right: number) => number,
): readonly WeighedPair[] {
  return group.flatMap((left, index) =>
    group
      .slice(index + 1)
      .map((right) => known.get(pairKey(left, right)) ?? { left, right, weight: weigh(left, right) }),
  );
}

function pairKey(left: number, right: number): string {
  return left < right ? `${left} ${right}` : `${right} ${left}`;
}

function rootOf(parents: Map<number, number>, record: number): number {
  let root = record;
  for (let parent = parents.get(root); parent !== undefined && parent !== root; parent = parents.get(root)) {
    root = parent;
  }
  return root;
}

/** The lowest record is the root, so that the order of the pairs does not matter. */
function join(parents: Map<number, number>, left: number, right: number): void {
  const [one, other] = [rootOf(parents, left), rootOf(parents, right)];
  parents.set(left, parents.get(left) ?? left);
  parents.set(right, parents.get(right) ?? right);
  parents.set(Math.max(one, other), Math.min(one, other));
}
