import type { Admin, Consumer, ConsumerConfig, EachBatchPayload, Kafka } from 'kafkajs';
import { asking } from './client.js';
import { withUnreadableBatches } from './codecs.js';
import type { BatchHandler } from './handler.js';
import type { KafkaLimits } from './limits.js';
import type { KafkaLogger } from './logging.js';
import { Membership } from './membership.js';
import type { KafkaObserver } from './observer.js';
import { PartitionKeeper } from './partition-keeper.js';
import type { BatchControl, PartitionPort } from './partition-port.js';
import { unreadableAt } from './record-at.js';
import { toKafkaRecord, type PartitionPlace, type TopicPartition } from './records.js';
import { logRanges, groupOffset, retentionMsOf } from './topic-facts.js';

/** Short, for keepers and the watch try again themselves, and closing waits for the question that is out. */
const ADMIN_RETRY = { initialRetryTime: 100, retries: 2 };

export interface SubscriptionOptions {
  readonly clusterId: string;
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly handler: BatchHandler;
  readonly observer: KafkaObserver;
  readonly logger: KafkaLogger;
  readonly limits: KafkaLimits;
  /** The consumer cannot go on: a bug, or a crash that kafkajs does not recover from. */
  readonly onFatal: (error: unknown) => void;
}

/** One membership of the group with a fixed set of topics. A changed set is a new subscription. */
export class Subscription {
  readonly topics: readonly string[];
  /** Machine time at which the consumer's loop last turned: fetched, joined, or crashed and restarts. Null: not yet. */
  turnedAtMs: number | null = null;
  private readonly membership: Membership;
  private readonly consumer: Consumer;
  private readonly admin: Admin;
  private readonly keepers = new Map<string, PartitionKeeper>();
  private retentionMs = new Map<string, number | null>();
  private watchTimer: NodeJS.Timeout | null = null;
  private watching: Promise<void> = Promise.resolve();
  private isClosing = false;

  constructor(
    private readonly client: Kafka,
    private readonly options: SubscriptionOptions,
  ) {
    this.topics = [...options.topics];
    this.membership = new Membership(options.limits.heartbeatIntervalMs);
    this.admin = client.admin({ retry: ADMIN_RETRY });
    this.consumer = client.consumer(consumerConfig(options));
    this.listenToConsumer();
  }

  async open(): Promise<void> {
    await asking(async () => {
      await Promise.all([this.admin.connect(), this.consumer.connect()]);
      this.retentionMs = await retentionMsOf(this.admin, this.topics, this.options.logger);
      await this.consumer.subscribe({ topics: [...this.topics], fromBeginning: true });
      await withUnreadableBatches(
        (range) => {
          // The batch's partition is not known where it is unpacked; each keeper finds out for its own.
          for (const keeper of this.keepers.values()) void keeper.suspect(range);
        },
        () =>
          this.consumer.run({
            autoCommit: false,
            eachBatchAutoResolve: false,
            partitionsConsumedConcurrently: this.options.limits.partitionsInFlightMax,
            eachBatch: (payload) => this.eachBatch(payload),
          }),
      );
    });
    this.scheduleWatch();
  }

  /** Stops fetching, lets the running sub-batch end, leaves the group. Bounding it is the caller's duty. */
  async close(): Promise<void> {
    this.isClosing = true;
    if (this.watchTimer !== null) clearTimeout(this.watchTimer);
    // The consumer first: its stop waits for the running batch, which ends after its current sub-batch.
    await this.consumer.disconnect();
    await Promise.all([...this.keepers.values()].map((keeper) => keeper.end()));
    await this.watching;
    await this.admin.disconnect();
  }

  /** Stops reading at once, without leaving the group: what follows a bug. */
  halt(): void {
    this.isClosing = true;
    if (this.watchTimer !== null) clearTimeout(this.watchTimer);
    for (const keeper of this.keepers.values()) void keeper.end();
  }

  /** What has to come before this process reads all that it should; null: nothing. */
  waitsFor(): 'membership' | 'heartbeat' | 'positions' | null {
    const fault = this.membership.fault(Date.now());
    if (fault !== null) return fault;
    return [...this.keepers.values()].every((keeper) => keeper.knowsPosition()) ? null : 'positions';
  }

  private listenToConsumer(): void {
    const { GROUP_JOIN, HEARTBEAT, FETCH, END_BATCH_PROCESS, CRASH, DISCONNECT } = this.consumer.events;
    this.consumer.on(GROUP_JOIN, ({ payload }) => {
      this.turnedAtMs = Date.now();
      this.membership.heard(this.turnedAtMs);
      this.assign(payload.memberAssignment);
    });
    this.consumer.on(HEARTBEAT, () => this.membership.heard(Date.now()));
    this.consumer.on(FETCH, () => {
      this.turnedAtMs = Date.now();
    });
    this.consumer.on(DISCONNECT, () => this.membership.left());
    this.consumer.on(END_BATCH_PROCESS, ({ payload }) => {
      // Without data records there is no call of eachBatch. No first offset: a compacted range, which stays.
      if (payload.batchSize !== 0 || (payload.firstOffset as string | null) === null) return;
      const keeper = this.keepers.get(keyOf(payload));
      keeper?.steppedOver(BigInt(payload.firstOffset), BigInt(payload.lastOffset));
    });
    this.consumer.on(CRASH, ({ payload }) => {
      this.turnedAtMs = Date.now();
      this.membership.left();
      for (const keeper of this.keepers.values()) void keeper.end();
      this.options.logger.error('Kafka consumer crashed', { restart: payload.restart });
      if (!payload.restart) this.options.onFatal(payload.error);
    });
  }

  /**
   * Runs inside kafkajs's announcement of an assignment, before anything is fetched under it: each partition is
   * paused here and read only once its keeper has checked it.
   */
  private assign(assignment: Readonly<Record<string, number[]>>): void {
    if (this.isClosing) return;
    const assigned: TopicPartition[] = Object.entries(assignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => ({ topic, partition })),
    );
    const endings = new Map([...this.keepers].map(([key, keeper]) => [key, keeper.end()]));
    this.keepers.clear();
    this.options.observer.assigned(assigned);
    for (const partition of assigned) {
      const { handler, observer } = this.options;
      const place: PartitionPlace = { clusterId: this.options.clusterId, ...partition };
      const ports = {
        broker: this.portOf(partition),
        handler,
        observer,
        onBug: (error: unknown) => this.options.onFatal(error),
      };
      const keeper = new PartitionKeeper(place, ports, this.options.limits);
      ports.broker.pause();
      this.keepers.set(keyOf(partition), keeper);
      void keeper.check(endings.get(keyOf(partition)));
    }
  }

  private async eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const keeper = this.keepers.get(keyOf(batch));
    const firstOffset = batch.firstOffset();
    if (keeper === undefined || firstOffset === null) return;
    const records = batch.messages.map((message) => toKafkaRecord(batch, message));
    await keeper.process(
      { records, firstOffset: BigInt(firstOffset), lastOffset: BigInt(batch.lastOffset()) },
      this.controlOf(payload),
    );
  }

  private controlOf(payload: EachBatchPayload): BatchControl {
    const { topic, partition } = payload.batch;
    return {
      goesOn: () => payload.isRunning() && !payload.isStale() && !this.isClosing,
      fetchFrom: (next) => payload.resolveOffset((next - 1n).toString()),
      settle: async (next) => {
        const offsets = [{ partition, offset: next.toString() }];
        await payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions: offsets }] });
        await payload.heartbeat();
      },
    };
  }

  private portOf({ topic, partition }: TopicPartition): PartitionPort {
    return {
      // Between a crash of the consumer and its restart there is nothing to pause or to resume; the next
      // assignment brings new keepers.
      pause: () => this.whileMember(() => this.consumer.pause([{ topic, partitions: [partition] }])),
      resumeAt: (offset) =>
        this.whileMember(() => {
          this.consumer.seek({ topic, partition, offset: offset.toString() });
          this.consumer.resume([{ topic, partitions: [partition] }]);
        }),
      log: async () => {
        const found = (await logRanges(this.admin, topic)).get(partition);
        return found ?? { low: 0n, high: 0n };
      },
      unreadableAt: (offset) => unreadableAt(this.client, { topic, partition }, offset),
      groupOffset: () => groupOffset(this.admin, this.options.groupId, { topic, partition }),
      commitGroupOffset: async (next) => {
        try {
          const offset = next.toString();
          await asking(() => this.consumer.commitOffsets([{ topic, partition, offset }]));
        } catch {
          this.options.logger.warn('group offset not committed', { topic, partition });
        }
      },
    };
  }

  private whileMember(work: () => void): void {
    try {
      work();
    } catch {
      this.options.logger.debug('not a member of the group at this moment', {
        groupId: this.options.groupId,
      });
    }
  }

  private scheduleWatch(): void {
    if (this.isClosing) return;
    this.watchTimer = setTimeout(() => {
      this.watching = this.watch().finally(() => this.scheduleWatch());
    }, this.options.limits.watchIntervalMs);
  }

  private async watch(): Promise<void> {
    const topics = new Set([...this.keepers.values()].map((keeper) => keeper.place.topic));
    for (const topic of topics) {
      try {
        const ranges = await logRanges(this.admin, topic);
        const retentionMs = this.retentionMs.get(topic) ?? null;
        const own = [...this.keepers.values()].filter((keeper) => keeper.place.topic === topic);
        for (const keeper of own) {
          const range = ranges.get(keeper.place.partition);
          if (range !== undefined && !this.isClosing) await keeper.watch(range, retentionMs);
        }
      } catch (error) {
        const reason = error instanceof Error ? error.message : 'unknown';
        this.options.logger.warn('cannot look at a topic', { topic, reason });
      }
    }
  }
}

function consumerConfig({ groupId, limits }: SubscriptionOptions): ConsumerConfig {
  return {
    groupId,
    sessionTimeout: limits.sessionTimeoutMs,
    rebalanceTimeout: limits.rebalanceTimeoutMs,
    heartbeatInterval: limits.heartbeatIntervalMs,
    maxWaitTimeInMs: limits.fetchWaitMsMax,
    maxBytesPerPartition: limits.partitionFetchBytesMax,
    maxBytes: limits.fetchBytesMax,
    metadataMaxAge: limits.topicsRefreshMs,
    allowAutoTopicCreation: false,
    readUncommitted: false,
  };
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
