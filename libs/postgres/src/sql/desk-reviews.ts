import type {
  AddressId,
  Answer,
  CrisisKind,
  Day,
  IdentityAnswer,
  IdentityDecision,
  PersonId,
  ReviewKind,
  Rule,
  Sector,
  SignalId,
} from '#domain';

import type { Transaction } from '../database.js';
import { creditorName } from './desk-tasks.js';
import { openReviews, personNow } from './open-reviews.js';

/** A signal that waits in the tray. */
export interface OpenReview {
  readonly kind: ReviewKind;
  readonly signalId: SignalId;
  readonly addressId: AddressId;
  readonly periodStart: Day;
  readonly receipt: Date;
  readonly crisis: CrisisKind;
  readonly amountCents: number;
  readonly identity: IdentityDecision | null;
  readonly rule: Rule;
  /** The last register answer. */
  readonly registerAnswer: Answer | null;
  /** When somebody looked and did not know; null where nobody did. */
  readonly unsureAt: Date | null;
  readonly unsureBy: string | null;
}

/** The tray: whom nobody could tell yet last, a crisis first, then the oldest. */
export function readOpenReviews(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly kind: ReviewKind | null;
    readonly signalId: string | null;
    readonly limit: number;
    readonly offset: number;
  },
): Promise<OpenReview[]> {
  return tx.query<OpenReview>({
    name: 'desk-open-reviews',
    text: `select found.kind, s.signal_id "signalId", s.address_id "addressId", s.period_start "periodStart", s.receipt,
             s.crisis, s.amount_cents "amountCents", s.identity, s.rule,
             (select r.answer from register_answer r
              where r.municipality = s.municipality and r.signal_id = s.signal_id
              order by r.answered_at desc, r.answer_id desc limit 1) "registerAnswer",
             unsure.answered_at "unsureAt", unsure.answered_by "unsureBy"
           from ${openReviews} found
           join signal s on s.municipality = $1 and s.signal_id = found.signal_id
           left join lateral (
             select given.* from (
               select i.answer, i.answered_at, i.answered_by from identity_answer i
               where i.municipality = s.municipality and i.signal_id = s.signal_id
               order by i.number desc limit 1) given
             where given.answer = 'unsure' and found.kind = 'identity') unsure on true
           where ($2::text is null or found.kind = $2) and ($3::uuid is null or found.signal_id = $3)
           order by (unsure.answered_at is not null), (s.crisis <> 'none') desc, s.receipt, s.signal_id, found.kind
           limit $4 offset $5`,
    values: [options.municipality, options.kind, options.signalId, options.limit, options.offset],
  });
}

/** What a creditor wrote of whom a signal is about; the name is null once it is destroyed. */
export interface ReviewedSignal {
  readonly signalId: SignalId;
  readonly personId: PersonId;
  readonly creditor: string;
  readonly sector: Sector;
  readonly receipt: Date;
  readonly initials: string | null;
  readonly firstNames: string | null;
  readonly prefix: string | null;
  readonly surname: string | null;
  readonly birthDate: Day | null;
}

export function readReviewedSignals(
  tx: Transaction,
  municipality: string,
  signalIds: readonly SignalId[],
): Promise<ReviewedSignal[]> {
  return tx.query<ReviewedSignal>({
    name: 'desk-reviewed-signals',
    text: `select s.signal_id "signalId", ${personNow('s')} "personId",
             coalesce(${creditorName('s.creditor_id')}, s.creditor_id) creditor, s.sector, s.receipt,
             p.initials, p.first_names "firstNames", p.prefix, p.surname, p.birth_date "birthDate"
           from signal s
           left join signal_personal p on p.municipality = s.municipality and p.signal_id = s.signal_id
           where s.municipality = $1 and s.signal_id = any($2::uuid[])`,
    values: [municipality, signalIds],
  });
}

/** What somebody answered last. */
export interface StoredIdentityAnswer {
  readonly answer: IdentityAnswer;
  readonly candidateSignalId: SignalId | null;
  readonly answeredAt: Date;
  readonly answeredBy: string;
}

export async function readLastIdentityAnswer(
  tx: Transaction,
  municipality: string,
  signalId: string,
): Promise<StoredIdentityAnswer | undefined> {
  const rows = await tx.query<StoredIdentityAnswer>({
    name: 'desk-last-identity-answer',
    text: `select answer, candidate_signal_id "candidateSignalId", answered_at "answeredAt", answered_by "answeredBy"
           from identity_answer where municipality = $1 and signal_id = $2 order by number desc limit 1`,
    values: [municipality, signalId],
  });
  return rows[0];
}

export async function insertIdentityAnswer(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly signalId: string;
    readonly answer: IdentityAnswer;
    readonly candidateSignalId: string | null;
    readonly answeredAtMs: number;
    readonly answeredBy: string;
  },
): Promise<void> {
  await tx.query({
    name: 'desk-insert-identity-answer',
    text: `insert into identity_answer (municipality, signal_id, number, answer, candidate_signal_id, answered_at, answered_by)
           select $1, $2, 1 + coalesce(max(number), 0), $3, $4, $5, $6 from identity_answer
           where municipality = $1 and signal_id = $2`,
    values: [
      options.municipality,
      options.signalId,
      options.answer,
      options.candidateSignalId,
      new Date(options.answeredAtMs),
      options.answeredBy,
    ],
  });
}
