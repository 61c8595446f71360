// make integrity: the whole matrix of faults against servers of its own, which are killed, stopped and starved of disk.
//   node deploy/run-integrity.mjs [--only PATTERN] [--seed N] | page
// Writes docs/reliability.md from what was run. As root on Linux each server's data lies in a small file system in memory,
// so that its disk can be full; elsewhere those cells are not run, and the page says so.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process, { argv, env, execPath, exit, getuid, platform, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { clone, placesOf } from './stack/places.mjs';
import { withLock } from './stack/processes.mjs';
import { readEnvironment } from './stack/settings.mjs';

const STACK = '.stack/integrity';
const root = join(clone, STACK);
const results = join(clone, 'test/integrity/results');
const page = join(clone, 'docs/reliability.md');
/** Megabytes: enough for a cell, and little enough to be filled in a second. */
const disks = { postgres: 700, redis: 64, kafka: 400, letters: 64 };

const { values, positionals } = parseArgs({
  args: argv.slice(2),
  allowPositionals: true,
  options: { only: { type: 'string' }, seed: { type: 'string' } },
});

const say = (line) => stdout.write(`${line}\n`);
const step = (command, args) => spawnSync(command, args, { cwd: clone, stdio: 'inherit' }).status === 0;
const stack = (...args) => step(execPath, ['deploy/stack/stack.mjs', ...args, '--dir', STACK]);
const hasOwnDisks = platform === 'linux' && getuid() === 0;

function mountDisks() {
  mkdirSync(join(root, 'letters'), { recursive: true });
  if (!hasOwnDisks) return;
  for (const [name, megabytes] of Object.entries(disks)) {
    const folder = join(root, name);
    mkdirSync(folder, { recursive: true });
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', folder]);
    if (mounted.status !== 0) say(`no disk of its own for ${name}: cells with a full disk are not run`);
  }
}

function unmountDisks() {
  if (platform !== 'linux') return;
  for (const name of Object.keys(disks)) {
    const folder = join(root, name);
    if (spawnSync('mountpoint', ['-q', folder]).status === 0) spawnSync('umount', [folder]);
  }
}

function jest() {
  const environment = {
    ...env,
    ...readEnvironment(placesOf(STACK)),
    EROPAF_STACK_DIR: root,
    // Where the processes' letters go, among others: a disk that may be full without anybody else's being it.
    TMPDIR: join(root, 'letters'),
    INTEGRITY_ONLY: values.only ?? '',
    ...(values.seed === undefined ? {} : { INTEGRITY_SEED: values.seed }),
  };
  const args = ['--experimental-vm-modules', '--disable-warning=TimeoutNegativeWarning'];
  const own = [
    'node_modules/jest/bin/jest.js',
    '--selectProjects',
    'matrix',
    '--runInBand',
    '--ci',
    '--cacheDirectory',
    join(tmpdir(), 'eropaf-integrity-jest'),
  ];
  const child = spawn(execPath, [...args, ...own], { cwd: clone, env: environment, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => child.kill(signal));
  return new Promise((ended) => child.once('close', (code) => ended(code === 0)));
}

/* docs/reliability.md */

const marks = { held: 'held', broken: '**broken**' };

function written() {
  const found = existsSync(results) ? readdirSync(results).filter((name) => name.endsWith('.json')) : [];
  return new Map(
    found
      .map((name) => JSON.parse(readFileSync(join(results, name), 'utf8')))
      .map((result) => [result.cell, result]),
  );
}

/** The part of the page between its two marks; everything else in it is written by hand. */
function table() {
  const { cannotRun, faults, loads, targets } = JSON.parse(
    readFileSync(join(clone, 'test/integrity/matrix/axes.json'), 'utf8'),
  );
  const known = written();
  const reasons = new Map();
  const cellOf = (target, fault, load) => {
    const result = known.get(`${target}/${fault}/${load}`);
    const never = cannotRun.find((one) => one.fault === fault && one.targets.includes(target))?.why;
    if (result === undefined && never === undefined) return 'not yet';
    if (result !== undefined && result.outcome !== 'not-run')
      return `${marks[result.outcome]} (${result.seed})`;
    const reason = never ?? result.says[0];
    if (!reasons.has(reason)) reasons.set(reason, reasons.size + 1);
    return `– ${reasons.get(reason)}`;
  };
  const head = ['hit', 'fault', ...Object.values(loads)];
  const rows = targets.flatMap((target) =>
    Object.keys(faults).map((fault) => [
      target,
      faults[fault],
      ...Object.keys(loads).map((load) => cellOf(target, fault, load)),
    ]),
  );
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  const line = (row) => `| ${row.map((text, column) => text.padEnd(widths[column])).join(' | ')} |`;
  const outcomes = [...known.values()].filter(({ outcome }) => outcome !== 'not-run');
  const held = outcomes.filter(({ outcome }) => outcome === 'held').length;
  return [
    `${held} of ${outcomes.length} cells that were run held; in brackets the seed of each.`,
    '',
    line(head),
    line(widths.map((width) => '-'.repeat(width))),
    ...rows.map(line),
    '',
    ...[...reasons].map(([reason, number]) => `${number}. ${reason}`),
    ...(outcomes.length === held ? [] : ['', 'Broken, with the first thing that was:', '']),
    ...outcomes
      .filter(({ outcome }) => outcome === 'broken')
      .map(({ cell, says, seed }) => `- ${cell} (${seed}): ${says[0]}`),
  ].join('\n');
}

function writePage() {
  const [before, , after] = readFileSync(page, 'utf8').split(/<!-- (?:begin|end) of what was run -->/);
  const marked = `<!-- begin of what was run -->\n\n${table()}\n\n<!-- end of what was run -->`;
  writeFileSync(page, `${before}${marked}${after}`);
  spawnSync(execPath, ['node_modules/prettier/bin/prettier.cjs', '--write', page], { cwd: clone });
  say('docs/reliability.md is written');
}

async function run() {
  stack('down');
  unmountDisks();
  stack('clean');
  mountDisks();
  try {
    if (!stack('up', '--database', 'eropaf_test')) return false;
    return await jest();
  } finally {
    stack('down');
    unmountDisks();
    stack('clean');
  }
}

if (positionals[0] === 'page') {
  writePage();
} else {
  const lock = { root: join(clone, '.stack'), lock: join(clone, '.stack/integrity.lock') };
  const isRight = await withLock(lock, run);
  writePage();
  exit(isRight ? 0 : 1);
}
