// How fast what is due becomes tasks and jobs, and how many letters one core writes.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { Redis } from 'ioredis';

import { positionOf, readWithIntake } from '../lib/intake-run.mjs';
import { CpuMeter, rssBytesPeak, startApp, until } from '../lib/processes.mjs';
import { dueAtOnce, redisOf } from './latency.mjs';

const LOOK_MS = 100;

/**
 * @param {import('../lib/stand.mjs').Stand} stand
 * @param {{ from: string, topics: import('../lib/topics.mjs').SignalTopics, signals: number, channel: 'calls' | 'letters', seconds: number }} how
 *   from: a warm database; signals: read before the clock starts; seconds: of letters, which take longer than jobs
 */
export async function measureOutreach(stand, { channel, from, seconds, signals, topics }) {
  const database = await stand.passingDatabase(`outreach_${channel}`, from);
  await dueAtOnce(stand, database, channel);
  await topics.fillTo((await positionOf(stand, database)) + signals);
  await readWithIntake(stand, { database, records: signals });
  await stand.asAdmin(database, (client) => client.query('analyze'));
  const watcher = await stand.watcher(database);
  const objects = await mkdtemp(join(tmpdir(), 'eropaf-bench-'));
  const redis = new Redis(redisOf(stand));
  await redis.flushdb();
  const settings = {
    EROPAF_POSTGRES_DATABASE: database,
    EROPAF_REDIS_URL: redisOf(stand),
    EROPAF_OBJECTS_DIR: objects,
    EROPAF_LOG_LEVEL: 'warn',
  };
  const outreach = await startApp('outreach', { settings });
  try {
    return await (channel === 'calls'
      ? countTasks(watcher, outreach)
      : countLetters(watcher, outreach, seconds));
  } finally {
    await outreach.stop();
    await redis.flushdb();
    redis.disconnect();
    await watcher.close();
    await rm(objects, { recursive: true, force: true });
    await stand.dropDatabase(database);
  }
}

async function taskCount(watcher, states) {
  const [row] = await watcher.rows(
    'select count(*)::float8 as count from outreach_task where state = any($1)',
    [states],
  );
  return row.count;
}

async function countTasks(watcher, outreach) {
  const [{ due }] = await watcher.rows(
    `select count(*)::float8 as due from case_person
     where next_step is not null and next_due_on <= current_date and hold is null and state = 'open'`,
  );
  const queued = () => taskCount(watcher, ['queued']);
  const some = async () => ((await queued()) > 0 ? true : undefined);
  await until('the first task is queued', some, { child: outreach, everyMs: 10 });
  const meter = new CpuMeter();
  const first = await queued();
  const began = performance.now();
  meter.look([outreach.pid]);
  let [count, at] = [first, began];
  // Some that are due may not be approached: done is when nothing comes any more.
  while (performance.now() - at < 3_000) {
    await pause(LOOK_MS);
    const now = await queued();
    if (now > count) [count, at] = [now, performance.now()];
  }
  meter.look([outreach.pid]);
  const tasks = count - first;
  const seconds = (at - began) / 1_000;
  // So few that all came at once say nothing of speed.
  const perTask = (value) => (tasks === 0 ? null : value / tasks);
  return {
    due,
    tasks,
    seconds,
    tasksPerSecond: tasks === 0 ? null : tasks / seconds,
    cpuMicros: perTask(meter.usedMicros),
    rssBytesMax: rssBytesPeak(outreach.pid),
  };
}

async function countLetters(watcher, outreach, seconds) {
  const done = () => taskCount(watcher, ['done']);
  const some = async () => ((await done()) > 0 ? true : undefined);
  await until('the first letter is written', some, { child: outreach });
  const meter = new CpuMeter();
  meter.look([outreach.pid]);
  const first = await done();
  const began = performance.now();
  while (performance.now() - began < seconds * 1_000) {
    await pause(LOOK_MS);
    outreach.mustRun();
  }
  meter.look([outreach.pid]);
  const letters = (await done()) - first;
  const took = (performance.now() - began) / 1_000;
  return {
    letters,
    seconds: took,
    lettersPerSecond: letters / took,
    lettersPerCpuSecond: letters / (meter.usedMicros / 1e6),
    rssBytesMax: rssBytesPeak(outreach.pid),
  };
}
