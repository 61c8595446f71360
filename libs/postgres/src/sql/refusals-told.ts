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
