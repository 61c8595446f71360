// What the machine must have: found, else installed where that is certain to be wanted (root on Debian), else one
// clear sentence with the command that would fix it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { env, getuid, stdout } from 'node:process';
import { StackError } from './processes.mjs';

const JAVA_MAJOR_MIN = 17;

const answers = (command, args) => {
  const run = spawnSync(command, args, { encoding: 'utf8' });
  return run.status === 0 ? `${run.stdout}${run.stderr}` : undefined;
};

/** Major version of the machine's Java, 0 when there is none. */
function javaMajor() {
  const version = answers('java', ['-version'])?.match(/version "(\d+)/);
  return version ? Number(version[1]) : 0;
}

const needs = {
  java: {
    package: 'default-jre-headless',
    what: `Java ${JAVA_MAJOR_MIN} or newer`,
    present: () => javaMajor() >= JAVA_MAJOR_MIN,
  },
  maven: { package: 'maven', what: 'Maven', present: () => answers('mvn', ['-v']) !== undefined },
  redis: {
    package: 'redis-server',
    what: 'redis-server',
    present: () => answers('redis-server', ['--version']) !== undefined,
  },
};

/**
 * Makes sure that the named things are there.
 * @param {('java' | 'maven' | 'redis')[]} names
 */
export function require(names) {
  const missing = names.map((name) => needs[name]).filter((need) => !need.present());
  if (missing.length === 0) return;
  const packages = missing.map((need) => need.package);
  const fix = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  const sentence = `Missing: ${missing.map((need) => need.what).join(', ')}. Fix on Debian or Ubuntu, as root: ${fix}`;
  if (getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw new StackError(sentence);
  stdout.write(`Installing with apt-get: ${packages.join(', ')}\n`);
  aptGet(['update', '-q'], sentence);
  aptGet(['install', '-y', '-q', '--no-install-recommends', ...packages], sentence);
  if (missing.some((need) => !need.present())) throw new StackError(sentence);
}

function aptGet(args, sentence) {
  const run = spawnSync('apt-get', args, {
    encoding: 'utf8',
    env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (run.status !== 0)
    throw new StackError(`apt-get ${args[0]} failed (${lastLine(run.stderr)}). ${sentence}`);
}

const lastLine = (text) => (text ?? '').trim().split('\n').at(-1) ?? '';
