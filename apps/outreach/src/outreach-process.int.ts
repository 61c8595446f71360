import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { letterPath } from '#letters';
import { Shutdown } from '#platform';
import { testStack } from '#testing';

import { Bench, nowMs, until } from '../test/bench.js';
import { openOutreach, type OutreachConfiguration } from './outreach-process.js';
import { OutreachModule } from './outreach.module.js';

jest.setTimeout(60_000);

describe('the process', () => {
  let bench: Bench;
  let shutdown: Shutdown;
  let url: string;
  const crashes: unknown[] = [];

  beforeAll(async () => {
    bench = await Bench.open();
    shutdown = new Shutdown(bench.logger);
    const configuration = {
      ...testStack().configuration,
      EROPAF_POSTGRES_DATABASE: bench.database.name,
      EROPAF_CLOCK: 'simulated',
      EROPAF_OBJECTS_DIR: bench.objectsDir,
    } as OutreachConfiguration;
    const outreach = await openOutreach(configuration, {
      logger: bench.logger,
      shutdown,
      crash: (error) => crashes.push(error),
      overrides: { queuePrefix: bench.prefix },
    });
    const app = await NestFactory.create<NestFastifyApplication>(
      OutreachModule.register(outreach.operations),
      new FastifyAdapter({ forceCloseConnections: true }),
      { logger: false },
    );
    shutdown.add({ name: 'operations', timeoutMs: 2_000, stop: () => app.close() });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
    await outreach.start();
  });
  afterAll(async () => {
    await shutdown.run();
    await bench.close();
  });

  const status = async (path: string): Promise<number> => (await fetch(`${url}${path}`)).status;

  test('without a clock it lives and waits; with one it is ready, and turns what is due into a letter', async () => {
    expect(await status('/health/live')).toBe(200);
    expect(await status('/health/ready')).toBe(503);
    const person = await bench.seeds.person();
    const spent = await bench.seeds.person({
      casePerson: {
        next_step: null,
        next_channel: null,
        next_due_on: null,
        hold: 'plan-done',
        close_due_on: '2026-03-02',
      },
    });
    await bench.seeds.clock(nowMs);
    await until(async () => ((await status('/health/ready')) === 200 ? true : undefined));
    const done = await until(async () => {
      const rows = await bench.seeds.query(`select task_id from outreach_task where state = 'done'`);
      return rows[0];
    });
    expect(await bench.files()).toEqual([letterPath(bench.objectsDir, 'GM0505', done['task_id'] as string)]);
    expect(await bench.seeds.task(person)).toMatchObject({ result: 'sent' });
    await until(async () => (await bench.seeds.query('select person_id from closing'))[0]);
    expect(await bench.seeds.query('select person_id from closing')).toEqual([{ person_id: spent.personId }]);
  });

  test('its metrics say what it did and what waits', async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('eropaf_outreach_letters_rendered_total{result="written"} 1');
    expect(metrics).toContain('eropaf_outreach_closed_by_itself_total 1');
    expect(metrics).toContain('eropaf_outreach_tasks_made_total 1');
    expect(metrics).toContain('eropaf_outreach_tasks{channel="letters",state="done"} 1');
    expect(metrics).toContain('eropaf_outreach_outbox_age_seconds{outbox="feedback"} 0');
    expect(metrics).toMatch(
      /eropaf_outreach_queue_jobs\{queue="letters",channel="letters",state="completed"\} 1/,
    );
    expect(metrics).not.toMatch(/Linden|Voorstraat/);
  });

  test('it ends in order, every part in its time', async () => {
    expect(await shutdown.run()).toBe(true);
    expect(crashes).toEqual([]);
  });
});
