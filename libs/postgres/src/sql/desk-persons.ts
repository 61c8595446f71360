import { aliasFollower, type AddressId, type Day, type PersonAlias, type PersonId } from '#domain';

import type { Transaction } from '../database.js';

/** A case-person as the desk needs it to decide, locked. */
export interface LockedCasePerson {
  readonly periodStart: Day;
  readonly addressId: AddressId;
  readonly state: 'open' | 'closed' | 'superseded';
  readonly ledByPeriodStart: Day | null;
  readonly openStep: string | null;
  readonly outcome: string | null;
  readonly firstReceipt: Date;
}

/** One resident under all the ids that stand for the same person, with the case-persons of all of them, locked. */
export interface LockedPerson {
  /** The id that facts are written under: the end of the aliases. */
  readonly personId: PersonId;
  /** Every id of this person, its own among them. */
  readonly ids: readonly PersonId[];
  /** Of all ids: until the fold has followed an alias, the case-persons of the old id are the ones that stand. */
  readonly casePersons: readonly LockedCasePerson[];
}

/** Aliases change while we wait for a lock at most this often before it is a bug. */
const attemptsMax = 5;

/**
 * Locks everything that is derived of one resident until the end of the transaction, in the order in which the
 * fold locks it. Facts that are read after this are all there are.
 *
 * @returns undefined when the municipality does not know the person
 */
export async function lockPerson(
  tx: Transaction,
  municipality: string,
  personId: PersonId,
): Promise<LockedPerson | undefined> {
  let [, { current, ids }] = await Promise.all([
    tx.query({ text: 'savepoint before_person' }),
    readIdentity(tx, municipality, personId),
  ]);
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    // Asked together, answered in this order: the ids are read again once the rows are locked.
    const [rows, after] = await Promise.all([
      lockCasePersonRows(tx, municipality, ids),
      readIdentity(tx, municipality, personId),
    ]);
    if (after.current !== current || after.ids.length !== ids.length) {
      // Somebody found two persons to be one while we waited: lock those of the other too. What was locked is let go
      // first, since the other's rows may lie before it in the order, and a fold that has those waits for these.
      await tx.query({ text: 'rollback to savepoint before_person' });
      ({ current, ids } = after);
      continue;
    }
    if (rows.length === 0) return undefined;
    return { personId: current, ids, casePersons: rows };
  }
  throw new Error('the aliases of a person kept changing');
}

/**
 * Locks everything that is derived of several residents, in one go: one after the other would not be the order of the fold
 * where the ids of one lie between those of another. The caller keeps their aliases from changing.
 */
export async function lockPersons(
  tx: Transaction,
  municipality: string,
  ids: readonly PersonId[],
): Promise<void> {
  await lockCasePersonRows(tx, municipality, ids);
}

function lockCasePersonRows(
  tx: Transaction,
  municipality: string,
  ids: readonly PersonId[],
): Promise<LockedCasePerson[]> {
  return tx.query({
    name: 'desk-lock-case-persons',
    text: `select period_start "periodStart", address_id "addressId", state,
             led_by_period_start "ledByPeriodStart", open_step "openStep", outcome, first_receipt "firstReceipt"
           from case_person where municipality = $1 and person_id = any($2::uuid[])
           order by municipality, person_id, period_start, address_id for no key update`,
    values: [municipality, ids],
  });
}

/** The id that a person goes by now, and every id that has become it. */
export async function readIdentity(
  tx: Transaction,
  municipality: string,
  personId: PersonId,
): Promise<{ readonly current: PersonId; readonly ids: readonly PersonId[] }> {
  const aliases = await tx.query<PersonAlias>({
    name: 'desk-read-identity',
    text: `with recursive connected (person_id) as (
             select $2::uuid
             union
             select case when a.person_id = c.person_id then a.same_as else a.person_id end
             from connected c join person_alias a
               on a.municipality = $1 and c.person_id in (a.person_id, a.same_as))
           select a.person_id "personId", a.same_as "sameAs"
           from connected c join person_alias a on a.municipality = $1 and a.person_id = c.person_id`,
    values: [municipality, personId],
  });
  const follow = aliasFollower(aliases);
  const current = follow(personId);
  const ids = new Set<PersonId>([personId, current]);
  for (const alias of aliases) {
    if (follow(alias.personId) === current) ids.add(alias.personId);
  }
  return { current, ids: [...ids].sort() };
}

/** One decision about who is who at a time in a municipality: a circle of aliases cannot be seen from a single row. */
export async function lockIdentityDecisions(tx: Transaction, municipality: string): Promise<void> {
  await tx.query({
    text: `select pg_advisory_xact_lock(hashtextextended('identity ' || $1, 0))`,
    values: [municipality],
  });
}

/** Sends every address at which the person is approached to the fold. */
export async function touchPerson(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly ids: readonly PersonId[];
    /** From which moment on verdicts may change; null: none does. */
    readonly fromMs: number | null;
    readonly reason: string;
  },
): Promise<void> {
  await tx.query({
    name: 'desk-touch-person',
    text: `insert into address_touched (municipality, address_id, from_receipt, reason)
           select $1, found.address_id, $3, $4 from (
             select distinct address_id from case_person
             where municipality = $1 and person_id = any($2::uuid[]) and state <> 'superseded') found
           order by found.address_id`,
    values: [options.municipality, options.ids, at(options.fromMs), options.reason],
  });
}

/** Sends every address with a signal of these persons to the fold, from the first of them on. */
export async function touchSignalsOfPersons(
  tx: Transaction,
  options: { readonly municipality: string; readonly ids: readonly PersonId[]; readonly reason: string },
): Promise<void> {
  await tx.query({
    name: 'desk-touch-signals-of-persons',
    text: `insert into address_touched (municipality, address_id, from_receipt, reason)
           select $1, s.address_id, min(s.receipt), $3 from (
             select distinct address_id from case_person
             where municipality = $1 and person_id = any($2::uuid[])) found
           join signal s on s.municipality = $1 and s.address_id = found.address_id
             and s.person_id = any($2::uuid[])
           group by s.address_id order by s.address_id`,
    values: [options.municipality, options.ids, options.reason],
  });
}

function at(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}
