import type { Transaction } from '../database.js';
import { ensureLog, latestLog, type PositionRow } from './intake-position.js';

/** The position of one partition, with its place. */
export interface PlacedPositionRow extends PositionRow {
  readonly topic: string;
  readonly partition: number;
  readonly incarnation: number;
}

/** Every position in one cluster, by topic and partition. */
export function readPositions(tx: Transaction, clusterId: string): Promise<PlacedPositionRow[]> {
  return tx.query<PlacedPositionRow>({
    text: `select o.topic, o.partition, o.log_id, l.incarnation, o.next_offset::text, o.last_offset::text,
             o.last_appended_ms, o.last_crc32, o.decided
           from consumer_offset o join kafka_log l using (log_id)
           where o.cluster_id = $1 order by o.topic, o.partition`,
    values: [clusterId],
  });
}

/** How many positions belong to clusters other than this one: of a broker that was made anew, for example. */
export async function countForeignPositions(tx: Transaction, clusterId: string): Promise<number> {
  const rows = await tx.query<{ count: number }>({
    text: 'select count(*) as count from consumer_offset where cluster_id <> $1',
    values: [clusterId],
  });
  return rows[0]?.count ?? 0;
}

/** Locks one position: the intake waits behind it, and then sees that it moved. */
export async function lockPlacedPosition(
  tx: Transaction,
  clusterId: string,
  topic: string,
  partition: number,
): Promise<PlacedPositionRow | null> {
  const rows = await tx.query<PlacedPositionRow>({
    text: `select o.topic, o.partition, o.log_id, l.incarnation, o.next_offset::text, o.last_offset::text,
             o.last_appended_ms, o.last_crc32, o.decided
           from consumer_offset o join kafka_log l using (log_id)
           where o.cluster_id = $1 and o.topic = $2 and o.partition = $3 for update of o`,
    values: [clusterId, topic, partition],
  });
  return rows[0] ?? null;
}

/** The newest incarnation of a topic's log; the first is made where there is none. */
export async function newestLog(tx: Transaction, clusterId: string, topic: string): Promise<number> {
  await tx.query(ensureLog(clusterId, topic));
  const rows = await tx.query<{ log_id: number }>(latestLog(clusterId, topic));
  if (rows[0] === undefined) throw new Error('the log of a topic was made and is not there');
  return rows[0].log_id;
}

/**
 * The incarnation that a partition moves to when its log is not the one that was read: the newest, where another
 * partition of the topic has moved already, else one more.
 */
export async function followingLog(
  tx: Transaction,
  clusterId: string,
  topic: string,
  currentLogId: number,
): Promise<{ readonly logId: number; readonly incarnation: number }> {
  await tx.query({ text: 'select pg_advisory_xact_lock(7205057)' });
  const newest = await tx.query<{ log_id: number; incarnation: number }>({
    text: `select log_id, incarnation from kafka_log where cluster_id = $1 and topic = $2
           order by incarnation desc limit 1`,
    values: [clusterId, topic],
  });
  const last = newest[0];
  if (last !== undefined && last.log_id !== currentLogId) {
    return { logId: last.log_id, incarnation: last.incarnation };
  }
  const incarnation = (last?.incarnation ?? 0) + 1;
  const made = await tx.query<{ log_id: number }>({
    text: `insert into kafka_log (cluster_id, topic, incarnation) values ($1, $2, $3) returning log_id`,
    values: [clusterId, topic, incarnation],
  });
  if (made[0] === undefined) throw new Error('an inserted row came back without its id');
  return { logId: made[0].log_id, incarnation };
}

/** A position that a person has decided on. It forgets the last record: there is nothing to compare with. */
export interface DecidedPosition {
  readonly clusterId: string;
  readonly topic: string;
  readonly partition: number;
  readonly logId: number;
  readonly next: bigint;
}

/** Writes a decided position, over the one that this transaction has locked or where there was none. */
export async function decidePosition(tx: Transaction, position: DecidedPosition): Promise<void> {
  await tx.query({
    text: `insert into consumer_offset (cluster_id, topic, partition, log_id, next_offset, decided)
           values ($1, $2, $3, $4, $5, true)
           on conflict (cluster_id, topic, partition) do update set
             log_id = excluded.log_id, next_offset = excluded.next_offset, last_offset = null,
             last_appended_ms = null, last_crc32 = null, decided = true`,
    values: [
      position.clusterId,
      position.topic,
      position.partition,
      position.logId,
      position.next.toString(),
    ],
  });
}

/** Says that the group's offset in Kafka is ahead for a known reason, and leaves the position as it is. */
export async function markDecided(
  tx: Transaction,
  clusterId: string,
  topic: string,
  partition: number,
): Promise<void> {
  await tx.query({
    text: `update consumer_offset set decided = true where cluster_id = $1 and topic = $2 and partition = $3`,
    values: [clusterId, topic, partition],
  });
}
