import type { AddressId, ContactKind, Day, Outcome, PartOfDay, PersonId } from '#domain';

import type { Transaction } from '../database.js';

/** A contact that somebody recorded. */
export interface RecordedAttempt {
  readonly attemptId: string;
  readonly personId: PersonId;
  readonly periodStart: Day;
  readonly taskId: string | null;
  readonly kind: ContactKind;
  readonly direction: 'outgoing' | 'incoming';
  readonly reached: boolean;
  readonly attemptedAt: Date;
  readonly day: Day;
  readonly partOfDay: PartOfDay;
  readonly recordedAt: Date;
  readonly recordedBy: string;
}

/** @returns false when the id is taken: the attempt that stands under it stays as it is */
export async function insertAttempt(
  tx: Transaction,
  municipality: string,
  attempt: RecordedAttempt,
): Promise<boolean> {
  const rows = await tx.query({
    name: 'desk-insert-attempt',
    text: `insert into attempt (municipality, attempt_id, person_id, period_start, task_id, kind, direction, reached,
             attempted_at, day, part_of_day, recorded_at, recorded_by)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
           on conflict (municipality, attempt_id) do nothing returning attempt_id`,
    values: [
      municipality,
      attempt.attemptId,
      attempt.personId,
      attempt.periodStart,
      attempt.taskId,
      attempt.kind,
      attempt.direction,
      attempt.reached,
      attempt.attemptedAt,
      attempt.day,
      attempt.partOfDay,
      attempt.recordedAt,
      attempt.recordedBy,
    ],
  });
  return rows.length === 1;
}

/** The attempt under an id, with its note. */
export async function readAttempt(
  tx: Transaction,
  municipality: string,
  attemptId: string,
): Promise<(RecordedAttempt & { readonly note: string | null }) | undefined> {
  const rows = await tx.query<RecordedAttempt & { readonly note: string | null }>({
    name: 'desk-read-attempt',
    text: `select a.attempt_id "attemptId", a.person_id "personId", a.period_start "periodStart",
             a.task_id "taskId", a.kind, a.direction, a.reached, a.attempted_at "attemptedAt", a.day,
             a.part_of_day "partOfDay", a.recorded_at "recordedAt", a.recorded_by "recordedBy", n.note
           from attempt a
           left join attempt_note n on n.municipality = a.municipality and n.attempt_id = a.attempt_id
           where a.municipality = $1 and a.attempt_id = $2`,
    values: [municipality, attemptId],
  });
  return rows[0];
}

export async function insertNote(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly attemptId: string;
    readonly note: string;
    readonly destroyAfter: Day;
  },
): Promise<void> {
  await tx.query({
    name: 'desk-insert-note',
    text: `insert into attempt_note (municipality, attempt_id, note, destroy_after) values ($1, $2, $3, $4)`,
    values: [options.municipality, options.attemptId, options.note, options.destroyAfter],
  });
}

/** Moments of an approach; null where this contact says nothing about it. */
export interface ApproachMoments {
  readonly offerMadeMs: number | null;
  readonly offerAcceptedMs: number | null;
  readonly firstConversationMs: number | null;
  readonly informedMs: number | null;
}

/**
 * Notes the moments on every period through which the approach runs. The first time stands: legal clocks count
 * from it (Wgs 4, AVG 14).
 */
export async function noteMoments(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly personId: PersonId;
    readonly periodStarts: readonly Day[];
    readonly moments: ApproachMoments;
  },
): Promise<void> {
  const { moments } = options;
  await tx.query({
    name: 'desk-note-moments',
    text: `insert into approach (municipality, person_id, period_start, offer_made_at, offer_accepted_at,
             first_conversation_at, informed_at, informed_how)
           select $1, $2, started, $4, $5, $6, $7, case when $7::timestamptz is null then null else 'conversation' end
           from unnest($3::date[]) started order by started
           on conflict (municipality, person_id, period_start) do update set
             offer_made_at = coalesce(approach.offer_made_at, excluded.offer_made_at),
             offer_accepted_at = coalesce(approach.offer_accepted_at, excluded.offer_accepted_at),
             first_conversation_at = coalesce(approach.first_conversation_at, excluded.first_conversation_at),
             informed_how = case when approach.informed_at is null then excluded.informed_how
                                 else approach.informed_how end,
             informed_at = coalesce(approach.informed_at, excluded.informed_at)`,
    values: [
      options.municipality,
      options.personId,
      options.periodStarts,
      ...[moments.offerMadeMs, moments.offerAcceptedMs, moments.firstConversationMs, moments.informedMs].map(
        (ms) => (ms === null ? null : new Date(ms)),
      ),
    ],
  });
}

/** The attempts and the last closing of an approach, read under the lock of the person. */
export interface StandingFacts {
  readonly attempts: readonly { readonly reached: boolean; readonly attemptedAt: Date }[];
  readonly closing: ClosingRow | null;
  /** Receipt of the newest signal that was picked up and not withdrawn; null without one. */
  readonly lastPickedUp: Date | null;
}

export interface ClosingRow {
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly closedAt: Date;
  readonly closedBy: string;
}

export async function readStandingFacts(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly ids: readonly PersonId[];
    readonly periodStarts: readonly Day[];
    readonly addressIds: readonly AddressId[];
  },
): Promise<StandingFacts> {
  const values = [options.municipality, options.ids, options.periodStarts];
  const attempts = tx.query<{ reached: boolean; attemptedAt: Date }>({
    name: 'desk-standing-attempts',
    text: `select reached, attempted_at "attemptedAt" from attempt
           where municipality = $1 and person_id = any($2::uuid[]) and period_start = any($3::date[])`,
    values,
  });
  const closings = tx.query<ClosingRow>({
    name: 'desk-standing-closing',
    text: `select outcome, reason, closed_at "closedAt", closed_by "closedBy" from closing
           where municipality = $1 and person_id = any($2::uuid[]) and period_start = any($3::date[])
           order by closed_at desc, number desc limit 1`,
    values,
  });
  const signals = tx.query<{ last: Date | null }>({
    name: 'desk-standing-signal',
    text: `select max(receipt) "last" from signal
           where municipality = $1 and person_id = any($2::uuid[]) and period_start = any($3::date[])
             and address_id = any($4::uuid[]) and verdict = 'accepted' and not withdrawn_after_attempt`,
    values: [...values, options.addressIds],
  });
  const [found, [closing], [signal]] = await Promise.all([attempts, closings, signals]);
  return { attempts: found, closing: closing ?? null, lastPickedUp: signal?.last ?? null };
}

/** Writes a closing as the next of its person and period, with its motivation where there is one. */
export async function insertClosing(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly personId: PersonId;
    readonly periodStart: Day;
    readonly outcome: Outcome;
    readonly reason: string | null;
    readonly closedAtMs: number;
    readonly day: Day;
    readonly closedBy: string;
    readonly motivation: { readonly text: string; readonly destroyAfter: Day } | null;
  },
): Promise<void> {
  const rows = await tx.query<{ number: number }>({
    name: 'desk-insert-closing',
    text: `insert into closing (municipality, person_id, period_start, number, outcome, reason, closed_at, day, closed_by)
           select $1, $2, $3, 1 + coalesce(max(number), 0), $4, $5, $6, $7, $8 from closing
           where municipality = $1 and person_id = $2 and period_start = $3
           returning number`,
    values: [
      options.municipality,
      options.personId,
      options.periodStart,
      options.outcome,
      options.reason,
      new Date(options.closedAtMs),
      options.day,
      options.closedBy,
    ],
  });
  if (options.motivation === null) return;
  await tx.query({
    name: 'desk-insert-motivation',
    text: `insert into closing_motivation (municipality, person_id, period_start, number, motivation, destroy_after)
           values ($1, $2, $3, $4, $5, $6)`,
    values: [
      options.municipality,
      options.personId,
      options.periodStart,
      rows[0]?.number,
      options.motivation.text,
      options.motivation.destroyAfter,
    ],
  });
}
