import { admit, type LogRange, type StoredPosition, type Unreadable } from '#kafka';

/** What is known of one partition when a person decides on it. */
export interface PartitionFacts {
  readonly topic: string;
  readonly partition: number;
  /** Null: nothing was ever read. */
  readonly stored: StoredPosition | null;
  /** Null: the broker does not have this partition. */
  readonly log: LogRange | null;
  /** The group's offset in Kafka; null: none. */
  readonly committed: bigint | null;
  /** Whether the record that was read last is still the one at its offset; null: it cannot be looked at. */
  readonly last: 'same' | 'different' | 'absent' | 'unknown' | null;
  /** What stands at the position and cannot be read; null: nothing such, or nobody looked. */
  readonly unreadable: Unreadable | null;
}

/** What the intake makes of a partition, before it has compared the last record. */
export type OffsetState =
  | 'ok'
  | 'not-read-yet'
  | 'topic-missing'
  | 'retention-gap'
  | 'log-shorter'
  | 'topic-recreated'
  | 'group-ahead'
  | Unreadable['reason'];

/** The state as the intake would find it (decision 2). */
export function offsetStateOf(facts: PartitionFacts): OffsetState {
  const { committed, last, log, stored } = facts;
  if (log === null) return 'topic-missing';
  const admission = admit(stored, log, committed, stored?.decided === true);
  if (admission.kind === 'refuse') return admission.reason;
  if (last === 'different' || last === 'absent') return 'topic-recreated';
  if (facts.unreadable !== null) return facts.unreadable.reason;
  return stored === null ? 'not-read-yet' : 'ok';
}

/** A new position, or every fault for which there is none. */
export type OffsetDecision =
  | {
      readonly ok: true;
      readonly next: bigint;
      /** The log is not the one that was read: its offsets count anew. */
      readonly isNewLog: boolean;
      readonly says: readonly string[];
    }
  | { readonly ok: false; readonly faults: readonly string[] };

const refused = (...faults: string[]): OffsetDecision => ({ ok: false, faults });

/** How a person ends a pause: what the log does not have any more is given up, and reading goes on. */
export function acceptGap(facts: PartitionFacts): OffsetDecision {
  const { log, stored } = facts;
  const state = offsetStateOf(facts);
  const place = `${facts.topic}/${facts.partition}`;
  if (log === null) return refused(`${place}: the broker does not have this partition`);
  if (stored === null || state === 'ok' || state === 'not-read-yet') {
    return refused(`${place}: there is no gap; ${openEnd(facts)}`);
  }
  switch (state) {
    case 'retention-gap':
      return {
        ok: true,
        next: log.low,
        isNewLog: false,
        says: [
          `${place}: ${log.low - stored.next} offsets from ${stored.next} up to ${log.low} are given up; retention deleted them unread`,
          `${place}: reading goes on at ${log.low}`,
        ],
      };
    case 'log-shorter':
    case 'topic-recreated':
      return {
        ok: true,
        next: log.low,
        isNewLog: true,
        says: [
          `${place}: the log is not the one that was read up to ${stored.next}; its offsets count anew`,
          `${place}: reading begins at its oldest record, ${log.low}; what was received before is a duplicate`,
        ],
      };
    case 'batch-unreadable':
    case 'producer-time':
      return giveUpUnreadable(facts);
    case 'group-ahead':
      return refused(groupAhead(facts));
    case 'topic-missing':
      return refused(`${place}: the broker does not have this partition`);
    default:
      return state satisfies never;
  }
}

function giveUpUnreadable({ partition, topic, unreadable }: PartitionFacts): OffsetDecision {
  const place = `${topic}/${partition}`;
  if (unreadable === null) return refused(`${place}: there is no gap`);
  const { from, reason, to } = unreadable;
  const why =
    reason === 'batch-unreadable'
      ? 'they unpack beyond any bound, or are packed in a way that is not read here'
      : 'their producer set their time, which is the broker\u2019s to set';
  return {
    ok: true,
    next: to,
    isNewLog: false,
    says: [
      `${place}: ${to - from} offsets from ${from} up to ${to} are given up unread; ${why}`,
      `${place}: reading goes on at ${to}; the creditor must send them again`,
    ],
  };
}

/** How a person has records read again. Always safe: source and id decide what is a duplicate. */
export function rewind(facts: PartitionFacts, offset: bigint): OffsetDecision {
  const { log, stored } = facts;
  const place = `${facts.topic}/${facts.partition}`;
  if (log === null) return refused(`${place}: the broker does not have this partition`);
  const state = offsetStateOf(facts);
  const isNewLog = state === 'log-shorter' || state === 'topic-recreated';
  const faults: string[] = [];
  if (stored === null) faults.push(`${place}: nothing was read yet; reading begins at ${log.low} by itself`);
  if (state === 'group-ahead') faults.push(groupAhead(facts));
  if (facts.last === 'unknown')
    faults.push(`${place}: the record that was read last could not be looked at; try again`);
  if (offset < log.low)
    faults.push(`${place}: ${offset} is not in the log any more; its oldest record is ${log.low}`);
  if (offset > log.high) faults.push(`${place}: ${offset} lies behind the end of the log, ${log.high}`);
  if (stored !== null && !isNewLog && offset > stored.next) {
    faults.push(
      state === 'retention-gap'
        ? `${place}: records before ${log.low} are lost unread; eropaf offsets accept-gap gives them up`
        : `${place}: ${offset} would leave ${offset - stored.next} records unread; reading is at ${stored.next}`,
    );
  }
  if (faults.length > 0) return refused(...faults);
  const from = stored?.next ?? log.low;
  return {
    ok: true,
    next: offset,
    isNewLog,
    says: isNewLog
      ? [`${place}: the log is not the one that was read up to ${from}; reading begins at ${offset}`]
      : [`${place}: ${from - offset} offsets from ${offset} up to ${from} are read again`],
  };
}

function groupAhead({ committed, partition, stored, topic }: PartitionFacts): string {
  return (
    `${topic}/${partition}: the group in Kafka is at ${committed}, the database at ${stored?.next ?? 0n}: ` +
    'the database is older than it was; eropaf recover'
  );
}

function openEnd({ log, stored }: PartitionFacts): string {
  if (stored === null) return `nothing was read yet, and reading begins at ${log?.low ?? 0n} by itself`;
  return `the next offset is ${stored.next}, the log has ${log?.low ?? 0n} up to ${log?.high ?? 0n}`;
}

/** What recovery does with one partition; null: nothing is to be done. */
export interface Recovery {
  /** Where reading goes on. */
  readonly next: bigint;
  /** There was no row: it is made. */
  readonly isMissing: boolean;
  readonly says: readonly string[];
}

/**
 * After a restore of the database to an older state: the group's offset in Kafka, which is only ever committed
 * after our own, lies beyond what is stored. Everything from the stored position on is read again.
 */
export function recovery(facts: PartitionFacts): Recovery | null {
  const { committed, log, partition, stored, topic } = facts;
  if (log === null || committed === null || stored?.decided === true) return null;
  const known = stored?.next ?? 0n;
  if (committed <= known) return null;
  const place = `${topic}/${partition}`;
  const next = stored === null ? log.low : known;
  const first = known > log.low ? known : log.low;
  const end = committed < log.high ? committed : log.high;
  const again = end > first ? end - first : 0n;
  const says = [
    `${place}: the group was at ${committed}, the database is at ${stored === null ? 'nothing' : known}; ` +
      `${again} offsets are read again`,
  ];
  if (log.low > known) {
    says.push(
      `${place}: ${log.low - known} offsets from ${known} up to ${log.low} are not in the log any more` +
        (stored === null ? '' : '; the intake will wait for eropaf offsets accept-gap'),
    );
  }
  return { next, isMissing: stored === null, says };
}
