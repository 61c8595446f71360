import type { IntegrityPromise } from '../history.js';

/** Where a position and its log do not fit, some process says that it does not read the partition. */
export const offsetGapIsNeverSilent: IntegrityPromise = {
  name: 'an-offset-gap-is-never-silent',
  when: 'quiet',
  breaches: ({ observed, tables }) => {
    const said: string[] = [];
    for (const { next_offset: text, partition } of tables.positions) {
      const log = observed.logs.get(partition);
      if (log === undefined || observed.pausedPartitions.has(partition)) continue;
      const next = BigInt(text);
      if (next < log.low)
        said.push(`${partition}: ${log.low - next} offsets are gone unread, and nobody says so`);
      if (next > log.high)
        said.push(`${partition}: the log ends at ${log.high}, before ${next}, and nobody says so`);
    }
    return said;
  },
};
