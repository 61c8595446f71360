import type { WorkingCalendar } from '#domain';
import { lockAddresses, takeTouched, type TouchedRow, type Transaction } from '#postgres';

import { foldAddresses } from './fold-addresses.js';
import type { Reference } from './reference-data.js';
import { nothingAnew, TouchedAddresses } from './touched-addresses.js';
import { writeDifference } from './write-difference.js';

/** Rows of address_touched that one transaction takes at most. */
export const REFOLD_MAX = 500;

/**
 * Folds addresses whose facts changed: an attempt, a closing, a mark, a correction by a person, a register answer.
 * The same way as for a signal; there is no second path.
 *
 * @returns how many rows were taken; fewer than the limit means that none are left
 */
export async function refoldAddresses(
  tx: Transaction,
  reference: Reference,
  calendar: WorkingCalendar,
  nowMs: number,
): Promise<number> {
  const rows = await tx.query<TouchedRow>(takeTouched(REFOLD_MAX));
  if (rows.length === 0) return 0;
  const touched = new TouchedAddresses();
  for (const row of rows) {
    const from =
      row.from_receipt === null
        ? nothingAnew
        : { receiptMs: row.from_receipt.getTime(), source: '', eventId: '' };
    touched.touch(row.municipality, row.address_id, from);
  }
  const keys = touched.keys();
  await tx.query(lockAddresses(keys.municipalities, keys.addressIds));
  const folded = await foldAddresses(tx, touched, reference, calendar);
  await writeDifference(tx, folded, nowMs);
  return rows.length;
}
