import { randomUUID } from 'node:crypto';

import { Bench, dordrecht, nowMs } from '../test/bench.js';
import { planDueTasks } from './plan-due-tasks.js';
import { queueCreatedTasks } from './queue-created-tasks.js';
import { Reconciler } from './reconcile.js';
import { taskIdOf } from './task-ids.js';
import type { TaskJobs } from './task-jobs.js';

jest.setTimeout(60_000);

describe('the relay of what is due', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.open();
  });
  afterAll(() => bench.close());
  afterEach(async () => {
    await bench.emptyRedis();
    await bench.seeds.query(
      'truncate outreach_task, case_person, address_touched, do_not_approach, person_alias',
    );
  });

  const plan = () => planDueTasks(bench.relay, bench.settings, nowMs);

  test('one-task-a-step: two relays at once make one task for each of many case-persons', async () => {
    for (let index = 0; index < 20; index += 1) await bench.seeds.person();
    const rounds = await Promise.all([plan(), plan(), plan()]);
    expect(rounds.reduce((sum, round) => sum + round.made, 0)).toBe(20);
    const [counts] = await bench.seeds.query(
      `select (select count(*) from outreach_task) tasks, (select count(distinct letter_reference) from outreach_task) refs,
         (select count(*) from case_person where hold = 'task-open' and open_step = 'announcing-letter') held`,
    );
    expect(counts).toEqual({ tasks: 20, refs: 20, held: 20 });
    expect(await plan()).toEqual({ due: 0, made: 0 });
  });

  test('the executor is the one of the policy version that the case-person keeps', async () => {
    const letter = await bench.seeds.person();
    const visit = await bench.seeds.person({
      casePerson: { next_channel: 'house-visits', next_step: 'first-visit' },
    });
    await plan();
    expect(await bench.seeds.task(letter)).toMatchObject({
      executor: 'worker',
      state: 'created',
      generation: 1,
    });
    expect(await bench.seeds.task(visit)).toMatchObject({ executor: 'external:demo' });
    expect((await bench.seeds.task(letter))['letter_reference']).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
  });

  test('what is not due, held, closed or marked is left alone', async () => {
    const marked = await bench.seeds.person();
    await bench.seeds.doNotApproach(marked);
    await bench.seeds.doNotApproach(await bench.seeds.person(), 'address');
    await bench.seeds.person({ casePerson: { next_due_on: '2026-03-03' } });
    await bench.seeds.person({ casePerson: { state: 'closed' } });
    const merged = await bench.seeds.person();
    // Merged twice: the mark stands with the first of three ids.
    const [first, second] = [randomUUID(), randomUUID()];
    for (const [personId, sameAs] of [
      [first, second],
      [second, merged.personId],
    ]) {
      await bench.seeds.insert('person_alias', {
        municipality: dordrecht,
        person_id: personId,
        same_as: sameAs,
        decided_at: '2026-02-26',
        decided_by: 'spec',
        reason: 'person',
      });
    }
    await bench.seeds.doNotApproach({ ...merged, personId: first });
    expect(await plan()).toEqual({ due: 0, made: 0 });
  });

  test('an address with a fact that was not folded yet waits for its fold', async () => {
    const person = await bench.seeds.person();
    await bench.seeds.insert('address_touched', {
      municipality: dordrecht,
      address_id: person.addressId,
      reason: 'attempt',
    });
    expect(await plan()).toEqual({ due: 0, made: 0 });
    await bench.seeds.foldTouched();
    expect(await plan()).toEqual({ due: 1, made: 1 });
  });

  test('a step whose task was cancelled is planned again, in a new generation; one that was done is not', async () => {
    const again = await bench.seeds.person();
    const done = await bench.seeds.person();
    await plan();
    await bench.seeds.query(
      `update outreach_task set state = case when person_id = $1 then 'cancelled' else 'done' end`,
      [again.personId],
    );
    await bench.seeds.query(
      `update case_person set next_step = 'announcing-letter', next_channel = 'letters', next_due_on = '2026-03-02', hold = null`,
    );
    expect(await plan()).toEqual({ due: 2, made: 1 });
    expect(await bench.seeds.task(again)).toMatchObject({ state: 'created', generation: 2 });
    expect(await bench.seeds.task(done)).toMatchObject({ state: 'done', generation: 1 });
    // The plan that asked for a finished step came from facts that were older: the fold looks again.
    expect(await bench.seeds.foldTouched()).toEqual([
      { addressId: done.addressId, reason: 'step-already-done' },
    ]);
  });

  test('crisis goes first, however late it came', async () => {
    await bench.seeds.person({ casePerson: { next_due_on: '2026-02-20' } });
    const crisis = await bench.seeds.person({ casePerson: { crisis: true, priority: 1 } });
    await plan();
    await queueCreatedTasks(bench.relay, bench.jobs, nowMs);
    const taken: string[] = [];
    const host = bench.openHost();
    const { outreachQueues } = await import('#contracts');
    const two = new Promise<void>((resolve) => {
      host.work(outreachQueues.letters, (job) => {
        taken.push(job.taskId);
        if (taken.length === 2) resolve();
        return Promise.resolve();
      });
    });
    await host.start();
    await two;
    await host.close();
    expect(taken[0]).toBe((await bench.seeds.task(crisis))['task_id']);
  });

  test('a crash between job and mark is harmless: the next round adds the same job', async () => {
    const person = await bench.seeds.person();
    await plan();
    const dies: TaskJobs = {
      add: async (tasks) => {
        await bench.jobs.add(tasks);
        throw new Error('killed here');
      },
      withoutLiveJob: (tasks) => bench.jobs.withoutLiveJob(tasks),
      depth: () => bench.jobs.depth(),
    };
    await expect(queueCreatedTasks(bench.relay, dies, nowMs)).rejects.toThrow('killed here');
    expect(await bench.seeds.task(person)).toMatchObject({ state: 'created' });
    expect(await queueCreatedTasks(bench.relay, bench.jobs, nowMs)).toBe(1);
    expect(await bench.seeds.task(person)).toMatchObject({ state: 'queued', generation: 1 });
    expect(await bench.host.counts(['letters'])).toMatchObject([{ waiting: 1 }]);
  });

  test('work of the desk has no job, an outside party has a queue of its own in each municipality', async () => {
    const message = await bench.seeds.person({
      casePerson: { next_channel: 'messages', next_step: 'first-message' },
    });
    const visit = { next_channel: 'house-visits', next_step: 'first-visit' };
    await bench.seeds.person({ casePerson: visit });
    await bench.seeds.person({ municipality: 'GM9999', casePerson: visit });
    await bench.plan();
    expect(await bench.seeds.task(message)).toMatchObject({ state: 'queued', executor: 'desk' });
    const queues = ['messages', 'house-visits', 'house-visits--GM0505--demo', 'house-visits--GM9999--demo'];
    const counts = await bench.host.counts(queues);
    expect(counts.map(({ queue, waiting }) => [queue, waiting])).toEqual([
      ['messages', 0],
      ['house-visits', 0],
      ['house-visits--GM0505--demo', 1],
      ['house-visits--GM9999--demo', 1],
    ]);
  });

  test('redis-flushed: every waiting task gets a job again, under a new generation', async () => {
    const people = [await bench.seeds.person(), await bench.seeds.person()];
    const visit = await bench.seeds.person({
      casePerson: { next_channel: 'calls', next_step: 'first-call' },
    });
    const desk = await bench.seeds.person({
      casePerson: { next_channel: 'messages', next_step: 'first-message' },
    });
    await bench.plan();
    await bench.emptyRedis();
    const reconcilers = [new Reconciler(bench.relay, bench.jobs), new Reconciler(bench.relay, bench.jobs)];
    const rounds = await Promise.all(reconcilers.map((one) => one.round(nowMs, nowMs)));
    expect(rounds.reduce((sum, round) => sum + round.jobsRenewed, 0)).toBe(3);
    for (const person of [...people, visit]) {
      expect(await bench.seeds.task(person)).toMatchObject({ state: 'queued', generation: 2 });
    }
    expect(await bench.seeds.task(desk)).toMatchObject({ state: 'queued', generation: 1 });
    const counts = await bench.host.counts(['letters', 'calls--GM0505--demo']);
    expect(counts.map(({ waiting }) => waiting)).toEqual([2, 1]);
    expect(await reconcilers[0]?.round(nowMs, nowMs)).toMatchObject({ jobsRenewed: 0 });
  });

  test('the id of a task is the same whoever makes it, and another for each step', () => {
    const step = {
      municipality: dordrecht,
      personId: 'p' as never,
      periodStart: '2026-02-01' as never,
      step: 'a',
    };
    expect(taskIdOf(step)).toBe(taskIdOf({ ...step }));
    expect(taskIdOf({ ...step, step: 'b' })).not.toBe(taskIdOf(step));
    expect(taskIdOf(step)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });
});
