import type { AddressId, Answer, Day, FoldVerdict, MunicipalityCode, PersonId } from '#domain';

import type { Transaction } from '../database.js';
import { addressAsAssigned, assignedColumns } from './address-as-assigned.js';
import type { CheckConfiguration } from './register-requests.js';

/** One generation of a check, as a job names it. */
export interface CheckVersion {
  readonly municipality: MunicipalityCode;
  readonly checkId: string;
  readonly generation: number;
}

/** A check that waits for its answer. */
export interface OpenCheck {
  readonly personId: PersonId;
  readonly addressId: AddressId;
  readonly reason: 'new-signal' | 'before-visit';
  readonly attempts: number;
  readonly askedAt: Date;
  readonly residentRegister: unknown;
  readonly knownHelp: unknown;
  /** The case-person is open, so that somebody is to be approached or decided about. */
  readonly wanted: boolean;
  readonly bsn: { readonly nonce: Buffer; readonly sealed: Buffer } | null;
}

/** Undefined: another generation, or answered already. */
export async function readOpenCheck(
  tx: Transaction,
  check: CheckVersion,
  today: Day,
): Promise<OpenCheck | undefined> {
  const rows = await tx.query<
    Omit<OpenCheck, 'bsn'> & { nonce: Buffer | null; sealed: Buffer | null } & CheckConfiguration
  >({
    name: 'register-open-check',
    text: `select k.person_id "personId", k.address_id "addressId", k.reason, k.attempts, k.asked_at "askedAt",
             b.nonce, b.sealed, p.content -> 'residentRegister' "residentRegister", p.content -> 'knownHelp' "knownHelp",
             exists (select 1 from case_person c where c.municipality = k.municipality and c.person_id = k.person_id
                     and c.address_id = k.address_id and c.state = 'open') wanted
           from register_check k
           left join resident_bsn b on b.municipality = k.municipality and b.person_id = k.person_id
           left join lateral (
             select content from policy_version v where v.municipality = k.municipality and v.effective_from <= $4
             order by effective_from desc, version desc limit 1) p on true
           where k.municipality = $1 and k.check_id = $2 and k.generation = $3 and k.state in ('created', 'queued')`,
    values: [check.municipality, check.checkId, check.generation, today],
  });
  const [row] = rows;
  if (row === undefined) return undefined;
  const { nonce, sealed, ...rest } = row;
  return { ...rest, bsn: nonce === null || sealed === null ? null : { nonce, sealed } };
}

/** How the creditors call whom a check is about. */
export interface PersonOfCheck {
  readonly initials: string | null;
  readonly firstNames: string | null;
  readonly prefix: string | null;
  readonly surname: string | null;
  readonly birthDate: Day | null;
  readonly postcode: string | null;
  readonly houseNumber: number | null;
  readonly houseLetter: string | null;
  readonly houseAddition: string | null;
  readonly street: string | null;
  readonly place: string | null;
}

/**
 * The newest picked-up signal says how the person is called; the newest that has one gives the birth date and the
 * first names.
 */
export async function readPersonOfCheck(
  tx: Transaction,
  options: { readonly municipality: string; readonly personId: PersonId; readonly addressId: AddressId },
): Promise<PersonOfCheck | undefined> {
  const [row] = await tx.query<PersonOfCheck>({
    name: 'register-person-of-check',
    text: `select p.initials, p.prefix, p.surname, ${assignedColumns},
             first_value(p.first_names) over (order by (p.first_names is null), s.receipt desc) "firstNames",
             first_value(p.birth_date) over (order by (p.birth_date is null), s.receipt desc) "birthDate"
           from signal s join signal_personal p on p.municipality = s.municipality and p.signal_id = s.signal_id
           cross join ${addressAsAssigned}
           where s.municipality = $1 and s.address_id = $3 and s.person_id = $2
           order by (s.verdict = 'accepted') desc, s.receipt desc, s.signal_id limit 1`,
    values: [options.municipality, options.personId, options.addressId],
  });
  return row;
}

/** A signal that an answer is about. */
export interface AnsweredSignal {
  readonly signalId: string;
  readonly receipt: Date;
  readonly verdict: FoldVerdict;
  readonly lastAnswer: Answer | null;
  readonly destroyAfter: Day | null;
}

/** Locks a check that still waits for its answer in this generation. @returns whether it does */
export async function lockOpenCheck(tx: Transaction, check: CheckVersion): Promise<boolean> {
  const rows = await tx.query({
    name: 'register-lock-check',
    text: `select 1 from register_check where municipality = $1 and check_id = $2 and generation = $3
             and state in ('created', 'queued') for update`,
    values: [check.municipality, check.checkId, check.generation],
  });
  return rows.length === 1;
}

/**
 * The signals of the person at the address whose verdict a register answer may change. Also those that came while the
 * register was asked: the answer is about the person.
 */
export function readAnsweredSignals(
  tx: Transaction,
  options: { readonly municipality: string; readonly personId: PersonId; readonly addressId: AddressId },
): Promise<AnsweredSignal[]> {
  return tx.query<AnsweredSignal>({
    name: 'register-answered-signals',
    text: `select s.signal_id "signalId", s.receipt, s.verdict, p.destroy_after "destroyAfter",
             (select a.answer from register_answer a where a.municipality = s.municipality
              and a.signal_id = s.signal_id order by a.answered_at desc, a.answer_id desc limit 1) "lastAnswer"
           from signal s
           left join signal_personal p on p.municipality = s.municipality and p.signal_id = s.signal_id
           where s.municipality = $1 and s.address_id = $3 and s.person_id = $2
             and s.verdict in ('accepted', 'review', 'not-resident', 'deceased', 'known')
           order by s.receipt, s.signal_id`,
    values: [options.municipality, options.personId, options.addressId],
  });
}

/** Ends a check. */
export async function endCheck(
  tx: Transaction,
  check: CheckVersion,
  end: {
    readonly state: 'answered' | 'refused' | 'needless';
    readonly outcome: string | null;
    readonly fault: string | null;
    readonly inDoubt: boolean;
    readonly nowMs: number;
  },
): Promise<void> {
  await tx.query({
    name: 'register-end-check',
    text: `update register_check set state = $4, outcome = $5, fault = $6, in_doubt = $7, retry_at = null,
             answered_at = $8
           where municipality = $1 and check_id = $2 and generation = $3`,
    values: [
      check.municipality,
      check.checkId,
      check.generation,
      end.state,
      end.outcome,
      end.fault,
      end.inDoubt,
      new Date(end.nowMs),
    ],
  });
}

/** Lets a check wait until it is tried again, as a new generation. Nothing if it is not this one any more. */
export async function postponeCheck(
  tx: Transaction,
  check: CheckVersion,
  options: { readonly retryAtMs: number; readonly fault: string },
): Promise<boolean> {
  const rows = await tx.query({
    name: 'register-postpone-check',
    text: `update register_check set state = 'created', generation = generation + 1, attempts = attempts + 1,
             retry_at = $4, fault = $5
           where municipality = $1 and check_id = $2 and generation = $3 and state in ('created', 'queued')
           returning 1`,
    values: [check.municipality, check.checkId, check.generation, new Date(options.retryAtMs), options.fault],
  });
  return rows.length === 1;
}

/** Keeps the sealed BSN of a resident, in the place of an earlier one. */
export async function storeBsn(
  tx: Transaction,
  row: {
    readonly municipality: string;
    readonly personId: PersonId;
    readonly nonce: Buffer;
    readonly sealed: Buffer;
    readonly seenAtMs: number;
    readonly destroyAfter: Day;
  },
): Promise<void> {
  await tx.query({
    name: 'register-store-bsn',
    text: `insert into resident_bsn (municipality, person_id, nonce, sealed, seen_at, destroy_after)
           values ($1, $2, $3, $4, $5, $6)
           on conflict (municipality, person_id) do update set nonce = excluded.nonce, sealed = excluded.sealed,
             seen_at = excluded.seen_at, destroy_after = excluded.destroy_after`,
    values: [row.municipality, row.personId, row.nonce, row.sealed, new Date(row.seenAtMs), row.destroyAfter],
  });
}

/** A number for which there is no use any more: the resident has died, or lives elsewhere. */
export async function forgetBsn(tx: Transaction, municipality: string, personId: PersonId): Promise<void> {
  await tx.query({
    name: 'register-forget-bsn',
    text: `delete from resident_bsn where municipality = $1 and person_id = $2`,
    values: [municipality, personId],
  });
}

/** Notes that an address is secret, or is not any more: the register's latest word counts. */
export async function noteSecretAddress(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly personId: PersonId;
    readonly secret: boolean;
    readonly nowMs: number;
    readonly destroyAfter: Day;
  },
): Promise<void> {
  const { municipality, personId, destroyAfter } = options;
  const now = new Date(options.nowMs);
  if (!options.secret) {
    await tx.query({
      name: 'register-lift-secret-address',
      text: `update secret_address set lifted_at = $3, seen_at = $3
             where municipality = $1 and person_id = $2 and lifted_at is null`,
      values: [municipality, personId, now],
    });
    return;
  }
  await tx.query({
    name: 'register-note-secret-address',
    text: `insert into secret_address (municipality, person_id, since, seen_at, destroy_after)
           values ($1, $2, $3, $3, $4)
           on conflict (municipality, person_id) do update set seen_at = excluded.seen_at, lifted_at = null,
             since = case when secret_address.lifted_at is null then secret_address.since else excluded.since end,
             destroy_after = excluded.destroy_after`,
    values: [municipality, personId, now, destroyAfter],
  });
}

/** Makes an address that the register names, if no signal has named it before. */
export async function ensureAddress(
  tx: Transaction,
  row: {
    readonly municipality: string;
    readonly addressId: string;
    readonly alias: string;
    readonly normaliserVersion: number;
    readonly destroyAfter: Day;
  },
): Promise<AddressId> {
  await tx.query({
    name: 'register-ensure-address',
    text: `insert into address (municipality, address_id) values ($1, $2) on conflict do nothing`,
    values: [row.municipality, row.addressId],
  });
  await tx.query({
    name: 'register-ensure-alias',
    text: `insert into address_alias (municipality, alias, normaliser_version, address_id, destroy_after)
           values ($1, $2, $3, $4, $5) on conflict do nothing`,
    values: [row.municipality, row.alias, row.normaliserVersion, row.addressId, row.destroyAfter],
  });
  const [found] = await tx.query<{ address_id: AddressId }>({
    name: 'register-find-alias',
    text: `select address_id from address_alias where municipality = $1 and alias = $2`,
    values: [row.municipality, row.alias],
  });
  if (found === undefined) throw new Error('an alias was just written and is not there');
  return found.address_id;
}

/** Whoever a helper named at this postcode and number. */
export interface KnownHelpEntry {
  readonly kind: 'debt-help' | 'other-trajectory';
  readonly helper: string;
  readonly initials: string | null;
  readonly prefix: string | null;
  readonly surname: string;
  readonly birthDate: Day | null;
  readonly postcode: string;
  readonly houseNumber: number;
  readonly houseLetter: string | null;
  readonly houseAddition: string | null;
}

const entriesMax = 50;

export function readKnownHelp(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly postcode: string;
    readonly houseNumber: number;
    readonly today: Day;
  },
): Promise<KnownHelpEntry[]> {
  return tx.query<KnownHelpEntry>({
    name: 'register-known-help',
    text: `select l.kind, l.helper, p.initials, p.prefix, p.surname, p.birth_date "birthDate", p.postcode,
             p.house_number "houseNumber", p.house_letter "houseLetter", p.house_addition "houseAddition"
           from known_help_person p
           join known_help_list l on l.municipality = p.municipality and l.list = p.list
           where p.municipality = $1 and p.postcode = $2 and p.house_number = $3 and l.expires_on >= $4
           order by p.list, p.entry limit ${entriesMax}`,
    values: [options.municipality, options.postcode, options.houseNumber, options.today],
  });
}
