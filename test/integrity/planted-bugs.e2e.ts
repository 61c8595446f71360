import { TestIntake } from '../../apps/intake/src/testing-intake.js';
import { until, type AppProcess } from '../processes.js';
import type { Broken } from './checker/check-history.js';
import { Mutant } from './faults/mutant.js';
import { ownSignal } from './intake-stand.js';
import { World } from './world.js';

jest.setTimeout(600_000);
/** Only a machine that others keep busy needs it. */
const patienceMs = 240_000;

/** The promises that were found broken, each by its name. */
const names = (broken: readonly Broken[]): string[] => broken.map(({ promise }) => promise);

describe('a planted bug is caught by the checker', () => {
  let world: World;
  let mutant: Mutant | undefined;

  beforeEach(async () => {
    world = await World.open(7);
  });
  afterEach(async () => {
    await world.close();
    mutant?.remove();
    mutant = undefined;
  });

  test('none planted: everything holds', async () => {
    await world.tell({ seed: 1, houses: 30 });
    const intake = await world.intake(world.stand.newGroup());
    await world.app('outreach');
    expect(await world.waitUntilRead()).toBe(true);
    await world.letTheNightPass();
    expect(await world.waitUntilQuiet()).toBe(true);
    expect(await world.broken(true)).toEqual([]);
    expect(world.postman.posted.length).toBeGreaterThan(5);
    expect(await intake.stop()).toBe(0);
  });

  /** The database is as it was before the first record, under an intake that runs on: a restore from an old backup. */
  const loseEverything = (): Promise<unknown> =>
    world.stand.rows(
      `with moved as (
         update consumer_offset set next_offset = 0, last_offset = null, last_appended_ms = null, last_crc32 = null
       ), d as (delete from duplicate), w as (delete from withdrawal), q as (delete from quarantine)
       delete from signal`,
    );

  test('skip the offset compare: what an older database had lost is passed over', async () => {
    mutant = Mutant.plant({
      file: 'apps/intake/src/intake-handler.js',
      find: 'if (!(0, _kafka_1.samePosition)(expected, stored === undefined ? null : toPosition(stored)))',
      replace: 'if (false)',
    });
    const lose = async (intake: AppProcess): Promise<void> => {
      await loseEverything();
      await world.tell({ seed: 3, houses: 12, firstHouse: 500 });
      await until(
        'what came after is read, or refused',
        async () => {
          const [row] = await world.stand.rows<{ count: number }>('select count(*) as count from signal');
          const paused = await world.pausedPartitions();
          return (row?.count ?? 0) > 0 || paused.size > 0 || !intake.runs ? true : undefined;
        },
        patienceMs,
      );
    };
    await world.tell({ seed: 2, houses: 12 });
    const bad = await world.intake(world.stand.newGroup(), mutant.launch);
    expect(await world.waitUntilRead()).toBe(true);
    await lose(bad);
    await world.waitUntilRead(15_000);
    expect(names(await world.broken(false))).toContain('offset-never-ahead-of-data');
    expect(names(await world.broken(true))).toContain('no-signal-lost');
  });

  test('the same loss under the real intake: it refuses to go on, and nothing is passed over', async () => {
    await world.tell({ seed: 2, houses: 12 });
    await world.intake(world.stand.newGroup());
    expect(await world.waitUntilRead()).toBe(true);
    await loseEverything();
    await world.tell({ seed: 3, houses: 12, firstHouse: 500 });
    await until(
      'every partition that lost something waits for a person',
      async () => {
        const isTold = (await world.pausedPartitions()).size > 0 && (await world.broken(false)).length === 0;
        return isTold ? true : undefined;
      },
      patienceMs,
    );
  });

  test('mark before add: a crash between the two leaves a task that says it is queued, and is not', async () => {
    mutant = Mutant.plant({
      file: 'apps/outreach/src/queue-created-tasks.js',
      find: 'await jobs.add(tasks.filter(task_jobs_js_1.needsJob));',
      replace: `const marked = await (0, _postgres_1.markQueued)(tx, { tasks, nowMs });
        await tx.query({ text: 'commit' });
        process.kill(process.pid, 'SIGKILL');`,
    });
    await world.tell({ seed: 4, houses: 12 });
    const intake = await world.intake(world.stand.newGroup());
    expect(await world.waitUntilRead()).toBe(true);
    await world.letTheNightPass();
    const bad = await world.app('outreach', mutant.launch);
    expect(await bad.exited).toBe(null);
    expect(names(await world.broken(false, { asksRedis: true }))).toEqual(['no-outreach-missing']);
    expect(await intake.stop()).toBe(0);
  });

  test('drop the unique key: the same signal, read by two at once, is there twice', async () => {
    // Its side table has the same key, and would refuse the second one too.
    for (const table of ['signal', 'signal_personal'])
      await world.stand.rows(`alter table ${table} drop constraint ${table}_pkey`);
    // Two handlers in this process stand for two of the group: what they meet is in the database, and it is real.
    const { creditor } = world.stand;
    const database = await world.stand.database.national('intake');
    const both = [0, 1].map(
      (partition) =>
        new TestIntake(database, Date.now(), { clusterId: 'test', topic: creditor.topic, partition }),
    );
    const take = (id: (nth: number) => string, house: (nth: number) => number): Promise<unknown> =>
      Promise.all(
        both.map((intake, nth) =>
          intake.take([{ ...ownSignal(creditor, id(nth), house(nth)), appendTimeMs: Date.now() }]),
        ),
      );
    await take(
      (nth) => `first-${nth}`,
      (nth) => 1 + nth,
    );
    const release = await world.stand.hold('address');
    const taken = take(
      () => 'same',
      () => 9,
    );
    await until('both stand before the insert', async () => {
      const [row] = await world.stand.rows<{ count: number }>(
        `select count(*) as count from pg_locks where not granted and relation = 'address'::regclass`,
      );
      return (row?.count ?? 0) >= 2 ? true : undefined;
    });
    await release();
    await taken;
    expect(names(await world.broken(false))).toContain('no-effect-twice');
  });

  test('fold in arrival order: what arrived first counts first, whenever it was received', async () => {
    mutant = Mutant.plant({
      file: 'apps/intake/src/assign-addresses.js',
      find: 'return [...events].sort(_domain_1.compareOrder);',
      replace: 'return [...events];',
    });
    await world.tell({ seed: 5, houses: 40 });
    await world.intake(world.stand.newGroup(), mutant.launch);
    await world.waitUntilRead();
    expect(names(await world.broken(true))).toContain('order-does-not-matter');
  });
});
