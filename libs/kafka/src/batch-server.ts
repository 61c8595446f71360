import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import type { Admin, Kafka } from 'kafkajs';
import { isObservable, lastValueFrom } from 'rxjs';
import { asking, isNotAllowed, kafkaClient, type KafkaConnection } from './client.js';
import { DependencyUnavailable, KafkaOptionsInvalid } from './errors.js';
import type { BatchHandler, SubBatch } from './handler.js';
import { kafkaLimits, type KafkaLimits } from './limits.js';
import type { KafkaLogger } from './logging.js';
import type { KafkaObserver } from './observer.js';
import { SIGNAL_BATCH } from './signal-batch.js';
import { Subscription } from './subscription.js';
import { configDifferences, RECEIPT_CONFIG, topicsWithoutReceipt } from './topic-config.js';
import { topicConfigs } from './topic-facts.js';

export interface KafkaBatchServerOptions extends KafkaConnection {
  /** Used as it is; nothing is added to it. */
  readonly groupId: string;
  /** The topics to read, asked again every minute. A topic that the broker does not have yet is waited for. */
  readonly topics: () => Promise<readonly string[]>;
  /** What topics should be configured with; what differs is told. That the broker sets times is asked of every topic. */
  readonly topicConfig?: Readonly<Record<string, string>>;
  readonly loadPosition: BatchHandler['loadPosition'];
  readonly observer: KafkaObserver;
  /** Called once when reading has stopped for good; the process must end with an exit code above 0. */
  readonly crash: (error: unknown) => void;
  /** What differs from `KAFKA_LIMITS`. */
  readonly limits?: Partial<KafkaLimits>;
}

/** A look at the reading, for liveness and readiness. */
export interface KafkaHealth {
  /**
   * Machine time at which the consumer's loop last turned, whether or not the broker answered; null: not yet, or no
   * topic to read. A broker that is away does not stop it, so silence means that only a restart can help.
   */
  readonly turnedAtMs: number | null;
  /**
   * What has to come before all is read that should be: a topic, the group, an answer of its coordinator, or the
   * stored positions of what was assigned. Null: nothing.
   */
  readonly waitsFor: 'topics' | 'membership' | 'heartbeat' | 'positions' | null;
  readonly topics: readonly string[];
  readonly hasCrashed: boolean;
}

/**
 * Nest's way in from Kafka: whole batches, positions kept by the handler in its own transaction (decisions 1 to 4).
 * Use it with `NestFactory.createMicroservice(Module, { strategy })` and one method under `@SignalBatchHandler()`.
 */
export class KafkaBatchServer extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('kafka-batch');
  /** Errors of the handler are decided on here, so Nest need not report them too. */
  override readonly propagatesEventHandlerErrors = true;

  private readonly limits: KafkaLimits;
  private readonly client: Kafka;
  /** Asks for the cluster's topics only: it never holds on to one that may be deleted. */
  private readonly directory: Admin;
  private readonly registered: string[] = [];
  private subscription: Subscription | null = null;
  private clusterId = '';
  private refreshTimer: NodeJS.Timeout | null = null;
  private refreshing: Promise<void> = Promise.resolve();
  private closing: Promise<void> | null = null;
  private hasCrashed = false;

  /** @throws KafkaOptionsInvalid when limits contradict each other. */
  constructor(private readonly options: KafkaBatchServerOptions) {
    super();
    this.limits = kafkaLimits(options.limits);
    this.client = kafkaClient(options);
    this.directory = this.client.admin();
  }

  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    isEventHandler = false,
    extras: Record<string, unknown> = {},
  ): void {
    this.registered.push(this.normalizePattern(pattern as string));
    super.addHandler(pattern, callback, isEventHandler, extras);
  }

  /** Calls back when the group has been joined, or with the reason why that failed. */
  override listen(callback: (error?: unknown) => void): void {
    this.start().then(
      () => callback(),
      (error: unknown) => {
        void this.close().finally(() => callback(error));
      },
    );
  }

  /**
   * Stops fetching, lets the running sub-batch end, leaves the group; at most `closeTimeoutMs`. Safe to call at
   * any time and again.
   */
  override close(): Promise<void> {
    this.closing ??= this.stop();
    return this.closing;
  }

  health(): KafkaHealth {
    return {
      turnedAtMs: this.subscription?.turnedAtMs ?? null,
      waitsFor: this.subscription === null ? 'topics' : this.subscription.waitsFor(),
      topics: this.subscription?.topics ?? [],
      hasCrashed: this.hasCrashed,
    };
  }

  override on(): never {
    throw new KafkaOptionsInvalid(['events are told to the observer']);
  }

  /** The kafkajs client. */
  override unwrap<T>(): T {
    return this.client as T;
  }

  private async start(): Promise<void> {
    this.refuseWrongHandlers();
    await asking(() => this.directory.connect());
    this.clusterId = (await asking(() => this.directory.describeCluster())).clusterId;
    await this.subscribe();
    this.scheduleRefresh();
  }

  private refuseWrongHandlers(): void {
    const own = this.registered.filter((pattern) => pattern === SIGNAL_BATCH).length;
    const foreign = this.registered.filter((pattern) => pattern !== SIGNAL_BATCH);
    const faults = foreign.map((pattern) => `nothing ever comes in for the pattern '${pattern}'`);
    if (own !== 1) faults.push(`'${SIGNAL_BATCH}' must have exactly one handler and has ${own}`);
    if (faults.length > 0) throw new KafkaOptionsInvalid(faults);
  }

  /** Reads the topic names; joins the group anew when the set of those that exist has changed. */
  private async subscribe(): Promise<void> {
    const wanted = [...new Set(await this.options.topics())].sort();
    const existing = new Set(await asking(() => this.directory.listTopics()));
    this.options.observer.topicsMissing(wanted.filter((topic) => !existing.has(topic)));
    const topics = await this.withReceipt(wanted.filter((topic) => existing.has(topic)));
    if (this.closing !== null || topics.join() === (this.subscription?.topics ?? []).join()) return;
    const previous = this.subscription;
    this.subscription = null;
    await previous?.close();
    if (topics.length === 0) return this.options.observer.assigned([]);
    this.subscription = this.newSubscription(topics);
    await this.subscription.open();
  }

  /** The topics whose records the broker stamps; what differs in their configuration is told. */
  private async withReceipt(topics: readonly string[]): Promise<readonly string[]> {
    const { logger, observer, topicConfig } = this.options;
    const wanted = { ...topicConfig, [RECEIPT_CONFIG.name]: RECEIPT_CONFIG.value };
    const found = await readableConfigs(
      () => topicConfigs(this.directory, topics, Object.keys(wanted)),
      logger,
    );
    const differences = configDifferences(topics, wanted, found);
    const refused = topicsWithoutReceipt(differences);
    observer.topicsDiffering(differences);
    observer.topicsWithoutReceipt(refused);
    return topics.filter((topic) => !refused.includes(topic));
  }

  private newSubscription(topics: readonly string[]): Subscription {
    return new Subscription(this.client, {
      clusterId: this.clusterId,
      groupId: this.options.groupId,
      topics,
      handler: { loadPosition: this.options.loadPosition, handle: (batch) => this.dispatch(batch) },
      observer: this.options.observer,
      logger: this.options.logger,
      limits: this.limits,
      onFatal: (error) => this.fail(error),
    });
  }

  private async dispatch(batch: SubBatch): Promise<void> {
    const handler = this.messageHandlers.get(SIGNAL_BATCH);
    if (handler === undefined) throw new KafkaOptionsInvalid([`'${SIGNAL_BATCH}' has no handler`]);
    const result: unknown = await handler(batch);
    if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
  }

  private scheduleRefresh(): void {
    if (this.closing !== null || this.hasCrashed) return;
    this.refreshTimer = setTimeout(() => {
      this.refreshing = this.refresh().finally(() => this.scheduleRefresh());
    }, this.limits.topicsRefreshMs);
  }

  private async refresh(): Promise<void> {
    try {
      await this.subscribe();
    } catch (error) {
      if (!(error instanceof DependencyUnavailable)) return this.fail(error);
      // Reading goes on with the topics known so far; if joining anew failed, the next refresh joins.
      const { subscription } = this;
      if (subscription !== null && subscription.turnedAtMs === null) {
        this.subscription = null;
        await subscription.close().catch(() => undefined);
      }
      this.options.logger.warn('cannot refresh topics', { reason: error.message });
    }
  }

  private fail(error: unknown): void {
    if (this.hasCrashed) return;
    this.hasCrashed = true;
    this.subscription?.halt();
    this.options.observer.crashed(error);
    this.options.crash(error);
  }

  private async stop(): Promise<void> {
    if (this.refreshTimer !== null) clearTimeout(this.refreshTimer);
    const left = async (): Promise<void> => {
      await this.refreshing;
      await this.subscription?.close();
      await this.directory.disconnect();
    };
    const isInTime = await endsWithin(left(), this.limits.closeTimeoutMs);
    if (!isInTime) this.options.logger.error('Kafka consumer did not stop in time', {});
  }
}

/**
 * A process that may read records need not be allowed to read configuration. It then reads them all the same: a
 * record with a time of its producer stops its partition.
 */
async function readableConfigs(
  ask: () => ReturnType<typeof topicConfigs>,
  logger: KafkaLogger,
): ReturnType<typeof topicConfigs> {
  try {
    return await ask();
  } catch (error) {
    if (!isNotAllowed(error)) throw error;
    logger.warn('may not read how topics are configured', {});
    return new Map();
  }
}

/** True when the work ended, well or not, within the time. */
async function endsWithin(work: Promise<void>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  try {
    return await Promise.race([
      work.then(
        () => true,
        () => true,
      ),
      timeout,
    ]);
  } finally {
    clearTimeout(timer);
  }
}
