import { dayOf, type Outcome } from '#domain';
import { claimSpentApproaches, insertClosings, type NationalDatabase } from '#postgres';

/** Case-persons closed in one transaction. */
export const closingsMax = 500;

/** Nobody was reached with all planned steps (domain: closing by itself). */
const noContact: Outcome = 'Definitief geen contact kunnen krijgen';

/**
 * Closes case-persons whose plan ran to its end without contact, some working days ago. Without this only reached
 * cases would be closed, and the contact rate would read too high. A crisis is closed by a person only.
 *
 * @param nowMs the domain's present
 * @returns how many case-persons were closed
 */
export function closeByItself(database: NationalDatabase, nowMs: number): Promise<number> {
  const today = dayOf(nowMs);
  return database.acrossMunicipalities(async (tx) => {
    const approaches = await claimSpentApproaches(tx, { today, nowMs, limit: closingsMax });
    if (approaches.length === 0) return 0;
    return insertClosings(tx, { approaches, outcome: noContact, nowMs, today, closedBy: 'system' });
  });
}
