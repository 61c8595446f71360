/**
 * The address at which a signal lies, for a `from` with `signal s` and `signal_personal p`: as its creditor wrote it,
 * or, where a person or the register assigned it to another one, as that one is written. What was written for the old
 * address would send a letter or a visitor to the wrong door. Columns are null where the new address is not known.
 */
export const addressAsAssigned = `lateral (
  select case when exists (select 1 from assignment x
                           where x.municipality = s.municipality and x.signal_id = s.signal_id)
    then coalesce(
      (select regexp_match(a.alias, '^([0-9]{4}[A-Z]{2}) ([0-9]+)([A-Z]?)(?:-(.+))?$') from address_alias a
       where a.municipality = s.municipality and a.address_id = s.address_id order by a.alias limit 1),
      array[null, null, null, null]::text[])
    else array[p.postcode, p.house_number::text, p.house_letter, p.house_addition] end as at,
  exists (select 1 from assignment x
          where x.municipality = s.municipality and x.signal_id = s.signal_id) as moved
) as assigned`;

/** The columns of `addressAsAssigned`, named as rows of people and letters name them. */
export const assignedColumns = `assigned.at[1] postcode, assigned.at[2]::integer "houseNumber",
  nullif(assigned.at[3], '') "houseLetter", assigned.at[4] "houseAddition",
  case when not assigned.moved then p.street end street, case when not assigned.moved then p.place end place`;
