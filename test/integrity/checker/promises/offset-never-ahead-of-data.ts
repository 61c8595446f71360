import type { IntegrityPromise } from '../history.js';
import { placeOf } from '../recompute.js';

/**
 * At any moment everything before a stored position has its row, and the group's offset in Kafka is not beyond the
 * stored position, unless the partition waits for a person or a person decided it.
 */
export const offsetNeverAheadOfData: IntegrityPromise = {
  name: 'offset-never-ahead-of-data',
  when: 'always',
  breaches: ({ acknowledged, observed, tables }) => {
    const said: string[] = [];
    const placed = new Set(tables.placed.map(({ place }) => place));
    const positions = new Map(tables.positions.map((row) => [row.partition, row]));
    for (const record of acknowledged) {
      const position = positions.get(`${record.topic}/${record.partition}`);
      if (position === undefined || BigInt(position.next_offset) <= record.offset) continue;
      if (!placed.has(placeOf(record)))
        said.push(`${placeOf(record)}: the position is ${position.next_offset}, and there is no row`);
    }
    for (const [partition, committed] of observed.groupOffsets) {
      const position = positions.get(partition);
      const next = BigInt(position?.next_offset ?? 0);
      if (committed <= next || position?.decided === true || observed.pausedPartitions.has(partition))
        continue;
      said.push(
        `${partition}: Kafka's group is at ${committed}, the database at ${next}, and nobody says so`,
      );
    }
    return said;
  },
};
