import { Bench, nowMs } from '../test/bench.js';
import { deliver, type Deliverer, type OutsideChannel } from './deliver.js';
import { Reconciler } from './reconcile.js';

jest.setTimeout(60_000);

/** What went out, by idempotency key. */
type Outside = string[];

function messages(outside: Outside, more: Partial<OutsideChannel<string>> = {}): OutsideChannel<string> {
  return {
    kind: 'SMS/Whatsapp',
    effectTimeoutMs: 1_000,
    prepare: () => Promise.resolve('a message'),
    send: (_message, key) => {
      outside.push(key);
      return Promise.resolve({ kind: 'delivered' });
    },
    ...more,
  };
}

describe('a channel with an effect outside', () => {
  let bench: Bench;
  let by: Deliverer;
  beforeAll(async () => {
    bench = await Bench.open();
    by = { database: bench.worker, clock: bench.clock, holder: { name: 'sender', leaseMs: 60_000 } };
  });
  afterAll(() => bench.close());
  afterEach(async () => {
    await bench.emptyRedis();
    await bench.seeds.query(
      'truncate outreach_task, case_person, address_touched, do_not_approach, attempt, approach',
    );
  });

  /** A message for our own worker, which no policy has yet. */
  const due = async () => {
    const person = await bench.seeds.person({
      casePerson: { next_channel: 'messages', next_step: 'first-message' },
    });
    await bench.plan();
    await bench.seeds.query(`update outreach_task set executor = 'worker'`);
    return { person, job: await bench.seeds.job(person) };
  };

  test('sending stands in the database before the effect, with the task as idempotency key', async () => {
    const { person, job } = await due();
    let seen: unknown;
    const channel = messages([], {
      send: async (_message, key) => {
        expect(key).toBe(job.taskId);
        seen = (await bench.seeds.task(person))['state'];
        return { kind: 'delivered' };
      },
    });
    expect(await deliver(by, channel, job)).toBe('delivered');
    expect(seen).toBe('sending');
    expect(await bench.seeds.task(person)).toMatchObject({ state: 'done', finished_on: '2026-03-02' });
    expect(await bench.seeds.query('select kind, task_id from attempt')).toEqual([
      { kind: 'SMS/Whatsapp', task_id: job.taskId },
    ]);
  });

  test('at-most-once: a job that comes again sends nothing', async () => {
    const { job } = await due();
    const outside: Outside = [];
    const results = await Promise.all([
      deliver(by, messages(outside), job),
      deliver(by, messages(outside), job),
    ]);
    expect(results.sort()).toEqual(['delivered', 'not-ours']);
    expect(outside).toEqual([job.taskId]);
  });

  test('an effect that throws leaves doubt, and nothing resends', async () => {
    const { person, job } = await due();
    const outside: Outside = [];
    const channel = messages(outside, {
      send: (_message, key) => {
        outside.push(key);
        return Promise.reject(new Error('the line was cut'));
      },
    });
    expect(await deliver(by, channel, job)).toBe('uncertain');
    expect(await bench.seeds.task(person)).toMatchObject({ state: 'uncertain', claimed_by: 'sender' });
    expect(await deliver(by, channel, job)).toBe('not-ours');
    await new Reconciler(bench.relay, bench.jobs).round(nowMs, Date.now() + 3_600_000);
    expect(await bench.seeds.task(person)).toMatchObject({ state: 'uncertain', generation: 1 });
    expect(outside).toHaveLength(1);
  });

  test('an effect that hangs is doubt after its time', async () => {
    const { person, job } = await due();
    const hangs = messages([], { effectTimeoutMs: 20, send: () => new Promise(() => undefined) });
    const keepAlive = setInterval(() => undefined, 1_000);
    expect(await deliver(by, hangs, job)).toBe('uncertain');
    clearInterval(keepAlive);
    expect(await bench.seeds.task(person)).toMatchObject({ state: 'uncertain', result: 'effect-unknown' });
  });

  test('a process that dies while sending: its lease runs out, the task is uncertain, nothing resends', async () => {
    const { person, job } = await due();
    const dies = messages([], {
      send: async () => {
        await bench.seeds.expireLease(person);
        const round = await new Reconciler(bench.relay, bench.jobs).round(nowMs, Date.now());
        expect(round).toMatchObject({ requeued: 0, sendingInDoubt: 1, jobsRenewed: 0 });
        expect(await bench.seeds.task(person)).toMatchObject({ state: 'uncertain', generation: 1 });
        expect(await deliver(by, messages([]), job)).toBe('not-ours');
        // It was only slow after all, and knows better than anybody.
        return { kind: 'delivered' };
      },
    });
    expect(await deliver(by, dies, job)).toBe('delivered');
    expect(await bench.seeds.task(person)).toMatchObject({ state: 'done' });
  });

  test('what the outside refuses, or what cannot be made, fails without an attempt', async () => {
    const refused = await due();
    const refusing = messages([], {
      send: () => Promise.resolve({ kind: 'refused' }),
    });
    expect(await deliver(by, refusing, refused.job)).toBe('failed');
    expect(await bench.seeds.task(refused.person)).toMatchObject({
      state: 'failed',
      result: 'refused-outside',
    });
    const impossible = await due();
    const outside: Outside = [];
    const nothing = messages(outside, { prepare: () => Promise.resolve({ impossible: 'names-are-gone' }) });
    expect(await deliver(by, nothing, impossible.job)).toBe('failed');
    expect(outside).toEqual([]);
    expect(await bench.seeds.query('select * from attempt')).toEqual([]);
  });

  test('a mark set while the message is prepared stops it', async () => {
    const { person, job } = await due();
    const outside: Outside = [];
    const channel = messages(outside, {
      prepare: async () => {
        await bench.seeds.doNotApproach(person);
        return 'a message';
      },
    });
    expect(await deliver(by, channel, job)).toBe('cancelled');
    expect(outside).toEqual([]);
    expect(await bench.seeds.task(person)).toMatchObject({ state: 'cancelled', result: 'do-not-approach' });
  });

  test('an error before sending gives the task back', async () => {
    const { person, job } = await due();
    const broken = messages([], { prepare: () => Promise.reject(new Error('no template')) });
    await expect(deliver(by, broken, job)).rejects.toThrow('no template');
    expect(await bench.seeds.task(person)).toMatchObject({ state: 'queued' });
  });

  test('a claim of a person runs on the clock of the domain, and its end is a question', async () => {
    const { person } = await due();
    await bench.seeds.query(
      `update outreach_task set executor = 'desk', state = 'claimed', holder = 'person', claimed_by = 'ann', lease_until = $1`,
      [new Date(nowMs + 1_000)],
    );
    const reconciler = new Reconciler(bench.relay, bench.jobs);
    expect(await reconciler.round(nowMs, nowMs + 86_400_000)).toMatchObject({
      personInDoubt: 0,
      requeued: 0,
    });
    expect(await reconciler.round(nowMs + 1_001, nowMs)).toMatchObject({ personInDoubt: 1, requeued: 0 });
    expect(await bench.seeds.task(person)).toMatchObject({
      state: 'uncertain',
      holder: 'person',
      claimed_by: 'ann',
    });
  });
});
