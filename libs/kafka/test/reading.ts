import { randomBytes, randomUUID } from 'node:crypto';
import type { INestMicroservice, Type } from '@nestjs/common';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import {
  createAdmin,
  KafkaBatchServer,
  PositionMoved,
  samePosition,
  SignalBatchHandler,
  silentKafkaLogger,
  type BatchHandler,
  type HandledBatch,
  type KafkaAdmin,
  type KafkaLimits,
  type KafkaObserver,
  type PartitionLag,
  type PartitionPlace,
  type PausedPartition,
  type StoredPosition,
  type SubBatch,
  type TopicDifference,
  type TopicPartition,
} from '#kafka';
import { readConfiguration } from '#platform';

const brokers = readConfiguration().EROPAF_KAFKA_BROKERS.split(',');

export const connection = { brokers, clientId: 'kafka-test', logger: silentKafkaLogger };

/** Quick enough for a test, and otherwise the limits of production. */
export const quick: Partial<KafkaLimits> = { watchIntervalMs: 100, retryDelayMsMax: 500 };

/** Waits for a condition; a test that waits in vain fails with what it waited for. */
export async function until(what: string, holds: () => boolean, timeoutMs = 20_000): Promise<void> {
  const giveUpAt = Date.now() + timeoutMs;
  while (!holds()) {
    if (Date.now() > giveUpAt) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A promise that a test opens when it likes. */
export function gate(): { readonly passed: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: () => resolve() };
}

/** Stands for the database: a row a partition, compared and written in one go, and all that was handled. */
export class Ledger implements BatchHandler {
  readonly rows = new Map<string, StoredPosition>();
  readonly handled: SubBatch[] = [];
  /** Runs before a sub-batch is taken; may throw. */
  before: (batch: SubBatch) => Promise<void> | void = () => undefined;

  loadPosition(place: PartitionPlace): Promise<StoredPosition | null> {
    return Promise.resolve(this.rows.get(keyOf(place)) ?? null);
  }

  async handle(batch: SubBatch): Promise<void> {
    await this.before(batch);
    const row = this.rows.get(keyOf(batch)) ?? null;
    if (!samePosition(row, batch.expected)) throw new PositionMoved('another position is stored');
    this.rows.set(keyOf(batch), batch.following);
    this.handled.push(batch);
  }

  row(partition: TopicPartition): StoredPosition | undefined {
    return this.rows.get(keyOf(partition));
  }

  /** What a person does with `eropaf offsets`. */
  decide(partition: TopicPartition, row: StoredPosition): void {
    this.rows.set(keyOf(partition), row);
  }

  offsets(partition = 0): number[] {
    return this.handled
      .filter((batch) => batch.partition === partition)
      .flatMap((batch) => batch.records.map((record) => Number(record.offset)));
  }
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

export class Recorder implements KafkaObserver {
  readonly paused: PausedPartition[] = [];
  readonly resumed: TopicPartition[] = [];
  readonly lags: PartitionLag[] = [];
  readonly batches: HandledBatch[] = [];
  readonly crashes: unknown[] = [];
  missing: readonly string[] = [];
  withoutReceipt: readonly string[] = [];
  differences: readonly TopicDifference[] = [];
  partitions: readonly TopicPartition[] = [];

  assigned(partitions: readonly TopicPartition[]): void {
    this.partitions = partitions;
  }
  lag(lag: PartitionLag): void {
    this.lags.push(lag);
  }
  batchHandled(batch: HandledBatch): void {
    this.batches.push(batch);
  }
  partitionPaused(paused: PausedPartition): void {
    this.paused.push(paused);
  }
  partitionResumed(partition: TopicPartition): void {
    this.resumed.push(partition);
  }
  topicsMissing(topics: readonly string[]): void {
    this.missing = topics;
  }
  topicsWithoutReceipt(topics: readonly string[]): void {
    this.withoutReceipt = topics;
  }
  topicsDiffering(differences: readonly TopicDifference[]): void {
    this.differences = differences;
  }
  crashed(error: unknown): void {
    this.crashes.push(error);
  }
}

export interface Reader {
  readonly observer: Recorder;
  readonly server: KafkaBatchServer;
  readonly app: INestMicroservice;
  /** What the crash callback got. */
  readonly crashes: unknown[];
}

export interface ReaderOptions {
  readonly topics: readonly string[] | (() => Promise<readonly string[]>);
  readonly ledger: Ledger;
  readonly groupId: string;
  readonly limits?: Partial<KafkaLimits>;
  readonly controllers?: Type[];
  readonly topicConfig?: Readonly<Record<string, string>>;
}

/** Topics, groups, producers and readers of one test file; `end` takes all of them away. */
export class Bench {
  readonly admin: KafkaAdmin = createAdmin(connection);
  private readonly topics: string[] = [];
  private readonly groups: string[] = [];
  private readonly apps: INestMicroservice[] = [];
  private readonly producers: Producer[] = [];
  private readonly client = new Kafka({ brokers, clientId: 'kafka-test', logLevel: logLevel.NOTHING });

  async topic(partitions = 1, config: Readonly<Record<string, string>> = {}): Promise<string> {
    const topic = `test.${randomUUID()}`;
    this.topics.push(topic);
    await this.makeTopic(topic, partitions, config);
    return topic;
  }

  async makeTopic(
    topic: string,
    partitions = 1,
    config: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const defaults = { 'message.timestamp.type': 'LogAppendTime', 'compression.type': 'zstd' };
    await this.admin.ensureTopics([{ topic, partitions, config: { ...defaults, ...config } }]);
  }

  group(): string {
    const group = `test-group-${randomUUID()}`;
    this.groups.push(group);
    return group;
  }

  async producer(transactionalId?: string): Promise<Producer> {
    const createPartitioner = Partitioners.DefaultPartitioner;
    const producer = this.client.producer(
      transactionalId === undefined
        ? { createPartitioner }
        : { createPartitioner, transactionalId, idempotent: true, maxInFlightRequests: 1 },
    );
    await producer.connect();
    this.producers.push(producer);
    return producer;
  }

  async send(topic: string, count: number, bytes = 20, partition = 0): Promise<void> {
    const producer = this.producers[0] ?? (await this.producer());
    await producer.send({
      topic,
      messages: Array.from({ length: count }, (_, i) => ({
        key: `key-${i}`,
        value: randomBytes(bytes),
        partition,
      })),
    });
  }

  async read(options: ReaderOptions): Promise<Reader> {
    const { ledger, topics } = options;
    const observer = new Recorder();
    const crashes: unknown[] = [];
    const server = new KafkaBatchServer({
      ...connection,
      groupId: options.groupId,
      topics: typeof topics === 'function' ? topics : () => Promise.resolve(topics),
      loadPosition: (place) => ledger.loadPosition(place),
      ...(options.topicConfig === undefined ? {} : { topicConfig: options.topicConfig }),
      observer,
      crash: (error) => crashes.push(error),
      limits: { ...quick, ...options.limits },
    });
    @Module({ controllers: options.controllers ?? [controllerOf(ledger)] })
    class ReaderModule {}
    const app = await NestFactory.createMicroservice(ReaderModule, { strategy: server, logger: false });
    this.apps.push(app);
    await app.listen();
    return { observer, server, app, crashes };
  }

  async end(): Promise<void> {
    await Promise.all(this.apps.map((app) => app.close()));
    await Promise.all(this.producers.map((producer) => producer.disconnect()));
    await this.admin.deleteTopics(this.topics).catch(() => undefined);
    // One by one: a group that never got a member is not there, and would keep the others.
    await Promise.allSettled(this.groups.map((group) => this.admin.deleteGroups([group])));
    await this.admin.disconnect();
  }
}

export function controllerOf(ledger: Ledger): Type {
  @Controller()
  class LedgerController {
    @SignalBatchHandler()
    handle(batch: SubBatch): Promise<void> {
      return ledger.handle(batch);
    }
  }
  return LedgerController;
}
