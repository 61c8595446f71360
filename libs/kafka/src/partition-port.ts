import type { BatchHandler } from './handler.js';
import type { KafkaObserver } from './observer.js';
import type { LogRange, Unreadable } from './position.js';
import type { KafkaRecord } from './records.js';

/** What a keeper asks of the broker, for its own partition. Errors of the broker come as `DependencyUnavailable`. */
export interface PartitionPort {
  /** Stops fetching. Takes effect at once, also for what was fetched and not yet delivered. */
  pause(): void;
  /** Fetches from this offset on. */
  resumeAt(offset: bigint): void;
  log(): Promise<LogRange>;
  /** The group's offset in Kafka; null: none. */
  groupOffset(): Promise<bigint | null>;
  /** What cannot be read at this offset, found by reading this partition alone; null: it can be read. */
  unreadableAt(offset: bigint): Promise<Unreadable | null>;
  /** For tools that look at lag; best effort, never throws. */
  commitGroupOffset(next: bigint): Promise<void>;
}

/** A fetched batch: the data records and the range that it covers, markers and aborted records included. */
export interface FetchedBatch {
  readonly records: readonly KafkaRecord[];
  readonly firstOffset: bigint;
  readonly lastOffset: bigint;
}

/** The way back to the consumer while a batch is handled. Its errors belong to the consumer. */
export interface BatchControl {
  /** False once the consumer stops or this batch was overtaken by a seek. */
  goesOn(): boolean;
  /** The next fetch starts at this offset. */
  fetchFrom(next: bigint): void;
  /** After each sub-batch: the group's offset, and a sign of life. */
  settle(next: bigint): Promise<void>;
}

export interface KeeperPorts {
  readonly broker: PartitionPort;
  readonly handler: BatchHandler;
  readonly observer: KafkaObserver;
  /** An error that is nobody's fault but ours: the consumer must stop. */
  readonly onBug: (error: unknown) => void;
}
