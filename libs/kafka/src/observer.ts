import type { Lag, RefusalReason } from './position.js';
import type { TopicPartition } from './records.js';
import type { TopicDifference } from './topic-config.js';

/** Why a partition is not read. `dependency` ends by itself, the others only by a person. */
export type PauseReason = RefusalReason | 'dependency';

export interface PausedPartition extends TopicPartition {
  readonly reason: PauseReason;
  /** The offsets concerned: `from` up to, not including, `to`. */
  readonly from: bigint;
  readonly to: bigint;
}

export interface PartitionLag extends TopicPartition, Lag {}

export interface HandledBatch extends TopicPartition {
  readonly records: number;
  readonly durationMs: number;
}

/** Told of everything that metrics, alerts and readiness need. Must not throw; is never waited for. */
export interface KafkaObserver {
  /** The partitions that this process reads from now on. What was told of pauses and lag before is void. */
  assigned(partitions: readonly TopicPartition[]): void;
  lag(lag: PartitionLag): void;
  batchHandled(batch: HandledBatch): void;
  partitionPaused(paused: PausedPartition): void;
  partitionResumed(partition: TopicPartition): void;
  /** Wanted topics that the broker does not have; empty once all are there. */
  topicsMissing(topics: readonly string[]): void;
  /** Wanted topics that are not read, as their producers set the times of records; empty once there are none. */
  topicsWithoutReceipt(topics: readonly string[]): void;
  /** Settings of wanted topics that are not as they should be, those without receipt among them. */
  topicsDiffering(differences: readonly TopicDifference[]): void;
  /** The consumer has stopped for good. */
  crashed(error: unknown): void;
}
