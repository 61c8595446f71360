import type { FieldLevel } from './compare-levels.js';
import { matchFieldNames, matchLevels, type MatchField } from './match-fields.js';
import type { Circumstance, FrequencyTable, MatchParameters } from './match-parameters.js';

/**
 * How many times likelier the levels of a pair are for each kind of pair than for two people who have nothing to do
 * with each other. Factors, so that a sum over kinds needs no logarithms.
 */
export interface KindFactors {
  /** One person at one address. */
  readonly stayed: number;
  /** One person at two addresses. */
  readonly moved: number;
  /** Two members of one household. */
  readonly relatives: number;
  /** Two people in one street. */
  readonly neighbours: number;
}

/** Multiplies the factors of the fields of one pair after another; used again for each pair. */
export class KindWeigher implements KindFactors {
  stayed = 1;
  moved = 1;
  relatives = 1;
  neighbours = 1;
  private readonly tables: FieldTables;

  constructor(parameters: MatchParameters) {
    this.tables = tablesOf(parameters);
  }

  begin(): void {
    this.stayed = 1;
    this.moved = 1;
    this.relatives = 1;
    this.neighbours = 1;
  }

  /** @returns the factor of the field for one person */
  add(field: MatchField, level: string, value: string | null, otherValue: string | null): number {
    const table = this.tables[field];
    const known = table.levels.get(level);
    if (known === undefined) return 1;
    const factor = factorOf(known, value, otherValue, table.frequencies);
    this.stayed *= factor;
    this.moved *= mixed(factor, table.moved, known.isBetween);
    this.relatives *= mixed(factor, table.relatives, known.isBetween);
    this.neighbours *= mixed(factor, table.neighbours, known.isBetween);
    return factor;
  }
}

/** The factors of levels that were compared before. */
export function weighKinds(levels: readonly FieldLevel[], parameters: MatchParameters): KindFactors {
  const weigher = new KindWeigher(parameters);
  for (const { field, level, otherValue, value } of levels)
    weigher.add(field, level, value, otherValue ?? null);
  return weigher;
}

function factorOf(
  { factor, m, nextFactor }: LevelOfField,
  value: string | null,
  otherValue: string | null,
  frequencies: FrequencyTable | null,
): number {
  if (value === null || frequencies === null) return factor;
  const { shares, unlisted } = frequencies;
  let share = shares.get(value) ?? unlisted;
  if (otherValue !== null) share = Math.max(share, shares.get(otherValue) ?? unlisted);
  // Agreement on the most common value still says no less than the next level.
  return Math.max(m / share, nextFactor);
}

/** The factor where the field is the same in truth in a part of the pairs, and anybody's, or alike, in the rest. */
function mixed(factor: number, { alike, same }: FieldOfKind, isBetween: boolean): number {
  return same * factor + (1 - same) * (isBetween ? alike : 1);
}

interface LevelOfField {
  readonly m: number;
  readonly factor: number;
  /** Of the level that agrees less; 0 for the last. */
  readonly nextFactor: number;
  /** Neither the best nor the worst. */
  readonly isBetween: boolean;
}

interface FieldOfKind {
  readonly same: number;
  readonly alike: number;
}

interface FieldTable {
  readonly levels: ReadonlyMap<string, LevelOfField>;
  readonly frequencies: FrequencyTable | null;
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
  const names: readonly string[] = matchLevels[field];
  const factors = descendingFactors(
    names.map((level) => ({ m: shares.m[level] ?? 0, u: shares.u[level] ?? 1 })),
  );
  const levels = factors.map(({ factor, m }, rank) => ({
    m,
    factor,
    nextFactor: factors[rank + 1]?.factor ?? 0,
    isBetween: rank > 0 && rank < names.length - 1,
  }));
  return {
    levels: new Map(names.map((name, rank) => [name, levels[rank] as LevelOfField])),
    frequencies: frequencies[field] ?? null,
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
