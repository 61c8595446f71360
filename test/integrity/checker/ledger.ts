import { Kafka, Partitioners, type Producer } from 'kafkajs';

import type { AcknowledgedRecord, PlannedRecord } from './history.js';

/** Records of one request. */
const batchMax = 200;

/**
 * The producers' ledger: what Kafka acknowledged, at which place. It asks the broker and nobody else, so what is in
 * it must be in the tables, whatever happened to anybody in between.
 */
export class AcknowledgedLedger {
  readonly acknowledged: AcknowledgedRecord[] = [];
  /** Without an answer: perhaps written, perhaps not. */
  readonly unanswered: PlannedRecord[] = [];
  private readonly producer: Producer;

  constructor(brokers: readonly string[]) {
    this.producer = new Kafka({
      brokers: [...brokers],
      clientId: 'ledger',
      logLevel: 0,
      retry: { retries: 8 },
    }).producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
  }

  open(): Promise<void> {
    return this.producer.connect();
  }

  close(): Promise<void> {
    return this.producer.disconnect();
  }

  /** Sends in the order given, neighbours for one partition together; keeps the place of each. */
  async send(records: readonly PlannedRecord[]): Promise<void> {
    let batch: PlannedRecord[] = [];
    for (const record of records) {
      const [first] = batch;
      const joins =
        first === undefined || (first.topic === record.topic && first.partition === record.partition);
      if (!joins || batch.length >= batchMax) {
        await this.sendBatch(batch);
        batch = [];
      }
      batch.push(record);
    }
    await this.sendBatch(batch);
  }

  private async sendBatch(batch: readonly PlannedRecord[]): Promise<void> {
    const [first] = batch;
    if (first === undefined) return;
    const { partition, topic } = first;
    const messages = batch.map(({ headers, key, value }) => ({
      partition,
      key,
      value,
      headers: Object.fromEntries(headers),
    }));
    let base: string | undefined;
    try {
      const answers = await this.producer.send({ topic, acks: -1, messages });
      base = answers.find((answer) => answer.partition === partition)?.baseOffset;
    } catch {
      base = undefined;
    }
    if (base === undefined) {
      this.unanswered.push(...batch);
      return;
    }
    batch.forEach((record, index) =>
      this.acknowledged.push({ ...record, offset: BigInt(base) + BigInt(index) }),
    );
  }
}
