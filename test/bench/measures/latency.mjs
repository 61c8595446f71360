// How long a signal takes from its producer until it is committed, and until its first step is a job in the queue.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { Redis } from 'ioredis';

import { ready, rssBytesPeak, startApp, until } from '../lib/processes.mjs';
import { householdsOf } from '../lib/residents.mjs';
import { SignalTopics } from '../lib/topics.mjs';
import { warmDatabase } from './pipeline.mjs';

const TICK_MS = 25;
/** Positions are looked at so often: what was committed may have been so for that long. */
const LOOK_MS = 5;
/** Jobs of the bench, apart from those of everybody else on this Redis. */
const REDIS_DATABASE = 14;
/** Without a step that is due at once nothing would come into a queue today. */
const firstStep = { name: 'first-call', channel: 'calls', delayWorkingDays: 0 };

export function redisOf(stand) {
  const url = new URL(stand.stack.redisUrl);
  url.pathname = `/${REDIS_DATABASE}`;
  return url.href;
}

/**
 * Gives every plan a first step that is due on the day of the signal, and has an outside party call, since what is done
 * at the desk gets no job.
 *
 * @param {'calls' | 'letters'} channel
 */
export async function dueAtOnce(stand, database, channel) {
  const step = { ...firstStep, name: `first-${channel}`, channel };
  await stand.asAdmin(database, (client) =>
    client.query(
      `update policy_version set content = jsonb_set(jsonb_set(content, '{executors,calls}', '"external:bench"'), '{plans}', (
         select jsonb_agg(jsonb_set(plan, '{steps}', $1::jsonb || (plan -> 'steps')) order by nth)
         from jsonb_array_elements(content -> 'plans') with ordinality as all_plans (plan, nth)))`,
      [JSON.stringify([step])],
    ),
  );
}

/** @param {{ rates: readonly number[], seconds: number, residents: number, warmUp: number }} options */
export async function measureLatencies(stand, { rates, residents, seconds, warmUp }) {
  const spread = 'country';
  const topics = new SignalTopics(stand, 'l', { households: householdsOf(residents), spread });
  await topics.open();
  const from = await warmDatabase(stand, { name: 'latency', residents, spread, topics, warmUp });
  const measured = [];
  for (const rate of rates) measured.push(await measureLatency(stand, { from, topics, rate, seconds }));
  await stand.dropDatabase(from);
  return { rates: measured };
}

/**
 * Publishes at a steady rate beside a running intake and outreach.
 *
 * @param {import('../lib/stand.mjs').Stand} stand
 * @param {{ from: string, topics: import('../lib/topics.mjs').SignalTopics, rate: number, seconds: number }} how
 *   from: a warm database with the register; rate: signals a second
 */
async function measureLatency(stand, { from, rate, seconds, topics }) {
  const database = await stand.passingDatabase(`latency_${rate}`, from);
  await dueAtOnce(stand, database, 'calls');
  const redis = new Redis(redisOf(stand));
  await redis.flushdb();
  const watcher = await stand.watcher(database);
  // Of its own: beside the letters lies what outreach recognises its database by.
  const objects = await mkdtemp(join(tmpdir(), 'eropaf-bench-'));
  const settings = {
    EROPAF_POSTGRES_DATABASE: database,
    EROPAF_KAFKA_GROUP: stand.newGroup(),
    EROPAF_REDIS_URL: redisOf(stand),
    EROPAF_OBJECTS_DIR: objects,
    EROPAF_LOG_LEVEL: 'warn',
  };
  const apps = [];
  try {
    for (const app of ['intake', 'outreach']) apps.push(await startApp(app, { settings }));
    for (const app of apps) await ready(app);
    await caughtUp(watcher, topics, apps[0]);
    const positions = followPositions(watcher);
    const published = await publish(stand, topics, { rate, seconds });
    await caughtUp(watcher, topics, apps[0]);
    const steps = await positions.stop();
    await queued(watcher, apps[1]);
    const rssBytesMax = Object.fromEntries(apps.map(({ name, pid }) => [name, rssBytesPeak(pid)]));
    return {
      rate,
      published: published.size,
      reachedPerSecond: published.size / seconds,
      toCommit: distribution(await commitDelays(watcher, published, steps)),
      toQueue: distribution(await queueDelays(watcher, redis, published)),
      rssBytesMax,
    };
  } finally {
    for (const app of apps) await app.stop();
    await redis.flushdb();
    redis.disconnect();
    await watcher.close();
    await rm(objects, { recursive: true, force: true });
    await stand.dropDatabase(database);
  }
}

/** Waits until everything that lies in the topics is committed. */
async function caughtUp(watcher, topics, child) {
  const all = async () => {
    const [row] = await watcher.rows(
      'select coalesce(sum(next_offset), 0)::float8 as sum from consumer_offset',
    );
    return row.sum >= topics.records ? true : undefined;
  };
  await until('the intake has caught up', all, { child, withinMs: 300_000 });
}

/** Waits until no due step and no new task is left. */
async function queued(watcher, child) {
  const nothingLeft = async () => {
    const [row] = await watcher.rows(
      `select (select count(*) from outreach_task where state = 'created' and executor <> 'desk')
            + (select count(*) from case_person where next_step is not null and next_due_on <= current_date
               and hold is null and state = 'open') as left_over`,
    );
    return Number(row.left_over) === 0 ? true : undefined;
  };
  await until('all tasks are queued', nothingLeft, { child, withinMs: 120_000, everyMs: 250 }).catch(
    () => undefined,
  );
}

/** @returns {Promise<Map<string, number>>} event id → moment of publishing, in machine milliseconds */
async function publish(stand, topics, { rate, seconds }) {
  const count = Math.round(rate * seconds);
  // Made before the clock starts, for making them costs more than sending.
  const records = Array.from({ length: count }, (_, index) => topics.record(topics.records + index));
  topics.records += count;
  const published = new Map();
  const producer = await stand.connectedProducer();
  const began = performance.now();
  let sent = 0;
  while (sent < count) {
    const wanted = Math.min(count, Math.floor(((performance.now() - began) / 1_000) * rate));
    const tick = records.slice(sent, wanted);
    sent = Math.max(sent, wanted);
    const now = Date.now();
    for (const { headers, key } of tick) if (!published.has(key)) published.set(headers.ce_id, now);
    const sends = [...Map.groupBy(tick, ({ topic }) => topic)].map(([topic, ofTopic]) =>
      producer.send(topic, ofTopic),
    );
    await Promise.all([...sends, pause(TICK_MS)]);
  }
  await producer.disconnect();
  return published;
}

/** Writes down when each position was first seen to move. */
function followPositions(watcher) {
  const seen = new Map();
  let goesOn = true;
  const following = (async () => {
    while (goesOn) {
      const rows = await watcher.rows(
        'select log_id, partition, next_offset::float8 as next from consumer_offset',
      );
      const now = Date.now();
      for (const { log_id: logId, next, partition } of rows) {
        const steps = seen.get(`${logId} ${partition}`) ?? [];
        if (steps.at(-1)?.next !== next) steps.push({ next, at: now });
        seen.set(`${logId} ${partition}`, steps);
      }
      await pause(LOOK_MS);
    }
  })();
  return {
    stop: async () => {
      goesOn = false;
      await following;
      return seen;
    },
  };
}

async function commitDelays(watcher, published, steps) {
  const rows = await watcher.rows(
    'select event_id, log_id, partition, kafka_offset::float8 as "offset" from signal where event_id = any($1)',
    [[...published.keys()]],
  );
  return rows.flatMap(({ event_id: id, log_id: logId, offset, partition }) => {
    const step = (steps.get(`${logId} ${partition}`) ?? []).find(({ next }) => next > offset);
    return step === undefined ? [] : [step.at - published.get(id)];
  });
}

/** A job bears the moment at which it was added; its task is traced to the first signal that was picked up for it. */
async function queueDelays(watcher, redis, published) {
  const addedAt = new Map();
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'COUNT', 1_000, 'TYPE', 'hash');
    cursor = next;
    for (const key of keys) {
      const [timestamp, data] = await redis.hmget(key, 'timestamp', 'data');
      const taskId = data === null ? undefined : JSON.parse(data).taskId;
      if (timestamp !== null && taskId !== undefined) addedAt.set(taskId, Number(timestamp));
    }
  } while (cursor !== '0');
  const rows = await watcher.rows(
    `select t.task_id, s.event_id from outreach_task t
     join lateral (
       select event_id from signal s
       where s.municipality = t.municipality and s.person_id = t.person_id and s.address_id = t.address_id
         and s.verdict = 'accepted'
       order by s.receipt limit 1) s on true
     where s.event_id = any($1)`,
    [[...published.keys()]],
  );
  return rows.flatMap(({ event_id: id, task_id: taskId }) =>
    addedAt.has(taskId) ? [addedAt.get(taskId) - published.get(id)] : [],
  );
}

/** @param {number[]} delays in milliseconds */
function distribution(delays) {
  const sorted = delays.toSorted((one, other) => one - other);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? null;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: sorted.at(-1) ?? null };
}
