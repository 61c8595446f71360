import type { Statement } from '../database.js';
import { insertRows } from './rows.js';

export interface AliasRow {
  readonly municipality: string;
  readonly alias: string;
  readonly normaliser_version: number;
  readonly address_id: string;
  readonly destroy_after: string;
}

/** The addresses that these spellings stand for. */
export function findAliases(municipalities: readonly string[], aliases: readonly string[]): Statement {
  return {
    name: 'find-aliases',
    text: `select a.municipality, a.alias, a.address_id
           from unnest($1::text[], $2::text[]) as given (municipality, alias)
           join address_alias a on a.municipality = given.municipality and a.alias = given.alias`,
    values: [municipalities, aliases],
  };
}

export const insertAddresses = insertRows<{ municipality: string; address_id: string }>({
  into: 'address',
  columns: { municipality: 'text', address_id: 'uuid' },
  order: ['municipality', 'address_id'],
  onConflict: 'do nothing',
  returning: 'address_id',
});

export const insertAliases = insertRows<AliasRow>({
  into: 'address_alias',
  columns: {
    municipality: 'text',
    alias: 'text',
    normaliser_version: 'smallint',
    address_id: 'uuid',
    destroy_after: 'date',
  },
  order: ['municipality', 'alias'],
  onConflict: 'do nothing',
});

/** Locks addresses in the order of their keys: whoever folds an address has it alone. */
export function lockAddresses(municipalities: readonly string[], addressIds: readonly string[]): Statement {
  return {
    name: 'lock-addresses',
    text: `select a.municipality, a.address_id
           from unnest($1::text[], $2::uuid[]) as given (municipality, address_id)
           join address a on a.municipality = given.municipality and a.address_id = given.address_id
           order by a.municipality, a.address_id
           for update of a`,
    values: [municipalities, addressIds],
  };
}

/** Where signals lie now; read again under the lock, since they may have been moved while we waited for it. */
export function findAssignments(municipalities: readonly string[], signalIds: readonly string[]): Statement {
  return {
    name: 'find-assignments',
    text: `select s.municipality, s.signal_id, s.address_id
           from unnest($1::text[], $2::uuid[]) as given (municipality, signal_id)
           join signal s on s.municipality = given.municipality and s.signal_id = given.signal_id`,
    values: [municipalities, signalIds],
  };
}

export interface TouchedRow {
  readonly municipality: string;
  readonly address_id: string;
  readonly from_receipt: Date | null;
}

/** One row where some address waits for its fold: asked far more often than there is one. */
export const anyTouched: Statement = {
  name: 'any-touched',
  text: 'select 1 from address_touched limit 1',
};

/** Takes addresses whose facts changed; what another process has taken is passed over. */
export function takeTouched(limit: number): Statement {
  return {
    name: 'take-touched',
    text: `delete from address_touched
           where (municipality, touched_id) in (
             select municipality, touched_id from address_touched
             order by touched_id limit $1 for update skip locked)
           returning municipality, address_id, from_receipt`,
    values: [limit],
  };
}
