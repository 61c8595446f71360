import { readWitness } from '#platform';
import { createTestDatabase, testStack } from '#testing';

import type { Operator } from '../../apps/cli/src/connections.js';
import { recover } from '../../apps/cli/src/recover-command.js';
import { settle } from '../../apps/cli/src/settle-command.js';
import { until } from '../processes.js';
import { nextMorning, World } from './world.js';

jest.setTimeout(900_000);

const patienceMs = 240_000;

/**
 * A database is restored to what it was before the letters went out. It knows of none of them, and whoever goes on with it
 * would write to everybody again.
 */
describe('a database that is older than it was', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open(4);
  });
  afterAll(() => world.close());

  /** What outreach writes from the morning on, as if it had never been. */
  const loseTheMorning = async (): Promise<void> => {
    await world.stand.rows(
      `with a as (delete from attempt), b as (delete from approach), c as (delete from outreach_task),
         d as (insert into address_touched (municipality, address_id, from_receipt, reason)
               select municipality, address_id, null::timestamptz, 'restored' from address)
       update data_witness set counted = 1`,
    );
  };

  test('outreach refuses to start, or ends; after recovery nothing goes out twice, and what is missing is listed', async () => {
    await world.tell({ seed: 31, houses: 16 });
    const intake = await world.intake(world.stand.newGroup());
    expect(await world.waitUntilRead()).toBe(true);
    await world.letTheNightPass();
    const outreach = await world.app('outreach');
    expect(await world.waitUntilQuiet()).toBe(true);
    const posted = world.postman.posted.length;
    expect(posted).toBeGreaterThan(3);
    await until(
      'the witness has seen it',
      async () => ((await readWitness(world.outreach.objectsDir)) > 3 ? true : undefined),
      patienceMs,
    );

    await loseTheMorning();
    // Whoever runs on finds that the number fell, and ends; whoever starts refuses.
    expect(await outreach.exited).toBe(1);
    const refused = await world.app('outreach');
    expect(await refused.exited).toBe(1);
    expect(refused.log).toContain('eropaf recover --from');
    expect(await world.waitUntilRead()).toBe(true);

    const operator = await world.stand.database.national('operator');
    const nowMs = Date.parse(nextMorning);
    const options = { group: world.stand.newGroup(), fromMs: nowMs - 3_600_000 };
    const by: Operator = {
      configuration: { ...testStack().configuration, EROPAF_OBJECTS_DIR: world.outreach.objectsDir },
      clock: { nowMs: () => Promise.resolve(nowMs) },
      run: (work) => operator.acrossMunicipalities(work),
    };
    const older = expect.stringContaining('the folder of letters has seen') as string;
    expect(await recover(by, { ...options, apply: false })).toContainEqual(older);
    expect(await recover(by, { ...options, apply: true })).toContainEqual(older);
    expect(await recover(by, { ...options, apply: true })).toEqual([]);
    const again = await (await world.app('outreach')).ready();
    expect(await world.waitUntilQuiet()).toBe(true);
    // Each letter that was written before is in doubt now, under the id that it had; none went out again.
    const doubtful = await world.stand.rows<{ task_id: string }>(
      `select task_id from outreach_task where state = 'uncertain' and channel = 'letters' order by 1`,
    );
    const written = world.postman.posted.map(({ taskId }) => taskId).sort();
    expect(doubtful.map(({ task_id: taskId }) => taskId)).toEqual(written);
    expect(await world.broken(true)).toEqual([]);
    expect(world.postman.posted).toHaveLength(posted);

    // The printer's ledger knows all but one of them, and one that the database does not know any more.
    const [forgotten = '', ...known] = written;
    const stranger = forgotten.replace(/^./, (first) => (first === '0' ? '1' : '0'));
    const ledger = new Map([...known, stranger].map((taskId, at) => [taskId, { atMs: nowMs, line: at + 1 }]));
    const settled = await operator.acrossMunicipalities((tx) =>
      settle(tx, { ledger, completeFor: null, apply: true, nowMs }),
    );
    expect(settled.done.map(({ taskId }) => taskId).sort()).toEqual(known);
    expect(settled.left.map(({ taskId }) => taskId)).toEqual([forgotten]);
    expect(settled.unknown).toEqual([stranger]);
    expect(await world.waitUntilQuiet()).toBe(true);
    expect(await world.broken(true)).toEqual([]);
    expect(world.postman.posted).toHaveLength(posted);
    expect(await again.stop()).toBe(0);
    expect(await intake.stop()).toBe(0);
  });

  test('an empty database beside letters is not gone on with either', async () => {
    const empty = await createTestDatabase();
    try {
      const refused = await world.app('outreach', {}, { EROPAF_POSTGRES_DATABASE: empty.name });
      expect(await refused.exited).toBe(1);
      expect(refused.log).toContain('the database has counted to 0');
    } finally {
      await empty.drop();
    }
  });
});
