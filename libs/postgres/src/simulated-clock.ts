import type { Clock } from '#platform';

import type { Transaction } from './database.js';

interface RunsTransactions {
  run<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}

/** The simulated clock has no time yet. Whoever meets it waits: the demo sets the clock after the processes run. */
export class ClockNotSet extends Error {
  constructor() {
    super('the simulated clock has not been set: eropaf clock set');
    this.name = 'ClockNotSet';
  }
}

/** The present as the row in Postgres says it. Never made in production: the configuration refuses it. */
export function simulatedClock(database: RunsTransactions): Clock {
  return {
    nowMs: () =>
      database.run(async (tx) => {
        const rows = await tx.query<{ now: Date }>({ text: 'select now from simulated_clock' });
        const row = rows[0];
        if (row === undefined) throw new ClockNotSet();
        return row.now.getTime();
      }),
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
