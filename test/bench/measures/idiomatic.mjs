// What a user would pick: Nest's own Kafka transport, one message at a time, TypeORM repositories, the same rules, small.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';

import { transformFileSync } from '@swc/core';

import { clone } from '../../../deploy/stack/places.mjs';
import { Child, CpuMeter, postgresPids, rssBytesPeak, until } from '../lib/processes.mjs';

const source = join(clone, 'test/bench/baselines/idiomatic');
/** Beside what the apps are built to, so that `#contracts` and its like are found. */
const built = join(clone, 'dist/bench/idiomatic');
const LOOK_MS = 200;

/** Builds it as tests are built: the same decorators, no check of types. @returns its entry */
function build() {
  mkdirSync(built, { recursive: true });
  for (const name of readdirSync(source).filter((one) => one.endsWith('.ts'))) {
    const { code } = transformFileSync(join(source, name), {
      swcrc: false,
      jsc: {
        target: 'es2024',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
      },
      module: { type: 'commonjs' },
    });
    writeFileSync(join(built, name.replace(/ts$/u, 'js')), code);
  }
  return join(built, 'main.js');
}

/**
 * Reads the topics for some seconds.
 *
 * @param {import('../lib/stand.mjs').Stand} stand
 * @param {{ from: string, creditors: readonly any[], warmUp: number, seconds: number, nth: number }} how
 *   from: a database with policies and residents; warmUp: records before the clock starts
 */
export async function readIdiomatically(stand, { creditors, from, nth, seconds, warmUp }) {
  const database = await stand.passingDatabase(`idiomatic_${nth}`, from);
  await stand.loadCreditors(database, creditors);
  const watcher = await stand.watcher(database);
  const args = ['--disable-warning=TimeoutNegativeWarning', build(), stand.newGroup()];
  const process = new Child('idiomatic', execPath, [...args, ...creditors.map(({ topic }) => topic)], {
    env: { ...env, EROPAF_POSTGRES_DATABASE: database, KAFKAJS_NO_PARTITIONER_WARNING: '1' },
    cwd: clone,
  });
  try {
    return await measure(stand, watcher, { child: process, seconds, warmUp });
  } finally {
    await process.stop();
    await watcher.close();
    await stand.dropDatabase(database);
  }
}

async function measure(stand, watcher, { child, seconds, warmUp }) {
  const counted = async () => {
    const [row] = await watcher.rows(
      `select case when to_regclass('idiomatic.aside_entity') is null then 0 else
         (xpath('/row/c/text()', query_to_xml('select (select count(*) from idiomatic.signal_entity)
           + (select count(*) from idiomatic.withdrawal_entity) + (select count(*) from idiomatic.aside_entity) as c',
           false, true, '')))[1]::text::float8 end as count`,
    );
    return row.count;
  };
  const enough = async () => ((await counted()) >= warmUp ? true : undefined);
  await until(`${warmUp} signals of the idiomatic way`, enough, {
    child,
    everyMs: LOOK_MS,
    withinMs: 240_000,
  });
  await watcher.rows('analyze');
  const meters = { node: new CpuMeter(), postgres: new CpuMeter() };
  let rssBytesMax = 0;
  const look = async () => {
    meters.node.look([child.pid]);
    meters.postgres.look(await postgresPids(watcher));
    rssBytesMax = Math.max(rssBytesMax, rssBytesPeak(child.pid) ?? 0);
  };
  const first = await counted();
  const began = performance.now();
  await look();
  while (performance.now() - began < seconds * 1_000) {
    await pause(LOOK_MS);
    child.mustRun();
    await look();
  }
  const records = (await counted()) - first;
  const took = (performance.now() - began) / 1_000;
  const each = (meter) => Math.round((meter.usedMicros / records) * 10) / 10;
  return {
    records,
    seconds: took,
    signalsPerSecond: records / took,
    cpuMicros: { node: each(meters.node), postgres: each(meters.postgres) },
    rssBytesMax,
  };
}
