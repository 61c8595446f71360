import type { AddressId, CheckOutcome, Day, PersonId } from '#domain';

import type { Transaction } from '../database.js';

/** The newest check of a person at an address. */
export interface LatestCheck {
  readonly state: 'created' | 'queued' | 'answered' | 'refused' | 'needless';
  readonly outcome: CheckOutcome | null;
  readonly askedAt: Date;
  readonly holdUntil: Date;
  readonly answeredAt: Date | null;
  readonly inDoubt: boolean;
}

export async function readLatestCheck(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly ids: readonly PersonId[];
    readonly addressId: AddressId;
  },
): Promise<LatestCheck | undefined> {
  const rows = await tx.query<LatestCheck>({
    name: 'desk-latest-check',
    text: `select state, outcome, asked_at "askedAt", hold_until "holdUntil", answered_at "answeredAt",
             in_doubt "inDoubt"
           from register_check
           where municipality = $1 and person_id = any($2::uuid[]) and address_id = $3 and state <> 'needless'
           order by asked_at desc, check_id limit 1`,
    values: [options.municipality, options.ids, options.addressId],
  });
  return rows[0];
}

/** Who asked for a letter to a secret address, and who released it. */
export interface LetterRelease {
  readonly personId: PersonId;
  readonly periodStart: Day;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly releasedBy: string | null;
  readonly releasedAt: Date | null;
}

const releaseColumns = `person_id "personId", period_start "periodStart", asked_by "askedBy", asked_at "askedAt",
  released_by "releasedBy", released_at "releasedAt"`;

export async function readLetterRelease(
  tx: Transaction,
  key: { readonly municipality: string; readonly personId: PersonId; readonly periodStart: string },
): Promise<LetterRelease | undefined> {
  const rows = await tx.query<LetterRelease>({
    name: 'desk-letter-release',
    text: `select ${releaseColumns} from secret_address_release
           where municipality = $1 and person_id = $2 and period_start = $3`,
    values: [key.municipality, key.personId, key.periodStart],
  });
  return rows[0];
}

/** Asks for a release; whoever asked first stays the one who asked. */
export async function askLetterRelease(
  tx: Transaction,
  release: {
    readonly municipality: string;
    readonly personId: PersonId;
    readonly periodStart: string;
    readonly askedBy: string;
    readonly askedAtMs: number;
  },
): Promise<void> {
  await tx.query({
    name: 'desk-ask-letter-release',
    text: `insert into secret_address_release (municipality, person_id, period_start, asked_by, asked_at)
           values ($1, $2, $3, $4, $5) on conflict do nothing`,
    values: [
      release.municipality,
      release.personId,
      release.periodStart,
      release.askedBy,
      new Date(release.askedAtMs),
    ],
  });
}

/** Releases what somebody else asked for. @returns whether this call did */
export async function releaseLetter(
  tx: Transaction,
  release: {
    readonly municipality: string;
    readonly personId: PersonId;
    readonly periodStart: string;
    readonly releasedBy: string;
    readonly releasedAtMs: number;
  },
): Promise<boolean> {
  const rows = await tx.query({
    name: 'desk-release-letter',
    text: `update secret_address_release set released_by = $4, released_at = $5
           where municipality = $1 and person_id = $2 and period_start = $3 and released_by is null
             and asked_by <> $4 returning 1`,
    values: [
      release.municipality,
      release.personId,
      release.periodStart,
      release.releasedBy,
      new Date(release.releasedAtMs),
    ],
  });
  return rows.length === 1;
}

/**
 * Asks for a check before a house visit, if the municipality looks people up, in the BRP or in a register of its own, by the policy in force, and the
 * last answer about this person is older than a visit allows. None where one is under way.
 */
export async function askVisitCheck(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly checkId: string;
    readonly personId: PersonId;
    readonly addressId: AddressId;
    readonly nowMs: number;
    readonly today: Day;
  },
): Promise<void> {
  await tx.query({
    name: 'desk-ask-visit-check',
    text: `insert into register_check (municipality, check_id, person_id, address_id, reason, state, generation,
             priority, hold_until, asked_at, attempts, in_doubt)
           select $1, $2, $3, $4, 'before-visit', 'created', 1, 1, $5, $5, 0, false
           from (select content -> 'residentRegister' register from policy_version
                 where municipality = $1 and effective_from <= $6
                 order by effective_from desc, version desc limit 1) p
           where p.register ->> 'source' in ('brp', 'local') and not exists (
             select 1 from register_check k where k.municipality = $1 and k.person_id = $3 and k.address_id = $4
               and k.state = 'answered' and k.answered_at
                 >= $5::timestamptz - make_interval(hours => (p.register ->> 'freshForVisitHours')::integer))
           on conflict (municipality, person_id, address_id) where state in ('created', 'queued') do nothing`,
    values: [
      options.municipality,
      options.checkId,
      options.personId,
      options.addressId,
      new Date(options.nowMs),
      options.today,
    ],
  });
}

/** Takes a task that nobody holds from an outside party, in the generation that was seen. */
export async function giveToDesk(
  tx: Transaction,
  task: { readonly municipality: string; readonly taskId: string; readonly generation: number },
  nowMs: number,
): Promise<void> {
  await tx.query({
    name: 'desk-give-to-desk',
    text: `update outreach_task set executor = 'desk', changed_at = $4
           where municipality = $1 and task_id = $2 and generation = $3 and state in ('created', 'queued')`,
    values: [task.municipality, task.taskId, task.generation, new Date(nowMs)],
  });
}
