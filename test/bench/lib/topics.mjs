// Topics with signals that lie there before anybody reads.
import { stdout } from 'node:process';

import { TOPIC_CONFIGURATION } from '#contracts';

import { creditorsOf, recordOf } from './world.mjs';

/** As `eropaf topics --apply` makes them. */
const PARTITIONS = 4;
const CHUNK = 5_000;

const yesterday = () => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

/** A set of topics, one a creditor, that is filled from number 0 on and can be filled further. */
export class SignalTopics {
  #stand;
  #scene;
  records = 0;
  bytes = 0;
  made = 0;

  constructor(stand, name, { households, spread }) {
    this.#stand = stand;
    this.creditors = creditorsOf(`${stand.run}${name}`);
    this.#scene = { creditors: this.creditors, households, spread, day: yesterday() };
  }

  async open() {
    const topics = this.creditors.map(({ topic }) => topic);
    await this.#stand.makeTopics([
      ...topics.map((topic) => ({ topic, partitions: PARTITIONS, config: TOPIC_CONFIGURATION })),
      ...this.creditors.map(({ id }) => ({
        topic: `signals.feedback.${id}`,
        partitions: 1,
        config: TOPIC_CONFIGURATION,
      })),
    ]);
    return this;
  }

  /** Publishes until so many records lie in the topics. */
  async fillTo(records) {
    if (this.records >= records) return;
    stdout.write(`publishing ${records - this.records} signals\n`);
    const producer = await this.#stand.connectedProducer();
    try {
      while (this.records < records) {
        const count = Math.min(CHUNK, records - this.records);
        await this.#publish(producer, this.records, count);
        this.records += count;
      }
    } finally {
      await producer.disconnect();
    }
  }

  async #publish(producer, first, count) {
    const made = Array.from({ length: count }, (_, index) => this.record(first + index));
    for (const [topic, records] of Map.groupBy(made, (record) => record.topic))
      await producer.send(topic, records);
  }

  record(number) {
    const record = recordOf(number, this.#scene);
    this.made += 1;
    this.bytes += record.value.length + record.key.length;
    for (const [name, value] of Object.entries(record.headers)) this.bytes += name.length + value.length;
    return record;
  }
}
