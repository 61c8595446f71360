import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { feedbackTopic } from '#contracts';
import { readPdf, testStack } from '#testing';
import { Redis } from 'ioredis';
import { Kafka } from 'kafkajs';

import type { IntakeStand } from './integrity/intake-stand.js';
import { until, type Settings } from './processes.js';

/** What a creditor read on its feedback topic. */
export interface Heard {
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * What outreach and desk need beside the database: a numbered database of Redis, since all processes use one prefix,
 * and a folder for the letters.
 */
export class OutreachStand {
  private constructor(
    private readonly stand: IntakeStand,
    readonly redisUrl: string,
    readonly objectsDir: string,
  ) {}

  /** @param redisDatabase 1 to 15; each spec has one of its own */
  static async open(stand: IntakeStand, redisDatabase: number): Promise<OutreachStand> {
    const url = new URL(testStack().redisUrl);
    url.pathname = `/${redisDatabase}`;
    const outreach = new OutreachStand(stand, url.href, await mkdtemp(join(tmpdir(), 'eropaf-objects-')));
    await outreach.emptyRedis();
    return outreach;
  }

  async close(): Promise<void> {
    await this.emptyRedis();
    await rm(this.objectsDir, { recursive: true, force: true });
  }

  get settings(): Settings {
    return { EROPAF_REDIS_URL: this.redisUrl, EROPAF_OBJECTS_DIR: this.objectsDir };
  }

  /** Waits until there are so many letters; the text of each. */
  async letters(count: number): Promise<readonly string[]> {
    const files = await until(`${count} letters`, async () => {
      const found = await readdir(this.objectsDir, { recursive: true, withFileTypes: true });
      const letters = found.filter((entry) => entry.isFile() && entry.name.endsWith('.pdf'));
      return letters.length >= count ? letters : undefined;
    });
    return Promise.all(
      files.map(async ({ name, parentPath }) => (await readPdf(await readFile(join(parentPath, name)))).text),
    );
  }

  /** Waits until a creditor was told so often; everything it heard. */
  async heardBy(creditorId: string, count: number): Promise<readonly Heard[]> {
    const { kafkaBrokers } = testStack();
    const groupId = `integrity-${randomBytes(6).toString('hex')}`;
    const consumer = new Kafka({ brokers: [...kafkaBrokers], logLevel: 0 }).consumer({ groupId });
    const heard: Heard[] = [];
    await consumer.connect();
    try {
      await consumer.subscribe({ topic: feedbackTopic(creditorId), fromBeginning: true });
      await consumer.run({
        eachMessage: ({ message }) => {
          const text = String(message.value);
          heard.push({ text, data: JSON.parse(text) as Heard['data'] });
          return Promise.resolve();
        },
      });
      await until('the creditor was told', () => Promise.resolve(heard.length >= count ? true : undefined));
      return [...heard];
    } finally {
      await consumer.disconnect();
      this.stand.forgetGroup(groupId);
    }
  }

  /** What a Redis that lost its data has: nothing. */
  async emptyRedis(): Promise<void> {
    const redis = new Redis(this.redisUrl);
    await redis.flushdb();
    await redis.quit();
  }
}
