import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { letterPath } from '#letters';
import { packageRoot } from '#postgres';
import { testStack } from '#testing';
import { Redis } from 'ioredis';

import { Bench, nowMs, until } from '../test/bench.js';

jest.setTimeout(120_000);

/** A database of Redis of its own: the process uses the prefix that all processes use. */
const redisDatabase = 7;

describe('kill -9 of the letter worker', () => {
  let bench: Bench;
  let redisUrl: string;
  let port: number;
  const started: ChildProcess[] = [];

  beforeAll(async () => {
    bench = await Bench.open();
    const url = new URL(testStack().redisUrl);
    url.pathname = `/${redisDatabase}`;
    redisUrl = url.href;
    port = await freePort();
  });
  afterAll(async () => {
    for (const child of started) child.kill('SIGKILL');
    const redis = new Redis(redisUrl);
    await redis.flushdb();
    await redis.quit();
    await bench.close();
  });

  const start = (): ChildProcess => {
    const environment = {
      ...testStack().configuration,
      EROPAF_POSTGRES_DATABASE: bench.database.name,
      EROPAF_REDIS_URL: redisUrl,
      EROPAF_CLOCK: 'simulated',
      EROPAF_OBJECTS_DIR: bench.objectsDir,
      EROPAF_OUTREACH_PORT: port,
    };
    const child = spawn(process.execPath, [join(packageRoot(), 'dist/apps/outreach/src/main.js')], {
      env: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)])),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    started.push(child);
    return child;
  };
  const inState = (state: string) =>
    until(async () => {
      const [row] = await bench.seeds.query(
        'select task_id, generation from outreach_task where state = $1',
        [state],
      );
      return row;
    }, 40_000);

  test('after its claim still gives one letter and one attempt', async () => {
    await bench.seeds.clock(nowMs);
    const person = await bench.seeds.person();
    // The worker claims and renders, and then stands still: it cannot record the attempt.
    const unlock = await bench.seeds.lockTable('attempt');
    const killed = start();
    expect(await inState('claimed')).toMatchObject({ generation: 1 });
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    await unlock();
    expect(await bench.files()).toEqual([]);

    const next = start();
    await until(async () => ((await ready(port)) ? true : undefined), 40_000);
    expect(await bench.seeds.task(person)).toMatchObject({ state: 'claimed', generation: 1 });
    await bench.seeds.expireLease(person);
    const done = await inState('done');
    expect(done['generation']).toBe(2);
    expect(await bench.files()).toEqual([letterPath(bench.objectsDir, 'GM0505', done['task_id'] as string)]);
    expect(await bench.seeds.query('select kind from attempt')).toEqual([{ kind: 'Brief' }]);

    next.kill('SIGTERM');
    const [code] = (await once(next, 'exit')) as [number | null];
    expect(code).toBe(0);
  });

  test('without what it needs it says so, all together, and ends', async () => {
    const child = spawn(process.execPath, [join(packageRoot(), 'dist/apps/outreach/src/main.js')], {
      env: { EROPAF_ENV: 'production' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let text = '';
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(1);
    expect(text).toContain('EROPAF_KAFKA_BROKERS');
    expect(text).toContain('EROPAF_REDIS_URL');
  });
});

async function ready(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
