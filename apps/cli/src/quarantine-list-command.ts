import { parseArgs } from 'node:util';

import { listQuarantine, type QuarantinedRecord } from '#postgres';

import { dayOption, wholeNumber } from './arguments.js';
import type { Command } from './command.js';
import { asOperator } from './connections.js';
import { placeText } from './quarantine-place.js';

const LIMIT_MAX = 10_000;

export const quarantineListCommand: Command = {
  name: 'quarantine list',
  summary: 'list the records that were refused, not served or in conflict: where, why, whose; no content',
  usage: `[--municipality CODE] [--reason CODE] [--day DAY] [--limit 100] [--json]
  --municipality: such as GM0505; none for records without one that can be trusted
  --day: the day of receipt as YYYY-MM-DD
  --json: one object a line`,
  run: async (args, io) => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        municipality: { type: 'string' },
        reason: { type: 'string' },
        day: { type: 'string' },
        limit: { type: 'string' },
        json: { type: 'boolean' },
      },
    });
    const limit = wholeNumber('--limit', values.limit, { min: 1, max: LIMIT_MAX, preset: 100 });
    const filter = {
      municipality: values.municipality === 'none' ? '' : (values.municipality ?? null),
      reason: values.reason ?? null,
      day: dayOption('--day', values.day),
    };
    const rows = await asOperator(({ run }) =>
      run((tx) => listQuarantine(tx, { ...filter, limit: limit + 1 })),
    );
    const shown = rows.slice(0, limit);
    if (values.json !== true && shown.length > 0) io.out(quarantineColumns);
    for (const row of shown)
      io.out(values.json === true ? JSON.stringify(quarantineObject(row)) : quarantineLine(row));
    if (rows.length > limit) io.err(`there are more than ${limit}: --limit, --reason or --day show others`);
    return 0;
  },
};

/** Faults are places and codes; a reference of a customer or a value never comes here. */
export function quarantineObject(row: QuarantinedRecord): Readonly<Record<string, unknown>> {
  return {
    place: placeText(row),
    topic: row.topic,
    receipt: row.receipt.toISOString(),
    municipality: row.municipality === '' ? null : row.municipality,
    verdict: row.verdict,
    reason: row.reason,
    faults: row.faults,
    creditor: row.creditor_id,
    source: row.source,
    eventId: row.event_id,
    bytesKept: row.bytes_kept,
  };
}

export const quarantineColumns = [
  'place',
  'topic',
  'receipt',
  'municipality',
  'verdict',
  'reason',
  'creditor',
  'event id',
  'faults',
].join('\t');

export function quarantineLine(row: QuarantinedRecord): string {
  return [
    placeText(row),
    row.topic,
    row.receipt.toISOString(),
    row.municipality === '' ? '-' : row.municipality,
    row.verdict,
    row.reason,
    row.creditor_id ?? '-',
    row.event_id ?? '-',
    row.faults.map(({ code, pointer }) => `${pointer}:${code}`).join(' '),
  ].join('\t');
}
