import type { PartitionPosition, StoredPosition } from './position.js';
import type { KafkaRecord, PartitionPlace } from './records.js';

/** Successive records of one partition, to be handled in one transaction together with the position. */
export interface SubBatch extends PartitionPlace {
  /** Empty when only the position moves: markers of transactions, aborted records, a first position. */
  readonly records: readonly KafkaRecord[];
  /** The position that must be stored now; null: none. Compare under a lock, else throw `PositionMoved`. */
  readonly expected: PartitionPosition | null;
  /** The position to store in the same transaction. */
  readonly following: PartitionPosition;
  /** True for a single record that the store refused by itself: keep it as refused, do not try it again. */
  readonly storageRefused: boolean;
}

/**
 * Handles sub-batches and keeps positions. Both methods may throw `DependencyUnavailable` (the partition waits
 * and tries again); `handle` also `DataRefused` (it gets halves) and `PositionMoved` (the position is read
 * again). Every other error is a bug and stops the consumer.
 */
export interface BatchHandler {
  loadPosition(place: PartitionPlace): Promise<StoredPosition | null>;
  handle(batch: SubBatch): Promise<void>;
}
