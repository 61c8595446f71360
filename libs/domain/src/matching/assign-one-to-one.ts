import type { JudgedPair, WeighedPair } from './group-duplicates.js';
import { judgePair } from './judge.js';
import type { MatchParameters } from './match-parameters.js';

/** A pair that is taken settles what its rivals wait for; so many chains of rivals are followed. */
const ROUNDS_MAX = 20;

/**
 * Links two lists in which nobody stands twice, so that everybody has one partner at most. A pair matches if it has
 * the upper weight and is the best of both its records, by the lead that the parameters ask: whom two fit equally,
 * nobody but a person decides. A record that has its partner is no rival of others any more.
 *
 * @param pairs those of at least the lower weight, in any order
 */
export function assignOneToOne(
  pairs: readonly WeighedPair[],
  parameters: MatchParameters,
): readonly JudgedPair[] {
  const sorted = [...pairs].sort(
    (one, other) => other.weight - one.weight || one.left - other.left || one.right - other.right,
  );
  const byLeft = Map.groupBy(sorted, ({ left }) => left);
  const byRight = Map.groupBy(sorted, ({ right }) => right);
  const takenLeft = new Set<number>();
  const takenRight = new Set<number>();
  const matches = new Set<WeighedPair>();
  const isOpen = ({ left, right }: WeighedPair): boolean => !takenLeft.has(left) && !takenRight.has(right);
  const isAhead = (pair: WeighedPair): boolean =>
    [...(byLeft.get(pair.left) ?? []), ...(byRight.get(pair.right) ?? [])].every(
      (rival) =>
        rival === pair || !isOpen(rival) || pair.weight - rival.weight >= parameters.thresholds.ahead,
    );
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const before = matches.size;
    for (const pair of sorted) {
      if (judgePair(pair.weight, parameters) !== 'match') break;
      if (!isOpen(pair) || !isAhead(pair)) continue;
      matches.add(pair);
      takenLeft.add(pair.left);
      takenRight.add(pair.right);
    }
    if (matches.size === before) break;
  }
  return sorted.flatMap((pair): readonly JudgedPair[] => {
    if (matches.has(pair)) return [{ ...pair, outcome: 'match' }];
    const mayBe = isOpen(pair) && judgePair(pair.weight, parameters) !== 'no-match';
    return mayBe ? [{ ...pair, outcome: 'review' }] : [];
  });
}
