import type { DecisionRow } from '#postgres';

/** A row that has to be written, and the decision that it replaces. */
export interface RowDifference<Row> {
  readonly row: Row;
  readonly isNew: boolean;
  readonly superseded: DecisionRow | null;
}

/** True when a stored row says anything else than it should. */
export function differs<Columns extends object>(
  wanted: Columns,
  stored: { readonly [Name in keyof Columns]: unknown },
): boolean {
  return (Object.keys(wanted) as (keyof Columns)[]).some((name) => wanted[name] !== stored[name]);
}
