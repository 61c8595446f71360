import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { letterPath, TypstLetterRenderer, type LetterInput, type LetterRenderer } from '#letters';
import { readPdf } from '#testing';

import { Bench, nowMs } from '../test/bench.js';
import { claimTask } from './claim-task.js';
import { Reconciler } from './reconcile.js';

jest.setTimeout(60_000);

describe('the letter worker', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.open();
  });
  afterAll(() => bench.close());
  afterEach(async () => {
    await bench.emptyRedis();
    await bench.seeds.query(
      `truncate outreach_task, case_person, address_touched, do_not_approach, signal, signal_personal, attempt, approach`,
    );
  });

  const attempts = () => bench.seeds.query('select * from attempt');
  const lettersOf = async (taskId: string) => (await bench.files()).filter((file) => file.includes(taskId));

  /** A renderer that does something between claim and letter, as another process may. */
  const meanwhile = (work: () => Promise<unknown>): LetterRenderer => ({
    renderLetter: async (input: LetterInput) => {
      await work();
      return new TypstLetterRenderer().renderLetter(input);
    },
  });

  test('one-letter-a-task: the same job twice, and two workers at once, give one letter and one attempt', async () => {
    const person = await bench.seeds.person();
    await bench.plan();
    const job = await bench.seeds.job(person);
    const first = bench.letterWorker('first');
    const results = await Promise.all([first.handle(job), bench.letterWorker('second').handle(job)]);
    expect(results.sort()).toEqual(['not-ours', 'written']);
    expect(await first.handle(job)).toBe('not-ours');
    expect(await lettersOf(job.taskId)).toEqual([letterPath(bench.objectsDir, 'GM0505', job.taskId)]);
    expect(await attempts()).toMatchObject([
      {
        task_id: job.taskId,
        kind: 'Brief',
        direction: 'outgoing',
        reached: false,
        day: '2026-03-02',
        part_of_day: 'Middag',
      },
    ]);
    expect(await bench.seeds.task(person)).toMatchObject({
      state: 'done',
      finished_on: '2026-03-02',
      result: 'sent',
    });
    expect(await bench.seeds.query('select offer_made_at, informed_at, informed_how from approach')).toEqual([
      { offer_made_at: new Date(nowMs), informed_at: new Date(nowMs), informed_how: 'letter' },
    ]);
    expect(await bench.seeds.foldTouched()).toEqual([{ addressId: person.addressId, reason: 'attempt' }]);
  });

  test('walls-inside-an-address: a letter names one person, and the creditors of that person only', async () => {
    const one = await bench.seeds.person({ surname: 'Linden', creditors: ['lichtpunt-energie'] });
    const other = await bench.seeds.person({
      addressId: one.addressId,
      surname: 'Bakker',
      creditors: ['delta-stroom'],
    });
    await bench.seeds.signal(one, 'delta-stroom', { signal: { verdict: 'repeated' } });
    await bench.seeds.signal(one, 'delta-stroom', { signal: { withdrawn_after_attempt: true } });
    await bench.seeds.signal(one, 'delta-stroom', { signal: { period_start: '2025-11-01' } });
    await bench.plan();
    const text = async (person: typeof one): Promise<string> => {
      const job = await bench.seeds.job(person);
      expect(await bench.letterWorker('one').handle(job)).toBe('written');
      await bench.seeds.foldTouched();
      return (await readPdf(await readFile(letterPath(bench.objectsDir, 'GM0505', job.taskId)))).text;
    };
    const letter = await text(one);
    expect(letter).toContain('J. van der Linden');
    expect(letter).toContain('Voorstraat 12A');
    expect(letter).toContain('3311 GR');
    expect(letter).toContain('Lichtpunt Energie');
    expect(letter).not.toContain('Deltastroom');
    expect(letter).not.toContain('Bakker');
    const otherLetter = await text(other);
    expect(otherLetter).toContain('Deltastroom');
    expect(otherLetter).not.toContain('Lichtpunt');
    expect(otherLetter).not.toContain('Linden');
  });

  test('a signal that was assigned to another address: the letter goes to that one', async () => {
    const person = await bench.seeds.person();
    await bench.seeds.query(
      `insert into address_alias (municipality, alias, normaliser_version, address_id, destroy_after)
       select municipality, '3315AC 99B-2', 1, address_id, '2026-09-01' from signal limit 1`,
    );
    await bench.seeds.query(
      `insert into assignment (municipality, signal_id, number, from_address_id, to_address_id, keeps_person, reason,
         assigned_at, assigned_by)
       select municipality, signal_id, 1, gen_random_uuid(), address_id, true, 'person', now(), 'spec' from signal`,
    );
    await bench.plan();
    const job = await bench.seeds.job(person);
    expect(await bench.letterWorker('one').handle(job)).toBe('written');
    const { text } = await readPdf(await readFile(letterPath(bench.objectsDir, 'GM0505', job.taskId)));
    expect(text).toMatch(/Postcode 3315 AC, huisnummer 99B 2/);
    expect(text).toMatch(/3315 AC/);
    expect(text).not.toMatch(/3311 ?GR/);
    await bench.seeds.query('truncate assignment, address_alias');
  });

  test('a signal that turns out to be somebody else’s while the letter is made: it does not go out', async () => {
    const person = await bench.seeds.person({ creditors: ['lichtpunt-energie', 'delta-stroom'] });
    await bench.plan();
    const job = await bench.seeds.job(person);
    const worker = bench.letterWorker('one', {
      renderer: meanwhile(() =>
        bench.seeds.query(
          `update signal set person_id = gen_random_uuid() where creditor_id = 'delta-stroom' and person_id = $1`,
          [person.personId],
        ),
      ),
    });
    await expect(worker.handle(job)).rejects.toMatchObject({ name: 'AddressUnsettled' });
    expect(await lettersOf(job.taskId)).toEqual([]);
    expect(await bench.letterWorker('two').handle({ ...job, generation: job.generation })).toBe('written');
    const { text } = await readPdf(await readFile(letterPath(bench.objectsDir, 'GM0505', job.taskId)));
    expect(text).not.toContain('Deltastroom');
  });

  test('a case-person that follows another is informed by its letter, and its creditors stand in it', async () => {
    const leader = await bench.seeds.person({ creditors: ['lichtpunt-energie'] });
    await bench.seeds.person({
      ...leader,
      periodStart: '2026-03-01',
      creditors: ['delta-stroom'],
      casePerson: {
        led_by_period_start: leader.periodStart,
        hold: 'follows',
        next_step: null,
        next_channel: null,
        next_due_on: null,
      },
    });
    await bench.plan();
    const job = await bench.seeds.job(leader);
    expect(await bench.letterWorker('one').handle(job)).toBe('written');
    const { text } = await readPdf(await readFile(letterPath(bench.objectsDir, 'GM0505', job.taskId)));
    expect(text).toContain('Lichtpunt Energie');
    expect(text).toContain('Deltastroom');
    expect(await bench.seeds.query('select period_start from approach order by period_start')).toEqual([
      { period_start: '2026-02-01' },
      { period_start: '2026-03-01' },
    ]);
  });

  test('a worker that is killed after its claim: the lease runs out, and there is still one letter', async () => {
    const person = await bench.seeds.person();
    await bench.plan();
    const job = await bench.seeds.job(person);
    const killed = { name: 'killed', leaseMs: 60_000 };
    const nothing = () => Promise.resolve(undefined);
    expect(await claimTask(bench.worker, { job, holder: killed, nowMs }, nothing)).toMatchObject({
      kind: 'claimed',
    });
    const reconciler = new Reconciler(bench.relay, bench.jobs);
    expect(await reconciler.round(nowMs, Date.now())).toMatchObject({ requeued: 0 });
    expect(await reconciler.round(nowMs, Date.now() + 60_001)).toMatchObject({ requeued: 1 });
    const renewed = await bench.seeds.job(person);
    expect(renewed.generation).toBe(2);
    expect(await bench.host.hasLiveJob('letters', `GM0505-${job.taskId}-2`)).toBe(true);
    expect(await bench.letterWorker('late').handle(job)).toBe('not-ours');
    expect(await bench.letterWorker('next').handle(renewed)).toBe('written');
    expect(await lettersOf(job.taskId)).toHaveLength(1);
    expect(await attempts()).toHaveLength(1);
  });

  test('a worker that was only slow changes nothing once another has the task', async () => {
    const person = await bench.seeds.person();
    await bench.plan();
    const job = await bench.seeds.job(person);
    const written: string[] = [];
    const slow = bench.letterWorker('slow', {
      renderer: meanwhile(async () => {
        await bench.seeds.expireLease(person);
        await new Reconciler(bench.relay, bench.jobs).round(nowMs, Date.now());
        written.push(await bench.letterWorker('quick').handle(await bench.seeds.job(person)));
      }),
    });
    expect(await slow.handle(job)).toBe('not-ours');
    expect(written).toEqual(['written']);
    expect(await attempts()).toHaveLength(1);
  });

  test('a mark set between queue and claim: no letter, and the task is cancelled', async () => {
    const person = await bench.seeds.person();
    await bench.plan();
    await bench.seeds.doNotApproach(person);
    const job = await bench.seeds.job(person);
    expect(await bench.letterWorker('one').handle(job)).toBe('cancelled');
    expect(await bench.seeds.task(person)).toMatchObject({ state: 'cancelled', result: 'do-not-approach' });
    expect(await lettersOf(job.taskId)).toEqual([]);
    expect(await attempts()).toEqual([]);
  });

  test('a mark set while the letter is rendered: no letter, and the task is cancelled', async () => {
    const person = await bench.seeds.person();
    await bench.plan();
    const job = await bench.seeds.job(person);
    const worker = bench.letterWorker('one', {
      renderer: meanwhile(() => bench.seeds.doNotApproach(person, 'address')),
    });
    expect(await worker.handle(job)).toBe('cancelled');
    expect(await bench.seeds.task(person)).toMatchObject({ state: 'cancelled', result: 'do-not-approach' });
    expect(await lettersOf(job.taskId)).toEqual([]);
    expect(await attempts()).toEqual([]);
  });

  test('a letter that a crash left behind goes when its task is cancelled', async () => {
    const person = await bench.seeds.person();
    await bench.plan();
    const job = await bench.seeds.job(person);
    const path = letterPath(bench.objectsDir, 'GM0505', job.taskId);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, 'half done');
    await bench.seeds.query(`update case_person set state = 'closed', hold = 'closed', open_step = null`);
    expect(await bench.letterWorker('one').handle(job)).toBe('cancelled');
    expect(await bench.seeds.task(person)).toMatchObject({ state: 'cancelled', result: 'not-planned' });
    expect(await bench.files()).not.toContain(path);
  });

  test('a letter that cannot be made fails its task, visibly, and the plan goes on', async () => {
    const person = await bench.seeds.person({ creditors: ['nobody-knows'] });
    const unprintable = await bench.seeds.person({ surname: '龍' });
    const nameless = await bench.seeds.person({ creditors: [] });
    await bench.plan();
    const handle = async (one: typeof person) => bench.letterWorker('one').handle(await bench.seeds.job(one));
    expect(await handle(person)).toBe('failed');
    expect(await bench.seeds.task(person)).toMatchObject({
      result: 'creditor-unknown',
      finished_on: '2026-03-02',
    });
    expect(await handle(unprintable)).toBe('failed');
    expect(await bench.seeds.task(unprintable)).toMatchObject({ result: 'sign-missing' });
    expect(await handle(nameless)).toBe('failed');
    expect(await bench.seeds.task(nameless)).toMatchObject({ result: 'nothing-to-write-about' });
    expect((await bench.seeds.foldTouched()).map(({ reason }) => reason)).toEqual(
      Array(3).fill('task-failed'),
    );
    expect(await attempts()).toEqual([]);
  });

  test('an error on the way gives the task back, and the same job succeeds at its next attempt', async () => {
    const person = await bench.seeds.person();
    await bench.plan();
    const job = await bench.seeds.job(person);
    const broken: LetterRenderer = { renderLetter: () => Promise.reject(new Error('out of memory')) };
    await expect(bench.letterWorker('one', { renderer: broken }).handle(job)).rejects.toThrow(
      'out of memory',
    );
    expect(await bench.seeds.task(person)).toMatchObject({ state: 'queued', generation: 1, holder: null });
    expect(await bench.letterWorker('two').handle(job)).toBe('written');
  });

  test('a second letter to one person leaves the first day on which it was informed', async () => {
    const person = await bench.seeds.person();
    const before = new Date('2026-02-27T10:00:00Z');
    await bench.seeds.insert('approach', {
      municipality: person.municipality,
      person_id: person.personId,
      period_start: person.periodStart,
      informed_at: before,
      informed_how: 'conversation',
    });
    await bench.plan();
    expect(await bench.letterWorker('one').handle(await bench.seeds.job(person))).toBe('written');
    expect(await bench.seeds.query('select informed_at, informed_how, offer_made_at from approach')).toEqual([
      { informed_at: before, informed_how: 'conversation', offer_made_at: new Date(nowMs) },
    ]);
  });

  test('an unfolded fact about the address makes the job wait, not the resident get a letter', async () => {
    const person = await bench.seeds.person();
    await bench.plan();
    const job = await bench.seeds.job(person);
    await bench.seeds.insert('address_touched', {
      municipality: person.municipality,
      address_id: person.addressId,
      reason: 'attempt',
    });
    await expect(bench.letterWorker('one').handle(job)).rejects.toMatchObject({ name: 'AddressUnsettled' });
    expect(await bench.seeds.task(person)).toMatchObject({ state: 'queued' });
    await bench.seeds.foldTouched();
    expect(await bench.letterWorker('one').handle(job)).toBe('written');
  });

  test('the job of another municipality finds nothing', async () => {
    const person = await bench.seeds.person();
    await bench.plan();
    const job = await bench.seeds.job(person);
    expect(await bench.letterWorker('one').handle({ ...job, municipality: 'GM9999' as never })).toBe(
      'not-ours',
    );
  });
});
