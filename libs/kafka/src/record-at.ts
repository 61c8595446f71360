import { randomUUID } from 'node:crypto';
import type { Consumer, Kafka } from 'kafkajs';
import { asking, kafkaClient, type KafkaConnection } from './client.js';
import { withUnreadableBatches, type BatchRange } from './codecs.js';
import { compareLast, unreadableIn, type PositionRecord, type Unreadable } from './position.js';
import { toKafkaRecord, type KafkaRecord, type TopicPartition } from './records.js';

/** Joining a group of one takes a few seconds, a fetch a quarter of one. */
const LOOK_TIMEOUT_MS = 30_000;

/**
 * Is the record that was handled last still the one at its offset? For one-shot tools; the offset must lie in the
 * log. `unknown`: nothing readable came from there in time.
 *
 * Reads as a group of its own that is deleted afterwards, so the group of the intake is not disturbed.
 *
 * @throws DependencyUnavailable
 */
export async function lookForRecord(
  connection: KafkaConnection,
  place: TopicPartition,
  last: PositionRecord,
): Promise<'same' | 'different' | 'absent' | 'unknown'> {
  const seen = await lookAt(kafkaClient(connection), place, last.offset);
  return seen.kind === 'records' ? compareLast(seen.records, last) : 'unknown';
}

/**
 * What stands at an offset and cannot be read; null: it can, or there is nothing. Only one partition is fetched
 * here, so what cannot be unpacked is certainly its own.
 *
 * @throws DependencyUnavailable
 */
export async function unreadableAt(
  client: Kafka,
  place: TopicPartition,
  offset: bigint,
): Promise<Unreadable | null> {
  const seen = await lookAt(client, place, offset);
  if (seen.kind === 'records') return unreadableIn(seen.records);
  if (seen.kind === 'nothing') return null;
  return { reason: 'batch-unreadable', from: offset, to: seen.range.to };
}

export function lookForUnreadable(
  connection: KafkaConnection,
  place: TopicPartition,
  offset: bigint,
): Promise<Unreadable | null> {
  return unreadableAt(kafkaClient(connection), place, offset);
}

type Seen =
  | { readonly kind: 'records'; readonly records: readonly KafkaRecord[] }
  | { readonly kind: 'unreadable'; readonly range: BatchRange }
  | { readonly kind: 'nothing' };

async function lookAt(client: Kafka, place: TopicPartition, offset: bigint): Promise<Seen> {
  const groupId = `eropaf-look-${randomUUID()}`;
  const consumer = client.consumer({ groupId, allowAutoTopicCreation: false, maxWaitTimeInMs: 250 });
  try {
    await asking(async () => {
      await consumer.connect();
      await consumer.subscribe({ topics: [place.topic], fromBeginning: true });
    });
    return await firstFrom(consumer, place, offset);
  } finally {
    await consumer.disconnect();
    const admin = client.admin();
    await asking(() => admin.connect());
    await admin.deleteGroups([groupId]).catch(() => undefined);
    await admin.disconnect();
  }
}

async function firstFrom(
  consumer: Consumer,
  { partition, topic }: TopicPartition,
  offset: bigint,
): Promise<Seen> {
  const { promise, resolve } = Promise.withResolvers<Seen>();
  const timer = setTimeout(() => resolve({ kind: 'nothing' }), LOOK_TIMEOUT_MS);
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    const others = (payload.memberAssignment[topic] ?? []).filter((other) => other !== partition);
    if (others.length > 0) consumer.pause([{ topic, partitions: others }]);
    consumer.seek({ topic, partition, offset: offset.toString() });
  });
  // A batch further on may be told of too; what stands here is what was asked.
  const told = (range: BatchRange): void => {
    if (range.from <= offset && offset < range.to) resolve({ kind: 'unreadable', range });
  };
  await asking(() =>
    withUnreadableBatches(told, () =>
      consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: ({ batch }) => {
          if (batch.partition === partition && batch.messages.length > 0) {
            const records = batch.messages.map((message) => toKafkaRecord(batch, message));
            resolve({ kind: 'records', records });
          }
          return Promise.resolve();
        },
      }),
    ),
  );
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
