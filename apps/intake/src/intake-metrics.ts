import type { KafkaObserver, PausedPartition, TopicDifference, TopicPartition } from '#kafka';
import type { Logger, Probe } from '#platform';
import type { DestroyedKind } from '#postgres';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

import type { Tally } from './record-signals.js';
import { RegisterMetrics } from './register-metrics.js';
import { TopicMetrics } from './topic-metrics.js';

/** What the intake tells of its reading: metrics, readiness, log lines. No content of a record ever comes here. */
export class IntakeMetrics implements KafkaObserver {
  private readonly paused = new Map<string, PausedPartition>();
  private readonly records: Counter;
  private readonly batchSeconds: Histogram;
  private readonly lagMessages: Gauge;
  private readonly lagSeconds: Gauge;
  private readonly retentionSeconds: Gauge;
  private readonly pausedGauge: Gauge;
  private readonly refolded: Counter;
  private readonly replays: Counter;
  private readonly gone: Counter;
  private readonly topics: TopicMetrics;
  readonly registers: RegisterMetrics;

  constructor(
    registry: Registry,
    private readonly logger: Logger,
  ) {
    const registers = [registry];
    this.topics = new TopicMetrics(registry, logger);
    this.registers = new RegisterMetrics(registry, logger);
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
    this.replays = new Counter({
      name: 'eropaf_intake_replayed_total',
      help: 'Records of the quarantine that were judged anew, by what came of it.',
      labelNames: ['result'],
      registers,
    });
    this.gone = destroyedCounter(registry);
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
      faults.push(...this.topics.faults());
      return faults.length === 0 ? Promise.resolve() : Promise.reject(new Error(faults.join('; ')));
    },
  };

  tally(tally: Tally): void {
    this.records.inc({ ended: 'signal' }, tally.signals);
    this.records.inc({ ended: 'withdrawal' }, tally.withdrawals);
    this.records.inc({ ended: 'duplicate' }, tally.duplicates);
    this.records.inc({ ended: 'quarantine' }, tally.quarantined);
    this.records.inc({ ended: 'seen-before' }, tally.seenBefore);
    this.registers.lookedUp(tally.lookedUp);
  }

  readonly replayed = (result: string): void => {
    this.replays.inc({ result });
  };

  destroyed(what: DestroyedKind | 'local-resident' | 'quarantine-day', count: number): void {
    if (count === 0) return;
    this.gone.inc({ what }, count);
    this.logger.info({ what, count }, 'destroyed, its last day has passed');
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
    this.topics.topicsMissing(topics);
  }

  topicsWithoutReceipt(topics: readonly string[]): void {
    this.topics.topicsWithoutReceipt(topics);
  }

  topicsDiffering(differences: readonly TopicDifference[]): void {
    this.topics.topicsDiffering(differences);
  }

  crashed(error: unknown): void {
    this.logger.fatal({ err: error }, 'the intake met an error that it does not know and ends');
  }
}

function destroyedCounter(registry: Registry): Counter {
  return new Counter({
    name: 'eropaf_intake_destroyed_total',
    help: 'What was destroyed because its last day had passed, by kind.',
    labelNames: ['what'],
    registers: [registry],
  });
}
