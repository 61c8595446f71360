import type { MunicipalityCode } from '#domain';

import type { Transaction } from '../database.js';
import { claimRows } from './outreach-claim-rows.js';

/** A message to a creditor that has not been sent. */
export interface UnsentFeedback {
  /** Empty where a refused record did not say one that can be trusted. */
  readonly municipality: MunicipalityCode | '';
  readonly feedbackId: string;
  readonly creditorId: string;
  readonly source: string;
  readonly eventId: string;
  readonly revision: number;
  readonly message: string;
  readonly faults: unknown;
  readonly replaces: string | null;
  readonly createdAt: Date;
  /** The creditor's reference of its customer; null where no signal was stored or its names are gone. */
  readonly reference: string | null;
}

const unsentFeedback = claimRows({
  columns: `f.municipality, f.feedback_id "feedbackId", f.creditor_id "creditorId", f.source,
            f.event_id "eventId", f.revision, f.message, f.faults, f.replaces, f.created_at "createdAt",
            (select p.reference from signal_personal p
             where p.municipality = f.municipality and p.signal_id = f.signal_id) reference`,
  from: 'feedback f',
  where: `f.state = 'created' and f.creditor_id = $1`,
  orderBy: 'f.created_at, f.municipality, f.feedback_id',
  limit: '$2',
});

/** The creditors that wait longest for a message, but for those whose topic is in trouble now. */
export async function readWaitingCreditors(
  tx: Transaction,
  options: { readonly except: readonly string[]; readonly limit: number },
): Promise<string[]> {
  const rows = await tx.query<{ creditorId: string }>({
    name: 'outreach-waiting-creditors',
    text: `select creditor_id "creditorId" from feedback
           where state = 'created' and creditor_id <> all($1::text[])
           group by creditor_id order by min(created_at), creditor_id limit $2`,
    values: [options.except, options.limit],
  });
  return rows.map((row) => row.creditorId);
}

/** Takes messages to one creditor, oldest first, so that a correction follows what it corrects. */
export function claimFeedback(
  tx: Transaction,
  options: {
    readonly creditorId: string;
    readonly limit: number;
  },
): Promise<UnsentFeedback[]> {
  return tx.query<UnsentFeedback>({
    name: 'outreach-claim-feedback',
    text: unsentFeedback,
    values: [options.creditorId, options.limit],
  });
}

/** Marks messages as sent. */
export async function markFeedbackSent(
  tx: Transaction,
  options: { readonly messages: readonly UnsentFeedback[]; readonly nowMs: number },
): Promise<void> {
  await tx.query({
    name: 'outreach-feedback-sent',
    text: `update feedback f set state = 'sent', sent_at = $3
           from unnest($1::text[], $2::uuid[]) as s (municipality, feedback_id)
           where f.municipality = s.municipality and f.feedback_id = s.feedback_id and f.state = 'created'`,
    values: [
      options.messages.map((one) => one.municipality),
      options.messages.map((one) => one.feedbackId),
      new Date(options.nowMs),
    ],
  });
}

/** Why a message to a creditor is set aside: a closed list. */
export type UnfitReason = 'does-not-fit-contract';

/** Sets messages aside: they wait no longer, and hold up nobody. */
export async function setFeedbackAside(
  tx: Transaction,
  options: { readonly messages: readonly UnsentFeedback[]; readonly reason: UnfitReason },
): Promise<void> {
  await tx.query({
    name: 'outreach-feedback-aside',
    text: `update feedback f set state = 'unfit', unfit_reason = $3
           from unnest($1::text[], $2::uuid[]) as s (municipality, feedback_id)
           where f.municipality = s.municipality and f.feedback_id = s.feedback_id and f.state = 'created'`,
    values: [
      options.messages.map((one) => one.municipality),
      options.messages.map((one) => one.feedbackId),
      options.reason,
    ],
  });
}

const asideFeedback = claimRows({
  columns: 'f.municipality, f.feedback_id',
  from: 'feedback f',
  where: `f.state = 'unfit'`,
  orderBy: 'f.created_at, f.municipality, f.feedback_id',
  limit: '$1',
});

/** Lets messages that were set aside wait again. @returns how many */
export async function reviveFeedback(tx: Transaction, options: { readonly limit: number }): Promise<number> {
  const rows = await tx.query({
    name: 'outreach-feedback-revive',
    text: `with aside as (${asideFeedback})
           update feedback f set state = 'created', unfit_reason = null from aside
           where f.municipality = aside.municipality and f.feedback_id = aside.feedback_id
           returning f.feedback_id`,
    values: [options.limit],
  });
  return rows.length;
}

/** How many messages are set aside now. */
export async function countUnfitFeedback(tx: Transaction): Promise<number> {
  const [row] = await tx.query<{ count: number }>({
    name: 'outreach-feedback-unfit-count',
    text: `select count(*) count from feedback where state = 'unfit'`,
  });
  return row?.count ?? 0;
}
