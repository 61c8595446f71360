import type { MunicipalityCode } from '#domain';
import { dayOf, type Day } from '#domain';
import type { Clock } from '#platform';
import { databaseFault, type MunicipalDatabase, type Transaction } from '#postgres';

import type { User } from './access/user.js';

/** What the use cases of the desk work with. */
export interface Desk {
  readonly database: MunicipalDatabase;
  readonly clock: Clock;
  /** Makes the keyed hash by which a mark is recognised after anonymisation; 32 bytes. */
  readonly pseudonymKey: Buffer;
}

/** One request in its transaction: who asks, where, and when by the clock of the domain. */
export interface Session {
  readonly tx: Transaction;
  readonly municipality: MunicipalityCode;
  readonly user: User;
  readonly nowMs: number;
  readonly today: Day;
}

/** Two transactions that meet are tried again; three losses in a row are no accident any more. */
const attemptsMax = 4;

/** Runs a use case in one transaction that sees the user's municipality only. */
export async function inSession<T>(
  desk: Desk,
  user: User,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const nowMs = await desk.clock.nowMs();
  const { municipality } = user;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await desk.database.withMunicipality(municipality, (tx) =>
        work({ tx, municipality, user, nowMs, today: dayOf(nowMs) }),
      );
    } catch (error) {
      if (databaseFault(error) !== 'contention' || attempt >= attemptsMax) throw error;
    }
  }
}
