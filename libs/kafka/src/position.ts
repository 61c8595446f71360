import { crc32 } from 'node:zlib';
import type { KafkaRecord } from './records.js';

/** What is remembered of a record, to recognise it: never its content. */
export interface PositionRecord {
  readonly offset: bigint;
  readonly appendTimeMs: number;
  /** CRC-32 of the key followed by the value, unsigned. */
  readonly crc32: number;
}

/** How far one partition has been handled. */
export interface PartitionPosition {
  /** The first offset that has not been handled. */
  readonly next: bigint;
  /** The last data record that was handled; null when there was none. Markers of transactions do not count. */
  readonly last: PositionRecord | null;
}

/** A position as it is stored. */
export interface StoredPosition extends PartitionPosition {
  /**
   * True from the moment a person set this position (`eropaf offsets`) until the next sub-batch overwrites it.
   * A group's offset in Kafka beyond `next` is then what the person left behind, not a sign of lost data.
   */
  readonly decided?: boolean;
}

/** The offsets of the oldest record that the broker still has, and of the one that will be appended next. */
export interface LogRange {
  readonly low: bigint;
  readonly high: bigint;
}

export function positionRecord(record: KafkaRecord): PositionRecord {
  const ofKey = crc32(record.key ?? '');
  return {
    offset: record.offset,
    appendTimeMs: record.appendTimeMs,
    crc32: crc32(record.value ?? '', ofKey),
  };
}

export function samePositionRecord(one: PositionRecord, other: PositionRecord): boolean {
  return one.offset === other.offset && one.appendTimeMs === other.appendTimeMs && one.crc32 === other.crc32;
}

export function samePosition(one: PartitionPosition | null, other: PartitionPosition | null): boolean {
  if (one === null || other === null) return one === other;
  if (one.next !== other.next) return false;
  if (one.last === null || other.last === null) return one.last === other.last;
  return samePositionRecord(one.last, other.last);
}

/**
 * The three states that only a person can resolve (decision 2), a group in Kafka that is ahead of us, and what is
 * in the log and cannot be read.
 */
export type RefusalReason =
  'retention-gap' | 'log-shorter' | 'topic-recreated' | 'group-ahead' | UnreadableReason;

/**
 * `batch-unreadable`: it unpacks beyond any bound, or was packed in a way that is not read here.
 * `producer-time`: the producer set the time of these records, so it could choose its own receipt.
 */
export type UnreadableReason = 'batch-unreadable' | 'producer-time';

/** Offsets `from` up to, not including, `to`, that stand in the log and are not read. */
export interface Unreadable {
  readonly reason: UnreadableReason;
  readonly from: bigint;
  readonly to: bigint;
}

/** A fetched range cut where its first unhandled record with a time of its producer's stands. */
export function readableOf(
  batch: { readonly records: readonly KafkaRecord[]; readonly lastOffset: bigint },
  position: PartitionPosition | null,
): {
  readonly records: readonly KafkaRecord[];
  readonly lastOffset: bigint;
  readonly unreadable: Unreadable | null;
} {
  const { lastOffset, records } = batch;
  const next = position?.next ?? 0n;
  const cut = records.findIndex((record) => record.offset >= next && !record.isBrokerTime);
  const first = records[cut];
  if (first === undefined) return { records, lastOffset, unreadable: null };
  const unreadable = unreadableIn(records.slice(cut));
  return { records: records.slice(0, cut), lastOffset: first.offset - 1n, unreadable };
}

/** The records at the beginning whose time was set by their producer; null: there are none. */
export function unreadableIn(records: readonly KafkaRecord[]): Unreadable | null {
  const first = records[0];
  if (first === undefined || first.isBrokerTime) return null;
  const good = records.findIndex((record) => record.isBrokerTime);
  const last = records.at(good === -1 ? -1 : good - 1) ?? first;
  return { reason: 'producer-time', from: first.offset, to: last.offset + 1n };
}

/** Offsets `from` up to, not including, `to`. */
export interface Refusal {
  readonly kind: 'refuse';
  readonly reason: RefusalReason;
  readonly from: bigint;
  readonly to: bigint;
}

export type Admission =
  | Refusal
  | {
      readonly kind: 'start';
      /** Where to fetch from. */
      readonly seek: bigint;
      /** The record that must be found at `seek`; null: there is none to compare with. */
      readonly compare: PositionRecord | null;
    };

/**
 * May this partition be read, and from where?
 *
 * Without a stored position the reading begins at the oldest record there is. `committed` is the group's offset
 * in Kafka (null: none). It is only ever written after our own position, so it can only be beyond it when the
 * stored position was lost or is older than it was; reading on would be right for the log and wrong for
 * everything else that was lost with it.
 */
export function admit(
  stored: StoredPosition | null,
  log: LogRange,
  committed: bigint | null,
  groupMayBeAhead: boolean,
): Admission {
  const known = stored?.next ?? 0n;
  if (committed !== null && committed > known && !groupMayBeAhead) {
    return { kind: 'refuse', reason: 'group-ahead', from: known, to: committed };
  }
  if (stored === null) return { kind: 'start', seek: log.low, compare: null };
  if (log.low > stored.next) {
    return { kind: 'refuse', reason: 'retention-gap', from: stored.next, to: log.low };
  }
  if (log.high < stored.next) {
    return { kind: 'refuse', reason: 'log-shorter', from: log.high, to: stored.next };
  }
  const { last } = stored;
  if (last === null || last.offset < log.low || last.offset >= stored.next) {
    return { kind: 'start', seek: stored.next, compare: null };
  }
  return { kind: 'start', seek: last.offset, compare: last };
}

/** Is the record that was handled last still the one at its offset? Records are in the order of their offsets. */
export function compareLast(
  records: readonly KafkaRecord[],
  last: PositionRecord,
): 'same' | 'different' | 'absent' {
  const found = records.find((record) => record.offset >= last.offset);
  if (found === undefined || found.offset !== last.offset) return 'absent';
  return samePositionRecord(positionRecord(found), last) ? 'same' : 'different';
}

/** Records that are handled together, and the position once they are. */
export interface Step {
  readonly records: readonly KafkaRecord[];
  readonly following: PartitionPosition;
  readonly storageRefused: boolean;
}

/**
 * Cuts a fetched batch into steps of at most `recordsMax` records. What lies before the position was handled
 * before and is dropped. The last step moves past the end of the batch, markers of transactions included; when
 * nothing but such a move is left, there is one step without records, and none when nothing moves at all.
 */
export function stepsOf(
  records: readonly KafkaRecord[],
  position: PartitionPosition | null,
  lastOffset: bigint,
  recordsMax: number,
): Step[] {
  const next = position?.next ?? 0n;
  const end = lastOffset + 1n;
  const unhandled = records.filter((record) => record.offset >= next);
  const final = unhandled.at(-1);
  if (final === undefined) {
    if (position !== null && end <= next) return [];
    return [{ records: [], following: { next: end, last: position?.last ?? null }, storageRefused: false }];
  }
  const steps: Step[] = [];
  for (let start = 0; start < unhandled.length; start += recordsMax) {
    const chunk = unhandled.slice(start, start + recordsMax);
    const isFinal = start + recordsMax >= unhandled.length;
    steps.push(stepTo(chunk, isFinal ? end : null));
  }
  return steps;
}

/**
 * The smaller steps to try when the store refused this one for what is in it: two halves, or the single record
 * once more, now marked as refused. Empty: there is nothing smaller, so the refusal is a bug of the handler.
 */
export function narrower(step: Step): Step[] {
  if (step.records.length > 1) {
    const middle = Math.ceil(step.records.length / 2);
    return [stepTo(step.records.slice(0, middle), null), { ...step, records: step.records.slice(middle) }];
  }
  if (step.records.length === 1 && !step.storageRefused) return [{ ...step, storageRefused: true }];
  return [];
}

/** `end` null: right behind the last record. */
function stepTo(records: readonly KafkaRecord[], end: bigint | null): Step {
  const final = records.at(-1);
  if (final === undefined) throw new RangeError('a step needs at least one record');
  return {
    records,
    following: { next: end ?? final.offset + 1n, last: positionRecord(final) },
    storageRefused: false,
  };
}

export interface LagInput {
  readonly next: bigint;
  readonly high: bigint;
  readonly nowMs: number;
  /** Moments of which it is known that everything unread was appended later. */
  readonly unreadSinceMs: ReadonlyArray<number | null>;
  /** The topic's `retention.ms`; null: unknown or unlimited. */
  readonly retentionMs: number | null;
}

export interface Lag {
  readonly messages: number;
  /** Upper bound of the age of the oldest unread record; null while unknown. */
  readonly secondsMax: number | null;
  /** Lower bound of the time until retention deletes the oldest unread record; null: nothing unread, or unknown. */
  readonly retentionSecondsLeft: number | null;
}

/** How far behind. Ages are bounds: the oldest unread record itself has not been fetched. */
export function lagOf(input: LagInput): Lag {
  const messages = input.high > input.next ? Number(input.high - input.next) : 0;
  if (messages === 0) return { messages, secondsMax: 0, retentionSecondsLeft: null };
  const known = input.unreadSinceMs.filter((moment) => moment !== null);
  if (known.length === 0) return { messages, secondsMax: null, retentionSecondsLeft: null };
  const secondsMax = Math.max(0, input.nowMs - Math.max(...known)) / 1_000;
  const retentionSecondsLeft =
    input.retentionMs === null ? null : Math.max(0, input.retentionMs / 1_000 - secondsMax);
  return { messages, secondsMax, retentionSecondsLeft };
}

/** Doubles with every failure in a row, from `minMs` up to `maxMs`. */
export function retryDelayMs(failures: number, minMs: number, maxMs: number): number {
  return Math.min(maxMs, minMs * 2 ** Math.min(failures, 30));
}
