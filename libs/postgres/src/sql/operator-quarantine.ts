import type { Transaction } from '../database.js';

/** A record in quarantine as an operator sees it: no content, no reference of a customer. */
export interface QuarantinedRecord {
  readonly municipality: string;
  readonly log_id: number;
  readonly partition: number;
  /** As text: an offset may be beyond what a number holds. */
  readonly kafka_offset: string;
  readonly topic: string;
  readonly receipt: Date;
  readonly verdict: string;
  readonly reason: string;
  readonly faults: readonly { readonly pointer: string; readonly code: string }[];
  readonly creditor_id: string | null;
  readonly source: string | null;
  readonly event_id: string | null;
  readonly bytes_kept: boolean;
}

export interface QuarantineFilter {
  /** '' finds records without a municipality that can be trusted; null: all. */
  readonly municipality: string | null;
  readonly reason: string | null;
  /** Day of receipt in Europe/Amsterdam; null: all. */
  readonly day: string | null;
  readonly limit: number;
}

const columns = `q.municipality, q.log_id, q.partition, q.kafka_offset::text, coalesce(l.topic, '?') as topic, q.receipt,
  q.verdict, q.reason, q.faults, q.creditor_id, q.source, q.event_id, q.bytes_kept`;

/** Oldest receipt first. */
export function listQuarantine(tx: Transaction, filter: QuarantineFilter): Promise<QuarantinedRecord[]> {
  return tx.query<QuarantinedRecord>({
    text: `select ${columns} from quarantine q left join kafka_log l using (log_id)
           where ($1::text is null or q.municipality = $1) and ($2::text is null or q.reason = $2)
             and ($3::date is null or (q.receipt at time zone 'Europe/Amsterdam')::date = $3)
           order by q.receipt, q.log_id, q.partition, q.kafka_offset limit $4`,
    values: [filter.municipality, filter.reason, filter.day, filter.limit],
  });
}

/** One incarnation of a topic, partition and offset. */
export interface RecordPlace {
  readonly logId: number;
  readonly partition: number;
  readonly offset: bigint;
}

export function findQuarantinedAt(
  tx: Transaction,
  places: readonly RecordPlace[],
): Promise<QuarantinedRecord[]> {
  return tx.query<QuarantinedRecord>({
    text: `select ${columns}
           from unnest($1::integer[], $2::integer[], $3::bigint[]) as given (log_id, partition, kafka_offset)
           join quarantine q using (log_id, partition, kafka_offset)
           left join kafka_log l using (log_id)
           order by q.receipt, q.log_id, q.partition, q.kafka_offset`,
    values: placeValues(places),
  });
}

function placeValues(places: readonly RecordPlace[]): unknown[] {
  return [
    places.map(({ logId }) => logId),
    places.map(({ partition }) => partition),
    places.map(({ offset }) => offset.toString()),
  ];
}

/** Asks the intake to judge records anew, under one request. */
export async function requestReplay(
  tx: Transaction,
  requestId: string,
  records: readonly Pick<QuarantinedRecord, 'municipality' | 'log_id' | 'partition' | 'kafka_offset'>[],
  requestedAtMs: number,
): Promise<void> {
  await tx.query({
    text: `insert into quarantine_replay (municipality, request_id, log_id, partition, kafka_offset, requested_at)
           select municipality, $1, log_id, partition, kafka_offset, $2
           from unnest($3::text[], $4::integer[], $5::integer[], $6::bigint[])
             as given (municipality, log_id, partition, kafka_offset)
           order by municipality, log_id, partition, kafka_offset`,
    values: [
      requestId,
      new Date(requestedAtMs),
      records.map(({ municipality }) => municipality),
      records.map(({ log_id }) => log_id),
      records.map(({ partition }) => partition),
      records.map(({ kafka_offset }) => kafka_offset),
    ],
  });
}

/** What the intake answered for one record. `result` null: not answered yet. */
export interface ReplayAnswer {
  readonly log_id: number;
  readonly partition: number;
  readonly kafka_offset: string;
  readonly result: string | null;
  readonly reason: string | null;
  readonly faults: readonly { readonly pointer: string; readonly code: string }[] | null;
}

export function readReplayAnswers(tx: Transaction, requestId: string): Promise<ReplayAnswer[]> {
  return tx.query<ReplayAnswer>({
    text: `select log_id, partition, kafka_offset::text, result, reason, faults from quarantine_replay
           where request_id = $1 order by log_id, partition, kafka_offset`,
    values: [requestId],
  });
}

/**
 * Takes back what was not answered, so that nothing happens after the command has given up. A record that is in
 * work is waited for, and then it is answered.
 *
 * @returns what was taken back
 */
export function withdrawReplay(tx: Transaction, requestId: string): Promise<ReplayAnswer[]> {
  return tx.query<ReplayAnswer>({
    text: `delete from quarantine_replay where request_id = $1 and answered_at is null
           returning log_id, partition, kafka_offset::text, result, reason, faults`,
    values: [requestId],
  });
}

/** Requests are notes to the intake, not facts: they go when they were answered before this moment. */
export async function forgetReplaysBefore(tx: Transaction, instantMs: number): Promise<number> {
  const rows = await tx.query({
    text: `delete from quarantine_replay where answered_at < $1 returning kafka_offset`,
    values: [new Date(instantMs)],
  });
  return rows.length;
}
