import type { Recomputed } from './recompute.js';
import type { Snapshot } from './snapshot.js';

/** What a producer knows of a record that it made; nothing of what the pipeline makes of it. */
export type Told =
  | {
      readonly kind: 'signal';
      readonly municipality: string;
      /** Who has arrears: people of one house behind one door. */
      readonly house: string;
      readonly surname: string;
      readonly creditorId: string;
      /** The same for signals about the same arrears of one creditor. */
      readonly arrears: string;
      readonly amountCents: number;
      /** The same for messages with the same content. */
      readonly content: string;
    }
  | { readonly kind: 'withdrawal'; readonly withdraws: string; readonly content: string }
  /** What no door may let in. */
  | { readonly kind: 'poison'; readonly why: string };

/** A record before it is sent. Records under one id go into one partition, in their order. */
export interface PlannedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly source: string;
  readonly eventId: string;
  /** The simulated moment of receipt, milliseconds since the epoch. */
  readonly receiptMs: number;
  readonly told: Told;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: ReadonlyArray<readonly [string, Buffer]>;
}

/** A record that Kafka acknowledged, at the place that it named. */
export interface AcknowledgedRecord extends PlannedRecord {
  readonly offset: bigint;
}

/** Something that reached a resident, by the ledger of a fake channel: a letter that was posted, a message, a visit. */
export interface Delivery {
  readonly channel: 'letters' | 'messages' | 'desk';
  readonly taskId: string;
  /** Which of several copies: another content, another file, another call of the channel. */
  readonly copy: string;
  /** What the resident read; null: nothing is written. */
  readonly text: string | null;
}

/** What was seen of the processes while the faults happened. */
export interface Observed {
  /** The largest resident set of each process in bytes, by its name. */
  readonly rssMaxBytes: Readonly<Record<string, number>>;
  /** From the end of the last fault until quiet, milliseconds; null: there was no backlog to drain. */
  readonly drainMs: number | null;
  /** Partitions that some process said it does not read, `topic/partition`. */
  readonly pausedPartitions: ReadonlySet<string>;
  /** The ends of the logs when the tables were read, by `topic/partition`. */
  readonly logs: ReadonlyMap<string, { readonly low: bigint; readonly high: bigint }>;
  /** The offset of each group in Kafka, read before the tables, by `topic/partition`: the highest of all groups. */
  readonly groupOffsets: ReadonlyMap<string, bigint>;
  /** Ids of the jobs that the queue of letters had, read after the tables; null: Redis was not asked. */
  readonly liveJobs: ReadonlySet<string> | null;
}

export interface Bounds {
  readonly rssBytes: number;
  readonly drainMs: number;
}

/** Everything that the checker judges: ledgers of others, tables, and what was seen. */
export interface History {
  readonly acknowledged: readonly AcknowledgedRecord[];
  /** Sends without an answer: their records may be in the log or not. */
  readonly unanswered: readonly PlannedRecord[];
  readonly deliveries: readonly Delivery[];
  /** Tasks whose report the desk acknowledged. */
  readonly reported: readonly string[];
  readonly tables: Snapshot;
  readonly observed: Observed;
  readonly bounds: Bounds;
  /** The present of the simulated clock, as a day: what is due until then must have been done. */
  readonly today: string;
  /** From the acknowledged records alone. */
  readonly recomputed: Recomputed;
}

/** One promise of docs/reliability.md, as a question to a history. */
export interface IntegrityPromise {
  readonly name: string;
  /** `always`: at any moment, also between two faults. `quiet`: once everything that was to be done is done. */
  readonly when: 'always' | 'quiet';
  /** @returns a sentence for each breach; no sentence when it holds. No values of residents. */
  breaches(this: void, history: History): readonly string[];
}
