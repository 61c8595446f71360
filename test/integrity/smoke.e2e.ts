import { differences } from './checker/promises/replay-is-deterministic.js';
import { readSnapshot } from './checker/snapshot.js';
import { IntakeStand } from './intake-stand.js';
import { CellRun } from './matrix/run-cell.js';
import { nameOf, type Cell } from './matrix/cells.js';
import { morning, World } from './world.js';

jest.setTimeout(900_000);

/** What can be done to processes and wires while others use the same servers; the whole matrix is `make integrity`. */
const smoke: readonly (Cell & { readonly seed: number })[] = [
  { target: 'intake', fault: 'stop', load: 'steady', seed: 21 },
  { target: 'PostgreSQL', fault: 'cut', load: 'steady', seed: 22 },
  { target: 'workers', fault: 'kill', load: 'backlog', seed: 23 },
  { target: 'Redis', fault: 'older', load: 'idle', seed: 24 },
];

describe('the promises hold under faults', () => {
  test.each(smoke.map((cell) => [nameOf(cell), cell] as const))('%s', async (_name, { seed, ...cell }) => {
    const result = await CellRun.run(cell, seed, { stopMs: 3_000, slowMs: 3_000 }, null);
    expect(result).toMatchObject({ seed, outcome: 'held', says: [] });
  });
});

test('replay-is-deterministic: read into an empty database the same events decide the same', async () => {
  const world = await World.open(5);
  try {
    await world.tell({ seed: 41, houses: 25 });
    const first = await world.intake(world.stand.newGroup());
    expect(await world.waitUntilRead()).toBe(true);
    expect(await first.stop()).toBe(0);
    const empty = await IntakeStand.open(world.stand);
    try {
      await empty.clock(morning);
      const second = await empty.intake(empty.newGroup(), { EROPAF_CLOCK: 'simulated' });
      await empty.caughtUp(240_000);
      expect(await second.stop()).toBe(0);
      const [one, other] = [await readSnapshot(world.stand.owner), await readSnapshot(empty.owner)];
      expect(one.signals.length).toBeGreaterThan(40);
      expect(differences(one, other)).toEqual([]);
    } finally {
      await empty.close();
    }
  } finally {
    await world.close();
  }
});
