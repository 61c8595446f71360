import { lostProcessTries, processTriesMax } from '#domain';
import type { LetterRenderer } from '#letters';

import { Bench, nowMs } from '../test/bench.js';
import { claimTask } from './claim-task.js';
import { Reconciler } from './reconcile.js';

jest.setTimeout(60_000);

describe('a letter that never comes about', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.open();
  });
  afterAll(() => bench.close());
  beforeEach(() => bench.seeds.query('truncate outreach_task, case_person, address_touched'));

  const broken = (error: Error): LetterRenderer => ({ renderLetter: () => Promise.reject(error) });
  const machineNowMs = Date.now();

  test('one that ends its process each time is failed with its reason, and the plan goes on', async () => {
    const person = await bench.seeds.person();
    await bench.plan();
    const reconciler = new Reconciler(bench.relay, bench.jobs);
    const holder = { name: 'dies', leaseMs: 60_000 };
    const losesAll = processTriesMax / lostProcessTries;
    for (let lost = 1; lost <= losesAll; lost += 1) {
      const job = await bench.seeds.job(person);
      expect(
        await claimTask(bench.worker, { job, holder, nowMs }, () => Promise.resolve(undefined)),
      ).toMatchObject({ kind: 'claimed' });
      await bench.seeds.expireLease(person);
      const last = lost === losesAll;
      expect(await reconciler.round(nowMs, machineNowMs)).toMatchObject({
        givenUp: last ? 1 : 0,
        requeued: last ? 0 : 1,
      });
    }
    expect(await bench.seeds.task(person)).toMatchObject({
      state: 'failed',
      result: 'tries-spent',
      finished_on: '2026-03-02',
      generation: losesAll,
    });
    expect(await bench.seeds.foldTouched()).toEqual([{ addressId: person.addressId, reason: 'task-failed' }]);
  });

  test('one that meets an error of ours each time is failed too, and its job ends', async () => {
    const person = await bench.seeds.person();
    await bench.plan();
    const job = await bench.seeds.job(person);
    const worker = bench.letterWorker('one', { renderer: broken(new TypeError('a bug')) });
    for (let attempt = 1; attempt < processTriesMax; attempt += 1)
      await expect(worker.handle(job)).rejects.toThrow('a bug');
    expect(await bench.seeds.task(person)).toMatchObject({ state: 'queued' });
    expect(await worker.handle(job)).toBe('failed');
    expect(await bench.seeds.task(person)).toMatchObject({ state: 'failed', result: 'tries-spent' });
  });

  test('a full disk, a database that is away and an unfolded fact never end a letter', async () => {
    const person = await bench.seeds.person();
    await bench.plan();
    const job = await bench.seeds.job(person);
    const passing = [
      Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'write' }),
      Object.assign(new Error('the server shuts down'), { code: '57P01' }),
      Object.assign(new Error('deadlock'), { code: '40P01' }),
    ];
    for (let attempt = 0; attempt < processTriesMax * 2; attempt += 1) {
      const error = passing[attempt % passing.length] ?? new Error('none');
      await expect(bench.letterWorker('one', { renderer: broken(error) }).handle(job)).rejects.toThrow(error);
    }
    expect(await bench.seeds.task(person)).toMatchObject({ state: 'queued', tries: 0 });
    expect(await bench.letterWorker('two').handle(job)).toBe('written');
  });
});
