// A data engineer's way: Kafka Connect standalone with Debezium's JDBC sink, upsert by id into one table, no rules.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { env } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';

import { clone, hashOf, tools } from '../../../deploy/stack/places.mjs';
import { fetchJars } from '../../../deploy/stack/servers.mjs';
import { flatFields } from '../lib/flat-topic.mjs';
import { Child, CpuMeter, freePort, postgresPids, rssBytesPeak, until } from '../lib/processes.mjs';

const lists = join(clone, 'test/bench/baselines/connect');
const LOOK_MS = 200;
/** Part of the records that warms up: classes are loaded and compiled in it. */
const WARM_UP_PART = 0.25;
const SILENCE_MS_MAX = 120_000;
/** Two fetches in a row that wrote nothing. */
const STILL_MS = 1_500;

/** Fetches what is not there yet. @returns {{ libs: string, plugins: string }} */
export function connectJars() {
  const pom = join(lists, 'pom.xml');
  const pluginPom = join(lists, 'plugin/pom.xml');
  const libs = fetchJars(pom, join(tools, `connect-libs-${hashOf(readFileSync(pom))}`));
  const plugins = join(tools, `connect-plugins-${hashOf(readFileSync(pluginPom))}`);
  const plugin = fetchJars(pluginPom, join(plugins, 'debezium-connector-jdbc'));
  // Two Jacksons of different versions beside each other: the worker's own is the one that fits its converters.
  for (const name of readdirSync(plugin)) if (name.startsWith('jackson-')) rmSync(join(plugin, name));
  return { libs, plugins };
}

const properties = (entries) =>
  Object.entries(entries)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

function workerProperties(stand, { folder, plugins, port }) {
  return properties({
    'bootstrap.servers': stand.kafka.brokers.join(','),
    'offset.storage.file.filename': join(folder, 'offsets'),
    listeners: `http://127.0.0.1:${port}`,
    'plugin.path': plugins,
    'plugin.discovery': 'only_scan',
    'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'consumer.max.poll.records': 2_000,
    'offset.flush.interval.ms': 10_000,
  });
}

function sinkProperties(stand, { database, name, topic }) {
  const { host, password, port, user } = stand.stack.postgres;
  const fields = flatFields.map(([field, type, optional]) => ({ field, type, optional }));
  return properties({
    name,
    'connector.class': 'io.debezium.connector.jdbc.JdbcSinkConnector',
    topics: topic,
    'tasks.max': 2,
    'batch.size': 1_000,
    'connection.url': `jdbc:postgresql://${host}:${port}/${database}`,
    'connection.username': user,
    'connection.password': password,
    'insert.mode': 'upsert',
    'primary.key.mode': 'record_value',
    'primary.key.fields': 'id',
    'schema.evolution': 'basic',
    'collection.name.format': 'signals_flat',
    'dialect.postgres.unnest.insert.enabled': true,
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': true,
    'value.converter.schema.content': JSON.stringify({ type: 'struct', fields }),
  });
}

/**
 * One reading of the whole topic into an empty table.
 *
 * @param {import('../lib/stand.mjs').Stand} stand
 * @param {{ topic: string, records: number, nth: number }} what
 */
export async function readWithConnect(stand, { nth, records, topic }) {
  const jars = connectJars();
  const database = await stand.emptyDatabase(`connect_${nth}`);
  const watcher = await stand.watcher(database);
  const folder = mkdtempSync(join(tmpdir(), 'eropaf-connect-'));
  const name = `bench-${stand.run}-sink-${nth}`;
  stand.forgetGroup(`connect-${name}`);
  mkdirSync(join(folder, 'logs'));
  const files = { worker: join(folder, 'worker.properties'), sink: join(folder, 'sink.properties') };
  writeFileSync(
    files.worker,
    workerProperties(stand, { folder, plugins: jars.plugins, port: await freePort() }),
  );
  writeFileSync(files.sink, sinkProperties(stand, { database, name, topic }), { mode: 0o600 });
  const logging = `-Dlog4j2.configurationFile=${join(clone, 'deploy/stack/log4j2.properties')}`;
  const main = 'org.apache.kafka.connect.cli.ConnectStandalone';
  const args = ['-Xmx1g', logging, '-cp', `${jars.libs}/*`, main, files.worker, files.sink];
  const worker = new Child(basename(name), 'java', args, { env, cwd: folder });
  try {
    return await measure(stand, watcher, { worker, records });
  } finally {
    await worker.stop();
    await watcher.close();
    await stand.dropDatabase(database);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(stand, watcher, { records, worker }) {
  const meters = { connect: new CpuMeter(), postgres: new CpuMeter(), kafka: new CpuMeter() };
  let rssBytesMax = 0;
  const look = async () => {
    meters.connect.look([worker.pid]);
    meters.postgres.look(await postgresPids(watcher));
    if (stand.brokerPid !== undefined) meters.kafka.look([stand.brokerPid]);
    rssBytesMax = Math.max(rssBytesMax, rssBytesPeak(worker.pid) ?? 0);
  };
  // Counting reads the whole table, so it is done twice; its size says when.
  const size = async () =>
    (
      await watcher.rows(`select coalesce(pg_relation_size(to_regclass('signals_flat')), 0)::float8 as size`)
    )[0].size;
  const count = async () =>
    (await watcher.rows('select count(*)::float8 as count from signals_flat'))[0].count;
  await until('the first rows of the connector', async () => ((await size()) > 0 ? true : undefined), {
    child: worker,
    withinMs: 240_000,
  });
  const warm = await warmUp({ count, size, records, worker });
  const firstAt = performance.now();
  await look();
  let [last, at] = [await size(), firstAt];
  for (;;) {
    await pause(LOOK_MS);
    worker.mustRun();
    const now = await size();
    if (now > last) {
      [last, at] = [now, performance.now()];
      await look();
    } else if (performance.now() - at > STILL_MS && (await count()) >= records) break;
    else if (performance.now() - at > SILENCE_MS_MAX)
      throw new Error(`the connector stands still:\n${worker.log}`);
  }
  const rows = records - warm;
  const seconds = (at - firstAt) / 1_000;
  const each = (meter) => Math.round((meter.usedMicros / rows) * 10) / 10;
  const cpuMicros = {
    connect: each(meters.connect),
    postgres: each(meters.postgres),
    kafka: each(meters.kafka),
  };
  return { rows, seconds, rowsPerSecond: rows / seconds, cpuMicros, rssBytesMax };
}

/** Waits until a part of the records is there. @returns how many are */
async function warmUp({ count, records, worker }) {
  const giveUpAt = performance.now() + SILENCE_MS_MAX;
  for (;;) {
    const now = await count();
    if (now >= records * WARM_UP_PART) return now;
    if (performance.now() > giveUpAt) throw new Error(`the connector stands still:\n${worker.log}`);
    worker.mustRun();
    await pause(LOOK_MS);
  }
}
