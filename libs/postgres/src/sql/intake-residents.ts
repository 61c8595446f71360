import type { ResidentId } from '#domain';

import type { Statement, Transaction } from '../database.js';
import { insertRows } from './rows.js';

/** A register that may be asked on a day. */
export interface RegisterInForce {
  readonly municipality: string;
  readonly ground: string;
  readonly loadNumber: number;
}

/** The registers of these municipalities that have not expired. */
export function registersInForce(
  tx: Transaction,
  municipalities: readonly string[],
  today: string,
): Promise<RegisterInForce[]> {
  return tx.query<RegisterInForce>({
    name: 'registers-in-force',
    text: `select municipality, ground, load_number "loadNumber" from local_register
           where municipality = any($1) and expires_on >= $2`,
    values: [municipalities, today],
  });
}

/** One resident for one key of the question. */
export interface FoundResident {
  /** Which of the keys, from 1. */
  readonly asked: number;
  readonly id: ResidentId;
  /** The columns of `residentFields`, parted by tabs, '' for null: one text is read in half the time of so many columns. */
  readonly fields: string;
}

/** In which order `FoundResident.fields` holds them. */
export const residentFields = [
  'first_names',
  'initials',
  'prefix',
  'surname',
  'partner_prefix',
  'partner_surname',
  'birth_date',
  'postcode',
  'house_number',
  'house_letter',
  'house_addition',
  'previous_postcode',
  'previous_house_number',
  'previous_house_letter',
  'previous_house_addition',
  'registration',
  'address_in_doubt',
] as const;

const joined = `array_to_string(array[${residentFields.map((field) => `r.${field}::text`).join(', ')}], E'\\t', '')`;

function byKeys(
  name: string,
  columns: readonly [string, string],
  keys: ResidentKeys,
  max: number,
): Statement {
  const found = columns.map(
    (column) => `(select * from local_resident x
                  where x.municipality = given.municipality and x.${column} = given.key limit $3)`,
  );
  return {
    name,
    text: `select given.asked, r.resident_id id, ${joined} fields
           from unnest($1::text[], $2::text[]) with ordinality as given (municipality, key, asked)
           cross join lateral (${found.join(' union all ')}) r`,
    values: [keys.municipalities, keys.keys, max],
  };
}

/** Keys as two arrays of one length. */
export interface ResidentKeys {
  readonly municipalities: readonly string[];
  readonly keys: readonly string[];
}

/** Everybody who lives or lived behind these postcodes and numbers; at most `max` by each column. */
export function residentsAtAddresses(keys: ResidentKeys, max: number): Statement {
  return byKeys('residents-at-addresses', ['address_key', 'previous_address_key'], keys, max);
}

/** Everybody with these birth dates whose own or partner's name begins so. */
export function residentsByBirth(keys: ResidentKeys, max: number): Statement {
  return byKeys('residents-by-birth', ['birth_key', 'partner_birth_key'], keys, max);
}

export const insertRegisterAnswers = insertRows<{
  readonly municipality: string;
  readonly answer_id: string;
  readonly signal_id: string;
  readonly answer: string;
  readonly answered_at: string;
  readonly source: string;
  readonly resident_id: string | null;
  readonly decision: string;
}>({
  into: 'register_answer',
  columns: {
    municipality: 'text',
    answer_id: 'uuid',
    signal_id: 'uuid',
    answer: 'text',
    answered_at: 'timestamptz',
    source: 'text',
    resident_id: 'uuid',
    decision: 'jsonb',
  },
  order: ['municipality', 'answer_id'],
});

export const insertAssignments = insertRows<{
  readonly municipality: string;
  readonly signal_id: string;
  readonly number: number;
  readonly from_address_id: string;
  readonly to_address_id: string;
  readonly keeps_person: boolean;
  readonly reason: 'register';
  readonly assigned_at: string;
  readonly assigned_by: string;
}>({
  into: 'assignment',
  columns: {
    municipality: 'text',
    signal_id: 'uuid',
    number: 'integer',
    from_address_id: 'uuid',
    to_address_id: 'uuid',
    keeps_person: 'boolean',
    reason: 'text',
    assigned_at: 'timestamptz',
    assigned_by: 'text',
  },
  order: ['municipality', 'signal_id', 'number'],
});
