import type { Statement } from '../database.js';
import { binaryArray, type ColumnType } from './binary-array.js';

/** The columns of a set-based statement: name → type in Postgres. */
export type Columns<Row> = { readonly [Name in keyof Row & string]: ColumnType };

/** One array a column, in the order of the columns. Postgres unnests them to rows again. */
function columnArrays<Row extends object>(columns: Columns<Row>, rows: readonly Row[]): unknown[] {
  return (Object.entries(columns) as [keyof Row & string, ColumnType][]).map(([name, type]) => {
    const values = rows.map((row) => row[name]);
    return binaryArray(type, values) ?? values;
  });
}

function unnest<Row>(columns: Columns<Row>): string {
  return Object.values<string>(columns)
    .map((type, index) => `$${index + 1}::${type}[]`)
    .join(', ');
}

export interface InsertOptions<Row> {
  readonly into: string;
  readonly columns: Columns<Row>;
  /** Columns in whose order the rows are written: two writers meet in one order, so they cannot deadlock. */
  readonly order: readonly (keyof Row & string)[];
  /** What stands behind `on conflict`, for example `do nothing`. */
  readonly onConflict?: string;
  readonly returning?: string;
}

/** `insert … select from unnest … order by … on conflict`: many rows, one statement, one plan. */
export function insertRows<Row extends object>(
  options: InsertOptions<Row>,
): (rows: readonly Row[]) => Statement {
  const names = Object.keys(options.columns).join(', ');
  const text = [
    `insert into ${options.into} (${names})`,
    `select ${names} from unnest(${unnest(options.columns)}) as given (${names})`,
    `order by ${options.order.join(', ')}`,
    options.onConflict === undefined ? '' : `on conflict ${options.onConflict}`,
    options.returning === undefined ? '' : `returning ${options.returning}`,
  ].join('\n');
  const name = `insert-${options.into}`;
  return (rows) => ({ name, text, values: columnArrays(options.columns, rows) });
}

export interface UpdateOptions<Row> {
  readonly table: string;
  readonly columns: Columns<Row>;
  readonly keys: readonly (keyof Row & string)[];
  readonly returning?: string;
}

/** `update … from unnest`: the rows must be locked already, in the order of their keys. */
export function updateRows<Row extends object>(
  options: UpdateOptions<Row>,
): (rows: readonly Row[]) => Statement {
  const names = Object.keys(options.columns);
  const changed = names.filter((name) => !(options.keys as readonly string[]).includes(name));
  const text = [
    `update ${options.table} as stored`,
    `set ${changed.map((name) => `${name} = given.${name}`).join(', ')}`,
    `from unnest(${unnest(options.columns)}) as given (${names.join(', ')})`,
    `where ${options.keys.map((key) => `stored.${key} = given.${key}`).join(' and ')}`,
    options.returning === undefined ? '' : `returning ${options.returning}`,
  ].join('\n');
  const name = `update-${options.table}`;
  return (rows) => ({ name, text, values: columnArrays(options.columns, rows) });
}

/** The text that Postgres reads as this instant. */
export function instant(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
