import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { CreditorRegistry } from '#contracts';
import { asAdmin, packageRoot } from '#postgres';
import { testStack } from '#testing';
import { recount, SignalGenerator } from '#generator';

/*
 * The demo as a newcomer runs it: command line and apps as processes of their own, in a database of their own. What
 * its table says is held against the generator's ledger, which knows what it put into each record and shares no
 * rule with the pipeline.
 */

const SIGNALS = 400;
/** Not the demo's own, so that records of a demo on the same broker are not these. */
const SEED = 20_261;
const clone = packageRoot();
const name = `demo_${randomBytes(4).toString('hex')}`;
/** Apps and command line of this file work in a database and a consumer group of their own. */
const settings = `EROPAF_CLOCK=simulated EROPAF_POSTGRES_DATABASE=${name} EROPAF_KAFKA_GROUP=${name}`;
const eropaf = 'node --disable-warning=TimeoutNegativeWarning dist/apps/cli/src/main.js';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Ended with the tests, also when one of them took too long. */
const running = new Set<ChildProcess>();

/** Runs a line of shell from the clone, to its end. */
function shell(line: string): Promise<Ended> {
  return new Promise((ended, failed) => {
    const child = spawn('sh', ['-c', line], { cwd: clone, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    const text = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (part: string) => (text.out += part));
    child.stderr.setEncoding('utf8').on('data', (part: string) => (text.err += part));
    child.once('error', failed);
    child.once('close', (code) => {
      running.delete(child);
      ended({ code, ...text });
    });
  });
}

async function must(line: string): Promise<Ended> {
  const ended = await shell(`exec env ${settings} ${line}`);
  if (ended.code !== 0) throw new Error(`${line}: exit code ${ended.code}\n${ended.out}\n${ended.err}`);
  return ended;
}

const demo = `${eropaf} demo --signals ${SIGNALS} --seed ${SEED}`;

const apps = (verb: 'start' | 'stop'): string =>
  `node deploy/stack/apps.mjs ${verb} --dir "\${EROPAF_STACK_DIR:-.stack}"`;

type Table = ReadonlyMap<string, { readonly run: string; readonly database: string }>;

function tableOf(out: string): Table {
  const lines = out.split('\n').map((line) => line.split(/ {2,}/u));
  return new Map(
    lines
      .filter((cells) => cells.length === 3)
      .map(([label = '', run = '', database = '']) => [label, { run, database }]),
  );
}

function numberIn(table: Table, label: string, column: 'run' | 'database' = 'run'): number {
  const text = table.get(label)?.[column] ?? '0';
  if (!/^-?\d+$/u.test(text)) throw new Error(`${label} is no number: ${text}`);
  return Number(text);
}

/** Labels that begin so, with what follows. */
function numbersUnder(table: Table, start: string): Record<string, number> {
  const labels = [...table.keys()].filter((label) => label.startsWith(start));
  const counts = labels.map((label) => [label.slice(start.length), numberIn(table, label)] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

function lastLines(out: string): readonly string[] {
  return out.trimEnd().split('\n').slice(-2);
}

let lastDay = '';
let first: Ended;

beforeAll(async () => {
  await must(`${eropaf} migrate`);
  const { err } = await must(`${eropaf} demo --prepare`);
  lastDay = /\d{4}-\d{2}-\d{2}/u.exec(err)?.[0] ?? '';
  await must(apps('start'));
  first = await must(demo);
}, 400_000);

afterAll(async () => {
  for (const child of running) child.kill();
  await must(apps('stop'));
  await asAdmin(testStack().postgres, 'postgres', (client) =>
    client.query(`drop database if exists ${name} with (force)`),
  );
}, 60_000);

test('the table says what the ledger says', () => {
  const compiled = CreditorRegistry.compile(
    JSON.parse(readFileSync(join(clone, 'deploy/creditors/demo.json'), 'utf8')),
  );
  if (!compiled.ok) throw new Error('the demo registry does not compile');
  const generator = new SignalGenerator({ seed: SEED, lastDay, registry: compiled.value });
  const ledger = [...generator.byDay(SIGNALS)].flatMap(({ records }) => records.map((one) => one.ledger));
  const expected = recount(ledger);
  const table = tableOf(first.out);
  expect({
    received: numberIn(table, 'received'),
    accepted: numberIn(table, 'accepted (opgepakt)'),
    refusedByReason: numbersUnder(table, 'refused: '),
    notServed: numberIn(table, 'not served'),
    duplicates: numberIn(table, 'duplicates (dubbel)'),
    conflicts: numberIn(table, 'conflicts'),
    repeats: numberIn(table, 'repeats (herhaald)'),
    unjustified: numberIn(table, 'unjustified (onterecht)'),
    review: numberIn(table, 'in review (in beoordeling)'),
    withdrawn: numberIn(table, 'withdrawn (ingetrokken)'),
    withdrawals: numberIn(table, 'withdrawals received (intrekkingen)'),
    cases: {
      single: numberIn(table, 'cases: single (enkelvoudig)'),
      multiple: numberIn(table, 'cases: multiple only (meervoudig)'),
      consecutive: numberIn(table, 'cases: consecutive only (opeenvolgend)'),
      'multiple-and-consecutive': numberIn(
        table,
        'cases: multiple and consecutive (meervoudig en opeenvolgend)',
      ),
    },
  }).toEqual({ ...expected, casesInAll: undefined });
  expect(numberIn(table, 'feedback: repeated (herhaaldeMelding), sent')).toBe(expected.repeats);
  expect(numberIn(table, 'feedback: unjustified (onterechtSignaal), sent')).toBe(expected.unjustified);
  expect(numberIn(table, 'feedback: not-picked-up (nietOpgepakt), sent')).toBe(expected.withdrawn);
});

test('the lines of the table agree with each other', () => {
  const table = tableOf(first.out);
  const total = (start: string): number =>
    Object.values(numbersUnder(table, start)).reduce((sum, count) => sum + count, 0);
  expect(total('refused: ')).toBe(numberIn(table, 'refused (geweigerd)'));
  expect(total('cases: ')).toBe(numberIn(table, 'cases (zaken)'));
  expect(total('tasks: ')).toBe(numberIn(table, 'tasks (taken)'));
  expect(total('feedback: ')).toBe(numberIn(table, 'feedback (terugkoppeling)'));
  // Nothing is left lying when the clock stands still.
  for (const label of table.keys()) expect(label).not.toMatch(/created|queued|claimed|sending|uncertain/u);
  expect(numberIn(table, 'letters (brieven)')).toBe(numberIn(table, 'attempts: letter (Brief), not reached'));
  expect(numberIn(table, 'letters (brieven)')).toBeGreaterThan(50);
  // Every task that was done is one attempt; whoever phones back had no task.
  const done = Object.entries(numbersUnder(table, 'tasks: ')).filter(([task]) =>
    task.endsWith(', done (afgerond)'),
  );
  expect(numberIn(table, 'attempts (contactpogingen)')).toBeGreaterThanOrEqual(
    done.reduce((sum, [, count]) => sum + count, 0),
  );
});

test('it ends with a letter that is there and the rate beside the benchmark', () => {
  const [letter = '', rate = ''] = lastLines(first.out);
  expect(letter).toMatch(/^letter: \/.+\.pdf$/u);
  const path = letter.slice('letter: '.length);
  expect(existsSync(path)).toBe(true);
  expect(readFileSync(path).subarray(0, 5).toString('latin1')).toBe('%PDF-');
  expect(rate).toMatch(/^contact rate: \d+\/\d+ = [\d.]+ % \([\d.]+–[\d.]+\) benchmark 20 %$/u);
});

test('a second run stores nothing anew and moves no rate', async () => {
  const second = await must(demo);
  const before = tableOf(first.out);
  const table = tableOf(second.out);
  const run = (label: string): number => numberIn(table, label);
  expect(run('received')).toBe(SIGNALS);
  for (const label of ['refused (geweigerd)', 'not served', 'conflicts']) {
    expect([label, run(label)]).toEqual([label, numberIn(before, label)]);
  }
  expect(run('duplicates (dubbel)')).toBe(
    SIGNALS - run('refused (geweigerd)') - run('not served') - run('conflicts'),
  );
  for (const label of [
    'accepted (opgepakt)',
    'repeats (herhaald)',
    'unjustified (onterecht)',
    'withdrawn (ingetrokken)',
    'cases (zaken)',
    'tasks (taken)',
    'letters (brieven)',
    'attempts (contactpogingen)',
  ]) {
    expect([label, run(label)]).toEqual([label, 0]);
    expect([label, numberIn(table, label, 'database')]).toEqual([label, numberIn(before, label, 'database')]);
  }
  expect(lastLines(second.out)[1]).toBe(lastLines(first.out)[1]);
}, 120_000);
