import { levelRank, type FieldLevel } from './compare-levels.js';
import { matchFieldNames, matchLevels, type MatchField } from './match-fields.js';
import type { Circumstance, FrequencyTable, MatchParameters } from './match-parameters.js';

/**
 * How many times likelier the levels of a pair are for each kind of pair than for two people who have nothing to do
 * with each other. Factors, so that a sum over kinds needs no logarithms.
 */
export interface KindFactors {
  /** One person at one address. */
  stayed: number;
  /** One person at two addresses. */
  moved: number;
  /** Two members of one household. */
  relatives: number;
  /** Two people in one street. */
  neighbours: number;
}

/** @param onField is told the factor of each field for one person */
export function weighKinds(
  levels: readonly FieldLevel[],
  parameters: MatchParameters,
  onField?: (level: FieldLevel, factor: number) => void,
): KindFactors {
  const tables = tablesOf(parameters);
  const factors: KindFactors = { stayed: 1, moved: 1, relatives: 1, neighbours: 1 };
  for (const fieldLevel of levels) {
    const table = tables[fieldLevel.field];
    const factor = factorOf(fieldLevel, table);
    onField?.(fieldLevel, factor);
    factors.stayed *= factor;
    const isBetween = table.between.has(fieldLevel.level);
    factors.moved *= mixed(factor, table.moved, isBetween);
    factors.relatives *= mixed(factor, table.relatives, isBetween);
    factors.neighbours *= mixed(factor, table.neighbours, isBetween);
  }
  return factors;
}

function factorOf(
  { field, level, otherValue, value }: FieldLevel,
  { frequencies, levels }: FieldTable,
): number {
  const rank = levelRank(field, level);
  const known = levels[rank];
  if (known === undefined) return 1;
  if (value === null || frequencies === null) return known.factor;
  const { shares, unlisted } = frequencies;
  const share = Math.max(
    shares.get(value) ?? unlisted,
    otherValue === undefined ? 0 : (shares.get(otherValue) ?? unlisted),
  );
  // Agreement on the most common value still says no less than the next level.
  return Math.max(known.m / share, levels[rank + 1]?.factor ?? 0);
}

/** The factor where the field is the same in truth in a part of the pairs, and anybody's, or alike, in the rest. */
function mixed(factor: number, { alike, same }: FieldOfKind, isBetween: boolean): number {
  return same * factor + (1 - same) * (isBetween ? alike : 1);
}

interface FieldOfKind {
  readonly same: number;
  readonly alike: number;
}

interface FieldTable {
  readonly levels: readonly { readonly m: number; readonly factor: number }[];
  readonly frequencies: FrequencyTable | null;
  /** The levels between the best and the worst. */
  readonly between: ReadonlySet<string>;
  readonly moved: FieldOfKind;
  readonly relatives: FieldOfKind;
  readonly neighbours: FieldOfKind;
}

type FieldTables = Readonly<Record<MatchField, FieldTable>>;

/** Divided once a version, not once a pair. */
const tablesByParameters = new WeakMap<MatchParameters, FieldTables>();

function tablesOf(parameters: MatchParameters): FieldTables {
  const known = tablesByParameters.get(parameters);
  if (known !== undefined) return known;
  const tables = Object.fromEntries(
    matchFieldNames.map((field) => [field, fieldTable(field, parameters)]),
  ) as FieldTables;
  tablesByParameters.set(parameters, tables);
  return tables;
}

function fieldTable(field: MatchField, parameters: MatchParameters): FieldTable {
  const { circumstances } = parameters;
  const shares: Readonly<Record<'m' | 'u', Readonly<Record<string, number>>>> = parameters.fields[field];
  const frequencies: Readonly<Partial<Record<MatchField, FrequencyTable>>> = parameters.frequencies;
  const levels = descendingFactors(
    matchLevels[field].map((level) => ({ m: shares.m[level] ?? 0, u: shares.u[level] ?? 1 })),
  );
  return {
    levels,
    frequencies: frequencies[field] ?? null,
    between: new Set(matchLevels[field].slice(1, -1)),
    moved: ofKind(circumstances.moved, field, 1),
    relatives: ofKind(circumstances.relatives, field, 0),
    neighbours: ofKind(circumstances.neighbours, field, 0),
  };
}

function ofKind({ alike, same }: Circumstance, field: MatchField, unnamed: number): FieldOfKind {
  return { same: same[field] ?? unnamed, alike: alike?.[field] ?? 1 };
}

/**
 * The factor of each level, none larger than that of a better one: where the shares say so, from few pairs, neighbours
 * are taken together (pool adjacent violators, Ayer et al. 1955).
 */
function descendingFactors(
  shares: readonly { readonly m: number; readonly u: number }[],
): readonly { readonly m: number; readonly factor: number }[] {
  const pools: { m: number; u: number; levels: number }[] = [];
  for (const { m, u } of shares) {
    let pool = { m, u, levels: 1 };
    for (let before = pools.at(-1); before !== undefined; before = pools.at(-1)) {
      if (before.m / before.u >= pool.m / pool.u) break;
      pools.pop();
      pool = { m: before.m + pool.m, u: before.u + pool.u, levels: before.levels + pool.levels };
    }
    pools.push(pool);
  }
  const factors = pools.flatMap(({ levels, m, u }) => Array.from({ length: levels }, () => m / u));
  return shares.map(({ m }, rank) => ({ m, factor: factors[rank] ?? 1 }));
}
