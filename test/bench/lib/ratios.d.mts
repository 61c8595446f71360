/** Raw rounds of a measure, as they stand in a result file. */
interface Rounds {
  readonly rounds: readonly Readonly<Record<string, unknown>>[];
}

/** What was measured in one run; what was not is absent. */
export interface Measures {
  readonly pipeline?: { readonly variants: Readonly<Record<string, Rounds>> };
  readonly copy?: Rounds;
  readonly connect?: Rounds;
  readonly idiomatic?: Rounds;
  readonly growth?: { readonly residents: readonly (Rounds & { readonly residents: number })[] };
}

export type RatioName = 'signalsVsDebezium' | 'rowsVsDebezium' | 'copy' | 'idiomatic' | 'growth';

export function median(values: readonly number[]): number | null;
export function ratiosOf(measures: Measures): Record<RatioName, number | null>;
export function isKept(name: RatioName, value: number | null): boolean | null;
export const aims: Readonly<Record<RatioName, { readonly least?: number; readonly most?: number }>>;
