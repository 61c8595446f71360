import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { packageRoot } from '#postgres';
import { testStack } from '#testing';
import { Redis } from 'ioredis';

import { BrpDouble, silent } from '../../../../libs/registers/test/brp-double.js';
import { Bench, dordrecht, nowMs, until } from '../../test/bench.js';

jest.setTimeout(240_000);

/** A database of Redis of its own: the process uses the prefix that all processes use. */
const redisDatabase = 8;

describe('kill -9 while a register is asked', () => {
  let bench: Bench;
  let double: BrpDouble;
  let redisUrl: string;
  let port: number;
  const folder = mkdtempSync(join(tmpdir(), 'eropaf-kill-check-'));
  const started: ChildProcess[] = [];

  beforeAll(async () => {
    bench = await Bench.open();
    double = await BrpDouble.start();
    writeFileSync(join(folder, 'brp.key'), double.apiKey);
    const way = { url: double.url, apiKeyFile: 'brp.key', timeoutMs: 30_000 };
    writeFileSync(join(folder, 'registers.json'), JSON.stringify({ brp: { [dordrecht]: way } }));
    const url = new URL(testStack().redisUrl);
    url.pathname = `/${redisDatabase}`;
    redisUrl = url.href;
    port = await freePort();
  });
  afterAll(async () => {
    for (const child of started) child.kill('SIGKILL');
    const redis = new Redis(redisUrl);
    await redis.flushdb();
    await redis.quit();
    await double.close();
    await bench.close();
    rmSync(folder, { recursive: true });
  });

  const start = (): ChildProcess => {
    const environment = {
      ...testStack().configuration,
      EROPAF_POSTGRES_DATABASE: bench.database.name,
      EROPAF_REDIS_URL: redisUrl,
      EROPAF_CLOCK: 'simulated',
      EROPAF_OBJECTS_DIR: bench.objectsDir,
      EROPAF_OUTREACH_PORT: port,
      EROPAF_REGISTERS_FILE: join(folder, 'registers.json'),
    };
    const child = spawn(process.execPath, [join(packageRoot(), 'dist/apps/outreach/src/main.js')], {
      env: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)])),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    started.push(child);
    return child;
  };
  const uses = () => bench.seeds.query('select found from register_use order by used_at, found nulls first');

  test('the question stands noted, and the next process asks again, once', async () => {
    await bench.seeds.clock(nowMs);
    await bench.seeds.query(
      `update policy_version set content = content || $1::jsonb where municipality = 'GM0505'`,
      [JSON.stringify({ residentRegister: { source: 'brp', holdHours: 24, freshForVisitHours: 72 } })],
    );
    double.residents = [
      {
        burgerservicenummer: '000000012',
        naam: { voornamen: 'Joris', voorvoegsel: 'van der', geslachtsnaam: 'Linden' },
        geboorte: { datum: { type: 'Datum', datum: '1980-05-01', langFormaat: '1 mei 1980' } },
        gemeenteVanInschrijving: { code: '0505', omschrijving: 'Dordrecht' },
        verblijfplaats: {
          type: 'Adres',
          verblijfadres: { postcode: '3311GR', huisnummer: 12, huisletter: 'A' },
        },
      },
    ];
    let asked = 0;
    double.troubles.push((reply) => {
      asked += 1;
      return silent(reply);
    });
    await bench.seeds.person();
    await bench.seeds.query(`update signal_personal set birth_date = '1980-05-01'`);
    const killed = start();
    await until(() => Promise.resolve(asked === 1 ? true : undefined), 60_000);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(await uses()).toEqual([{ found: null }]);

    const next = start();
    const check = await until(async () => {
      const [row] = await bench.seeds.query('select state, outcome from register_check');
      return row?.['state'] === 'answered' ? row : undefined;
    }, 150_000);
    expect(check).toEqual({ state: 'answered', outcome: 'resident' });
    // One that nobody answered, and the two of the check that was.
    expect(await uses()).toEqual([{ found: null }, { found: 1 }, { found: 1 }]);
    expect(await bench.seeds.query('select count(*)::integer "rows" from resident_bsn')).toEqual([
      { rows: 1 },
    ]);

    next.kill('SIGTERM');
    expect((await once(next, 'exit'))[0]).toBe(0);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
