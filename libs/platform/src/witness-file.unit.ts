import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readWitness, witnessPath, writeWitness } from './witness-file.js';

describe('the witness file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'eropaf-witness-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('holds the highest number that it was given, and nothing beside it is left', async () => {
    expect(await readWitness(folder)).toBe(0);
    await writeWitness(folder, 7);
    await writeWitness(folder, 3);
    expect(await readWitness(folder)).toBe(7);
    expect(await readdir(folder)).toEqual(['witness']);
  });

  test('what is no number is refused: a file that is half there must not look like a young one', async () => {
    for (const text of ['', '12a', '-1', '1 2']) {
      await writeFile(witnessPath(folder), text);
      await expect(readWitness(folder)).rejects.toThrow('one whole number');
    }
  });
});
