import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { env as outside } from 'node:process';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { configurationVariables, readConfiguration } from '#platform';

// A stack of its own, beside the one that the other tests use: this one is broken on purpose.
const clone = join(__dirname, '..', '..');
const dir = join(clone, '.stack', 'broken-on-purpose');
const servers = ['kafka', 'postgres', 'redis'] as const;
const UP_TIMEOUT_MS = 90_000;

interface Outcome {
  readonly code: number;
  readonly output: string;
}

const stack = async (command: string, environment: Record<string, string> = {}): Promise<Outcome> => {
  const args = [join(clone, 'deploy/stack/stack.mjs'), command, '--dir', dir];
  // The environment of the test run names another stack; this one starts from nothing but the PATH.
  const env = { PATH: outside['PATH'], HOME: outside['HOME'], ...environment };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: clone, env });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const failed = error as { code: number; stdout: string; stderr: string };
    return { code: failed.code, output: failed.stdout + failed.stderr };
  }
};

const file = (name: string) => join(dir, name);
const text = (name: string) => readFileSync(file(name), 'utf8');
const pidOf = (server: string) => (JSON.parse(text(`pids/${server}.json`)) as { pid: number }).pid;
const pids = () => servers.map(pidOf);
const ports = () => JSON.parse(text('ports.json')) as Readonly<Record<string, number>>;

const settings = () =>
  Object.fromEntries(
    text('env')
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

async function query(sql: string): Promise<unknown[]> {
  const environment = settings();
  const client = new Client({
    host: environment['EROPAF_POSTGRES_HOST'],
    port: Number(environment['EROPAF_POSTGRES_PORT']),
    user: environment['EROPAF_POSTGRES_ADMIN_USER'],
    password: environment['EROPAF_POSTGRES_ADMIN_PASSWORD'],
    database: 'postgres',
  });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('a stack of a clone', () => {
  beforeAll(async () => {
    await stack('clean');
    // What a start that was broken off in the middle of formatting leaves behind.
    for (const folder of ['kafka/data.unfinished', 'postgres/data.unfinished']) {
      mkdirSync(file(folder), { recursive: true });
      writeFileSync(join(file(folder), 'half'), 'half');
    }
    expect(await stack('up')).toMatchObject({ code: 0 });
  }, UP_TIMEOUT_MS);

  afterAll(async () => {
    await stack('clean');
    expect(existsSync(dir)).toBe(false);
  }, UP_TIMEOUT_MS);

  it('writes settings that the processes accept, for its owner only', () => {
    expect(() => readConfiguration([], settings())).not.toThrow();
    // Left to their defaults on purpose.
    const tuning = ['EROPAF_LOG_LEVEL', 'EROPAF_KAFKA_GROUP'];
    const login = ['TLS', 'TLS_CA_FILE', 'SASL', 'USERNAME', 'PASSWORD'].map(
      (name) => `EROPAF_KAFKA_${name}`,
    );
    // Which register a municipality asks is said in a file of its own, where there is one.
    const left = [...tuning, ...login, 'EROPAF_REGISTERS_FILE'];
    const missing = configurationVariables.filter((name) => !(name in settings()) && !left.includes(name));
    expect(missing).toEqual([]);
    for (const name of ['env', 'secrets.json']) expect(statSync(file(name)).mode & 0o777).toBe(0o600);
  });

  it('runs PostgreSQL with fsync and checksums, and keeps statements out of its log', async () => {
    const shown = await query(
      `SELECT name, setting FROM pg_settings
       WHERE name IN ('fsync', 'data_checksums', 'log_min_error_statement', 'listen_addresses') ORDER BY name`,
    );
    expect(shown).toEqual([
      { name: 'data_checksums', setting: 'on' },
      { name: 'fsync', setting: 'on' },
      { name: 'listen_addresses', setting: '127.0.0.1' },
      { name: 'log_min_error_statement', setting: 'panic' },
    ]);
  });

  it(
    'leaves running servers alone when it is started again',
    async () => {
      const before = { pids: pids(), ports: ports(), settings: settings() };
      const again = await stack('up');
      expect(again.code).toBe(0);
      expect(again.output).toContain('STACK=local');
      expect({ pids: pids(), ports: ports(), settings: settings() }).toEqual(before);
    },
    UP_TIMEOUT_MS,
  );

  it(
    'starts only what died, and takes no other process for it',
    async () => {
      const [kafka, postgres, redis] = pids();
      process.kill(redis ?? 0, 'SIGKILL');
      // The number of the dead process now belongs to somebody else: to this test.
      writeFileSync(file('pids/redis.json'), JSON.stringify({ pid: process.pid, identity: 'another start' }));
      expect(await stack('up')).toMatchObject({ code: 0 });
      expect(pids().slice(0, 2)).toEqual([kafka, postgres]);
      expect(pidOf('redis')).not.toBe(process.pid);
    },
    UP_TIMEOUT_MS,
  );

  it(
    'keeps ports and data from down to up, and says which stranger holds a port',
    async () => {
      await query('CREATE TABLE kept AS SELECT 42 AS answer');
      const before = ports();
      for (let times = 0; times < 2; times += 1) expect(await stack('down')).toMatchObject({ code: 0 });

      const stranger = createServer();
      await new Promise<void>((listening) =>
        stranger.listen(before['redis'], '127.0.0.1', () => listening()),
      );
      const refused = await stack('up');
      await new Promise((closed) => stranger.close(closed));
      expect(refused.code).toBe(1);
      expect(refused.output).toContain(`Port ${before['redis']} of redis is in use by another process.`);

      expect(await stack('up')).toMatchObject({ code: 0 });
      expect(ports()).toEqual(before);
      expect(await query('SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    },
    2 * UP_TIMEOUT_MS,
  );

  it('names what cannot be had in a sentence, without a stack trace', async () => {
    const unknown = await stack('up', { STACK: 'cloud' });
    expect(unknown).toEqual({ code: 1, output: 'STACK=cloud is unknown; choose local, docker, env.\n' });
    const other = await stack('up', { STACK: 'env' });
    expect(other.code).toBe(1);
    expect(other.output).toContain('was made with STACK=local');
  });
});
