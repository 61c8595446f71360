// What no pipeline can beat here: the same rows by COPY into the same tables with their keys, and the same messages
// through a consumer that only parses them.
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import kafkajs from 'kafkajs';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

import { rowsOf } from '../lib/intake-run.mjs';

/** Rows as the intake left them, in files, to be loaded again and again. */
export class KeptRows {
  #folder = null;
  #tables = [];
  rows = 0;

  /** @param {import('../lib/stand.mjs').Stand} stand */
  async keep(stand, database) {
    await this.forget();
    this.#folder = await mkdtemp(join(tmpdir(), 'eropaf-bench-'));
    const counts = await rowsOf(stand, database);
    this.rows = Object.values(counts).reduce((sum, one) => sum + one, 0);
    this.#tables = Object.keys(counts);
    await stand.asAdmin(database, async (client) => {
      for (const table of this.#tables)
        await pipeline(client.query(copyTo(`copy ${table} to stdout`)), createWriteStream(this.#file(table)));
    });
  }

  /**
   * Loads them into an emptied copy of the database that the intake began with, one table after the other as
   * administrator: row-level security refuses COPY to everybody else. Keys, indexes and constraints stay. Again from
   * empty until the time is over.
   */
  async load(stand, warm, seconds) {
    const database = await stand.passingDatabase('copy', warm);
    try {
      return await stand.asAdmin(database, async (client) => {
        let [rows, took] = [0, 0];
        while (took < seconds) {
          took += await this.#loadOnce(client);
          rows += this.rows;
        }
        return { rows, seconds: took, rowsPerSecond: rows / took };
      });
    } finally {
      await stand.dropDatabase(database);
    }
  }

  /** @returns seconds, without the time in which the tables are emptied */
  async #loadOnce(client) {
    await client.query(`truncate ${this.#tables.join(', ')}`);
    await client.query('checkpoint');
    const began = performance.now();
    for (const table of this.#tables)
      await pipeline(
        createReadStream(this.#file(table), { highWaterMark: 1 << 18 }),
        client.query(copyFrom(`copy ${table} from stdin`)),
      );
    return (performance.now() - began) / 1_000;
  }

  async forget() {
    if (this.#folder !== null) await rm(this.#folder, { recursive: true, force: true });
    this.#folder = null;
  }

  #file(table) {
    return join(this.#folder, table);
  }
}

/**
 * Reads the topics through kafkajs' eachBatch, from their beginning again whenever all was read, until the time is over.
 *
 * @param {import('../lib/stand.mjs').Stand} stand
 * @param {{ topics: readonly string[], records: number, seconds: number }} what records: how many lie there
 */
export async function parseOnly(stand, { records, seconds, topics }) {
  const { Kafka, logLevel } = kafkajs;
  const client = new Kafka({ ...stand.kafka, clientId: 'bench', logLevel: logLevel.NOTHING });
  const consumer = client.consumer({ groupId: stand.newGroup(), maxBytesPerPartition: 512 * 1024 });
  const { promise: done, resolve, reject } = Promise.withResolvers();
  let [read, pass, beganAt] = [0, 0, null];
  const eachBatch = ({ batch }) => {
    beganAt ??= performance.now();
    for (const { value } of batch.messages) JSON.parse(value.toString());
    read += batch.messages.length;
    pass += batch.messages.length;
    if (performance.now() - beganAt >= seconds * 1_000) resolve();
    else if (pass >= records) {
      pass = 0;
      for (const topic of topics)
        for (let partition = 0; partition < 4; partition += 1)
          consumer.seek({ topic, partition, offset: '0' });
    }
    return Promise.resolve();
  };
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    await consumer.run({ autoCommit: false, eachBatch });
    await done;
    const took = (performance.now() - beganAt) / 1_000;
    return { records: read, seconds: took, messagesPerSecond: read / took };
  } finally {
    await consumer.disconnect();
  }
}
