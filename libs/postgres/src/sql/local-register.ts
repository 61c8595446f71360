import type { Statement, Transaction } from '../database.js';
import { insertRows } from './rows.js';

/** A register as it was loaded last. */
export interface LocalRegister {
  readonly municipality: string;
  readonly loadNumber: number;
  readonly ground: string;
  readonly dpia: string;
  readonly loadedAt: Date;
  readonly loadedBy: string;
  readonly residents: number;
  readonly expiresOn: string;
}

export function readLocalRegisters(tx: Transaction): Promise<LocalRegister[]> {
  return tx.query<LocalRegister>({
    name: 'local-registers',
    text: `select municipality, load_number "loadNumber", ground, dpia, loaded_at "loadedAt", loaded_by "loadedBy",
             residents, expires_on "expiresOn"
           from local_register order by municipality`,
  });
}

/** One load of a municipality at a time, until the commit. */
export async function lockLocalRegister(tx: Transaction, municipality: string): Promise<void> {
  await tx.query({
    name: 'lock-local-register',
    text: `select pg_advisory_xact_lock(hashtextextended('local-register ' || $1, 0))`,
    values: [municipality],
  });
}

/** @returns false where somebody else has it */
export async function tryLockLocalRegister(tx: Transaction, municipality: string): Promise<boolean> {
  const [row] = await tx.query<{ locked: boolean }>({
    name: 'try-lock-local-register',
    text: `select pg_try_advisory_xact_lock(hashtextextended('local-register ' || $1, 0)) as locked`,
    values: [municipality],
  });
  return row?.locked === true;
}

export interface ResidentRow {
  readonly municipality: string;
  readonly resident_id: string;
  readonly load_number: number;
  readonly first_names: string | null;
  readonly initials: string | null;
  readonly prefix: string | null;
  readonly surname: string;
  readonly partner_prefix: string | null;
  readonly partner_surname: string | null;
  readonly birth_date: string | null;
  readonly postcode: string | null;
  readonly house_number: number | null;
  readonly house_letter: string | null;
  readonly house_addition: string | null;
  readonly previous_postcode: string | null;
  readonly previous_house_number: number | null;
  readonly previous_house_letter: string | null;
  readonly previous_house_addition: string | null;
  readonly registration: 'resident' | 'left' | 'deceased';
  readonly address_in_doubt: boolean;
  readonly address_key: string | null;
  readonly previous_address_key: string | null;
  readonly birth_key: string | null;
  readonly partner_birth_key: string | null;
  /** Of `packResident`. */
  readonly packed: string;
}

const residentColumns = {
  municipality: 'text',
  resident_id: 'uuid',
  load_number: 'integer',
  first_names: 'text',
  initials: 'text',
  prefix: 'text',
  surname: 'text',
  partner_prefix: 'text',
  partner_surname: 'text',
  birth_date: 'text',
  postcode: 'text',
  house_number: 'integer',
  house_letter: 'text',
  house_addition: 'text',
  previous_postcode: 'text',
  previous_house_number: 'integer',
  previous_house_letter: 'text',
  previous_house_addition: 'text',
  registration: 'text',
  address_in_doubt: 'boolean',
  address_key: 'text',
  previous_address_key: 'text',
  birth_key: 'text',
  partner_birth_key: 'text',
  packed: 'text',
} as const satisfies { readonly [Column in keyof ResidentRow]: string };

const replaced = Object.keys(residentColumns)
  .filter((column) => column !== 'municipality' && column !== 'resident_id')
  .map((column) => `${column} = excluded.${column}`);

/** Writes residents of one load. No id may stand twice among them. */
export const upsertResidents = insertRows<ResidentRow>({
  into: 'local_resident',
  columns: residentColumns,
  order: ['municipality', 'resident_id'],
  onConflict: `(municipality, resident_id) do update set ${replaced.join(', ')}`,
});

/** How many residents one load has written. */
export async function countLoaded(
  tx: Transaction,
  municipality: string,
  loadNumber: number,
): Promise<number> {
  const [row] = await tx.query<{ loaded: number }>({
    name: 'count-loaded-residents',
    text: `select count(*) as loaded from local_resident where municipality = $1 and load_number = $2`,
    values: [municipality, loadNumber],
  });
  return row?.loaded ?? 0;
}

/** Whoever stood in an earlier file and not in this one does not live here any more by the register. */
export async function deleteNotLoaded(
  tx: Transaction,
  municipality: string,
  loadNumber: number,
): Promise<number> {
  const [row] = await tx.query<{ gone: number }>({
    name: 'delete-not-loaded-residents',
    text: `with gone as (
             delete from local_resident where municipality = $1 and load_number <> $2 returning 1)
           select count(*) as gone from gone`,
    values: [municipality, loadNumber],
  });
  return row?.gone ?? 0;
}

export function upsertLocalRegister(register: LocalRegister): Statement {
  return {
    name: 'upsert-local-register',
    text: `insert into local_register
             (municipality, load_number, ground, dpia, loaded_at, loaded_by, residents, expires_on)
           values ($1, $2, $3, $4, $5, $6, $7, $8)
           on conflict (municipality) do update set load_number = excluded.load_number, ground = excluded.ground,
             dpia = excluded.dpia, loaded_at = excluded.loaded_at, loaded_by = excluded.loaded_by,
             residents = excluded.residents, expires_on = excluded.expires_on`,
    values: [
      register.municipality,
      register.loadNumber,
      register.ground,
      register.dpia,
      register.loadedAt,
      register.loadedBy,
      register.residents,
      register.expiresOn,
    ],
  };
}

export const analyzeResidents: Statement = { text: 'analyze local_resident' };

/** Erases some residents of one municipality. A million in one statement would run into its time limit. */
export async function eraseResidents(tx: Transaction, municipality: string, max: number): Promise<number> {
  const rows = await tx.query<{ erased: number }>({
    name: 'erase-residents',
    text: `with erased as (
             delete from local_resident where ctid = any (array(
               select ctid from local_resident where municipality = $1 limit $2)) returning 1)
           select count(*) as erased from erased`,
    values: [municipality, max],
  });
  return rows[0]?.erased ?? 0;
}

/** The head of a register; erased first, so that nobody is looked up in half of it. */
export async function eraseLocalRegister(tx: Transaction, municipality: string): Promise<boolean> {
  const rows = await tx.query({
    name: 'erase-local-register',
    text: `delete from local_register where municipality = $1 returning 1`,
    values: [municipality],
  });
  return rows.length === 1;
}

/** Municipalities of which residents are kept without a register in force: expired, or erased in part. */
export async function expiredRegisters(tx: Transaction, today: string): Promise<readonly string[]> {
  const rows = await tx.query<{ municipality: string }>({
    name: 'expired-local-registers',
    text: `select municipality from local_register where expires_on < $1
           union
           select p.municipality from (select distinct municipality from policy_version) p
           where not exists (select 1 from local_register r where r.municipality = p.municipality)
             and exists (select 1 from local_resident r where r.municipality = p.municipality)
           order by 1`,
    values: [today],
  });
  return rows.map(({ municipality }) => municipality);
}
