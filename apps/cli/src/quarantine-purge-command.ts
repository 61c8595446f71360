import { parseArgs } from 'node:util';

import { addDays, dayOf } from '#domain';
import { dropQuarantineDays, forgetReplaysBefore } from '#postgres';

import { wholeNumber } from './arguments.js';
import type { Command } from './command.js';
import { asOperator } from './connections.js';

/** Refused records are kept this long at most (domain, retention); docs/privacy.md says so. */
const KEEP_DAYS_MAX = 30;
/** Requests for a replay are kept a day, to look back at. */
const REQUEST_KEPT_MS = 86_400_000;

export const quarantinePurgeCommand: Command = {
  name: 'quarantine purge',
  summary: 'destroy the bytes of quarantined records after their term, with the keys of those days',
  usage: `[--keep-days ${KEEP_DAYS_MAX}]
  --keep-days: days of receipt before today that stay, at most ${KEEP_DAYS_MAX}; what was refused, and why, stays known`,
  run: async (args, io) => {
    const { values } = parseArgs({ args: [...args], options: { 'keep-days': { type: 'string' } } });
    const keepDays = wholeNumber('--keep-days', values['keep-days'], {
      min: 0,
      max: KEEP_DAYS_MAX,
      preset: KEEP_DAYS_MAX,
    });
    const { dropped, firstKept } = await asOperator(async ({ clock, run }) => {
      const first = addDays(dayOf(await clock.nowMs()), -keepDays);
      const rows = await run(async (tx) => {
        await forgetReplaysBefore(tx, Date.now() - REQUEST_KEPT_MS);
        return tx.query<{ dropped: number }>(dropQuarantineDays(first));
      });
      return { dropped: rows[0]?.dropped ?? 0, firstKept: first };
    });
    io.out(`days destroyed: ${dropped}; bytes of ${firstKept} and later are kept`);
    return 0;
  },
};
