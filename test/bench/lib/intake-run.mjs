// One reading of what lies in the topics by the real intake, and what it took.
import { setTimeout as pause } from 'node:timers/promises';

import { CpuMeter, postgresPids, rssBytesPeak, startApp, until } from './processes.mjs';

const LOOK_MS = 100;
/** In which a second member has joined and been given its part. */
const TOGETHER_MS = 4_000;
/** How long nothing may be committed before something must be wrong. */
const SILENCE_MS_MAX = 60_000;

/**
 * @typedef {{ records: number, seconds: number, startSeconds: number, signalsPerSecond: number,
 *   cpuMicros: { node: number, postgres: number, kafka: number | null }, rssBytesMax: number[] }} Reading
 *   records: committed between the first commit and the last; seconds: from the one to the other;
 *   startSeconds: from the start of the process to its first commit; cpuMicros: CPU time a record
 */

/**
 * Starts the intake on a database and reads until so many records more are committed.
 *
 * @param {import('./stand.mjs').Stand} stand
 * @param {{ database: string, records: number, processes?: number, nodeArgs?: string[],
 *   main?: string, mainArgs?: string[], settings?: Record<string, string> }} how
 * @returns {Promise<Reading>}
 */
export async function readWithIntake(stand, { database, records, processes = 1, ...how }) {
  const watcher = await stand.watcher(database);
  const settings = {
    EROPAF_POSTGRES_DATABASE: database,
    EROPAF_KAFKA_GROUP: stand.newGroup(),
    EROPAF_LOG_LEVEL: 'warn',
    ...how.settings,
  };
  const before = await committed(watcher);
  const began = performance.now();
  const intakes = [];
  for (let nth = 0; nth < processes; nth += 1) intakes.push(await startApp('intake', { ...how, settings }));
  try {
    return await measure(stand, watcher, { intakes, before, began, records });
  } finally {
    await Promise.all(intakes.map((intake) => intake.stop()));
    await watcher.close();
  }
}

async function measure(stand, watcher, { before, began, intakes, records }) {
  const meters = { node: new CpuMeter(), postgres: new CpuMeter(), kafka: new CpuMeter() };
  const rssBytesMax = intakes.map(() => 0);
  const look = async () => {
    meters.node.look(intakes.map(({ pid }) => pid));
    meters.postgres.look(await postgresPids(watcher));
    if (stand.brokerPid !== undefined) meters.kafka.look([stand.brokerPid]);
    intakes.forEach(({ pid }, nth) => {
      rssBytesMax[nth] = Math.max(rssBytesMax[nth], rssBytesPeak(pid) ?? 0);
    });
  };
  const atOnce = await until(
    'the first commit of the intake',
    async () => {
      const now = await committed(watcher);
      return now > before ? now : undefined;
    },
    { child: intakes[0], everyMs: 20 },
  );
  // Of two members the first reads alone until the second has come: that is no measure of two.
  const first = intakes.length === 1 ? atOnce : await pause(TOGETHER_MS).then(() => committed(watcher));
  const firstAt = performance.now();
  await look();
  const wanted = before + records;
  let [count, at] = [first, firstAt];
  while (count < wanted) {
    await pause(LOOK_MS);
    intakes.forEach((intake) => intake.mustRun());
    const now = await committed(watcher);
    if (now > count) [count, at] = [now, performance.now()];
    else if (performance.now() - at > SILENCE_MS_MAX)
      throw new Error(`the intake committed nothing more after ${count - before}:\n${intakes[0].log}`);
  }
  await look();
  const read = count - first;
  if (read === 0)
    throw new Error(`${records} signals were read before the clock could start: give it more (--signals)`);
  const seconds = (at - firstAt) / 1_000;
  const each = (meter) => Math.round((meter.usedMicros / read) * 10) / 10;
  return {
    records: read,
    seconds,
    startSeconds: (firstAt - began) / 1_000,
    signalsPerSecond: read / seconds,
    cpuMicros: {
      node: each(meters.node),
      postgres: each(meters.postgres),
      kafka: stand.brokerPid === undefined ? null : each(meters.kafka),
    },
    rssBytesMax,
  };
}

async function committed(watcher) {
  const [row] = await watcher.rows(
    'select coalesce(sum(next_offset), 0)::float8 as committed from consumer_offset',
  );
  return row.committed;
}

/** How many records of its topics a database has taken in. */
export async function positionOf(stand, database) {
  const watcher = await stand.watcher(database);
  const position = await committed(watcher);
  await watcher.close();
  return position;
}

/** Rows of all tables that hold what the intake writes, those first that others refer to. */
export async function rowsOf(stand, database) {
  return stand.asAdmin(database, async (client) => {
    const { rows } = await client.query(
      `select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
         and relname not in ('local_resident', 'local_register', 'policy_version', 'schema_migration', 'creditor_registry')
       order by (select count(*) from pg_constraint where contype = 'f' and conrelid = pg_class.oid), relname`,
    );
    const counts = {};
    for (const { relname } of rows) {
      const found = await client.query(`select count(*)::float8 as count from ${relname}`);
      if (found.rows[0].count > 0) counts[relname] = found.rows[0].count;
    }
    return counts;
  });
}
