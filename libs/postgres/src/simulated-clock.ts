import type { Clock } from '#platform';

import type { Statement, Transaction } from './database.js';

interface Reads {
  read<Row extends object>(statement: Statement): Promise<Row[]>;
}

const readClock: Statement = { name: 'simulated-clock', text: 'select now from simulated_clock' };

/** The simulated clock has no time yet. Whoever meets it waits: the demo sets the clock after the processes run. */
export class ClockNotSet extends Error {
  constructor() {
    super('the simulated clock has not been set: eropaf clock set');
    this.name = 'ClockNotSet';
  }
}

/**
 * The present as the row in Postgres says it: read at every question, so that no process lives in a day that the others
 * have left. Never made in production: the configuration refuses it.
 */
export function simulatedClock(database: Reads): Clock {
  return {
    nowMs: async () => {
      const [row] = await database.read<{ now: Date }>(readClock);
      if (row === undefined) throw new ClockNotSet();
      return row.now.getTime();
    },
  };
}

/** Sets the clock. It never goes back: what was decided stays in the past. */
export async function setSimulatedClock(tx: Transaction, nowMs: number): Promise<void> {
  await tx.query({
    text: `insert into simulated_clock (now) values ($1)
           on conflict (only_row) do update set now = greatest(simulated_clock.now, excluded.now)`,
    values: [new Date(nowMs)],
  });
}
