import type { Day } from '#domain';

import type { Transaction } from '../database.js';

/** A list of people who are helped already, without the people. */
export interface KnownHelpList {
  readonly municipality: string;
  readonly list: string;
  readonly kind: string;
  readonly helper: string;
  readonly entries: number;
  readonly expiresOn: Day;
}

export function listKnownHelp(tx: Transaction): Promise<KnownHelpList[]> {
  return tx.query<KnownHelpList>({
    name: 'operator-list-known-help',
    text: `select municipality, list, kind, helper, entries, expires_on "expiresOn" from known_help_list
           order by municipality, list`,
  });
}

/** What a list says, as it is loaded. */
export interface KnownHelpRows {
  readonly municipality: string;
  readonly list: string;
  readonly kind: string;
  readonly helper: string;
  readonly ground: string;
  readonly expiresOn: Day;
  readonly sha256: Buffer;
  readonly loadedAtMs: number;
  readonly loadedBy: string;
  readonly persons: readonly {
    readonly initials: string | null;
    readonly prefix: string | null;
    readonly surname: string;
    readonly birthDate: Day | null;
    readonly postcode: string;
    readonly houseNumber: number;
    readonly houseLetter: string | null;
    readonly houseAddition: string | null;
  }[];
}

/** One load of a list at a time, until the commit: what it is compared with must not change meanwhile. */
export async function lockKnownHelp(
  tx: Transaction,
  { municipality, list }: { readonly municipality: string; readonly list: string },
): Promise<void> {
  await tx.query({
    name: 'operator-lock-known-help',
    text: `select pg_advisory_xact_lock(hashtextextended('known-help ' || $1 || ' ' || $2, 0))`,
    values: [municipality, list],
  });
}

/** Puts a list in the place of the one of the same name. */
export async function replaceKnownHelp(tx: Transaction, rows: KnownHelpRows): Promise<void> {
  const { municipality, list, persons } = rows;
  await tx.query({
    name: 'operator-replace-known-help-list',
    text: `insert into known_help_list (municipality, list, kind, helper, ground, loaded_at, loaded_by, entries,
             expires_on, sha256)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
           on conflict (municipality, list) do update set kind = excluded.kind, helper = excluded.helper,
             ground = excluded.ground, loaded_at = excluded.loaded_at, loaded_by = excluded.loaded_by,
             entries = excluded.entries, expires_on = excluded.expires_on, sha256 = excluded.sha256`,
    values: [
      municipality,
      list,
      rows.kind,
      rows.helper,
      rows.ground,
      new Date(rows.loadedAtMs),
      rows.loadedBy,
      persons.length,
      rows.expiresOn,
      rows.sha256,
    ],
  });
  await deletePersons(tx, municipality, list);
  await tx.query({
    name: 'operator-insert-known-help',
    text: `insert into known_help_person (municipality, list, entry, initials, prefix, surname, birth_date, postcode,
             house_number, house_letter, house_addition, destroy_after)
           select $1, $2, place, initials, prefix, surname, birth_date, postcode, house_number, house_letter,
             house_addition, $11
           from unnest($3::text[], $4::text[], $5::text[], $6::date[], $7::text[], $8::integer[], $9::text[],
             $10::text[]) with ordinality
             as given (initials, prefix, surname, birth_date, postcode, house_number, house_letter, house_addition, place)`,
    values: [
      municipality,
      list,
      persons.map((one) => one.initials),
      persons.map((one) => one.prefix),
      persons.map((one) => one.surname),
      persons.map((one) => one.birthDate),
      persons.map((one) => one.postcode),
      persons.map((one) => one.houseNumber),
      persons.map((one) => one.houseLetter),
      persons.map((one) => one.houseAddition),
      rows.expiresOn,
    ],
  });
}

/** @returns whether there was such a list */
export async function dropKnownHelp(
  tx: Transaction,
  { municipality, list }: { readonly municipality: string; readonly list: string },
): Promise<boolean> {
  await deletePersons(tx, municipality, list);
  const rows = await tx.query({
    name: 'operator-drop-known-help',
    text: `delete from known_help_list where municipality = $1 and list = $2 returning 1`,
    values: [municipality, list],
  });
  return rows.length === 1;
}

async function deletePersons(tx: Transaction, municipality: string, list: string): Promise<void> {
  await tx.query({
    name: 'operator-delete-known-help',
    text: `delete from known_help_person where municipality = $1 and list = $2`,
    values: [municipality, list],
  });
}
