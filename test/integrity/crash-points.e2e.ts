import { freePort, until, type AppProcess } from '../processes.js';
import { crashScenarios } from './crash-scenarios.js';
import { FakeChannel } from './fake-channel.js';
import { crashAt } from './faults/crash-at.js';
import { Visitor } from './visitor.js';
import { visitMorning, World } from './world.js';

jest.setTimeout(1_800_000);

const patienceMs = 240_000;
const pointsOf = (app: string, at: string): string[] =>
  Object.entries(crashScenarios)
    .filter(([, scenario]) => scenario.app === app && scenario.at === at)
    .map(([point]) => point);

/**
 * Every crash point of the product, one after the other in one town: a real process dies there, the checker looks at
 * what is left, and the next process goes on with it. At the end all is quiet and nothing is missing or double.
 */
describe('a process dies with something half done, and nothing is lost or done twice', () => {
  let world: World;
  let channel: FakeChannel;
  let town = 0;

  beforeAll(async () => {
    world = await World.open(6);
    channel = await FakeChannel.open(world.deliveries);
  });
  afterAll(async () => {
    await channel.close();
    await world.close();
  });

  const diesAt = async (process: AppProcess, point: string): Promise<void> => {
    const ended = await Promise.race([
      process.exited.then(() => true),
      until('it dies', () => Promise.resolve(process.runs ? undefined : true), patienceMs),
    ]).catch(() => false);
    if (!ended) throw new Error(`${point} was never reached:\n${process.log.slice(-3_000)}`);
    expect({ point, code: await process.exited }).toEqual({ point, code: null });
    expect({ point, broken: await world.broken(false) }).toEqual({ point, broken: [] });
  };
  /** A dead process's claim runs out after a minute of the machine's time; nobody waits for that here. */
  const leasesRunOut = (): Promise<unknown> =>
    world.stand.rows(
      `update outreach_task set lease_until = now() - interval '1 second' where holder = 'process'
         and state in ('claimed', 'sending')`,
    );
  const tell = (): Promise<void> => {
    town += 1;
    return world.tell({ seed: 100 + town, houses: 8, firstHouse: town * 100 });
  };

  test.each(pointsOf('intake', 'evening'))('intake, reading: %s', async (point) => {
    await tell();
    await diesAt(await world.intake(world.stand.newGroup(), crashAt(point)), point);
  });

  test('the next intake reads on, and what creditors must hear is published once more', async () => {
    const intake = await world.intake(world.stand.newGroup());
    expect(await world.waitUntilRead()).toBe(true);
    expect(await intake.stop()).toBe(0);
    expect(await world.broken(false)).toEqual([]);
    const point = 'after-publish-before-mark';
    await diesAt(await world.app('outreach', crashAt(point)), point);
  });

  test.each(pointsOf('outreach', 'morning').filter((point) => point !== 'after-publish-before-mark'))(
    'outreach, letters: %s',
    async (point) => {
      await world.letTheNightPass();
      await leasesRunOut();
      if (crashScenarios[point as keyof typeof crashScenarios].losesJobs === true) {
        await world.stand.rows(`update outreach_task set state = 'queued' where state = 'created'`);
        await world.outreach.emptyRedis();
      }
      await diesAt(await world.app('outreach', crashAt(point)), point);
    },
  );

  test('intake, folding again after a letter; then all goes on until it is quiet', async () => {
    const point = 'after-refold-before-commit';
    await diesAt(await world.intake(world.stand.newGroup(), crashAt(point)), point);
    await leasesRunOut();
    await world.intake(world.stand.newGroup());
    await world.app('outreach');
    expect(await world.waitUntilQuiet()).toBe(true);
    expect(await world.broken(true)).toEqual([]);
    expect(world.postman.posted.length).toBeGreaterThan(8);
  });

  test('desk: a report that is lost on the way, or whose answer is, is one attempt', async () => {
    await world.letAWeekPass();
    const port = await freePort();
    const visitor = new Visitor(world, port, visitMorning.slice(0, 10));
    for (const point of pointsOf('desk', 'week')) {
      const desk = await world.app('desk', crashAt(point), { EROPAF_DESK_PORT: port });
      await desk.ready();
      const taskId = await until('a visit is due', async () => (await visitor.open())[0], patienceMs);
      const visit = visitor.visit(taskId);
      await diesAt(desk, point);
      const next = await world.app('desk', {}, { EROPAF_DESK_PORT: port });
      await visit;
      expect(world.reported).toContain(taskId);
      expect(await next.stop()).toBe(0);
    }
    expect(await world.waitUntilQuiet()).toBe(true);
    expect(await world.broken(true)).toEqual([]);
  });

  test('a message whose fate nobody knows is uncertain, and no process sends it again', async () => {
    for (const process of world.stand.running.filter(({ app }) => app === 'outreach'))
      expect(await process.stop()).toBe(0);
    const open = await world.stand.rows<{ municipality: string; task_id: string; generation: number }>(
      `update outreach_task set executor = 'worker' where task_id in (
         select task_id from outreach_task where state = 'queued' and executor = 'desk' order by task_id limit 2)
       returning municipality, task_id, generation`,
    );
    const tasks = open.map(({ generation, municipality, task_id: taskId }) => ({
      municipality,
      taskId,
      generation,
    }));
    for (const [nth, point] of pointsOf('sender', 'week').entries()) {
      const task = tasks[nth];
      if (task === undefined) throw new Error('the town is too small');
      expect(await channel.send(task, world.stand.database.name, crashAt(point))).toBeNull();
      expect(await world.broken(false)).toEqual([]);
      expect(await channel.send(task, world.stand.database.name)).toBe('not-ours');
    }
    await leasesRunOut();
    await world.app('outreach');
    expect(await world.waitUntilQuiet()).toBe(true);
    const states = await world.stand.rows<{ task_id: string; state: string }>(
      'select task_id, state from outreach_task where task_id = any($1)',
      [tasks.map(({ taskId }) => taskId)],
    );
    expect(states.map(({ state }) => state)).toEqual(['uncertain', 'uncertain']);
    for (const task of tasks) expect(await channel.send(task, world.stand.database.name)).toBe('not-ours');
    expect(await world.broken(true)).toEqual([]);
    expect(world.deliveries.filter((one) => one.channel === 'messages')).toHaveLength(1);
  });
});
