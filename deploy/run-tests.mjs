// make check, make test, make fuzz and make integrity-smoke: every step runs, also after one that failed, so that one run shows all faults.
// The last line of all but `check` is "N passed, N failed": tests of all Jest runs; a step or file that could not run is one failed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process, { argv, env, execPath, exit, kill, stdout } from 'node:process';
import { clone, placesOf } from './stack/places.mjs';
import { withLock } from './stack/processes.mjs';
import { readEnvironment } from './stack/settings.mjs';

const STACK = '.stack/test';
const mode = argv[2];
// A run of all tests may take 25 minutes, with time left to stop the servers; who asks for a million messages waits.
const DEADLINE_MS = (mode === 'fuzz' ? 120 : 24) * 60_000;

const began = Date.now();
const results = join(clone, '.stack/test-results');
const say = (line) => stdout.write(`${line}\n`);
const bin = (path) => join(clone, 'node_modules', path);
const quiet = '--disable-warning=TimeoutNegativeWarning';

const totals = { passed: 0, failed: 0, faults: [] };
let interrupted = false;
let current = [];

const fault = (what, count = 1) => {
  totals.failed += count;
  totals.faults.push(what);
};

/**
 * Runs a command to its end; its output is shown when it ends (buffered) or as it comes.
 * @returns {Promise<number>} its exit code; 124 when the deadline ended it
 */
async function run(name, args, { command = execPath, environment = {}, buffered = false } = {}) {
  if (interrupted) return 130;
  const start = Date.now();
  const child = spawn(command, args, {
    cwd: clone,
    env: { ...env, ...environment },
    // A group of its own, so that the deadline ends its workers too.
    detached: true,
    stdio: ['ignore', buffered ? 'pipe' : 'inherit', buffered ? 'pipe' : 'inherit'],
  });
  current.push(child.pid);
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(chunk));
  const timer = setTimeout(() => endGroup(child.pid), Math.max(1, began + DEADLINE_MS - start));
  const [code, signal] = await new Promise((ended) =>
    child.once('error', () => ended([127, null])).once('close', (...how) => ended(how)),
  );
  clearTimeout(timer);
  current = current.filter((pid) => pid !== child.pid);
  if (buffered && code !== 0) stdout.write(Buffer.concat(output));
  const verdict = code === 0 ? 'ok' : signal ? `ended by ${signal}` : `failed (exit code ${code})`;
  say(`[${((Date.now() - start) / 1000).toFixed(0).padStart(3)} s] ${name}: ${verdict}`);
  return code ?? 124;
}

function endGroup(pid) {
  try {
    kill(-pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/* make check */

const staticSteps = [
  ['types', [bin('typescript/bin/tsc'), '-p', 'tsconfig.json']],
  ['lint', [bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0']],
  ['format', [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.']],
  ['boundaries', [bin('dependency-cruiser/bin/dependency-cruiser.mjs'), 'apps', 'libs']],
  ['dead code', [bin('knip/bin/knip.js'), '--no-progress']],
];

/** The static checks, two at a time: each uses one core. */
async function checkStatics() {
  const waiting = [...staticSteps];
  const worker = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const [name, args] = step;
      if ((await run(name, args, { buffered: true })) !== 0) fault(name);
    }
  };
  await Promise.all([worker(), worker()]);
}

async function build() {
  const code = await run('build', ['--no-print-directory', '-s', 'dist/.built'], {
    command: 'make',
    buffered: true,
  });
  if (code !== 0) fault('build');
  return code === 0;
}

/** One Jest run over the given kinds; adds its figures to the totals. */
async function jest(kinds, { environment = {}, args = [] } = {}) {
  const file = join(results, `${kinds.join('-')}.json`);
  rmSync(file, { force: true });
  const report = ['--json', '--outputFile', file, '--ci'];
  const all = ['--experimental-vm-modules', quiet, bin('jest/bin/jest.js'), '--selectProjects', ...kinds];
  const code = await run(`${kinds.join(' and ')} tests`, [...all, ...report, ...args], { environment });
  if (!existsSync(file)) return fault(`${kinds.join(' and ')} tests did not run`);
  const outcome = JSON.parse(readFileSync(file, 'utf8'));
  totals.passed += outcome.numPassedTests;
  const failed = outcome.numFailedTests + outcome.numRuntimeErrorTestSuites;
  // Jest can also fail as a whole, say on a file that matches nothing: never green then.
  if (failed > 0 || code !== 0) fault(`${kinds.join(' and ')} tests`, Math.max(failed, 1));
}

async function check() {
  await checkStatics();
  if (await build()) {
    if ((await run('generated files', ['deploy/check-generated.mjs'], { buffered: true })) !== 0)
      fault('generated files');
  }
  if ((await run('alert rules', ['deploy/observability/promtool.mjs'], { buffered: true })) !== 0)
    fault('alert rules');
  await jest(['unit', 'property']);
}

/* make test */

const stack = (...args) =>
  run(`stack ${args[0]}`, [quiet, 'deploy/stack/stack.mjs', ...args, '--dir', STACK]);
const stopApps = () =>
  run('apps stop', ['deploy/stack/apps.mjs', 'stop', '--dir', STACK], { buffered: true });

/** Work against servers of its own, which start empty and are stopped whatever happens. */
async function onStack(work) {
  try {
    await stopApps();
    await stack('clean');
    if ((await stack('up', '--database', 'eropaf_test')) !== 0) return fault('the stack of the tests');
    await work({ ...readEnvironment(placesOf(STACK)), EROPAF_STACK_DIR: join(clone, STACK) });
  } finally {
    // Not through run(): this must happen after an interrupt and after the deadline too.
    for (const args of [
      ['deploy/stack/apps.mjs', 'stop'],
      ['deploy/stack/stack.mjs', 'down'],
    ]) {
      spawnSync(execPath, [...args, '--dir', STACK], { cwd: clone, stdio: 'inherit' });
    }
  }
}

/** Integration and end-to-end tests, and the bench so small that it only says whether it runs. */
async function testOnStack(environment) {
  await jest(['int'], { environment });
  await jest(['e2e'], { environment, args: ['--runInBand'] });
  const bench = [quiet, 'test/bench/main.mjs', '--smoke'];
  if ((await run('bench smoke', bench, { environment, buffered: true })) !== 0) fault('bench smoke');
}

/* make fuzz */

/** A million messages, a part of them on real topics, and requests to every route; the environment may say otherwise. */
const FUZZ = { FUZZ_MESSAGES: 960_000, FUZZ_RECORDS: 40_000, FUZZ_REQUESTS: 40_000 };
const fuzzed = join(clone, '.stack/fuzz');

async function fuzzOnStack(environment) {
  rmSync(fuzzed, { recursive: true, force: true });
  const chosen = Object.fromEntries(Object.entries(FUZZ).map(([name, count]) => [name, env[name] ?? count]));
  await jest(['property', 'e2e'], {
    environment: { ...environment, ...chosen },
    args: ['--runInBand', '--testPathPatterns', 'test/fuzz/'],
  });
  if (!existsSync(fuzzed)) return fault('nothing was fuzzed');
  for (const name of readdirSync(fuzzed).filter((one) => one.endsWith('.txt')))
    say(`${name.slice(0, -4)}: ${readFileSync(join(fuzzed, name), 'utf8').trim()}`);
}

/** The promises under faults; `make integrity` runs the whole matrix, for hours. */
const INTEGRITY_SMOKE = 'test/integrity/(checker|faults|crash-points|planted-bugs|recovery|smoke)';
const smokeOnStack = (environment) =>
  jest(['unit', 'e2e'], { environment, args: ['--runInBand', '--testPathPatterns', INTEGRITY_SMOKE] });

function end() {
  if (totals.faults.length > 0) say(`Not right: ${totals.faults.join(', ')}`);
  say(
    mode !== 'check'
      ? `${totals.passed} passed, ${totals.failed} failed`
      : totals.failed > 0
        ? 'check: failed'
        : 'check: all right',
  );
  exit(interrupted ? 130 : totals.failed > 0 || totals.passed === 0 ? 1 : 0);
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    interrupted = true;
    fault('interrupted');
    current.forEach(endGroup);
  });
}

mkdirSync(results, { recursive: true });
if (mode === 'fuzz' || mode === 'integrity-smoke') await build();
else await check();
const work = { test: testOnStack, fuzz: fuzzOnStack, 'integrity-smoke': smokeOnStack }[mode];
// Two runs in one clone would take each other's servers away: the second waits.
if (work !== undefined)
  await withLock({ root: join(clone, '.stack'), lock: join(clone, '.stack/test.lock') }, () => onStack(work));
end();
