// Generated files are committed; this runs every generator into an empty place and compares: node deploy/check-generated.mjs
// With --write they are written where they belong (make generate).
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { argv, execPath, exit, stderr, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';

const clone = resolve(fileURLToPath(new URL('..', import.meta.url)));
const TIMEOUT_MS = 120_000;

/**
 * One entry a generator: `script` (run by Node, with an empty folder as its last argument, from a fresh build) writes files
 * there; they belong in `target`, which holds nothing else unless `files` names which of its files are generated.
 * @type {{ name: string, script: string[], target: string, files?: string[] }[]}
 */
const generators = [
  {
    name: 'contracts',
    script: ['dist/libs/contracts/src/generate/main.js'],
    target: '.',
    files: ['docs/privacy.md', 'docs/creditor-fields.md', 'libs/contracts/generated/asyncapi.yaml'],
  },
  {
    name: 'desk API',
    script: ['dist/apps/desk/src/generate-openapi.js'],
    target: 'libs/contracts/generated',
    files: ['openapi.json'],
  },
  {
    name: 'monitor API',
    script: ['dist/apps/monitor/src/generate-openapi.js'],
    target: 'libs/contracts/generated',
    files: ['openapi-monitor.json'],
  },
  {
    name: 'alerts and dashboard',
    script: ['dist/libs/observability/src/generate.js'],
    target: 'deploy/observability/generated',
  },
];

const filesIn = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    : [];

const same = (left, right) =>
  existsSync(left) && existsSync(right) && readFileSync(left).equals(readFileSync(right));

/** Runs one generator; returns the paths that are stale, missing or left over. */
function compare(generator, write) {
  const made = mkdtempSync(join(tmpdir(), 'eropaf-generated-'));
  try {
    const run = spawnSync(execPath, [...generator.script, made], {
      cwd: clone,
      encoding: 'utf8',
      timeout: TIMEOUT_MS,
    });
    if (run.status !== 0)
      return [`${generator.name}: the generator failed: ${run.error?.message ?? run.stderr.trim()}`];
    const target = join(clone, generator.target);
    const names = new Set([...filesIn(made), ...(generator.files ?? filesIn(target))]);
    const stale = [...names].sort().filter((name) => !same(join(made, name), join(target, name)));
    if (!write) return stale.map((name) => `${join(generator.target, name)} is stale`);
    for (const name of stale) {
      if (existsSync(join(made, name))) cpSync(join(made, name), join(target, name));
      else rmSync(join(target, name), { force: true });
      stdout.write(`written: ${join(generator.target, name)}\n`);
    }
    return [];
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

const faults = generators.flatMap((generator) => compare(generator, argv.includes('--write')));
if (faults.length > 0) {
  stderr.write(`${faults.join('\n')}\nFix: make generate, and commit what it wrote\n`);
  exit(1);
}
