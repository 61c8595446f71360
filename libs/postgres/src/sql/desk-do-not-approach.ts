import type { AddressId, Day, PersonId } from '#domain';

import type { Transaction } from '../database.js';

export interface Mark {
  readonly markId: string;
  readonly personId: PersonId | null;
  readonly addressId: AddressId | null;
  readonly reason: 'objection' | 'not-safe' | 'on-request' | 'other';
  readonly markedAt: Date;
  readonly reviewOn: Day;
  readonly liftedAt: Date | null;
}

const columns = `mark_id "markId", person_id "personId", address_id "addressId", reason, marked_at "markedAt",
  review_on "reviewOn", lifted_at "liftedAt"`;

/** The mark on this subject for this reason that still stands. */
export async function readStandingMark(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly personId: string | null;
    readonly addressId: string | null;
    readonly reason: string;
  },
): Promise<Mark | undefined> {
  const rows = await tx.query<Mark>({
    name: 'desk-read-standing-mark',
    text: `select ${columns} from do_not_approach where municipality = $1 and lifted_at is null and reason = $4
             and person_id is not distinct from $2::uuid and address_id is not distinct from $3::uuid limit 1`,
    values: [options.municipality, options.personId, options.addressId, options.reason],
  });
  return rows[0];
}

/** Whether a mark stands on the person, under any of the ids that became one, or on the address (AVG 21). */
export async function isLeftAlone(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly ids: readonly PersonId[];
    readonly addressId: AddressId;
  },
): Promise<boolean> {
  const rows = await tx.query({
    name: 'desk-is-left-alone',
    text: `select 1 from do_not_approach where municipality = $1 and lifted_at is null
             and (person_id = any($2::uuid[]) or address_id = $3) limit 1`,
    values: [options.municipality, options.ids, options.addressId],
  });
  return rows.length > 0;
}

/** A mark by its id, locked. */
export async function lockMark(
  tx: Transaction,
  municipality: string,
  markId: string,
): Promise<Mark | undefined> {
  const rows = await tx.query<Mark>({
    name: 'desk-lock-mark',
    text: `select ${columns} from do_not_approach where municipality = $1 and mark_id = $2 for no key update`,
    values: [municipality, markId],
  });
  return rows[0];
}

export async function insertMark(
  tx: Transaction,
  options: Omit<Mark, 'liftedAt'> & {
    readonly municipality: string;
    readonly markedBy: string;
    readonly subjectHash: Buffer;
  },
): Promise<void> {
  await tx.query({
    name: 'desk-insert-mark',
    text: `insert into do_not_approach (municipality, mark_id, person_id, address_id, reason, marked_at, marked_by,
             review_on, subject_hash)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      options.municipality,
      options.markId,
      options.personId,
      options.addressId,
      options.reason,
      options.markedAt,
      options.markedBy,
      options.reviewOn,
      options.subjectHash,
    ],
  });
}

export async function liftMark(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly markId: string;
    readonly liftedAtMs: number;
    readonly liftedBy: string;
  },
): Promise<void> {
  await tx.query({
    name: 'desk-lift-mark',
    text: `update do_not_approach set lifted_at = $3, lifted_by = $4 where municipality = $1 and mark_id = $2`,
    values: [options.municipality, options.markId, new Date(options.liftedAtMs), options.liftedBy],
  });
}

/** What a person is recognised by after their rows are gone: of their signals, the one that says most. */
export async function readPersonText(
  tx: Transaction,
  municipality: string,
  ids: readonly PersonId[],
): Promise<{ personKey: string; birthDate: Day | null; addressText: string } | undefined> {
  const rows = await tx.query<{ personKey: string; birthDate: Day | null; addressText: string }>({
    name: 'desk-person-text',
    text: `select p.person_key "personKey", p.birth_date "birthDate", a.alias "addressText" from (
             select distinct address_id from case_person
             where municipality = $1 and person_id = any($2::uuid[])) found
           join signal s on s.municipality = $1 and s.address_id = found.address_id
             and s.person_id = any($2::uuid[])
           join signal_personal p on p.municipality = s.municipality and p.signal_id = s.signal_id
           join address_alias a on a.municipality = s.municipality and a.address_id = s.address_id
           order by p.birth_date is null, length(p.person_key) desc, s.receipt, s.signal_id,
             a.normaliser_version desc, a.alias
           limit 1`,
    values: [municipality, ids],
  });
  return rows[0];
}

/** The spelling by which an address is recognised; undefined when it is gone. */
export async function readAddressText(
  tx: Transaction,
  municipality: string,
  addressId: AddressId,
): Promise<string | undefined> {
  const rows = await tx.query<{ subject: string }>({
    name: 'desk-address-text',
    text: `select alias subject from address_alias where municipality = $1 and address_id = $2
           order by normaliser_version desc, alias limit 1`,
    values: [municipality, addressId],
  });
  return rows[0]?.subject;
}

/** Sends every address to the fold at which this mark recognised somebody. */
export async function touchRecognised(
  tx: Transaction,
  options: { readonly municipality: string; readonly markId: string; readonly reason: string },
): Promise<void> {
  await tx.query({
    name: 'desk-touch-recognised',
    text: `insert into address_touched (municipality, address_id, from_receipt, reason)
           select $1, found.address_id, null, $3 from (
             select distinct s.address_id from recognised_mark r
             join signal s on s.municipality = r.municipality and s.signal_id = r.signal_id
             where r.municipality = $1 and r.mark_id = $2) found
           order by found.address_id`,
    values: [options.municipality, options.markId, options.reason],
  });
}

export async function addressExists(
  tx: Transaction,
  municipality: string,
  addressId: string,
): Promise<boolean> {
  const rows = await tx.query({
    name: 'desk-address-exists',
    text: `select 1 from address where municipality = $1 and address_id = $2`,
    values: [municipality, addressId],
  });
  return rows.length === 1;
}
