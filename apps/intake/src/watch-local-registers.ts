import { asDay, dayOf, daysBetween, type Day } from '#domain';
import { readLocalRegisters, type Transaction } from '#postgres';

import type { Reference } from './reference-data.js';
import type { RegisterStanding } from './register-metrics.js';

/** So many days before its last one a register is worth a warning: a file must be asked for, checked and loaded [P]. */
const NEAR_DAYS = 7;

/** How the local registers stand that the policies in force want; of a municipality that wants none, nothing. */
export async function standingOfRegisters(
  tx: Transaction,
  reference: Reference,
  nowMs: number,
): Promise<readonly RegisterStanding[]> {
  const wanted = reference.withLocalRegister(nowMs);
  if (wanted.length === 0) return [];
  const loaded = new Map((await readLocalRegisters(tx)).map((one) => [one.municipality, one]));
  const today = dayOf(nowMs);
  return wanted.map((municipality): RegisterStanding => {
    const register = loaded.get(municipality);
    if (register === undefined)
      return { municipality, state: 'missing', daysLeft: -1, residents: 0, expiresOn: null };
    const { residents } = register;
    const expiresOn = asDay(register.expiresOn);
    return { municipality, ...lastingOf(expiresOn, today), residents, expiresOn };
  });
}

function lastingOf(expiresOn: Day, today: Day): Pick<RegisterStanding, 'daysLeft' | 'state'> {
  const daysLeft = daysBetween(today, expiresOn);
  if (daysLeft < 0) return { state: 'expired', daysLeft: -1 };
  return { state: daysLeft <= NEAR_DAYS ? 'near-its-end' : 'in-force', daysLeft };
}
