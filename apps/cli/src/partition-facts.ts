import {
  createAdmin,
  lookForRecord,
  lookForUnreadable,
  silentKafkaLogger,
  type KafkaAdmin,
  type LogRange,
  type StoredPosition,
} from '#kafka';
import { kafkaAccess } from '#platform';
import { readPositions, type PlacedPositionRow } from '#postgres';

import type { Operator } from './connections.js';
import { readCreditors } from './creditors-command.js';
import type { PartitionFacts } from './offset-decision.js';

const clientId = 'eropaf-cli';

/** One partition with its row as it was read. */
export interface KnownPartition extends PartitionFacts {
  readonly row: PlacedPositionRow | null;
}

export interface Cluster {
  readonly clusterId: string;
  readonly admin: KafkaAdmin;
}

/** Opens an administrator's connection to the brokers of the configuration and closes it behind the work. */
export async function asClusterAdmin<T>(
  { configuration }: Operator,
  work: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  const admin = createAdmin({ ...kafkaAccess(configuration), clientId, logger: silentKafkaLogger });
  await admin.connect();
  try {
    return await work({ admin, clusterId: await admin.clusterId() });
  } finally {
    await admin.disconnect();
  }
}

/**
 * Every partition that is read or should be: those with a position, and those of the registry's topics. In the order
 * in which the intake looks: first the group, then the rows, then the logs, so that what is written meanwhile does not
 * look like a fault.
 */
export async function readPartitions(
  { run }: Operator,
  { admin, clusterId }: Cluster,
  groupId: string,
): Promise<readonly KnownPartition[]> {
  const { registry, rows } = await run(async (tx) => ({
    registry: await readCreditors(tx),
    rows: await readPositions(tx, clusterId),
  }));
  const existing = new Set(await admin.topics());
  const topics = new Set([...(registry?.signalTopics() ?? []), ...rows.map(({ topic }) => topic)]);
  const known: KnownPartition[] = [];
  for (const topic of [...topics].sort()) {
    const committed = new Map<number, bigint | null>();
    const partitions = new Set(rows.filter((row) => row.topic === topic).map(({ partition }) => partition));
    const before = existing.has(topic) ? await admin.logRanges(topic) : new Map<number, LogRange>();
    for (const partition of before.keys()) {
      partitions.add(partition);
      committed.set(partition, await admin.groupOffset(groupId, { topic, partition }));
    }
    const stored = await run((tx) => readPositions(tx, clusterId));
    const ranges = existing.has(topic) ? await admin.logRanges(topic) : before;
    for (const partition of [...partitions].sort((left, right) => left - right)) {
      const row = stored.find((one) => one.topic === topic && one.partition === partition) ?? null;
      known.push({
        topic,
        partition,
        row,
        stored: row === null ? null : storedPosition(row),
        log: ranges.get(partition) ?? null,
        committed: committed.get(partition) ?? null,
        last: null,
        unreadable: null,
      });
    }
  }
  return known;
}

/** Looks whether the record that was read last is still there, and whether the next can be read; for a decision, not for a list: it takes seconds. */
export async function lookAtLast(
  { configuration }: Operator,
  facts: KnownPartition,
): Promise<KnownPartition> {
  const { log, partition, stored, topic } = facts;
  if (stored === null || log === null) return facts;
  const connection = { ...kafkaAccess(configuration), clientId, logger: silentKafkaLogger };
  const place = { topic, partition };
  const { last, next } = stored;
  const canCompare = last !== null && last.offset >= log.low && last.offset < log.high;
  const found = canCompare ? await lookForRecord(connection, place, last) : null;
  const isNextThere = next >= log.low && next < log.high && (found === null || found === 'same');
  const unreadable = isNextThere ? await lookForUnreadable(connection, place, next) : null;
  return { ...facts, last: found, unreadable };
}

export function storedPosition(row: PlacedPositionRow): StoredPosition {
  const { last_appended_ms: appendTimeMs, last_crc32: crc32, last_offset: offset } = row;
  const hasLast = offset !== null && appendTimeMs !== null && crc32 !== null;
  return {
    next: BigInt(row.next_offset),
    last: hasLast ? { offset: BigInt(offset), appendTimeMs, crc32 } : null,
    decided: row.decided,
  };
}
