// What a run found: one file with everything raw, and a table for people.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { versions } from 'node:process';

import { clone } from '../../../deploy/stack/places.mjs';
import { ratiosOf } from './ratios.mjs';

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
