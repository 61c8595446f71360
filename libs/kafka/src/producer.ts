import { CompressionTypes, Partitioners, type Producer } from 'kafkajs';
import { asking, kafkaClient, type KafkaConnection } from './client.js';
import { KafkaOptionsInvalid } from './errors.js';

export interface OutgoingRecord {
  readonly key: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly headers?: Readonly<Record<string, string | Buffer>>;
}

export interface KafkaProducerOptions extends KafkaConnection {
  /** The broker drops what a retry sends twice, as long as this process lives. */
  readonly idempotent: boolean;
  /** Records in one request; more are sent in several. Default 1,000. */
  readonly batchMax?: number;
}

/** Writes records; each send resolves when all in-sync replicas have them. */
export interface KafkaProducer {
  connect(): Promise<void>;
  /** In the order given. @throws DependencyUnavailable: some of them may have been written all the same. */
  send(topic: string, records: readonly OutgoingRecord[]): Promise<void>;
  disconnect(): Promise<void>;
}

const BATCH_MAX_DEFAULT = 1_000;
const ACKNOWLEDGED_WITHIN_MS = 30_000;
const ALL_REPLICAS = -1;

export function createProducer(options: KafkaProducerOptions): KafkaProducer {
  const batchMax = options.batchMax ?? BATCH_MAX_DEFAULT;
  if (!Number.isSafeInteger(batchMax) || batchMax < 1) {
    throw new KafkaOptionsInvalid(['batchMax must be a whole number above 0']);
  }
  const producer: Producer = kafkaClient(options).producer({
    idempotent: options.idempotent,
    // One request at a time keeps the order of the records when one is tried again.
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  return {
    connect: () => asking(() => producer.connect()),
    disconnect: () => asking(() => producer.disconnect()),
    send: async (topic, records) => {
      for (let start = 0; start < records.length; start += batchMax) {
        const messages = records.slice(start, start + batchMax).map(toMessage);
        await asking(() =>
          producer.send({
            topic,
            messages,
            acks: ALL_REPLICAS,
            timeout: ACKNOWLEDGED_WITHIN_MS,
            compression: CompressionTypes.ZSTD,
          }),
        );
      }
    },
  };
}

function toMessage({ key, value, headers }: OutgoingRecord) {
  return headers === undefined ? { key, value } : { key, value, headers: { ...headers } };
}
