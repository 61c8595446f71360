import type { Day } from '#domain';
import {
  eraseLocalRegister,
  eraseResidents,
  expiredRegisters,
  tryLockLocalRegister,
  type Transaction,
} from '#postgres';

/** Residents that one round erases at most, so that no statement runs into its time limit. */
export const ERASED_AT_ONCE = 20_000;

/**
 * Erases some residents of a register whose last day has passed; the head of it goes first, so that nobody is looked up in
 * half of it. While the operator loads a new one, nothing is done.
 *
 * @returns how many residents were erased; the full number means that there may be more
 */
export async function eraseExpiredRegisters(tx: Transaction, today: Day): Promise<number> {
  for (const municipality of await expiredRegisters(tx, today)) {
    if (!(await tryLockLocalRegister(tx, municipality))) continue;
    // Read again under the lock: a load may have ended meanwhile.
    if (!(await expiredRegisters(tx, today)).includes(municipality)) continue;
    await eraseLocalRegister(tx, municipality);
    const erased = await eraseResidents(tx, municipality, ERASED_AT_ONCE);
    if (erased > 0) return erased;
  }
  return 0;
}
