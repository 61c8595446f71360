import { ConfigResourceTypes, type Admin } from 'kafkajs';
import { asking, kafkaClient, type KafkaConnection } from './client.js';
import type { LogRange } from './position.js';
import type { TopicPartition } from './records.js';
import { configDifferences, type TopicState } from './topic-config.js';
import { groupOffset, logRanges, offsetsAt, retentionMsOf, topicConfigs } from './topic-facts.js';

export interface TopicDefinition {
  readonly topic: string;
  readonly partitions: number;
  /** Default: the broker's. */
  readonly replicationFactor?: number;
  /** The whole configuration that differs from the broker's defaults, as Kafka writes it. */
  readonly config: Readonly<Record<string, string>>;
}

export interface EnsuredTopic {
  readonly topic: string;
  /** What was done: made, given partitions or configuration, or nothing. */
  readonly done: readonly ('created' | 'partitions-added' | 'configured')[];
  /** What cannot be done by itself: Kafka never takes partitions away. */
  readonly faults: readonly string[];
}

/** One-shot work on a cluster, for the command line, the demo and tests. Errors: `DependencyUnavailable`. */
export interface KafkaAdmin {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  clusterId(): Promise<string>;
  topics(): Promise<string[]>;
  /** Makes what is missing and adjusts the configuration of what is there. Repeating it changes nothing. */
  ensureTopics(definitions: readonly TopicDefinition[]): Promise<EnsuredTopic[]>;
  /** Holds what is there against what is wanted; changes nothing. */
  topicStates(definitions: readonly TopicDefinition[]): Promise<TopicState[]>;
  deleteTopics(topics: readonly string[]): Promise<void>;
  /** The ends of every partition's log. */
  logRanges(topic: string): Promise<Map<number, LogRange>>;
  /** In each partition the first offset appended at or after the moment; the end of the log where there is none. */
  offsetsAt(topic: string, instantMs: number): Promise<Map<number, bigint>>;
  /** How long each topic keeps records, in milliseconds; null or absent: unlimited, or not readable. */
  retentionMs(topics: readonly string[]): Promise<Map<string, number | null>>;
  /** Deletes every record before the offset, as retention would. */
  deleteRecordsBefore(place: TopicPartition, offset: bigint): Promise<void>;
  /** The group's offset in Kafka; null: none. */
  groupOffset(groupId: string, place: TopicPartition): Promise<bigint | null>;
  /** Kafka allows it only while the group has no members. */
  setGroupOffset(groupId: string, place: TopicPartition, offset: bigint): Promise<void>;
  deleteGroups(groupIds: readonly string[]): Promise<void>;
}

export function createAdmin(connection: KafkaConnection): KafkaAdmin {
  const admin = kafkaClient(connection).admin();
  return {
    connect: () => asking(() => admin.connect()),
    disconnect: () => asking(() => admin.disconnect()),
    clusterId: async () => (await asking(() => admin.describeCluster())).clusterId,
    topics: () => asking(() => admin.listTopics()),
    ensureTopics: (definitions) => ensureTopics(admin, definitions),
    topicStates: (definitions) => topicStates(admin, definitions),
    deleteTopics: (topics) => asking(() => admin.deleteTopics({ topics: [...topics] })),
    logRanges: (topic) => logRanges(admin, topic),
    offsetsAt: (topic, instantMs) => offsetsAt(admin, topic, instantMs),
    retentionMs: (topics) => retentionMsOf(admin, topics, connection.logger),
    deleteRecordsBefore: async ({ topic, partition }, offset) => {
      // kafkajs looks for the leader before it has asked for it; reading the log's ends makes it ask.
      await logRanges(admin, topic);
      const partitions = [{ partition, offset: offset.toString() }];
      await asking(() => admin.deleteTopicRecords({ topic, partitions }));
    },
    groupOffset: (groupId, place) => groupOffset(admin, groupId, place),
    setGroupOffset: (groupId, { topic, partition }, offset) =>
      asking(() =>
        admin.setOffsets({ groupId, topic, partitions: [{ partition, offset: offset.toString() }] }),
      ),
    deleteGroups: async (groupIds) => {
      await asking(() => admin.deleteGroups([...groupIds]));
    },
  };
}

async function ensureTopics(admin: Admin, definitions: readonly TopicDefinition[]): Promise<EnsuredTopic[]> {
  const existing = new Set(await asking(() => admin.listTopics()));
  const missing = definitions.filter(({ topic }) => !existing.has(topic));
  if (missing.length > 0) await createTopics(admin, missing);
  const ensured: EnsuredTopic[] = [];
  for (const definition of definitions) {
    ensured.push(
      existing.has(definition.topic)
        ? await adjustTopic(admin, definition)
        : { topic: definition.topic, done: ['created'], faults: [] },
    );
  }
  return ensured;
}

async function topicStates(admin: Admin, definitions: readonly TopicDefinition[]): Promise<TopicState[]> {
  const existing = new Set(await asking(() => admin.listTopics()));
  const states: TopicState[] = [];
  for (const { topic, config } of definitions) {
    if (!existing.has(topic)) {
      states.push({ topic, partitions: null, differences: [] });
      continue;
    }
    const metadata = await asking(() => admin.fetchTopicMetadata({ topics: [topic] }));
    const found = await topicConfigs(admin, [topic], Object.keys(config));
    states.push({
      topic,
      partitions: metadata.topics[0]?.partitions.length ?? 0,
      differences: configDifferences([topic], config, found),
    });
  }
  return states;
}

async function createTopics(admin: Admin, definitions: readonly TopicDefinition[]): Promise<void> {
  await asking(() =>
    admin.createTopics({
      waitForLeaders: true,
      topics: definitions.map(({ topic, partitions, replicationFactor, config }) => ({
        topic,
        numPartitions: partitions,
        replicationFactor: replicationFactor ?? -1,
        configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
      })),
    }),
  );
}

async function adjustTopic(admin: Admin, definition: TopicDefinition): Promise<EnsuredTopic> {
  const { topic, partitions, config } = definition;
  const done: EnsuredTopic['done'][number][] = [];
  const faults: string[] = [];
  const metadata = await asking(() => admin.fetchTopicMetadata({ topics: [topic] }));
  const present = metadata.topics[0]?.partitions.length ?? 0;
  if (present > partitions) faults.push(`${topic} has ${present} partitions, wanted are ${partitions}`);
  if (present < partitions) {
    await asking(() => admin.createPartitions({ topicPartitions: [{ topic, count: partitions }] }));
    done.push('partitions-added');
  }
  const names = Object.keys(config);
  const current = (await topicConfigs(admin, [topic], names)).get(topic);
  if (names.some((name) => current?.get(name) !== config[name])) {
    const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
    await asking(() =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries }],
      }),
    );
    done.push('configured');
  }
  return { topic, done, faults };
}
