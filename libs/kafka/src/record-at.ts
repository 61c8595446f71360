import { randomUUID } from 'node:crypto';
import type { Consumer } from 'kafkajs';
import { asking, kafkaClient, type KafkaConnection } from './client.js';
import { compareLast, type PositionRecord } from './position.js';
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
  const client = kafkaClient(connection);
  const groupId = `eropaf-look-${randomUUID()}`;
  const consumer = client.consumer({ groupId, allowAutoTopicCreation: false, maxWaitTimeInMs: 250 });
  try {
    await asking(async () => {
      await consumer.connect();
      await consumer.subscribe({ topics: [place.topic], fromBeginning: true });
    });
    const records = await firstRecordsFrom(consumer, place, last.offset);
    return records === null ? 'unknown' : compareLast(records, last);
  } finally {
    await consumer.disconnect();
    const admin = client.admin();
    await asking(() => admin.connect());
    await admin.deleteGroups([groupId]).catch(() => undefined);
    await admin.disconnect();
  }
}

async function firstRecordsFrom(
  consumer: Consumer,
  { partition, topic }: TopicPartition,
  offset: bigint,
): Promise<readonly KafkaRecord[] | null> {
  const { promise, resolve } = Promise.withResolvers<readonly KafkaRecord[] | null>();
  const timer = setTimeout(() => resolve(null), LOOK_TIMEOUT_MS);
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    const others = (payload.memberAssignment[topic] ?? []).filter((other) => other !== partition);
    if (others.length > 0) consumer.pause([{ topic, partitions: others }]);
    consumer.seek({ topic, partition, offset: offset.toString() });
  });
  await asking(() =>
    consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: ({ batch }) => {
        if (batch.partition === partition && batch.messages.length > 0) {
          resolve(batch.messages.map((message) => toKafkaRecord(batch, message)));
        }
        return Promise.resolve();
      },
    }),
  );
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
