import type { IntegrityPromise } from '../history.js';
import { placeOf } from '../recompute.js';

/**
 * Each acknowledged record is exactly one row in one of signal, withdrawal, duplicate and quarantine, and in the one
 * that follows from its content. A record whose send had no answer may be in one or in none, but not in two.
 */
export const noSignalLost: IntegrityPromise = {
  name: 'no-signal-lost',
  when: 'quiet',
  breaches: ({ acknowledged, recomputed, tables }) => {
    const found = Map.groupBy(tables.placed, ({ place }) => place);
    const said: string[] = [];
    for (const record of acknowledged) {
      const place = placeOf(record);
      const rows = found.get(place) ?? [];
      const wanted = recomputed.tables.get(place);
      if (rows.length === 0) said.push(`${place}: acknowledged, and in no table`);
      else if (rows.length > 1) said.push(`${place}: in ${rows.map(({ table }) => table).join(' and ')}`);
      else if (rows[0]?.table !== wanted)
        said.push(`${place}: in ${rows[0]?.table}, and must be in ${wanted}`);
    }
    return said;
  },
};
