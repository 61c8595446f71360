import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { letterPath, LetterWalk, storeLetter } from './index.js';

const taskId = (n: number): string => `0199a1b2-0000-7000-8000-00000000000${n}`;
const pdf = new TextEncoder().encode('%PDF');

describe('LetterWalk', () => {
  let objectsDir: string;
  beforeEach(async () => {
    objectsDir = await mkdtemp(join(tmpdir(), 'eropaf-walk-'));
  });
  afterEach(() => rm(objectsDir, { recursive: true }));

  it('finds nothing where no letter was ever stored', async () => {
    expect(await new LetterWalk(join(objectsDir, 'none')).next(10)).toEqual([]);
  });

  it('goes through letters and half letters of all municipalities, some at a time, and begins anew', async () => {
    for (const [municipality, n] of [
      ['GM0505', 1],
      ['GM0505', 2],
      ['GM9999', 3],
    ] as const)
      await storeLetter({ objectsDir, municipality, taskId: taskId(n), pdf });
    const half = join(objectsDir, 'letters', 'GM0505', `.${taskId(4)}.x.tmp`);
    await writeFile(half, 'half');
    const at = new Date('2026-11-03T12:00:00Z');
    await utimes(half, at, at);
    await writeFile(join(objectsDir, 'letters', 'GM0505', 'README'), 'nobody of ours');
    await mkdir(join(objectsDir, 'letters', 'lost+found'));
    const walk = new LetterWalk(objectsDir);
    const pages = [await walk.next(3), await walk.next(3)];
    expect(pages.map((page) => page.length)).toEqual([3, 1]);
    const found = pages.flat().map(({ path }) => path);
    const letters = [1, 2].map((n) => letterPath(objectsDir, 'GM0505', taskId(n)));
    expect(found.sort()).toEqual([half, ...letters, letterPath(objectsDir, 'GM9999', taskId(3))].sort());
    expect(pages.flat().find(({ taskId: id }) => id === null)).toEqual({
      municipality: 'GM0505',
      taskId: null,
      path: half,
      modifiedMs: at.getTime(),
    });
    expect(await walk.next(3)).toHaveLength(3);
    await walk.stop();
    expect(await walk.next(10)).toHaveLength(4);
  });
});
