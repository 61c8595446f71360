import type { IntegrityPromise } from '../history.js';
import { placeOf } from '../recompute.js';

/** What no door may let in lies in quarantine, and takes no neighbour along: who is good has an ordinary row. */
export const poisonStaysAlone: IntegrityPromise = {
  name: 'poison-stays-alone',
  when: 'always',
  breaches: ({ acknowledged, recomputed, tables }) => {
    const said: string[] = [];
    const tableOf = new Map(tables.placed.map(({ place, table }) => [place, table]));
    for (const record of acknowledged) {
      const place = placeOf(record);
      const table = tableOf.get(place);
      if (table === undefined) continue;
      const isPoison = record.told.kind === 'poison';
      if (isPoison && table !== 'quarantine') said.push(`${place}: poison, and in ${table}`);
      if (!isPoison && table === 'quarantine' && recomputed.tables.get(place) !== 'quarantine')
        said.push(`${place}: good, and set aside`);
    }
    return said;
  },
};
