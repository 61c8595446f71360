import { CellRun } from './matrix/run-cell.js';
import { nameOf, type Cell } from './matrix/cells.js';

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
