import { CreditorRegistry } from '#contracts';
import type { KafkaAdmin } from '#kafka';
import { readHandledPositions, readLatestRegistry, type MunicipalDatabase } from '#postgres';

import { sample, type Sample } from './definitions.js';
import { oldestUnreadSince } from './oldest-unread.js';

/** Where nothing says how long a topic is kept, the search for its oldest record begins this far back. */
const searchBackMs = 8 * 24 * 60 * 60 * 1_000;

export interface KafkaFiguresOptions {
  readonly admin: KafkaAdmin;
  readonly database: MunicipalDatabase;
  /** Machine time, in milliseconds since the epoch: lag is about the machine's day, not the domain's. */
  readonly nowMs: () => number;
}

/**
 * How far intake is behind, from outside of it: the ends of each topic's log against the positions in Postgres.
 * It tells the truth while intake is down, which intake itself cannot.
 */
export async function kafkaFigures({
  admin,
  database,
  nowMs,
}: KafkaFiguresOptions): Promise<readonly Sample[]> {
  const clusterId = await admin.clusterId();
  const { handled, wanted } = await database.withReferenceData(async (tx) => {
    const registry = CreditorRegistry.compile(await readLatestRegistry(tx));
    return {
      handled: await readHandledPositions(tx, clusterId),
      wanted: registry.ok ? registry.value.signalTopics() : [],
    };
  });
  const present = new Set(await admin.topics());
  const topics = wanted.filter((topic) => present.has(topic));
  const retention = await admin.retentionMs(topics);
  const samples: Sample[] = [];
  for (const topic of topics) {
    const positions = new Map(
      handled.filter((one) => one.topic === topic).map((one) => [one.partition, BigInt(one.nextOffset)]),
    );
    samples.push(...(await topicFigures(admin, topic, positions, retention.get(topic) ?? null, nowMs())));
  }
  return samples;
}

async function topicFigures(
  admin: KafkaAdmin,
  topic: string,
  positions: ReadonlyMap<number, bigint>,
  retentionMs: number | null,
  nowMs: number,
): Promise<Sample[]> {
  const unread = new Map<number, bigint>();
  let messages = 0n;
  for (const [partition, { low, high }] of await admin.logRanges(topic)) {
    const stored = positions.get(partition) ?? low;
    // What retention has deleted is not unread but lost: intake stops there and says so.
    const next = stored < low ? low : stored;
    if (next >= high) continue;
    messages += high - next;
    unread.set(partition, next);
  }
  const sinceMs = await oldestUnreadSince(unread, {
    offsetsAt: (instantMs) => admin.offsetsAt(topic, instantMs),
    fromMs: nowMs - (retentionMs ?? searchBackMs),
    nowMs,
  });
  const ageMs = sinceMs === null ? 0 : nowMs - sinceMs;
  const samples = [
    sample('unread_messages', { topic }, Number(messages)),
    sample('unread_age_seconds', { topic }, ageMs / 1_000),
  ];
  if (retentionMs === null) return samples;
  const leftMs = Math.max(0, retentionMs - ageMs);
  return [...samples, sample('retention_left_seconds', { topic }, leftMs / 1_000)];
}
