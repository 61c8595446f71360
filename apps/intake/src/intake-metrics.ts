import type { KafkaObserver, PausedPartition, TopicDifference, TopicPartition } from '#kafka';
import type { Logger, Probe } from '#platform';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

import type { Tally } from './record-signals.js';

/** What the intake tells of its reading: metrics, readiness, log lines. No content of a record ever comes here. */
export class IntakeMetrics implements KafkaObserver {
  private readonly paused = new Map<string, PausedPartition>();
  private missing: readonly string[] = [];
  private withoutReceipt: readonly string[] = [];
  private differing = '';
  private readonly records: Counter;
  private readonly batchSeconds: Histogram;
  private readonly lagMessages: Gauge;
  private readonly lagSeconds: Gauge;
  private readonly retentionSeconds: Gauge;
  private readonly pausedGauge: Gauge;
  private readonly refolded: Counter;
  private readonly topicUnread: Gauge;
  private readonly topicDiffers: Gauge;

  constructor(
    registry: Registry,
    private readonly logger: Logger,
  ) {
    const registers = [registry];
    const byPartition = ['topic', 'partition'];
    this.records = new Counter({
      name: 'eropaf_intake_records_total',
      help: 'Records that this process committed, by where they ended.',
      labelNames: ['ended'],
      registers,
    });
    this.batchSeconds = new Histogram({
      name: 'eropaf_intake_batch_duration_seconds',
      help: 'Time from a fetched batch to its last commit.',
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    this.lagMessages = new Gauge({
      name: 'eropaf_intake_lag_messages',
      help: 'Records in the topic that are not handled yet.',
      labelNames: byPartition,
      registers,
    });
    this.lagSeconds = new Gauge({
      name: 'eropaf_intake_lag_seconds',
      help: 'Age at most of the oldest record that is not handled yet.',
      labelNames: byPartition,
      registers,
    });
    this.retentionSeconds = new Gauge({
      name: 'eropaf_intake_retention_left_seconds',
      help: 'Time at least until retention deletes a record that is not handled yet.',
      labelNames: byPartition,
      registers,
    });
    this.pausedGauge = new Gauge({
      name: 'eropaf_intake_partition_paused',
      help: '1 while a partition is not read, by reason.',
      labelNames: [...byPartition, 'reason'],
      registers,
    });
    this.topicUnread = new Gauge({
      name: 'eropaf_intake_topic_unread',
      help: '1 while a topic of the registry is not read at all, by reason.',
      labelNames: ['topic', 'reason'],
      registers,
    });
    this.topicDiffers = new Gauge({
      name: 'eropaf_intake_topic_config_differs',
      help: '1 while a setting of a topic is not as wanted.',
      labelNames: ['topic', 'setting'],
      registers,
    });
    this.refolded = new Counter({
      name: 'eropaf_intake_refolded_total',
      help: 'Changes of facts whose address was folded again.',
      registers,
    });
  }

  /** Fails while a partition waits for a person or a dependency, or a topic of the registry cannot be read. */
  readonly readiness: Probe = {
    name: 'partitions',
    check: () => {
      const faults = [...this.paused.values()].map(
        ({ from, partition, reason, to, topic }) => `${topic}/${partition}: ${reason} (${from} to ${to})`,
      );
      faults.push(
        ...this.missing.map((topic) => `${topic}: the topic does not exist (eropaf topics --apply)`),
      );
      faults.push(
        ...this.withoutReceipt.map(
          (topic) => `${topic}: not read, as producers set the times (eropaf topics --apply)`,
        ),
      );
      return faults.length === 0 ? Promise.resolve() : Promise.reject(new Error(faults.join('; ')));
    },
  };

  tally(tally: Tally): void {
    this.records.inc({ ended: 'signal' }, tally.signals);
    this.records.inc({ ended: 'withdrawal' }, tally.withdrawals);
    this.records.inc({ ended: 'duplicate' }, tally.duplicates);
    this.records.inc({ ended: 'quarantine' }, tally.quarantined);
    this.records.inc({ ended: 'seen-before' }, tally.seenBefore);
  }

  refoldedRows(rows: number): void {
    this.refolded.inc(rows);
  }

  assigned(partitions: readonly TopicPartition[]): void {
    this.paused.clear();
    for (const gauge of [this.pausedGauge, this.lagMessages, this.lagSeconds, this.retentionSeconds])
      gauge.reset();
    this.logger.info({ partitions: partitions.length }, 'partitions assigned');
  }

  lag(lag: Parameters<KafkaObserver['lag']>[0]): void {
    const labels = { topic: lag.topic, partition: lag.partition };
    this.lagMessages.set(labels, lag.messages);
    if (lag.secondsMax !== null) this.lagSeconds.set(labels, lag.secondsMax);
    if (lag.retentionSecondsLeft === null) this.retentionSeconds.remove(labels);
    else this.retentionSeconds.set(labels, lag.retentionSecondsLeft);
  }

  batchHandled(batch: Parameters<KafkaObserver['batchHandled']>[0]): void {
    this.batchSeconds.observe(batch.durationMs / 1_000);
  }

  partitionPaused(paused: PausedPartition): void {
    const { partition, reason, topic } = paused;
    this.partitionResumed(paused);
    this.paused.set(`${topic}/${partition}`, paused);
    this.pausedGauge.set({ topic, partition, reason }, 1);
    this.logger.error(
      { topic, partition, reason, from: `${paused.from}`, to: `${paused.to}` },
      'a partition is not read; docs/runbook.md says what to do',
    );
  }

  partitionResumed({ partition, topic }: TopicPartition): void {
    const before = this.paused.get(`${topic}/${partition}`);
    if (before === undefined) return;
    this.paused.delete(`${topic}/${partition}`);
    this.pausedGauge.remove({ topic, partition, reason: before.reason });
  }

  topicsMissing(topics: readonly string[]): void {
    this.missing = topics;
    this.showUnread();
    if (topics.length > 0) this.logger.warn({ topics }, 'topics of the registry do not exist');
  }

  topicsWithoutReceipt(topics: readonly string[]): void {
    this.withoutReceipt = topics;
    this.showUnread();
    if (topics.length > 0)
      this.logger.error({ topics }, 'topics are not read: message.timestamp.type is not LogAppendTime');
  }

  /** Told every minute; said again only when something has changed. */
  topicsDiffering(differences: readonly TopicDifference[]): void {
    const told = JSON.stringify(differences);
    if (told === this.differing) return;
    this.differing = told;
    this.topicDiffers.reset();
    for (const { name, topic } of differences) this.topicDiffers.set({ topic, setting: name }, 1);
    if (differences.length > 0)
      this.logger.warn({ differences }, 'topics are configured otherwise than wanted (eropaf topics)');
  }

  private showUnread(): void {
    this.topicUnread.reset();
    for (const topic of this.missing) this.topicUnread.set({ topic, reason: 'missing' }, 1);
    for (const topic of this.withoutReceipt) this.topicUnread.set({ topic, reason: 'producer-time' }, 1);
  }

  crashed(error: unknown): void {
    this.logger.fatal({ err: error }, 'the intake met an error that it does not know and ends');
  }
}
