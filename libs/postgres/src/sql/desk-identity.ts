import type { AddressId, PersonId, SignalId } from '#domain';

import type { Transaction } from '../database.js';

/** Writes that two persons are one. Facts follow the alias; nothing is moved. */
export async function insertPersonAlias(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly personId: PersonId;
    readonly sameAs: PersonId;
    readonly decidedAtMs: number;
    readonly decidedBy: string;
  },
): Promise<void> {
  await tx.query({
    name: 'desk-insert-person-alias',
    text: `insert into person_alias (municipality, person_id, same_as, decided_at, decided_by, reason)
           values ($1, $2, $3, $4, $5, 'person')`,
    values: [
      options.municipality,
      options.personId,
      options.sameAs,
      new Date(options.decidedAtMs),
      options.decidedBy,
    ],
  });
}

export async function personExists(
  tx: Transaction,
  municipality: string,
  personId: string,
): Promise<boolean> {
  const rows = await tx.query({
    name: 'desk-person-exists',
    text: `select 1 from person where municipality = $1 and person_id = $2`,
    values: [municipality, personId],
  });
  return rows.length === 1;
}

/** Where a signal lies, whose it is and whether a person fixed that already. */
export interface PlacedSignal {
  readonly signalId: SignalId;
  readonly addressId: AddressId;
  readonly personId: PersonId | null;
  readonly receipt: Date;
  readonly pinned: boolean;
}

const placed = `s.signal_id "signalId", s.address_id "addressId", s.person_id "personId", s.receipt,
  exists (select 1 from person_pin p where p.municipality = s.municipality and p.signal_id = s.signal_id) pinned`;

export async function readSignal(
  tx: Transaction,
  municipality: string,
  signalId: string,
): Promise<PlacedSignal | undefined> {
  const rows = await tx.query<PlacedSignal>({
    name: 'desk-read-signal',
    text: `select ${placed} from signal s where s.municipality = $1 and s.signal_id = $2`,
    values: [municipality, signalId],
  });
  return rows[0];
}

/** All signals of one person, wherever they lie. */
export function readSignalsOfPerson(
  tx: Transaction,
  municipality: string,
  ids: readonly PersonId[],
): Promise<PlacedSignal[]> {
  return tx.query<PlacedSignal>({
    name: 'desk-signals-of-person',
    text: `select ${placed} from (
             select distinct address_id from case_person
             where municipality = $1 and person_id = any($2::uuid[])) found
           join signal s on s.municipality = $1 and s.address_id = found.address_id
             and s.person_id = any($2::uuid[])
           order by s.receipt, s.signal_id`,
    values: [municipality, ids],
  });
}

/** Signals that belong to a person, whatever the names say. */
export interface Pins {
  readonly municipality: string;
  readonly personId: string;
  readonly signalIds: readonly string[];
  readonly decidedAtMs: number;
  readonly decidedBy: string;
}

/** Gives signals to a new person. */
export async function insertPersonWithSignals(tx: Transaction, options: Pins): Promise<void> {
  await tx.query({
    name: 'desk-insert-person',
    text: `insert into person (municipality, person_id) values ($1, $2)`,
    values: [options.municipality, options.personId],
  });
  await insertPins(tx, options);
}

/** Gives signals to a person who exists; none of them is pinned yet. */
export async function insertPins(tx: Transaction, options: Pins): Promise<void> {
  await tx.query({
    name: 'desk-insert-pins',
    text: `insert into person_pin (municipality, signal_id, person_id, decided_at, decided_by)
           select $1, signal_id, $2, $4, $5 from unnest($3::uuid[]) signal_id order by signal_id`,
    values: [
      options.municipality,
      options.personId,
      options.signalIds,
      new Date(options.decidedAtMs),
      options.decidedBy,
    ],
  });
}

/** Locks addresses in the order of their keys, as the fold does. @returns those that exist */
export async function lockAddressesOf(
  tx: Transaction,
  municipality: string,
  addressIds: readonly string[],
): Promise<readonly AddressId[]> {
  const rows = await tx.query<{ address_id: AddressId }>({
    name: 'desk-lock-addresses',
    text: `select address_id from address where municipality = $1 and address_id = any($2::uuid[])
           order by municipality, address_id for no key update`,
    values: [municipality, addressIds],
  });
  return rows.map((row) => row.address_id);
}

/** Writes where a signal lies from now on. Both addresses are locked. */
export async function assignSignal(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly signalId: SignalId;
    readonly from: AddressId;
    readonly to: AddressId;
    readonly keepsPerson: boolean;
    readonly assignedAtMs: number;
    readonly assignedBy: string;
    readonly reason?: 'person' | 'register';
  },
): Promise<void> {
  await tx.query({
    name: 'desk-insert-assignment',
    text: `insert into assignment (municipality, signal_id, number, from_address_id, to_address_id, keeps_person,
             reason, assigned_at, assigned_by)
           select $1, $2, 1 + coalesce(max(number), 0), $3, $4, $5, $8, $6, $7 from assignment
           where municipality = $1 and signal_id = $2`,
    values: [
      options.municipality,
      options.signalId,
      options.from,
      options.to,
      options.keepsPerson,
      new Date(options.assignedAtMs),
      options.assignedBy,
      options.reason ?? 'person',
    ],
  });
  await tx.query({
    name: 'desk-assign-signal',
    // At the new address the fold finds the person anew, unless it is the resident who moved.
    text: `update signal set address_id = $3, person_id = case when $4 then person_id else null end
           where municipality = $1 and signal_id = $2`,
    values: [options.municipality, options.signalId, options.to, options.keepsPerson],
  });
}

export async function insertRegisterAnswer(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly answerId: string;
    readonly signalId: string;
    readonly answer: string;
    readonly answeredAtMs: number;
    readonly source: string;
  },
): Promise<void> {
  await tx.query({
    name: 'desk-insert-register-answer',
    text: `insert into register_answer (municipality, answer_id, signal_id, answer, answered_at, source)
           values ($1, $2, $3, $4, $5, $6)`,
    values: [
      options.municipality,
      options.answerId,
      options.signalId,
      options.answer,
      new Date(options.answeredAtMs),
      options.source,
    ],
  });
}
