import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';

import { packageRoot } from '#postgres';

import { cells, nameOf, whyNot } from './cells.js';
import { OwnServers } from './own-servers.js';
import { CellRun } from './run-cell.js';

jest.setTimeout(1_800_000);

const { INTEGRITY_ONLY: only = '', INTEGRITY_SEED: asked } = env;
const results = join(packageRoot(), 'test/integrity/results');
/** A zombie sleeps for a minute. */
const pace = { stopMs: 60_000, slowMs: 20_000 };

/** Each cell has a seed of its own, so that one alone is the same as in the whole run. */
const seedOf = (index: number): number => (asked === undefined ? 1_000 + index : Number(asked));

describe('the matrix', () => {
  const servers = OwnServers.ofThisRun();

  test.each(
    cells
      .map((cell, index) => ({ name: nameOf(cell), cell, seed: seedOf(index) }))
      .filter(({ cell, name }) => whyNot(cell) === null && new RegExp(only).test(name)),
  )('$name', async ({ cell, name, seed }) => {
    const result = await CellRun.run(cell, seed, pace, servers);
    mkdirSync(results, { recursive: true });
    writeFileSync(
      join(results, `${name.replaceAll('/', '-')}.json`),
      `${JSON.stringify(result, undefined, 2)}\n`,
    );
    if (result.outcome === 'broken')
      throw new Error(
        `${name} under seed ${seed}: make integrity ONLY=${name} SEED=${seed}\n${result.says.join('\n')}`,
      );
  });
});
