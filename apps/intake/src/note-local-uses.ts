import { derivedId } from '#platform';
import { noteLocalUses as localUses, type Transaction } from '#postgres';

import { LOCAL_REGISTER, type LinkedSignals } from './link-residents.js';

/**
 * Notes each use of a local register with its ground, as the law wants it of every look at a resident: who was looked up
 * stands in one row a municipality and batch (docs/decisions/0022), in the transaction that looked.
 */
export async function noteLocalUses(tx: Transaction, linked: LinkedSignals, nowMs: number): Promise<void> {
  if (linked.size === 0) return;
  const byMunicipality = Map.groupBy(linked, ([key]) => key.slice(0, key.indexOf(' ')));
  const uses = [...byMunicipality].map(([municipality, ofMunicipality]) => {
    const signalIds = ofMunicipality.map(([key]) => key.slice(municipality.length + 1)).sort();
    return {
      municipality,
      // A signal is looked up once, so its id says which batch it was.
      useId: derivedId('register-use', LOCAL_REGISTER, municipality, signalIds[0] ?? ''),
      signalIds,
      found: ofMunicipality.filter(([, { residentId }]) => residentId !== null).length,
    };
  });
  await tx.query(localUses(uses, nowMs));
}

/** How many were looked up, by what was answered. */
export function countAnswers(linked: LinkedSignals): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { answer } of linked.values()) counts[answer] = (counts[answer] ?? 0) + 1;
  return counts;
}
