import type { Statement } from '../database.js';

/** The message by which a creditor was told that a record was refused. */
export interface RefusalToldRow {
  readonly municipality: string;
  readonly source: string;
  readonly event_id: string;
  readonly feedback_id: string;
}

const notReplaced = `not exists (select 1 from feedback later
  where later.source = told.source and later.event_id = told.event_id and later.replaces = told.feedback_id)`;

/**
 * Of each record that was refused before under the same id, the last refusal that its creditor was told of and that
 * nothing has replaced. Told under no municipality counts for each.
 */
export function findRefusalsTold(
  records: readonly { readonly municipality: string; readonly source: string; readonly eventId: string }[],
): Statement {
  return {
    name: 'find-refusals-told',
    text: `select given.municipality, given.source, given.event_id, last.feedback_id
           from unnest($1::text[], $2::text[], $3::text[]) as given (municipality, source, event_id)
           cross join lateral (
             select told.feedback_id from feedback told
             where told.source = given.source and told.event_id = given.event_id and told.message = 'refused'
               and told.municipality in (given.municipality, '') and ${notReplaced}
             order by told.created_at desc, told.feedback_id limit 1) last`,
    values: [
      records.map(({ municipality }) => municipality),
      records.map(({ source }) => source),
      records.map(({ eventId }) => eventId),
    ],
  };
}

/** Of a record that came again: when and where it was taken, and the last time before that its id was refused. */
export interface RefusedBeforeRow {
  readonly municipality: string;
  readonly record_id: string;
  readonly repeated_offset: string;
  readonly source: string;
  readonly event_id: string;
  readonly taken_receipt: Date;
  readonly taken_offset: string;
  readonly refused_municipality: string;
  readonly refused_receipt: Date;
  readonly log_id: number;
  readonly partition: number;
  readonly kafka_offset: string;
}

/**
 * Of each record that came again, the last refusal of its id before it that a creditor was told of; no row where none
 * is. Refused under no municipality counts for each.
 */
export function findRefusedBefore(
  repetitions: readonly {
    readonly municipality: string;
    readonly recordId: string;
    readonly receipt: string;
    readonly offset: bigint;
  }[],
): Statement {
  return {
    name: 'find-refused-before',
    text: `select given.municipality, given.record_id, given.kafka_offset::text as repeated_offset,
                  taken.source, taken.event_id, taken.receipt as taken_receipt,
                  taken.kafka_offset::text as taken_offset, refused.municipality as refused_municipality,
                  refused.receipt as refused_receipt, refused.log_id, refused.partition, refused.kafka_offset::text
           from unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::bigint[])
                as given (municipality, record_id, receipt, kafka_offset)
           cross join lateral (
             select source, event_id, receipt, kafka_offset from signal
             where municipality = given.municipality and signal_id = given.record_id
             union all
             select source, event_id, receipt, kafka_offset from withdrawal
             where municipality = given.municipality and withdrawal_id = given.record_id) taken
           cross join lateral (
             select q.municipality, q.receipt, q.log_id, q.partition, q.kafka_offset from quarantine q
             where q.source = taken.source and q.event_id = taken.event_id and q.verdict = 'refused'
               and q.creditor_id is not null and q.municipality in (given.municipality, '')
               and (q.receipt, q.kafka_offset) < (given.receipt, given.kafka_offset)
             order by q.receipt desc, q.kafka_offset desc limit 1) refused`,
    values: [
      repetitions.map(({ municipality }) => municipality),
      repetitions.map(({ recordId }) => recordId),
      repetitions.map(({ receipt }) => receipt),
      repetitions.map(({ offset }) => offset.toString()),
    ],
  };
}

/** Whether a creditor was told, or will be, under this id, and whether a later message replaces it. */
export function findFeedback(municipality: string, feedbackId: string): Statement {
  return {
    name: 'find-feedback',
    text: `select told.feedback_id, not (${notReplaced}) as replaced
           from feedback told where told.municipality = $1 and told.feedback_id = $2`,
    values: [municipality, feedbackId],
  };
}

export interface FoundFeedbackRow {
  readonly feedback_id: string;
  readonly replaced: boolean;
}

/** What the creditor of a signal was told last, and how often. */
export interface ToldSignalRow {
  readonly address_id: string;
  readonly creditor_id: string;
  readonly source: string;
  readonly event_id: string;
  readonly feedback_revision: number;
  readonly feedback_message: string | null;
}

export function readToldSignal(municipality: string, signalId: string): Statement {
  return {
    name: 'read-told-signal',
    text: `select address_id, creditor_id, source, event_id, feedback_revision, feedback_message
           from signal where municipality = $1 and signal_id = $2`,
    values: [municipality, signalId],
  };
}

export interface ToldWithdrawalRow {
  readonly creditor_id: string;
  readonly source: string;
  readonly event_id: string;
}

export function readToldWithdrawal(municipality: string, withdrawalId: string): Statement {
  return {
    name: 'read-told-withdrawal',
    text: `select creditor_id, source, event_id from withdrawal where municipality = $1 and withdrawal_id = $2`,
    values: [municipality, withdrawalId],
  };
}

/** Gives a message of this transaction its place behind an earlier one, which it replaces. */
export function moveFeedback(
  municipality: string,
  options: {
    readonly from: string;
    readonly to: string;
    readonly revision: number;
    readonly replaces: string;
  },
): Statement {
  return {
    name: 'move-feedback',
    text: `update feedback set feedback_id = $3, revision = $4, replaces = $5
           where municipality = $1 and feedback_id = $2`,
    values: [municipality, options.from, options.to, options.revision, options.replaces],
  };
}

/** Notes on a signal how often its creditor was told of the record, and what it was told last. */
export function setFeedbackTold(
  municipality: string,
  signalId: string,
  told: { readonly revision: number; readonly message: string; readonly revisionBefore: number },
): Statement {
  return {
    name: 'set-feedback-told',
    text: `update signal set feedback_revision = $3, feedback_message = $4
           where municipality = $1 and signal_id = $2 and feedback_revision = $5 returning signal_id`,
    values: [municipality, signalId, told.revision, told.message, told.revisionBefore],
  };
}
