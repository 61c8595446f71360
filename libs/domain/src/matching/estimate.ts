import type { FieldLevel } from './compare-levels.js';
import { matchFieldNames, matchLevels, type MatchField } from './match-fields.js';
import type { FieldParameters, LevelShares, MatchParameters } from './match-parameters.js';

/** How often each level was seen, by field. Counts may be parts of one, where it is uncertain what a pair is. */
export type LevelCounts = Record<MatchField, Record<string, number>>;

export function noLevelCounts(): LevelCounts {
  return Object.fromEntries(
    matchFieldNames.map((field) => [
      field,
      Object.fromEntries(matchLevels[field].map((level) => [level, 0])),
    ]),
  ) as LevelCounts;
}

/** Adds the levels of one pair, which is what is counted with a probability. */
export function countLevels(counts: LevelCounts, levels: readonly FieldLevel[], probability: number): void {
  for (const { field, level } of levels) {
    const ofField = counts[field];
    ofField[level] = (ofField[level] ?? 0) + probability;
  }
}

/**
 * Shares of the levels, from counts and what was believed before; the belief weighs as much as so many pairs. So a
 * field or a level that was hardly seen keeps what is known of it, and no share is ever nothing.
 */
export function sharesOf<Field extends MatchField>(
  counts: Readonly<Record<string, number>>,
  belief: LevelShares<Field>,
  beliefPairs: number,
): LevelShares<Field> {
  const entries = Object.entries<number>(belief);
  const total = entries.reduce((sum, [level]) => sum + (counts[level] ?? 0), beliefPairs);
  return Object.fromEntries(
    entries.map(([level, share]) => [level, ((counts[level] ?? 0) + share * beliefPairs) / total]),
  ) as LevelShares<Field>;
}

/** New parameters with other shares, of one person or of anybody. */
export function withShares(
  parameters: MatchParameters,
  of: 'm' | 'u',
  counts: LevelCounts,
  beliefPairs: number,
): MatchParameters {
  const fields = Object.fromEntries(
    matchFieldNames.map((field) => {
      const before: FieldParameters<MatchField> = parameters.fields[field] as FieldParameters<MatchField>;
      return [field, { ...before, [of]: sharesOf(counts[field], before[of], beliefPairs) }];
    }),
  );
  return { ...parameters, fields: fields as unknown as MatchParameters['fields'] };
}
