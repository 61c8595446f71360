import type { Statement } from '../database.js';

export interface PositionRow {
  readonly log_id: number;
  readonly next_offset: string;
  readonly last_offset: string | null;
  readonly last_appended_ms: number | null;
  readonly last_crc32: number | null;
  readonly decided: boolean;
}

/** Offsets come as text: they are compared as 64-bit numbers, never as floating point. */
const columns = `log_id, next_offset::text, last_offset::text, last_appended_ms, last_crc32, decided`;

export function readPosition(clusterId: string, topic: string, partition: number): Statement {
  return {
    name: 'read-position',
    text: `select ${columns} from consumer_offset where cluster_id = $1 and topic = $2 and partition = $3`,
    values: [clusterId, topic, partition],
  };
}

/** Locks the row: another member of the group that took over waits here, and then sees that it moved. */
export function lockPosition(clusterId: string, topic: string, partition: number): Statement {
  return {
    name: 'lock-position',
    text: `select ${columns} from consumer_offset where cluster_id = $1 and topic = $2 and partition = $3 for update`,
    values: [clusterId, topic, partition],
  };
}

/** Makes the first incarnation of a topic's log. No row comes back where it was made before. */
export function ensureLog(clusterId: string, topic: string): Statement {
  return {
    name: 'ensure-log',
    text: `insert into kafka_log (cluster_id, topic, incarnation) values ($1, $2, 1)
           on conflict (cluster_id, topic, incarnation) do nothing`,
    values: [clusterId, topic],
  };
}

export function latestLog(clusterId: string, topic: string): Statement {
  return {
    name: 'latest-log',
    text: `select log_id from kafka_log where cluster_id = $1 and topic = $2 order by incarnation desc limit 1`,
    values: [clusterId, topic],
  };
}

export interface NewPosition {
  readonly clusterId: string;
  readonly topic: string;
  readonly partition: number;
  readonly logId: number;
  readonly next: bigint;
  readonly last: { readonly offset: bigint; readonly appendTimeMs: number; readonly crc32: number } | null;
}

/** Writes the position of a partition that had none. No row comes back where another member was first. */
export function insertPosition(position: NewPosition): Statement {
  return {
    name: 'insert-position',
    text: `insert into consumer_offset
             (cluster_id, topic, partition, log_id, next_offset, last_offset, last_appended_ms, last_crc32)
           values ($1, $2, $3, $4, $5, $6, $7, $8)
           on conflict (cluster_id, topic, partition) do nothing returning log_id`,
    values: positionValues(position),
  };
}

/** Moves a position that this transaction has locked. */
export function updatePosition(position: NewPosition): Statement {
  return {
    name: 'update-position',
    text: `update consumer_offset
           set log_id = $4, next_offset = $5, last_offset = $6, last_appended_ms = $7, last_crc32 = $8, decided = false
           where cluster_id = $1 and topic = $2 and partition = $3`,
    values: positionValues(position),
  };
}

function positionValues({ clusterId, topic, partition, logId, next, last }: NewPosition): unknown[] {
  return [
    clusterId,
    topic,
    partition,
    logId,
    next.toString(),
    last?.offset.toString() ?? null,
    last?.appendTimeMs ?? null,
    last?.crc32 ?? null,
  ];
}
