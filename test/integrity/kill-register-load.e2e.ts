import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { packageRoot, type NationalDatabase } from '#postgres';
import { createTestDatabase, testStack, type TestDatabase } from '#testing';

jest.setTimeout(120_000);

const header = 'id;achternaam;geboortedatum;postcode;huisnummer';
const residents = (count: number, surname: string): string =>
  [header, ...Array.from({ length: count }, (_, id) => `r${id};${surname};1961-04-12;3311AB;12`)].join('\n');

describe('kill -9 in the midst of loading a register', () => {
  let database: TestDatabase;
  let owner: NationalDatabase;
  const folder = mkdtempSync(join(tmpdir(), 'eropaf-load-'));

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await database.national('owner');
  });
  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  const load = (content: string): ReturnType<typeof spawn> => {
    const file = join(folder, 'register.csv');
    writeFileSync(file, content);
    const args = [
      'register',
      'load',
      file,
      '--municipality',
      'GM0505',
      '--ground',
      'Wgs 8b',
      '--dpia',
      'DPIA-1',
    ];
    const environment = {
      ...testStack().configuration,
      EROPAF_POSTGRES_DATABASE: database.name,
      EROPAF_CLOCK: 'machine',
    };
    return spawn(process.execPath, [join(packageRoot(), 'dist/apps/cli/src/main.js'), ...args], {
      env: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)])),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  };
  const ended = async (child: ReturnType<typeof spawn>): Promise<unknown> => (await once(child, 'exit'))[0];
  const stored = (): Promise<Record<string, unknown>[]> =>
    owner.acrossMunicipalities((tx) =>
      tx.query({
        text: `select h.residents, h.load_number, count(r.*)::integer "rows", min(r.surname) surname, max(r.surname) latest
               from local_register h left join local_resident r using (municipality)
               group by h.residents, h.load_number`,
      }),
    );
  const isWaiting = async (): Promise<boolean> => {
    const rows = await owner.acrossMunicipalities((tx) =>
      tx.query<{ waiting: boolean }>({
        text: `select exists (select from pg_locks l join pg_database d on d.oid = l.database
                 where d.datname = current_database() and not l.granted) waiting`,
      }),
    );
    return rows[0]?.waiting === true;
  };

  test('the old register answers on, whole, and the next load takes over at once', async () => {
    expect(await ended(load(residents(3_000, 'Oud')))).toBe(0);
    const before = { residents: 3_000, load_number: 1, rows: 3_000, surname: 'Oud', latest: 'Oud' };
    expect(await stored()).toEqual([before]);
    // Its residents are written and the head of the register is not, when the process goes.
    await owner.acrossMunicipalities(async (tx) => {
      await tx.query({ text: 'lock table local_register in share row exclusive mode' });
      const killed = load(residents(3_100, 'Nieuw'));
      const endMs = Date.now() + 60_000;
      while (!(await isWaiting())) if (Date.now() > endMs) throw new Error('the load never came so far');
      killed.kill('SIGKILL');
      await once(killed, 'exit');
    });
    expect(await stored()).toEqual([before]);
    expect(await ended(load(residents(3_100, 'Nieuw')))).toBe(0);
    expect(await stored()).toEqual([
      { residents: 3_100, load_number: 2, rows: 3_100, surname: 'Nieuw', latest: 'Nieuw' },
    ]);
  });
});
