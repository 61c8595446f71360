import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { outreachQueueList } from '#contracts';
import type { MunicipalityCode } from '#domain';
import { TypstLetterRenderer, type LetterRenderer } from '#letters';
import { createLogger, type Clock } from '#platform';
import type { MunicipalDatabase, NationalDatabase } from '#postgres';
import { createQueueHost, type QueueHost } from '#queue';
import { createTestDatabase, testStack, type TestDatabase } from '#testing';
import { Redis } from 'ioredis';

import { BullTaskJobs } from '../src/bull-task-jobs.js';
import { CreditorNames } from '../src/creditor-names.js';
import { SettingsByVersion } from '../src/municipality-settings.js';
import { planDueTasks } from '../src/plan-due-tasks.js';
import { queueCreatedTasks } from '../src/queue-created-tasks.js';
import { LetterWorker } from '../src/write-letter.js';
import { Seeds } from './seeds.js';

/** The present of the tests: a Monday at noon. */
export const nowMs = Date.parse('2026-03-02T11:00:00Z');
export const dordrecht = 'GM0505' as MunicipalityCode;

/** Resolves with the first answer that is not undefined, asked every 20 ms. */
export async function until<Answer>(
  ask: () => Promise<Answer | undefined>,
  timeoutMs = 20_000,
): Promise<Answer> {
  const endMs = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > endMs) throw new Error('what was waited for did not happen');
    await delay(20);
  }
}

/** The parts of outreach on real servers: a database of its own, a prefix of its own in Redis, a folder of its own. */
export class Bench {
  readonly settings = new SettingsByVersion();
  readonly logger = createLogger('spec', 'silent');
  readonly clock: Clock & { nowMsNow: number } = {
    nowMsNow: nowMs,
    nowMs: () => Promise.resolve(this.clock.nowMsNow),
  };
  private readonly hosts: QueueHost[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly relay: NationalDatabase,
    readonly worker: MunicipalDatabase,
    readonly seeds: Seeds,
    readonly objectsDir: string,
  ) {}

  readonly prefix = `{spec-${randomBytes(6).toString('hex')}}`;
  readonly redis = new Redis(testStack().redisUrl);
  readonly host = this.openHost();
  readonly jobs = new BullTaskJobs(this.host);

  static async open(): Promise<Bench> {
    const database = await createTestDatabase();
    const seeds = new Seeds(await database.national('owner'));
    await seeds.referenceData();
    return new Bench(
      database,
      await database.national('relay'),
      await database.municipal('worker'),
      seeds,
      await mkdtemp(join(tmpdir(), 'eropaf-letters-')),
    );
  }

  async close(): Promise<void> {
    for (const host of this.hosts) await host.close();
    await this.emptyRedis();
    await this.redis.quit();
    await this.database.drop();
    await rm(this.objectsDir, { recursive: true, force: true });
  }

  /** What FLUSHALL would do, to the keys of this bench only. */
  async emptyRedis(): Promise<void> {
    for await (const keys of this.redis.scanStream({ match: `${this.prefix}*`, count: 1_000 })) {
      if ((keys as string[]).length > 0) await this.redis.del(...(keys as string[]));
    }
  }

  openHost(): QueueHost {
    const host = createQueueHost({
      redisUrl: testStack().redisUrl,
      prefix: this.prefix,
      definitions: outreachQueueList,
      logger: createLogger('spec', 'silent'),
      limits: { closeTimeoutMs: 5_000 },
    });
    this.hosts.push(host);
    return host;
  }

  /** Makes the tasks that are due and tells the queues of them. */
  async plan(): Promise<void> {
    await planDueTasks(this.relay, this.settings, this.clock.nowMsNow);
    await queueCreatedTasks(this.relay, this.jobs, this.clock.nowMsNow);
  }

  letterWorker(name: string, more: { renderer?: LetterRenderer; leaseMs?: number } = {}): LetterWorker {
    return new LetterWorker({
      database: this.worker,
      clock: this.clock,
      renderer: more.renderer ?? new TypstLetterRenderer(),
      objectsDir: this.objectsDir,
      holder: { name, leaseMs: more.leaseMs ?? 60_000 },
      settings: this.settings,
      creditorNames: new CreditorNames(),
    });
  }

  /** All files below the objects folder, letters and what was left behind alike. */
  async files(): Promise<string[]> {
    return (
      (await readdir(this.objectsDir, { recursive: true, withFileTypes: true }))
        // The witness of the database's age is no letter.
        .filter((entry) => entry.isFile() && entry.name !== 'witness')
        .map((entry) => join(entry.parentPath, entry.name))
    );
  }
}
