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
  /** The text of `packResident`; of another form than was asked for, the columns of `residentFields` as they are. */
  readonly packed: string;
}

/** In which order `FoundResident.packed` holds the columns behind an empty part, parted by tabs, '' for null. */
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

const columns = residentFields.map((field) => `r.${field}::text`).join(', ');
const joined = `E'\\t' || array_to_string(array[${columns}], E'\\t', '')`;

function byKeys(
  name: string,
  columns: readonly [string, string],
  { form, keys, max, municipalities }: ResidentQuestion,
): Statement {
  const found = columns.map(
    (column) => `(select * from local_resident x
                  where x.municipality = given.municipality and x.${column} = given.key limit $3)`,
  );
  return {
    name,
    text: `select given.asked, r.resident_id id,
                  case when starts_with(r.packed, $4) then r.packed else ${joined} end packed
           from unnest($1::text[], $2::text[]) with ordinality as given (municipality, key, asked)
           cross join lateral (${found.join(' union all ')}) r`,
    values: [municipalities, keys, max, `${form}\t`],
  };
}

/** Keys as two arrays of one length. */
export interface ResidentQuestion {
  readonly municipalities: readonly string[];
  readonly keys: readonly string[];
  /** At most so many by each column. */
  readonly max: number;
  /** In which form a packed resident is read. */
  readonly form: string;
}

/** Everybody who lives or lived behind these postcodes and numbers. */
export function residentsAtAddresses(question: ResidentQuestion): Statement {
  return byKeys('residents-at-addresses', ['address_key', 'previous_address_key'], question);
}

/** Everybody with these birth dates whose own or partner's name begins so. */
export function residentsByBirth(question: ResidentQuestion): Statement {
  return byKeys('residents-by-birth', ['birth_key', 'partner_birth_key'], question);
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
