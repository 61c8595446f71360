import type { AddressId } from '#domain';

import type { Transaction } from '../database.js';

/**
 * Somebody who lives at the address, or did, in whatever period and under whatever id, asked that nobody outside learns
 * where he lives. Asked of the address, never of one person: who was split off, whose signal was doubted and who shares
 * the house have ids of their own and the same front door. The aliases are walked only where somebody has one: the other
 * questions are answered for many rows at once. Both arguments are text of this code base, and may not name what the
 * statement itself names: resident, lived, later, earlier, other, kept.
 */
function secretAt(municipality: string, addressId: string): string {
  const livesThere = `resident.municipality = ${municipality} and resident.address_id = ${addressId}`;
  return `(exists (select 1 from case_person resident join secret_address kept
        on kept.municipality = resident.municipality and kept.person_id = resident.person_id
      where ${livesThere} and kept.lifted_at is null)
    or (exists (select 1 from case_person resident join person_alias later
          on later.municipality = resident.municipality and later.person_id = resident.person_id
        where ${livesThere})
      or exists (select 1 from case_person resident join person_alias earlier
          on earlier.municipality = resident.municipality and earlier.same_as = resident.person_id
        where ${livesThere}))
    and exists (with recursive lived (person_id) as (
        select resident.person_id from case_person resident where ${livesThere}
        union
        select other.person_id from lived cross join lateral (
          select later.same_as from person_alias later
          where later.municipality = ${municipality} and later.person_id = lived.person_id
          union all
          select earlier.person_id from person_alias earlier
          where earlier.municipality = ${municipality} and earlier.same_as = lived.person_id) as other (person_id))
      select 1 from lived join secret_address kept
        on kept.municipality = ${municipality} and kept.person_id = lived.person_id
      where kept.lifted_at is null))`;
}

/** The address of a row is secret. The alias has a municipality and an address. */
export function isSecret(alias: string): string {
  return secretAt(`${alias}.municipality`, `${alias}.address_id`);
}

/** Where an address is secret, a letter waits until a second person released it. `channel` is a column of the alias. */
export function letterIsReleased(alias: string, channel: string): string {
  return `not (${alias}.${channel} = 'letters' and ${isSecret(alias)}
    and not exists (select 1 from secret_address_release r where r.municipality = ${alias}.municipality
                    and r.person_id = ${alias}.person_id and r.period_start = ${alias}.period_start
                    and r.released_by is not null))`;
}

/** Whether one of these addresses is secret. */
export async function isSecretAddress(
  tx: Transaction,
  municipality: string,
  addressIds: readonly AddressId[],
): Promise<boolean> {
  const rows = await tx.query({
    name: 'desk-is-secret-address',
    text: `select 1 from unnest($2::uuid[]) as asked (address_id)
           where ${secretAt('$1', 'asked.address_id')} limit 1`,
    values: [municipality, addressIds],
  });
  return rows.length === 1;
}
