import { ConfigResourceTypes, type Admin } from 'kafkajs';
import { asking } from './client.js';
import type { KafkaLogger } from './logging.js';
import type { LogRange } from './position.js';
import type { TopicPartition } from './records.js';

/** The ends of every partition's log. */
export async function logRanges(admin: Admin, topic: string): Promise<Map<number, LogRange>> {
  const found = await asking(() => admin.fetchTopicOffsets(topic));
  return new Map(
    found.map(({ partition, low, high }) => [partition, { low: BigInt(low), high: BigInt(high) }]),
  );
}

/** In each partition the first offset appended at or after the moment; the end of the log where there is none. */
export async function offsetsAt(
  admin: Admin,
  topic: string,
  instantMs: number,
): Promise<Map<number, bigint>> {
  const found = await asking(() => admin.fetchTopicOffsetsByTimestamp(topic, instantMs));
  return new Map(found.map(({ partition, offset }) => [partition, BigInt(offset)]));
}

/** The offset that a group has committed in Kafka; null: none. */
export async function groupOffset(
  admin: Admin,
  groupId: string,
  { topic, partition }: TopicPartition,
): Promise<bigint | null> {
  const found = await asking(() => admin.fetchOffsets({ groupId, topics: [topic] }));
  const entry = found
    .find((candidate) => candidate.topic === topic)
    ?.partitions.find((candidate) => candidate.partition === partition);
  // Kafka says -1 for none; kafkajs may have committed -2, its word for "the beginning".
  if (entry === undefined || BigInt(entry.offset) < 0n) return null;
  return BigInt(entry.offset);
}

/**
 * `retention.ms` of each topic; null: unlimited, or not readable. A process that may read records need not be
 * allowed to read configuration, and then goes without the figure.
 */
export async function retentionMsOf(
  admin: Admin,
  topics: readonly string[],
  logger: KafkaLogger,
): Promise<Map<string, number | null>> {
  try {
    const configs = await topicConfigs(admin, topics, ['retention.ms']);
    return new Map(
      [...configs].map(([topic, config]) => {
        const value = Number(config.get('retention.ms'));
        return [topic, Number.isFinite(value) && value >= 0 ? value : null];
      }),
    );
  } catch {
    logger.warn('cannot read how long topics are kept', { topics: topics.length });
    return new Map();
  }
}

/** Configuration values per topic, as Kafka prints them. */
export async function topicConfigs(
  admin: Admin,
  topics: readonly string[],
  names: readonly string[],
): Promise<Map<string, Map<string, string>>> {
  if (topics.length === 0) return new Map();
  const { resources } = await asking(() =>
    admin.describeConfigs({
      includeSynonyms: false,
      resources: topics.map((name) => ({
        type: ConfigResourceTypes.TOPIC,
        name,
        configNames: [...names],
      })),
    }),
  );
  return new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    ]),
  );
}
