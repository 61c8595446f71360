import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { letterPath } from '#letters';

import { Bench, nowMs } from '../test/bench.js';
import { lookedAtMax, MissingLetters } from './missing-letters.js';

jest.setTimeout(60_000);

describe('letters whose file is gone', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.open();
  });
  afterAll(() => bench.close());
  beforeEach(() => bench.seeds.query('truncate outreach_task'));

  const letter = async (changes: Record<string, string> = {}, hasFile = false): Promise<string> => {
    const person = await bench.seeds.person();
    await bench.plan();
    const { taskId } = await bench.seeds.job(person);
    const row = { state: 'done', finished_on: '2026-02-20', ...changes };
    for (const [column, value] of Object.entries(row))
      await bench.seeds.query(`update outreach_task set ${column} = $2 where task_id = $1`, [taskId, value]);
    const path = letterPath(bench.objectsDir, 'GM0505', taskId);
    await mkdir(dirname(path), { recursive: true });
    if (hasFile) await writeFile(path, 'a letter');
    return taskId;
  };

  test('are found among those that went out by us, as long as somebody may ask for them', async () => {
    const there = await letter({}, true);
    const gone = await letter();
    await letter({ state: 'failed' });
    await letter({ state: 'queued' });
    await letter({ executor: 'desk' });
    await letter({ channel: 'messages' });
    await letter({ finished_on: '2025-09-01' });

    const missing = new MissingLetters(bench.relay, bench.objectsDir);
    expect(await missing.round(nowMs)).toEqual({
      seen: 2,
      missing: [{ municipality: 'GM0505', taskId: gone }],
      inAll: 1,
    });

    await rm(letterPath(bench.objectsDir, 'GM0505', there));
    await writeFile(letterPath(bench.objectsDir, 'GM0505', gone), '');
    expect(await missing.round(nowMs)).toMatchObject({ inAll: 2 });
    await writeFile(letterPath(bench.objectsDir, 'GM0505', gone), 'put back');
    await writeFile(letterPath(bench.objectsDir, 'GM0505', there), 'put back');
    expect(await missing.round(nowMs)).toEqual({ seen: 2, missing: [], inAll: 0 });
  });

  test('are looked for some at a time, each once a walk, in whatever municipality', async () => {
    const count = lookedAtMax + 7;
    await letter();
    await bench.seeds.query(
      `insert into outreach_task (municipality, task_id, person_id, period_start, address_id, step, channel, executor,
         priority, due_on, state, generation, letter_reference, created_at, changed_at, finished_on)
       select case when n % 2 = 0 then 'GM0505' else 'GM0957' end, gen_random_uuid(), gen_random_uuid(), period_start,
         address_id, step, channel, executor, priority, due_on, state, generation, 'VE-' || n, created_at, changed_at,
         finished_on
       from outreach_task, generate_series(2, $1) n`,
      [count],
    );
    const missing = new MissingLetters(bench.relay, bench.objectsDir);
    const first = await missing.round(nowMs);
    expect(first).toMatchObject({ seen: lookedAtMax, inAll: null });
    const second = await missing.round(nowMs);
    expect(second).toMatchObject({ seen: 7, inAll: count });
    const all = [...first.missing, ...second.missing].map(({ taskId }) => taskId);
    expect(new Set(all).size).toBe(count);
    expect(await missing.round(nowMs)).toMatchObject({ seen: lookedAtMax, inAll: null });
  });
});
