// Holds the configuration of Prometheus, the alert rules and every example of them against promtool: node promtool.mjs
// It is taken from the machine when it is there, else from Debian's package (unpacked into .tools, nothing is installed or
// started, no root is needed), else from the image of docker-compose.yml.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, exit, getuid, pid, stderr, stdout } from 'node:process';
import { clone, tools } from '../stack/places.mjs';

const PACKAGE = 'prometheus';
const fetched = join(tools, 'promtool', 'promtool');
const TIMEOUT_MS = 300_000;

const does = (command, args, options = {}) =>
  spawnSync(command, args, { encoding: 'utf8', timeout: TIMEOUT_MS, ...options });
const answers = (command, args) => does(command, args).status === 0;

/** Debian's package, without installing it: that would start a Prometheus of its own. */
function fetchFromDebian() {
  if (!existsSync('/usr/bin/apt-get') || !existsSync('/usr/bin/dpkg-deb')) return false;
  const folder = mkdtempSync(join(tmpdir(), 'eropaf-promtool-'));
  try {
    const download = () => does('apt-get', ['download', '-q', PACKAGE], { cwd: folder }).status === 0;
    // Without lists of packages (a bare image) nothing is found; only root may fetch them.
    if (!download() && !(getuid?.() === 0 && answers('apt-get', ['update', '-q']) && download()))
      return false;
    const file = readdirSync(folder).find((name) => name.endsWith('.deb'));
    if (file === undefined || does('dpkg-deb', ['-x', file, 'unpacked'], { cwd: folder }).status !== 0)
      return false;
    mkdirSync(join(tools, 'promtool'), { recursive: true });
    // Copied beside its place first, so that two runs at a time never meet half a file.
    const half = `${fetched}.${pid}`;
    if (does('cp', [join(folder, 'unpacked/usr/bin/promtool'), half]).status !== 0) return false;
    renameSync(half, fetched);
    return true;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The image that docker-compose.yml runs. */
const image = () =>
  /image: (prom\/prometheus:\S+)/.exec(readFileSync(join(clone, 'docker-compose.yml'), 'utf8'))?.[1];

/** Command and first arguments of promtool, and the folder in which it finds what lies in `folder`. */
function promtool(folder) {
  if (existsSync(fetched)) return { command: fetched, args: [], cwd: folder };
  if (answers('promtool', ['--version'])) return { command: 'promtool', args: [], cwd: folder };
  if (fetchFromDebian()) return { command: fetched, args: [], cwd: folder };
  const docker = [
    'run',
    '--rm',
    '-v',
    `${folder}:/rules:ro`,
    '-w',
    '/rules',
    '--entrypoint',
    'promtool',
    image(),
  ];
  if (answers('docker', ['version'])) return { command: 'docker', args: docker, cwd: folder };
  stderr.write(
    'Missing: promtool. Fix on Debian or Ubuntu, as root: apt-get update, and run this again; elsewhere install Prometheus ' +
      '(https://prometheus.io/download/) or Docker\n',
  );
  return exit(1);
}

const checks = [
  ['check', 'config', '--syntax-only', 'prometheus.yml'],
  ['check', 'rules', 'generated/alerts.yml'],
  ['test', 'rules', 'generated/alerts.test.yml'],
];

const folder = argv[2] ?? join(clone, 'deploy/observability');
const { args, command, cwd } = promtool(folder);
let failed = false;
for (const check of checks) {
  const run = does(command, [...args, ...check], { cwd });
  const output = `${run.stdout ?? ''}${run.stderr ?? ''}`;
  // promtool 2 ends a failed test of rules with 1; a crash of it is a failure too.
  if (run.status === 0) continue;
  failed = true;
  stdout.write(`promtool ${check.join(' ')}:\n${output}\n`);
}
if (!failed) stdout.write('the configuration, the rules and their examples are right\n');
exit(failed ? 1 : 0);
