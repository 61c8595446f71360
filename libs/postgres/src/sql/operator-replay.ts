import type { Statement } from '../database.js';

/** A request for a replay: which record, and who asked. */
export interface ReplayRequestRow {
  readonly municipality: string;
  readonly request_id: string;
  readonly log_id: number;
  readonly partition: number;
  readonly kafka_offset: string;
}

/** Open requests, oldest first, each with the day whose key opens its bytes; null: no bytes are kept. */
export function findReplays(limit: number): Statement {
  return {
    name: 'find-replays',
    text: `select r.municipality, r.request_id, r.log_id, r.partition, r.kafka_offset::text, b.day
           from quarantine_replay r left join quarantine_bytes b using (municipality, log_id, partition, kafka_offset)
           where r.answered_at is null
           order by r.requested_at, r.municipality, r.log_id, r.partition, r.kafka_offset limit $1`,
    values: [limit],
  };
}

/** Locks an open request. No row: it was answered, withdrawn, or another copy of the process does it now. */
export function takeReplay(request: ReplayRequestRow): Statement {
  return {
    name: 'take-replay',
    text: `select kafka_offset from quarantine_replay
           where municipality = $1 and request_id = $2 and log_id = $3 and partition = $4 and kafka_offset = $5
             and answered_at is null
           for update skip locked`,
    values: [
      request.municipality,
      request.request_id,
      request.log_id,
      request.partition,
      request.kafka_offset,
    ],
  };
}

export interface TakenQuarantineRow {
  readonly receipt: Date;
  readonly verdict: string;
  readonly source: string | null;
  readonly event_id: string | null;
}

/** The quarantine row at a place, removed: the record gets its row anew in the same transaction. */
export function deleteQuarantined(place: ReplayRequestRow): Statement {
  return {
    name: 'delete-quarantined',
    text: `delete from quarantine
           where municipality = $1 and log_id = $2 and partition = $3 and kafka_offset = $4
           returning receipt, verdict, source, event_id`,
    values: [place.municipality, place.log_id, place.partition, place.kafka_offset],
  };
}

export interface TakenBytesRow {
  readonly nonce: Buffer;
  readonly sealed: Buffer;
}

/** The sealed bytes at a place, removed. No row: they may not be kept, or their term is over. */
export function deleteQuarantineBytes(place: ReplayRequestRow, day: string): Statement {
  return {
    name: 'delete-quarantine-bytes',
    text: `delete from quarantine_bytes
           where municipality = $1 and day = $2 and log_id = $3 and partition = $4 and kafka_offset = $5
           returning nonce, sealed`,
    values: [place.municipality, day, place.log_id, place.partition, place.kafka_offset],
  };
}

/** What stands at a place now; exactly one row of the four tables. */
export interface PlacedRecordRow {
  readonly kind: 'signal' | 'withdrawal' | 'duplicate' | 'quarantine';
  readonly municipality: string;
  readonly result: string;
  readonly reason: string | null;
  readonly faults: string | null;
  readonly record_id: string | null;
  readonly source: string | null;
  readonly event_id: string | null;
  readonly creditor_id: string | null;
  readonly feedback_message: string | null;
}

/** @param recordId the id that the record has if it is a signal or a withdrawal */
export function readPlaced(
  place: Pick<ReplayRequestRow, 'log_id' | 'partition' | 'kafka_offset'>,
  municipalities: readonly string[],
  recordId: string | null,
): Statement {
  const at = 'log_id = $2 and partition = $3 and kafka_offset = $4';
  return {
    name: 'read-placed',
    text: `select 'signal' as kind, municipality, verdict as result, rule as reason, null as faults,
                  signal_id as record_id, source, event_id, creditor_id, feedback_message
           from signal where municipality = any($1::text[]) and signal_id = $5::uuid and ${at}
           union all
           select 'withdrawal', municipality, 'withdrawal', effect, null, withdrawal_id, source, event_id, creditor_id, null
           from withdrawal where municipality = any($1::text[]) and withdrawal_id = $5::uuid and ${at}
           union all
           select 'duplicate', municipality, 'duplicate', null, null, record_id, null, null, null, null
           from duplicate where municipality = any($1::text[]) and ${at}
           union all
           select 'quarantine', municipality, verdict, reason, faults::text, null, source, event_id, creditor_id, null
           from quarantine where municipality = any($1::text[]) and ${at}`,
    values: [municipalities, place.log_id, place.partition, place.kafka_offset, recordId],
  };
}

export function answerReplay(
  request: ReplayRequestRow,
  answer: { readonly result: string; readonly reason: string | null; readonly faults: string | null },
  answeredAtMs: number,
): Statement {
  return {
    name: 'answer-replay',
    text: `update quarantine_replay set answered_at = $6, result = $7, reason = $8, faults = $9
           where municipality = $1 and request_id = $2 and log_id = $3 and partition = $4 and kafka_offset = $5`,
    values: [
      request.municipality,
      request.request_id,
      request.log_id,
      request.partition,
      request.kafka_offset,
      new Date(answeredAtMs),
      answer.result,
      answer.reason,
      answer.faults,
    ],
  };
}
