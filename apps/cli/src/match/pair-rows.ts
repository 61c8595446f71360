import { compare, matchFieldNames, type JudgedPair, type MatchField, type MatchParameters } from '#domain';

import type { Io } from '../command.js';
import type { PeopleFile } from './people-file.js';

/** The first name is one column in the map of the files, so it is one here. */
const columnNames: Readonly<Partial<Record<MatchField, string>>> = { firstNames: 'firstName' };

/** Writes the pairs as CSV: who, what, how heavy, and on which level each field agrees; empty is not compared. */
export function writePairs(
  io: Io,
  pairs: readonly JudgedPair[],
  left: PeopleFile,
  right: PeopleFile,
  parameters: MatchParameters,
): void {
  const fields = matchFieldNames.map((field) => columnNames[field] ?? field);
  io.out(['left_id', 'right_id', 'outcome', 'weight', ...fields, 'circumstance'].join(','));
  const sorted = [...pairs].sort((one, other) => one.left - other.left || one.right - other.right);
  for (const pair of sorted) {
    const one = left.people[pair.left];
    const other = right.people[pair.right];
    if (one === undefined || other === undefined) throw new RangeError('a pair of no record');
    const comparison = compare(one, other, parameters);
    const levels = new Map(comparison.fields.map(({ field, level }) => [field, level]));
    const circumstances = comparison.circumstances.filter(({ weight }) => Math.abs(weight) >= 1);
    io.out(
      [
        left.ids[pair.left] ?? '',
        right.ids[pair.right] ?? '',
        pair.outcome,
        comparison.weight.toFixed(2),
        ...matchFieldNames.map((field) => levels.get(field) ?? ''),
        circumstances.map(({ kind }) => kind).join(' '),
      ]
        .map(quoted)
        .join(','),
    );
  }
}

function quoted(value: string): string {
  return /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
