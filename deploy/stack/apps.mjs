// The app processes of a stack: node deploy/stack/apps.mjs start|stop|status|watch [--dir .stack] [app …]
// Start is safe to repeat: an app of the present build and settings is left running, a stale one is started again.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process, { argv, env, execPath, exit, stderr, stdout } from 'node:process';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { clone, placesOf } from './places.mjs';
import {
  StackError,
  runningPid,
  runningVersion,
  startProcess,
  stopProcess,
  waitUntilReady,
  withLock,
} from './processes.mjs';
import { readEnvironment } from './settings.mjs';

const READY_TIMEOUT_MS = 60_000;
const PROBE_TIMEOUT_MS = 2_000;
// Longer than the apps' own bound on an orderly shutdown, so that force is the exception.
const STOP_TIMEOUT_MS = 30_000;

/** Every app with the variable that holds the port of its health and metrics. Stopped in the opposite order. */
const apps = [
  { name: 'monitor', port: 'EROPAF_MONITOR_PORT' },
  { name: 'desk', port: 'EROPAF_DESK_OPERATIONS_PORT' },
  { name: 'outreach', port: 'EROPAF_OUTREACH_PORT' },
  { name: 'intake', port: 'EROPAF_INTAKE_PORT' },
];

const say = (line) => stdout.write(`${line}\n`);
const mainOf = (app) => join(clone, 'dist/apps', app.name, 'src/main.js');

/** The settings of an app: the stack's file, and over it what the environment says. */
function settingsOf(places) {
  const settings = readEnvironment(places);
  if (Object.keys(settings).length === 0) throw new StackError(`No stack in ${places.root}. Fix: make apps`);
  // EROPAF_STACK_DIR is for the scripts around the processes, not for them.
  const own = Object.entries(env).filter(
    ([name]) => name.startsWith('EROPAF_') && name !== 'EROPAF_STACK_DIR',
  );
  return { ...settings, ...Object.fromEntries(own) };
}

/** Changes with every build and every setting. */
function versionOf(app, settings) {
  const stamp = join(clone, 'dist/.built');
  const built = statSync(existsSync(stamp) ? stamp : mainOf(app)).mtimeMs;
  return createHash('sha256')
    .update(`${built} ${JSON.stringify(settings)}`)
    .digest('hex');
}

async function probe(port) {
  const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`/health/ready says ${answer.status}`);
}

async function startApp(places, app, settings) {
  const version = versionOf(app, settings);
  if (runningPid(places, app.name) !== undefined && runningVersion(places, app.name) !== version) {
    await stopProcess(places, app.name, { timeoutMs: STOP_TIMEOUT_MS });
  }
  if (runningPid(places, app.name) === undefined) {
    const environment = { PATH: env.PATH, KAFKAJS_NO_PARTITIONER_WARNING: '1', ...settings };
    const args = ['--enable-source-maps', '--disable-warning=TimeoutNegativeWarning', mainOf(app)];
    await startProcess(places, {
      name: app.name,
      command: execPath,
      args,
      cwd: clone,
      env: environment,
      version,
    });
  }
  await waitUntilReady(places, app.name, () => probe(settings[app.port]), READY_TIMEOUT_MS);
}

async function start(places, chosen) {
  const missing = chosen.filter((app) => !existsSync(mainOf(app)));
  if (missing.length > 0)
    throw new StackError(`Not built: ${missing.map((app) => app.name).join(', ')}. Fix: make build`);
  const settings = settingsOf(places);
  const results = await Promise.allSettled(chosen.map((app) => startApp(places, app, settings)));
  const failures = results.filter((result) => result.status === 'rejected').map((result) => result.reason);
  if (failures.length > 0) throw new StackError(failures.map((failure) => failure.message).join('\n'));
  say(
    `apps: ready, health and metrics on (${chosen.map((app) => `${app.name} ${settings[app.port]}`).join(', ')})`,
  );
}

async function stop(places, chosen) {
  const stopped = [];
  for (const app of chosen.toReversed()) {
    if (await stopProcess(places, app.name, { timeoutMs: STOP_TIMEOUT_MS })) stopped.push(app.name);
  }
  say(stopped.length > 0 ? `apps: stopped ${stopped.join(', ')}` : 'apps: none to stop');
}

function status(places, chosen) {
  for (const app of chosen) {
    const pid = runningPid(places, app.name);
    say(`${app.name.padEnd(9)} ${pid === undefined ? 'stopped' : `running, process ${pid}`}`);
  }
}

/** Runs compiler and apps in the foreground until interrupted; each line bears the name of the one who said it. */
async function watch(places, chosen) {
  const environment = { ...env, ...settingsOf(places), KAFKAJS_NO_PARTITIONER_WARNING: '1' };
  const compiler = join(clone, 'node_modules/typescript/bin/tsc');
  const commands = [
    ['tsc', [compiler, '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput']],
    ...chosen.map((app) => [app.name, ['--watch-path=dist', '--watch-preserve-output', mainOf(app)]]),
  ];
  const children = commands.map(([name, args]) => {
    const child = spawn(execPath, args, { cwd: clone, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => say(`${name.padEnd(9)} ${line}`));
    }
    return child;
  });
  process.on('SIGINT', () => children.forEach((child) => child.kill('SIGINT')));
  process.on('SIGTERM', () => children.forEach((child) => child.kill('SIGTERM')));
  await Promise.all(children.map((child) => new Promise((ended) => child.once('exit', ended))));
}

function choose(names) {
  const unknown = names.filter((name) => !apps.some((app) => app.name === name));
  if (unknown.length > 0) throw new StackError(`Unknown app: ${unknown.join(', ')}`);
  return apps.filter((app) => names.length === 0 || names.includes(app.name));
}

async function main() {
  const options = { dir: { type: 'string', default: '.stack' } };
  const { values, positionals } = parseArgs({ args: argv.slice(2), allowPositionals: true, options });
  const places = placesOf(values.dir);
  const chosen = choose(positionals.slice(1));
  const commands = {
    start: () => withLock(places, () => start(places, chosen)),
    stop: () =>
      existsSync(places.root) ? withLock(places, () => stop(places, chosen)) : stop(places, chosen),
    status: () => status(places, chosen),
    watch: () => watch(places, chosen),
  };
  const command = commands[positionals[0] ?? ''];
  if (command === undefined)
    throw new StackError(`Usage: apps.mjs ${Object.keys(commands).join('|')} [--dir .stack] [app …]`);
  await command();
}

main().catch((error) => {
  const expected = error instanceof StackError || error.code?.startsWith('ERR_PARSE_ARGS');
  stderr.write(`${expected ? error.message : error.stack}\n`);
  exit(1);
});
