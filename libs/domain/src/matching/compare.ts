import { compareLevels, levelRank, type FieldLevel } from './compare-levels.js';
import { matchFieldNames, matchLevels, type MatchField } from './match-fields.js';
import type { FrequencyTable, MatchParameters } from './match-parameters.js';
import type { PreparedPerson } from './prepared-person.js';

/** What one field says of a pair. */
export interface FieldComparison {
  readonly field: MatchField;
  readonly level: string;
  /** In bits: positive speaks for one person, negative against. */
  readonly weight: number;
}

/** What the address says that no field says alone; closed list. */
export type CircumstanceKind = 'moved' | 'relatives' | 'neighbours';

export interface CircumstanceComparison {
  readonly kind: CircumstanceKind;
  /** In bits; never negative for `moved`, never positive for the others. */
  readonly weight: number;
}

/** The weight of a pair, and what it is made of: the sum of the fields and the circumstances. */
export interface Comparison {
  /** log2 of how much more likely this agreement is for one person than for two. */
  readonly weight: number;
  readonly fields: readonly FieldComparison[];
  readonly circumstances: readonly CircumstanceComparison[];
}

/** Compares two people by the parameters. The same for both orders. */
export function compare(
  left: PreparedPerson,
  right: PreparedPerson,
  parameters: MatchParameters,
): Comparison {
  return weighLevels(compareLevels(left, right), parameters);
}

/** The weight of levels that are known already. */
export function weighLevels(levels: readonly FieldLevel[], parameters: MatchParameters): Comparison {
  const weights = weightsOf(parameters);
  const fields: FieldComparison[] = [];
  let sum = 0;
  let address = 0;
  let relatives = 0;
  let neighbours = 0;
  for (const { field, level, value } of levels) {
    const table = weights.fields[field];
    const rank = levelRank(field, level);
    const { m = 0, u = 0, relatives: r = 0, neighbours: n = 0 } = table.levels[rank] ?? {};
    let against = u;
    if (value !== null && table.frequencies !== null) {
      against = Math.min(Math.log2(shareOf(table.frequencies, value)), m - table.weightMin);
    }
    fields.push({ field, level, weight: m - against });
    sum += m - against;
    if (addressFields.has(field)) address += m - against;
    relatives += (table.asAnybody.relatives ? against : r) - against;
    neighbours += (table.asAnybody.neighbours ? against : n) - against;
  }
  const { circumstances } = parameters;
  const forOne = log2Sum(
    sum + Math.log2(1 - circumstances.moved),
    sum - address + Math.log2(circumstances.moved),
  );
  const related = relatives + Math.log2(circumstances.relatives);
  const near = neighbours + Math.log2(circumstances.neighbours);
  const forTwo = log2Sum(0, log2Sum(related, near));
  return {
    weight: forOne - forTwo,
    fields,
    circumstances: [
      ...(forOne > sum ? [{ kind: 'moved' as const, weight: forOne - sum }] : []),
      {
        kind: related > near ? ('relatives' as const) : ('neighbours' as const),
        weight: Math.min(forOne - sum, 0) - forTwo,
      },
    ],
  };
}

const addressFields: ReadonlySet<MatchField> = new Set([
  'postcode',
  'houseNumber',
  'addition',
  'street',
  'place',
]);

function shareOf(table: FrequencyTable, value: string): number {
  return table.shares.get(value) ?? table.unlisted;
}

/** log2(2^left + 2^right), without leaving the range of numbers. */
function log2Sum(left: number, right: number): number {
  const larger = Math.max(left, right);
  return larger + Math.log2(1 + 2 ** (Math.min(left, right) - larger));
}

interface LevelLogs {
  readonly m: number;
  readonly u: number;
  readonly relatives: number;
  readonly neighbours: number;
}

interface FieldWeights {
  readonly levels: readonly LevelLogs[];
  readonly frequencies: FrequencyTable | null;
  /** Agreement on the most common value still says no less than the next level. */
  readonly weightMin: number;
  readonly asAnybody: { readonly relatives: boolean; readonly neighbours: boolean };
}

interface Weights {
  readonly fields: Readonly<Record<MatchField, FieldWeights>>;
}

/** Logarithms are taken once a version, not once a pair. */
const weightsByParameters = new WeakMap<MatchParameters, Weights>();

function weightsOf(parameters: MatchParameters): Weights {
  const known = weightsByParameters.get(parameters);
  if (known !== undefined) return known;
  const fields = Object.fromEntries(
    matchFieldNames.map((field) => [field, fieldWeights(field, parameters)]),
  ) as Record<MatchField, FieldWeights>;
  const weights = { fields };
  weightsByParameters.set(parameters, weights);
  return weights;
}

function fieldWeights(field: MatchField, parameters: MatchParameters): FieldWeights {
  const shares: Readonly<Record<'m' | 'u', Readonly<Record<string, number>>>> &
    Readonly<Partial<Record<'relatives' | 'neighbours', Readonly<Record<string, number>>>>> =
    parameters.fields[field];
  const log = (table: Readonly<Record<string, number>> | undefined, level: string): number =>
    Math.log2(table?.[level] ?? shares.u[level] ?? 1);
  const levels = matchLevels[field].map((level) => ({
    m: log(shares.m, level),
    u: log(shares.u, level),
    relatives: log(shares.relatives, level),
    neighbours: log(shares.neighbours, level),
  }));
  const tables: Readonly<Partial<Record<MatchField, FrequencyTable>>> = parameters.frequencies;
  const next = levels[1];
  return {
    levels,
    frequencies: tables[field] ?? null,
    weightMin: next === undefined ? 0 : next.m - next.u,
    asAnybody: { relatives: shares.relatives === undefined, neighbours: shares.neighbours === undefined },
  };
}
