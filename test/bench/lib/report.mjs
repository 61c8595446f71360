// What a run found: one file with everything raw, and a table for people.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { versions } from 'node:process';

import { clone } from '../../../deploy/stack/places.mjs';
import { aims, isKept, median, ratiosOf } from './ratios.mjs';

const KAFKA_POM = join(clone, 'deploy/stack/pom.xml');

/** Where the numbers come from: without it they cannot be compared with others. */
export async function circumstances(stand, startedAt) {
  const git = (...args) => execFileSync('git', args, { cwd: clone, encoding: 'utf8' }).trim();
  const postgres = await stand.asAdmin('postgres', async (client) => {
    const { rows } = await client.query('show server_version');
    return rows[0].server_version;
  });
  const [processor] = cpus();
  return {
    startedAt,
    commit: git('rev-parse', 'HEAD'),
    changedFiles: git('status', '--porcelain').split('\n').filter(Boolean).length,
    machine: {
      cores: cpus().length,
      processor: processor?.model ?? 'unknown',
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      kernel: release(),
    },
    versions: {
      node: versions.node,
      postgres,
      kafka: /kafka_2\.13<\/artifactId>\s*<version>([^<]+)/u.exec(readFileSync(KAFKA_POM, 'utf8'))?.[1],
    },
  };
}

/** @returns the result as it stands in the file */
export function writeResult(file, { about, measures, options }) {
  const result = {
    ...about,
    endedAt: new Date().toISOString(),
    options,
    measures,
    ratios: ratiosOf(measures),
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  return result;
}

const one = (value, digits = 0) => (value === null || value === undefined ? '–' : value.toFixed(digits));
const of = (rounds, pick) =>
  median(rounds.map(pick).filter((value) => value !== null && value !== undefined));

/** Lines of the table: what was measured, its median, and what belongs to it. */
export function table({ measures, ratios }) {
  const lines = [];
  const line = (what, value, more = '') =>
    lines.push(`${what.padEnd(44)} ${value.padStart(18)}  ${more}`.trimEnd());
  for (const [name, variant] of Object.entries(measures.pipeline?.variants ?? {})) {
    const { records, residents, rounds, spread } = variant;
    const register = residents === 0 ? 'no register' : `${residents} residents`;
    const where = spread === 'one' ? 'one municipality' : '342 municipalities';
    line(
      `pipeline, ${name}`,
      `${one(of(rounds, (r) => r.signalsPerSecond))} signals/s`,
      `${register}, ${where}; ${records} a round`,
    );
    line(
      '',
      `${one(of(rounds, (r) => r.rowsPerSecond))} rows/s`,
      `${one(
        of(rounds, (r) => r.rowsPerRecord),
        2,
      )} rows a signal`,
    );
    const cpu = ['node', 'postgres', 'kafka'].map(
      (part) => `${part} ${one(of(rounds, (r) => r.cpuMicros[part]))}`,
    );
    line('', 'CPU µs a signal', cpu.join(', '));
  }
  for (const [name, what, unit] of [
    ['copy', 'floor: COPY of the same rows', 'rowsPerSecond'],
    ['parse', 'floor: kafkajs that only parses', 'messagesPerSecond'],
    ['idiomatic', 'Nest transport and TypeORM repositories', 'signalsPerSecond'],
    ['connect', "Debezium's sink, one table, no rules", 'rowsPerSecond'],
  ]) {
    const rounds = measures[name]?.rounds;
    if (rounds !== undefined)
      line(what, `${one(of(rounds, (r) => r[unit]))} ${unit.replace('PerSecond', '/s')}`);
  }
  lines.push('');
  for (const [name, value] of Object.entries(ratios)) {
    const { least, most } = aims[name];
    const kept = isKept(name, value);
    const aim = least === undefined ? `at most ${most}` : `at least ${least}`;
    line(
      `ratio ${name}`,
      one(value, 2),
      `aim: ${aim}${kept === null ? '; not measured' : kept ? ', kept' : ', MISSED'}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
