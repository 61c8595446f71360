import { until, type AppProcess } from '../processes.js';
import type { Broken } from './checker/check-history.js';
import type { PlannedRecord } from './checker/history.js';
import { Mutant } from './faults/mutant.js';
import { ownSignal } from './intake-stand.js';
import { World } from './world.js';

jest.setTimeout(600_000);
/** Only a machine that others keep busy needs it. */
const patienceMs = 240_000;
const everywhere = [0, 1, 2, 3];

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
      find: `        await jobs.add(tasks.filter(task_jobs_js_1.needsJob));
        return (0, _postgres_1.markQueued)(tx, { tasks, nowMs });
    });`,
      replace: `        return [await (0, _postgres_1.markQueued)(tx, { tasks, nowMs }), tasks];
    }).then(async (marked) => {
        if (marked === 0) return 0;
        process.kill(process.pid, 'SIGKILL');
        await jobs.add(marked[1].filter(task_jobs_js_1.needsJob));
        return marked[0];
    });`,
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
    await world.stand.rows('alter table signal drop constraint signal_pkey');
    const group = world.stand.newGroup();
    const both = [await world.intake(group), await world.intake(group)];
    await until(
      'they share the partitions',
      () => Promise.resolve(both.every((intake) => assigned(intake) === 4) ? true : undefined),
      patienceMs,
    );
    await world.ledger.send(
      everywhere.map((partition) => inPartition(partition, `first-${partition}`, 1 + partition)),
    );
    expect(await world.waitUntilRead()).toBe(true);
    const release = await world.stand.hold('address');
    // One id in several partitions, which no creditor's client does: two processes hold it at the same time.
    await world.ledger.send(everywhere.map((partition) => inPartition(partition, 'same', 9)));
    await until(
      'both stand before the insert',
      async () => {
        const [row] = await world.stand.rows<{ count: number }>(
          `select count(*) as count from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return (row?.count ?? 0) >= 2 ? true : undefined;
      },
      patienceMs,
    );
    await release();
    await until(
      'both are read',
      async () => ((await world.stand.storedPlaces()).length >= 8 ? true : undefined),
      patienceMs,
    );
    expect(names(await world.broken(false))).toContain('no-effect-twice');
  });

  /** How many of the eight partitions a process was given last. */
  const assigned = ({ log }: AppProcess): number =>
    Number([...log.matchAll(/"partitions":(\d+)/g)].at(-1)?.[1] ?? 0);

  /** A signal in a partition of our choice; nothing is recomputed of it. */
  const inPartition = (partition: number, eventId: string, house: number): PlannedRecord => {
    const { creditor } = world.stand;
    const { source, topic } = creditor;
    const told = { kind: 'poison', why: 'nothing is asked of it' } as const;
    return { ...ownSignal(creditor, eventId, house), topic, source, partition, eventId, receiptMs: 0, told };
  };

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
