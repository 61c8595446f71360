import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createLogger } from '#platform';
import { testStack } from '#testing';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { z } from 'zod';
import {
  createQueueHost,
  externalAclRules,
  externalAclUser,
  externalQueueName,
  FinalJobError,
  PayloadInvalid,
  QueueUnavailable,
  QueueWiringInvalid,
  RetryableJobError,
  type EndedRun,
  type QueueDefinition,
  type QueueHost,
  type QueueHostOptions,
} from './index.js';

const { redisUrl } = testStack();
jest.setTimeout(30_000);

interface Payload {
  readonly id: string;
}
const letters: QueueDefinition<Payload> = {
  name: 'letters',
  schema: z.strictObject({ id: z.string() }),
  jobId: ({ id }) => `job-${id}`,
  attempts: 3,
  backoff: { type: 'fixed', delayMs: 5 },
  retention: { completed: { ageSeconds: 600, count: 1_000 }, failed: { ageSeconds: 600, count: 1_000 } },
  concurrency: 1,
};
const calls: QueueDefinition<Payload> = { ...letters, name: 'calls' };

/** Each test has a prefix of its own, so that no test sees another's queues and none has to empty the server. */
let prefix: string;
let redis: Redis;
let ended: EndedRun[];
let hosts: QueueHost[];

beforeEach(() => {
  prefix = `{test-${randomUUID()}}`;
  redis = new Redis(redisUrl);
  ended = [];
  hosts = [];
});

afterEach(async () => {
  await Promise.all(hosts.map((host) => host.close()));
  await removeKeys();
  await redis.quit();
});

function host(more: Partial<QueueHostOptions> = {}): QueueHost {
  const made = createQueueHost({
    redisUrl,
    prefix,
    definitions: [letters, calls],
    logger: createLogger('test', 'silent'),
    onEnded: (run) => ended.push(run),
    limits: { lockDurationMs: 1_000, stalledIntervalMs: 200, answerTimeoutMs: 5_000, closeTimeoutMs: 5_000 },
    ...more,
  });
  hosts.push(made);
  return made;
}

async function removeKeys(): Promise<void> {
  for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1_000 }) as AsyncIterable<
    string[]
  >) {
    if (keys.length > 0) await redis.del(...keys);
  }
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const count = async (queue: QueueHost, name = 'letters') => (await queue.counts([name]))[0];

describe('adding', () => {
  it('add is idempotent by job id, in one call and in many', async () => {
    const queue = host();
    await queue.add('letters', { id: 'a' });
    await queue.add('letters', { id: 'a' });
    await queue.addBulk('letters', [
      { payload: { id: 'a' } },
      { payload: { id: 'b' } },
      { payload: { id: 'b' } },
    ]);
    expect(await count(queue)).toEqual({
      queue: 'letters',
      waiting: 2,
      delayed: 0,
      active: 0,
      completed: 0,
      failed: 0,
    });
    expect(await queue.liveJobs('letters', ['job-a', 'job-b', 'job-c'])).toEqual(new Set(['job-a', 'job-b']));
  });

  it('a payload that its schema refuses is not added, nor are those beside it, and every fault is named', async () => {
    const queue = host();
    await expect(queue.add('letters', { id: 7 })).rejects.toThrow(PayloadInvalid);
    const bulk = queue.addBulk('letters', [
      { payload: { id: 'a' } },
      { payload: {} },
      { payload: { id: 'b', x: 1 } },
    ]);
    await expect(bulk).rejects.toMatchObject({ faults: [{ pointer: '/1/id' }, { pointer: '/2/' }] });
    expect((await count(queue))?.waiting).toBe(0);
  });

  it('a queue that nobody defined is refused', async () => {
    await expect(host().add('visits', { id: 'a' })).rejects.toThrow(QueueWiringInvalid);
  });

  it('redis-away: adding and counting fail within their time, and nothing hangs at the end', async () => {
    const queue = host({
      redisUrl: 'redis://127.0.0.1:1',
      limits: { answerTimeoutMs: 300, closeTimeoutMs: 300 },
    });
    await expect(queue.add('letters', { id: 'a' })).rejects.toThrow(QueueUnavailable);
    await expect(queue.counts()).rejects.toThrow(QueueUnavailable);
    expect(await queue.isHealthy()).toBe(false);
    const startedAt = Date.now();
    await queue.close();
    expect(Date.now() - startedAt).toBeLessThan(5_000);
  });
});

describe('running', () => {
  it('runs jobs in order of priority, and those of one priority in order of adding', async () => {
    const queue = host();
    await queue.add('letters', { id: 'late' }, { priority: 500 });
    await queue.add('letters', { id: 'normal-1' });
    await queue.add('letters', { id: 'normal-2' });
    await queue.add('letters', { id: 'crisis' }, { priority: 1 });
    const done: string[] = [];
    queue.work(letters, ({ id }) => Promise.resolve(void done.push(id)));
    await queue.start();
    await until('all ran', () => done.length === 4);
    expect(done).toEqual(['crisis', 'normal-1', 'normal-2', 'late']);
  });

  it('a retryable error runs again after the backoff, a final one never; what is stored of an error is its label', async () => {
    const queue = host();
    const runs: string[] = [];
    queue.work(letters, ({ id }, { attempt, attemptsMax }) => {
      runs.push(`${id} ${attempt}/${attemptsMax}`);
      if (id === 'final') throw new FinalJobError('address-unknown', { cause: new Error('J. Jansen') });
      if (id === 'bug') throw new TypeError('J. Jansen is not iterable');
      if (attempt < 3) throw new RetryableJobError('printer-away');
      return Promise.resolve();
    });
    await queue.start();
    await queue.add('letters', { id: 'retry' });
    await queue.add('letters', { id: 'final' });
    await queue.add('letters', { id: 'bug' });
    await until('all ended', () => ended.filter(({ result }) => result !== 'retried').length === 3);
    expect(runs.filter((run) => run.startsWith('retry'))).toEqual(['retry 1/3', 'retry 2/3', 'retry 3/3']);
    expect(runs.filter((run) => run.startsWith('final'))).toEqual(['final 1/3']);
    expect(runs.filter((run) => run.startsWith('bug'))).toHaveLength(3);
    await until('both failed', async () => (await count(queue))?.failed === 2);
    const stored = JSON.stringify(await redis.hgetall(`${prefix}:letters:job-final`));
    expect(stored).toContain('FinalJobError: address-unknown');
    expect(stored + JSON.stringify(await redis.hgetall(`${prefix}:letters:job-bug`))).not.toContain('Jansen');
  });

  it('a job in the failed set swallows an add of its id, and hasLiveJob tells', async () => {
    const queue = host();
    let runs = 0;
    queue.work(letters, () => {
      runs += 1;
      return Promise.reject(new FinalJobError('x'));
    });
    await queue.start();
    await queue.add('letters', { id: 'a' });
    expect(await queue.hasLiveJob('letters', 'job-a')).toBe(true);
    await until('it failed', async () => (await count(queue))?.failed === 1);
    expect(await queue.hasLiveJob('letters', 'job-a')).toBe(false);
    await queue.add('letters', { id: 'a' });
    expect(await queue.hasLiveJob('letters', 'job-a')).toBe(false);
    await queue.add('letters', { id: 'a-2' });
    await until('the other ran', () => runs === 2);
  });

  it('a payload that lies in Redis and fails its schema is failed for good and never reaches the handler', async () => {
    const queue = host();
    const seen: Payload[] = [];
    queue.work(letters, (payload) => Promise.resolve(void seen.push(payload)));
    await queue.start();
    const foreign = new Queue('letters', { connection: redis, prefix });
    await foreign.add('letters', { id: 'a', bsn: '1' }, { jobId: 'foreign', attempts: 3 });
    await until('it failed', async () => (await count(queue))?.failed === 1);
    expect(seen).toEqual([]);
    expect((await foreign.getJob('foreign'))?.attemptsMade).toBe(1);
    await foreign.close();
  });
});

describe('starting and ending', () => {
  it('refuses to start when a queue of this process has no handler, and refuses a second handler', async () => {
    const queue = host({ handled: ['letters', 'calls'] });
    await expect(queue.start()).rejects.toThrow('Queue letters has no handler. Queue calls has no handler.');
    queue.work(letters, () => Promise.resolve());
    expect(() => queue.work(letters, () => Promise.resolve())).toThrow('Queue letters has two handlers.');
    expect(() => queue.work({ ...letters, name: 'visits' }, () => Promise.resolve())).toThrow(
      QueueWiringInvalid,
    );
    expect(() => queue.assertComplete()).toThrow('Queue calls has no handler.');
  });

  it('close waits for the job that is being run, and takes no other', async () => {
    const queue = host();
    const gate = Promise.withResolvers<void>();
    const done: string[] = [];
    queue.work(letters, async ({ id }) => {
      await gate.promise;
      done.push(id);
    });
    await queue.start();
    await queue.addBulk('letters', [{ payload: { id: 'a' } }, { payload: { id: 'b' } }]);
    await until('one runs', async () => (await count(queue))?.active === 1);
    const closed = queue.close();
    expect(queue.close()).toBe(closed);
    gate.resolve();
    await closed;
    expect(done).toEqual(['a']);
    expect(await count(host())).toMatchObject({ waiting: 1, active: 0, completed: 1 });
  });

  it('close gives up a job that does not end in time, tells its handler, and another worker takes it', async () => {
    const first = host({ limits: { lockDurationMs: 1_000, stalledIntervalMs: 200, closeTimeoutMs: 200 } });
    let aborted = false;
    first.work(letters, (_payload, { signal }) => {
      signal.addEventListener('abort', () => (aborted = true));
      return new Promise<void>(() => undefined);
    });
    await first.start();
    await first.add('letters', { id: 'a' });
    await until('it runs', async () => (await count(first))?.active === 1);
    await first.close();
    expect(aborted).toBe(true);
    const second = host();
    const done: string[] = [];
    second.work(letters, ({ id }) => Promise.resolve(void done.push(id)));
    await second.start();
    await until('another worker did it', () => done.length === 1);
  });
});

describe('when things break', () => {
  it('flushed-redis: the host works on, and a job that was lost can be added again', async () => {
    const queue = host();
    const done: string[] = [];
    queue.work(letters, ({ id }) => Promise.resolve(void done.push(id)));
    await queue.start();
    await queue.add('letters', { id: 'before' });
    await until('it ran', () => done.length === 1);
    await queue.add('calls', { id: 'lost' });
    // All that a flush takes from this host, scripts too, without taking the keys of other tests.
    await removeKeys();
    await redis.script('FLUSH');
    expect(await queue.hasLiveJob('calls', 'job-lost')).toBe(false);
    await queue.add('calls', { id: 'lost' });
    await queue.add('letters', { id: 'after' });
    await until('it ran', () => done.length === 2);
    expect(await queue.hasLiveJob('calls', 'job-lost')).toBe(true);
  });

  it('worker-crash: a job whose process was killed is run by another', async () => {
    const queue = host();
    await queue.add('letters', { id: 'a' });
    const crashing = `
      const { Worker } = require('bullmq');
      new Worker('letters', () => { process.send('taken'); return new Promise(() => {}); },
        { prefix: ${JSON.stringify(prefix)}, connection: { url: ${JSON.stringify(redisUrl)} }, lockDuration: 1000, stalledInterval: 200 });`;
    const child = spawn(process.execPath, ['-e', crashing], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    await new Promise((resolve) => child.once('message', resolve));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    expect((await count(queue))?.active).toBe(1);
    const done: string[] = [];
    queue.work(letters, ({ id }) => Promise.resolve(void done.push(id)));
    await queue.start();
    await until('another ran it', () => done.length === 1);
  });
});

describe('an external worker', () => {
  const password = 'a-password-of-a-worker-for-tests';
  const ours = externalQueueName('calls', 'GM0505', 'demo');
  const theirs = externalQueueName('calls', 'GM0518', 'demo');
  let external: Redis;
  let user: string;

  beforeEach(async () => {
    user = `${externalAclUser(ours)}-${randomUUID()}`;
    await redis.call('ACL', 'SETUSER', user, ...externalAclRules({ prefix, queueName: ours, password }));
    const { hostname, port } = new URL(redisUrl);
    external = new Redis({
      host: hostname,
      port: Number(port),
      username: user,
      password,
      maxRetriesPerRequest: null,
    });
    external.on('error', () => undefined);
  });

  afterEach(async () => {
    external.disconnect();
    await redis.call('ACL', 'DELUSER', user);
  });

  it('does its queue with retries, progress and logs, and takes over what another one lost', async () => {
    const queue = host();
    await queue.add(ours, { id: 'good' });
    await queue.add(ours, { id: 'bad' });
    await queue.add(ours, { id: 'lost' });
    const errors: string[] = [];
    const gone = new Worker(ours, undefined, { connection: external, prefix, lockDuration: 300 });
    gone.on('error', (error) => errors.push(error.message));
    const taken: unknown = await gone.getNextJob('token');
    expect(taken).toBeDefined();
    await gone.close(true);

    const done: string[] = [];
    const worker = new Worker<Payload>(
      ours,
      async (job) => {
        await job.updateProgress(50);
        await job.log('a line');
        await job.updateData({ ...job.data });
        await job.extendLock(String(job.token), 1_000);
        if (job.data.id === 'bad') throw new Error('no answer');
        done.push(job.data.id);
      },
      { connection: external, prefix, lockDuration: 300, stalledInterval: 200, concurrency: 2, name: 'demo' },
    );
    worker.on('error', (error) => errors.push(error.message));
    await until('all ended', async () => {
      const counts = await count(queue, ours);
      return counts?.completed === 2 && counts.failed === 1;
    });
    await worker.close();
    expect(done.sort()).toEqual(['good', 'lost']);
    expect(errors).toEqual([]);
  });

  it('can neither read nor write another’s queue, by command or by script, nor list keys', async () => {
    const queue = host();
    await queue.add(theirs, { id: 'secret' });
    await queue.add('letters', { id: 'secret' });
    const job = `${prefix}:${theirs}:job-secret`;
    const refused = [
      ['HGETALL', job],
      ['HSET', job, 'data', '{}'],
      ['DEL', job],
      ['LRANGE', `${prefix}:${theirs}:wait`, '0', '-1'],
      ['BZPOPMIN', `${prefix}:${theirs}:marker`, '1'],
      ['HGETALL', `${prefix}:letters:job-secret`],
      ['SET', `${prefix}:${ours}`, 'x'],
      ['SET', `${prefix}:${ours}x:y`, 'x'],
      ['EVAL', `return redis.call('HGETALL', KEYS[1])`, '1', job],
      ['EVAL', `return redis.call('HGETALL', ARGV[1])`, '0', job],
      ['EVAL', `return redis.call('SCAN', '0')`, '0'],
      ['SCAN', '0'],
      ['KEYS', '*'],
      ['RANDOMKEY'],
      ['DBSIZE'],
      ['SUBSCRIBE', 'x'],
      ['PUBLISH', 'x', 'y'],
      ['CONFIG', 'GET', '*'],
      ['ACL', 'LIST'],
      ['CLIENT', 'LIST'],
      ['MONITOR'],
      ['FLUSHALL'],
      ['SCRIPT', 'FLUSH'],
      ['FUNCTION', 'LIST'],
      ['SORT', `${prefix}:${ours}:wait`, 'BY', 'nosort', 'GET', job],
      ['COPY', job, `${prefix}:${ours}:stolen`],
    ] as const;
    const answers = await Promise.all(
      refused.map(([command, ...rest]) =>
        external.call(command, ...rest).then(
          () => `${command} was allowed`,
          (error: unknown) => String(error),
        ),
      ),
    );
    for (const answer of answers)
      expect(answer).toMatch(/NOPERM|can't run this command|can't access at least one of the keys/u);
    expect(await queue.hasLiveJob(theirs, 'job-secret')).toBe(true);
  });

  it('is locked out by new rules with another password', async () => {
    await external.ping();
    const rules = externalAclRules({ prefix, queueName: ours, password: `${password}-new` });
    await redis.call('ACL', 'SETUSER', user, ...rules);
    await expect(external.call('AUTH', user, password)).rejects.toThrow('WRONGPASS');
    expect(await external.call('AUTH', user, `${password}-new`)).toBe('OK');
  });
});
