import type { AddressId, Day, MunicipalityCode, Outcome, PersonId } from '#domain';

import type { Transaction } from '../database.js';
import { claimRows, nothingUnfolded } from './outreach-claim-rows.js';

/** A case-person whose plan has run to its end without contact. */
export interface SpentApproach {
  readonly municipality: MunicipalityCode;
  readonly personId: PersonId;
  readonly periodStart: Day;
  readonly addressId: AddressId;
}

/**
 * No signal that was picked up is younger than the present: such a one would undo the closing at once, and the next round
 * would close again, for as long as the clock of the broker is ahead of ours. `now` is a placeholder: `$3`.
 */
export function nothingPickedUpAfter(alias: string, now: string): string {
  return `not exists (select 1 from signal later
                      where later.municipality = ${alias}.municipality and later.address_id = ${alias}.address_id
                        and later.person_id = ${alias}.person_id and later.verdict = 'accepted'
                        and later.receipt > ${now})`;
}

const spentApproaches = claimRows({
  columns: `c.municipality, c.person_id "personId", c.period_start "periodStart", c.address_id "addressId"`,
  from: 'case_person c',
  where: `c.close_due_on is not null and c.close_due_on <= $1 and c.state = 'open' and not c.reached
          and not c.crisis and ${nothingUnfolded('c')} and ${nothingPickedUpAfter('c', '$3')}`,
  orderBy: 'c.close_due_on, c.municipality, c.person_id, c.period_start, c.address_id',
  limit: '$2',
});

/** Takes case-persons that close by themselves today. Never a crisis: only a person closes that. */
export function claimSpentApproaches(
  tx: Transaction,
  options: { readonly today: Day; readonly nowMs: number; readonly limit: number },
): Promise<SpentApproach[]> {
  return tx.query<SpentApproach>({
    name: 'outreach-spent-approaches',
    text: spentApproaches,
    values: [options.today, options.limit, new Date(options.nowMs)],
  });
}

/**
 * Writes the closings as facts, ends their waiting, and sends the addresses to the fold.
 *
 * Whether a fact waits for its fold is asked again, now that the rows are locked: whoever records a contact locks
 * them too, so what was recorded a moment before the lock is seen here, and the resident who phoned back is not
 * closed as never reached.
 *
 * @returns how many case-persons were closed
 */
export async function insertClosings(
  tx: Transaction,
  options: {
    readonly approaches: readonly SpentApproach[];
    readonly outcome: Outcome;
    readonly nowMs: number;
    readonly today: Day;
    readonly closedBy: string;
  },
): Promise<number> {
  const [row] = await tx.query<{ closed: number }>({
    name: 'outreach-insert-closings',
    text: `with spent as (
             select s.* from unnest($1::text[], $2::uuid[], $3::date[], $4::uuid[])
               as s (municipality, person_id, period_start, address_id)
             where ${nothingUnfolded('s')}),
           waited as (
             update case_person c set close_due_on = null from spent s
             where c.municipality = s.municipality and c.person_id = s.person_id
               and c.period_start = s.period_start and c.address_id = s.address_id),
           closed as (
             insert into closing (municipality, person_id, period_start, number, outcome, closed_at, day, closed_by)
             select s.municipality, s.person_id, s.period_start,
               1 + coalesce((select max(c.number) from closing c where c.municipality = s.municipality
                             and c.person_id = s.person_id and c.period_start = s.period_start), 0),
               $5, $6, $7, $8
             from (select distinct municipality, person_id, period_start from spent) s
             order by 1, 2, 3),
           touched as (
             insert into address_touched (municipality, address_id, reason)
             select distinct municipality, address_id, 'closed-by-itself' from spent)
           select count(*) closed from spent`,
    values: [
      options.approaches.map((one) => one.municipality),
      options.approaches.map((one) => one.personId),
      options.approaches.map((one) => one.periodStart),
      options.approaches.map((one) => one.addressId),
      options.outcome,
      new Date(options.nowMs),
      options.today,
      options.closedBy,
    ],
  });
  return row?.closed ?? 0;
}
