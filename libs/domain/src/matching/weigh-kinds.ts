import { levelRank, type FieldLevel } from './compare-levels.js';
import { matchFieldNames, matchLevels, type MatchField } from './match-fields.js';
import type { FrequencyTable, MatchParameters } from './match-parameters.js';

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
    factors.moved *= mixed(factor, table.sameIfMoved);
    factors.relatives *= mixed(factor, table.sameOfRelatives);
    factors.neighbours *= mixed(factor, table.sameOfNeighbours);
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

/** The factor where the field is the same in truth in this part of the pairs, and anybody's in the rest. */
function mixed(factor: number, same: number): number {
  return same * factor + 1 - same;
}

interface FieldTable {
  readonly levels: readonly { readonly m: number; readonly factor: number }[];
  readonly frequencies: FrequencyTable | null;
  readonly sameIfMoved: number;
  readonly sameOfRelatives: number;
  readonly sameOfNeighbours: number;
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
  const levels = matchLevels[field].map((level) => {
    const m = shares.m[level] ?? 0;
    return { m, factor: m / (shares.u[level] ?? 1) };
  });
  return {
    levels,
    frequencies: frequencies[field] ?? null,
    sameIfMoved: circumstances.moved.same[field] ?? 1,
    sameOfRelatives: circumstances.relatives.same[field] ?? 0,
    sameOfNeighbours: circumstances.neighbours.same[field] ?? 0,
  };
}
