/** What a relay takes from a table. All parts are text of this code base, never input. */
export interface Claim {
  readonly columns: string;
  /** The table that is claimed, with its alias: `outreach_task t`. */
  readonly from: string;
  readonly where: string;
  /** Crisis first, oldest first; ends in the key, so that the order is whole. */
  readonly orderBy: string;
  /** Placeholder of the limit: `$2`. */
  readonly limit: string;
}

/**
 * The one statement by which rows are handed out: locked for the transaction, stepping over what another copy
 * of the process holds. Several relays then share the work without meeting, and a relay that dies gives its
 * rows back with its transaction. Never `id > last`: a row that commits late would be stepped over for ever.
 */
export function claimRows(claim: Claim): string {
  const alias = claim.from.split(' ').at(-1);
  return `select ${claim.columns} from ${claim.from} where ${claim.where}
          order by ${claim.orderBy} limit ${claim.limit} for update of ${alias} skip locked`;
}

/**
 * No fact about the address waits for its fold. What is derived may not be acted upon while it does: the fact
 * may be the conversation because of which nothing has to be done any more.
 */
export function nothingUnfolded(alias: string): string {
  return `not exists (select 1 from address_touched f
                      where f.municipality = ${alias}.municipality and f.address_id = ${alias}.address_id)`;
}

/**
 * Nobody asked not to be approached: neither the person, under any of its ids, nor the address (AVG 21). Three
 * questions and no `or`, so that each is answered for many rows at once.
 */
export function mayBeApproached(alias: string): string {
  return `not exists (select 1 from do_not_approach d
                      where d.municipality = ${alias}.municipality and d.address_id = ${alias}.address_id
                        and d.lifted_at is null)
      and not exists (select 1 from do_not_approach d
                      where d.municipality = ${alias}.municipality and d.person_id = ${alias}.person_id
                        and d.lifted_at is null)
      and not exists (with recursive earlier (person_id) as (
                        select a.person_id from person_alias a
                        where a.municipality = ${alias}.municipality and a.same_as = ${alias}.person_id
                        union
                        select a.person_id from earlier join person_alias a
                          on a.municipality = ${alias}.municipality and a.same_as = earlier.person_id)
                      select 1 from earlier
                      join do_not_approach d
                        on d.municipality = ${alias}.municipality and d.person_id = earlier.person_id
                      where d.lifted_at is null)`;
}
