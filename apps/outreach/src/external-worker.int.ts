import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';

import { packageRoot } from '#postgres';
import { applyExternalAccess, externalAccess } from '#queue';
import { testStack } from '#testing';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';

import { createDeskApp } from '../../desk/src/desk-app.js';
import { Bench, dordrecht } from '../test/bench.js';

jest.setTimeout(60_000);

describe('an outside party', () => {
  const party = `spec${randomBytes(4).toString('hex')}`;
  const password = randomBytes(24).toString('hex');
  const demoToken = randomBytes(16).toString('hex');
  let bench: Bench;
  let access: ReturnType<typeof externalAccess>;
  let redisUrl: string;

  beforeAll(async () => {
    bench = await Bench.open();
    access = externalAccess({
      municipality: dordrecht,
      channel: 'house-visits',
      party,
      prefix: bench.prefix,
      password,
    });
    await applyExternalAccess(testStack().redisUrl, access);
    const url = new URL(testStack().redisUrl);
    url.username = access.user;
    url.password = password;
    redisUrl = url.href;
  });
  afterAll(async () => {
    await bench.redis.call('ACL', 'DELUSER', access.user);
    await bench.close();
  });
  afterEach(async () => {
    await bench.emptyRedis();
    await bench.seeds.query(
      'truncate outreach_task, case_person, address_touched, signal, signal_personal, attempt',
    );
  });

  const visit = async (municipality = 'GM0505') => {
    const person = await bench.seeds.person({
      municipality,
      casePerson: { next_channel: 'house-visits', next_step: 'first-visit', next_part_of_day: 'Ochtend' },
    });
    await bench.seeds.query(
      `update policy_version set content = jsonb_set(content, '{executors,house-visits}', $1)`,
      [JSON.stringify(`external:${party}`)],
    );
    await bench.plan();
    return person;
  };

  test('its Redis user reaches its own queue, and no other municipality, channel or party', async () => {
    await visit();
    await visit('GM9999');
    const own = new Redis(redisUrl, { lazyConnect: true, maxRetriesPerRequest: 1 });
    await own.connect();
    const key = (queue: string, name: string): string => `${bench.prefix}:${queue}:${name}`;
    expect(access.queue).toBe(`house-visits--GM0505--${party}`);
    expect(await own.zcard(key(access.queue, 'prioritized'))).toBe(1);
    const others = [
      `house-visits--GM9999--${party}`,
      'house-visits--GM0505--another',
      `calls--GM0505--${party}`,
      'letters',
    ];
    for (const queue of others) {
      await expect(own.zcard(key(queue, 'prioritized'))).rejects.toThrow(/NOPERM/);
      await expect(own.zadd(key(queue, 'prioritized'), 1, 'x')).rejects.toThrow(/NOPERM/);
    }
    await expect(own.keys('*')).rejects.toThrow(/NOPERM/);
    await expect(own.flushall()).rejects.toThrow(/NOPERM/);
    own.disconnect();
  });

  test('a part of a name that could widen the access is refused', () => {
    const wide = { municipality: dordrecht, channel: 'calls', prefix: '{eropaf}', password } as const;
    expect(() => externalAccess({ ...wide, party: '*' })).toThrow(RangeError);
    expect(() => externalAccess({ ...wide, party: 'a--b' })).toThrow(RangeError);
    expect(() => externalAccess({ ...wide, party, password: 'short' })).toThrow(RangeError);
  });

  test('the example of docs/examples claims, completes its job at once and reports the outcome', async () => {
    const person = await visit();
    const desk = await createDeskApp({
      desk: {
        database: await bench.database.municipal('desk'),
        clock: bench.clock,
        pseudonymKey: Buffer.alloc(32, 1),
      },
      demoToken,
      logger: bench.logger,
    });
    await desk.listen(0, '127.0.0.1');
    const address = desk.getHttpServer().address();
    if (address === null || typeof address === 'string') throw new Error('the desk has no port');
    const example = startExample({
      REDIS_URL: redisUrl,
      QUEUE: access.queue,
      QUEUE_PREFIX: bench.prefix,
      DESK_URL: `http://127.0.0.1:${address.port}`,
      DESK_TOKEN: `${demoToken}.GM0505.external:${party}.visitor`,
    });
    const taskId = (await bench.seeds.task(person))['task_id'] as string;
    try {
      expect(await example.firstLine).toBe(`${taskId}: the desk answered 200`);
    } finally {
      example.process.kill('SIGTERM');
      await once(example.process, 'exit');
      await desk.close();
    }
    expect(await bench.seeds.task(person)).toMatchObject({
      state: 'done',
      claimed_by: `external:${party}/visitor`,
      finished_on: '2026-03-02',
    });
    expect(await bench.seeds.query('select kind, reached from attempt')).toEqual([
      { kind: 'Huisbezoek', reached: false },
    ]);
    const queue = new Queue(access.queue, { connection: bench.redis, prefix: bench.prefix });
    expect(await queue.getJobCounts('completed', 'active', 'prioritized', 'failed')).toEqual({
      completed: 1,
      active: 0,
      prioritized: 0,
      failed: 0,
    });
    await queue.close();
  });
});

/** Runs the example as its reader would, and gives the first line that it writes. */
function startExample(environment: Record<string, string>): {
  process: ChildProcess;
  firstLine: Promise<string>;
} {
  const child = spawn(process.execPath, [join(packageRoot(), 'docs/examples/external-worker.mjs')], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const firstLine = new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    child.stderr.once('data', (chunk: Buffer) => reject(new Error(chunk.toString())));
    child.once('exit', (code) => reject(new Error(`the example ended with ${String(code)}`)));
  });
  return { process: child, firstLine };
}
