import type { KafkaMessage } from 'kafkajs';

/** One partition of one topic. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** One partition of one topic of one cluster: the key under which its position is stored. */
export interface PartitionPlace extends TopicPartition {
  readonly clusterId: string;
}

/** One record as the broker holds it, undecoded. */
export interface KafkaRecord extends TopicPartition {
  readonly offset: bigint;
  /** The record's timestamp, ms since 1970. On topics with `LogAppendTime` the broker sets it, nobody else. */
  readonly appendTimeMs: number;
  /** Whether the broker set that time; else its producer did. Known of each batch, whatever the topic says now. */
  readonly isBrokerTime: boolean;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** A name that was sent twice is here twice. A header without a value has an empty one. */
  readonly headers: ReadonlyArray<readonly [name: string, value: Buffer]>;
}

/** What kafkajs has of the batch of a record, beside what it documents. */
type Decoded = KafkaMessage & { readonly batchContext?: { readonly timestampType?: unknown } };

const LOG_APPEND_TIME = 1;

/** Takes over what kafkajs decoded, without copying the bytes. */
export function toKafkaRecord(place: TopicPartition, message: KafkaMessage): KafkaRecord {
  return {
    topic: place.topic,
    partition: place.partition,
    offset: BigInt(message.offset),
    appendTimeMs: Number(message.timestamp),
    isBrokerTime: (message as Decoded).batchContext?.timestampType === LOG_APPEND_TIME,
    key: message.key,
    value: message.value,
    headers: headerList(message.headers ?? {}),
  };
}

/**
 * kafkajs gathers headers in an object and a doubled name in an array. It looks an earlier value up along the
 * prototype, so a header called `toString` comes with a function before its value: only bytes are taken.
 */
function headerList(headers: object): Array<readonly [string, Buffer]> {
  const list: Array<readonly [string, Buffer]> = [];
  for (const [name, found] of Object.entries(headers) as Array<[string, unknown]>) {
    const values: unknown[] = Array.isArray(found) ? found : [found];
    for (const value of values) {
      if (Buffer.isBuffer(value)) list.push([name, value]);
      else if (value === null) list.push([name, Buffer.alloc(0)]);
    }
  }
  return list;
}
