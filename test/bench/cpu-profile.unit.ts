import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describeProfiles } from './lib/cpu-profile.mjs';

const frame = (functionName: string, url: string) => ({ functionName, url, lineNumber: 9 });

/** A profile as Node writes it: samples, and the microseconds that belong to each. */
const profile = {
  nodes: [
    { id: 1, callFrame: frame('(idle)', '') },
    { id: 2, callFrame: frame('(garbage collector)', '') },
    { id: 3, callFrame: frame('fold', '/home/a b/clone/dist/libs/domain/src/fold.js') },
    { id: 4, callFrame: frame('', 'file:///home/clone/node_modules/pg/lib/query.js') },
  ],
  samples: [1, 3, 3, 2, 4],
  timeDeltas: [9_000_000, 300_000, 300_000, 300_000, 100_000],
};

describe('a description of CPU profiles', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'eropaf-profile-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('adds up the time of all profiles by file and by function, without the time in which nothing ran', async () => {
    for (const name of ['one.cpuprofile', 'two.cpuprofile'])
      await writeFile(join(folder, name), JSON.stringify(profile));
    await writeFile(join(folder, 'notes.txt'), 'not a profile');
    expect(describeProfiles(folder).split('\n')).toEqual([
      '2.0 s of CPU time in the profiles',
      '',
      '  60.0 %  libs/domain/src/fold.js',
      '  30.0 %  (engine)',
      '  10.0 %  pg/lib/query.js',
      '',
      '  60.0 %  fold libs/domain/src/fold.js:10',
      '  30.0 %  (garbage collector) (engine):10',
      '  10.0 %  (anonymous) pg/lib/query.js:10',
      '',
    ]);
  });
});
