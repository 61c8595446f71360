import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { letterPath, LetterWalk } from '#letters';

import { Bench } from '../test/bench.js';
import { sweepLetters } from './sweep-letters.js';

jest.setTimeout(60_000);

describe('the sweep of letters', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.open();
  });
  afterAll(() => bench.close());

  const machineNowMs = Date.parse('2026-11-03T12:00:00Z');
  const write = async (path: string, ageMs: number): Promise<void> => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, 'a name and an address');
    await utimes(path, new Date(machineNowMs - ageMs), new Date(machineNowMs - ageMs));
  };
  const old = 3_600_000;
  const young = 60_000;

  test('what a crash left behind goes, what is somebody’s letter or may become one stays', async () => {
    const letterIn = async (state: string, ageMs = old): Promise<string> => {
      const person = await bench.seeds.person();
      await bench.plan();
      const { taskId } = await bench.seeds.job(person);
      await bench.seeds.query('update outreach_task set state = $2 where task_id = $1', [taskId, state]);
      const path = letterPath(bench.objectsDir, 'GM0505', taskId);
      await write(path, ageMs);
      return path;
    };
    const stays = [
      await letterIn('done'),
      await letterIn('queued'),
      await letterIn('claimed'),
      await letterIn('cancelled', young),
      letterPath(bench.objectsDir, 'GM9999', '0199a1b2-0000-7000-8000-000000000009'),
      join(bench.objectsDir, 'letters', 'GM0505', '.young.tmp'),
    ];
    await write(stays[4] ?? '', old);
    await write(stays[5] ?? '', young);
    await letterIn('cancelled');
    await letterIn('failed');
    await write(join(bench.objectsDir, 'letters', 'GM0505', '.old.tmp'), old);

    const walk = new LetterWalk(bench.objectsDir);
    expect(await sweepLetters(bench.relay, walk, machineNowMs)).toEqual({
      seen: 9,
      half: 1,
      orphan: 2,
      unknown: 1,
    });
    expect((await bench.files()).sort()).toEqual([...stays].sort());
    expect(await sweepLetters(bench.relay, walk, machineNowMs)).toMatchObject({ half: 0, orphan: 0 });
  });
});
