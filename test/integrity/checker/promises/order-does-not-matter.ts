import type { IntegrityPromise } from '../history.js';

/** Each signal has the verdict that follows from the receipts alone, in whatever order and split the records arrived. */
export const orderDoesNotMatter: IntegrityPromise = {
  name: 'order-does-not-matter',
  when: 'quiet',
  breaches: ({ recomputed, tables }) => {
    const said: string[] = [];
    const stored = new Map(tables.signals.map((signal) => [signal.id, signal]));
    for (const [id, { verdict }] of recomputed.signals) {
      const found = stored.get(id)?.verdict ?? 'absent';
      if (found !== verdict) said.push(`signal ${id}: ${found}, and by its receipt it is ${verdict}`);
    }
    const pickedUp = new Set(
      tables.signals.filter(({ verdict }) => verdict === 'accepted').map(({ address_id }) => address_id),
    );
    for (const { address_id: address, picked_up: says, state } of tables.cases) {
      if (state !== 'superseded' && says !== pickedUp.has(address))
        said.push(`case at ${address}: picked up is ${says}, by its signals ${!says}`);
    }
    return said;
  },
};
