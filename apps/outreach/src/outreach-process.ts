import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

import { outreachQueueList, outreachQueues, registerCheckQueue } from '#contracts';
import type { MunicipalityCode, TaskId } from '#domain';
import { createProducer, type KafkaProducer } from '#kafka';
import { TypstLetterRenderer } from '#letters';
import {
  createMetricsRegistry,
  kafkaAccess,
  machineClock,
  type Clock,
  type Configuration,
  type Logger,
  type OperationsOptions,
  type Probe,
  type Shutdown,
} from '#platform';
import { MunicipalDatabase, NationalDatabase, simulatedClock } from '#postgres';
import { createQueueHost, type QueueHost } from '#queue';

import { BullTaskJobs } from './bull-task-jobs.js';
import { CreditorNames } from './creditor-names.js';
import { DatabaseAge } from './database-age.js';
import { OutreachMetrics, registerGauges } from './metrics.js';
import { SettingsByVersion } from './municipality-settings.js';
import { outreachLoops } from './outreach-loops.js';
import { openRegisterChecks } from './register-checks/open-register-checks.js';
import { LetterWorker } from './write-letter.js';

/** A hash tag: all keys of all queues lie on one node of a Redis Cluster. */
export const queuePrefix = '{eropaf}';
/** The queues whose jobs this process runs; those of other channels are people's or an outside party's. */
const handledQueues = ['letters', registerCheckQueue.name];
/** A letter takes milliseconds; a process that is silent for so long is dead, or as good as. */
const letterLeaseMs = 60_000;
/** The demo steps its clock when nothing is left to do: there every idle second is a second of waiting. */
const watchMs = { machine: null, simulated: 25 } as const;
const relayPoolMax = 8;
const workerPoolMax = 4;
const stopTimeoutMs = 10_000;
/** The queue host bounds its own end: the jobs that run, then its connections. */
const queueStopTimeoutMs = 45_000;

/** What outreach needs of the configuration, all of it present. */
export type OutreachConfiguration = Configuration & {
  readonly EROPAF_POSTGRES_PASSWORD_RELAY: string;
  readonly EROPAF_POSTGRES_PASSWORD_WORKER: string;
  readonly EROPAF_POSTGRES_PASSWORD_REGISTER: string;
  readonly EROPAF_REGISTER_KEY: string;
  readonly EROPAF_OBJECTS_DIR: string;
  readonly EROPAF_EVENT_SOURCE: string;
};

/** A process of outreach: its parts are made, nothing runs before `start`. */
export interface OutreachProcess {
  readonly operations: OperationsOptions;
  start(): Promise<void>;
}

/** What a test sets otherwise than a process. */
export interface OutreachOverrides {
  readonly queuePrefix?: string;
}

/**
 * Makes the process: the loops as the relay over all municipalities, the letter worker as the worker of one
 * municipality at a time. What it opens is given to the shutdown at once, so that a start that fails ends it too.
 *
 * @throws QueueWiringInvalid when a queue of ours has no handler or two; DatabaseIsOlder when the database was restored and
 *   nobody has said so; errors of servers that are away
 */
export async function openOutreach(
  configuration: OutreachConfiguration,
  context: {
    readonly logger: Logger;
    readonly shutdown: Shutdown;
    readonly crash: (error: unknown) => void;
    readonly overrides?: OutreachOverrides;
  },
): Promise<OutreachProcess> {
  const { logger, shutdown } = context;
  const registry = createMetricsRegistry();
  const metrics = new OutreachMetrics(registry);
  const stores = await openStores(configuration, logger);
  const { age, relay, worker, producer } = stores;
  const host = createQueueHost({
    redisUrl: configuration.EROPAF_REDIS_URL,
    prefix: context.overrides?.queuePrefix ?? queuePrefix,
    definitions: [...outreachQueueList, registerCheckQueue],
    handled: handledQueues,
    logger,
  });
  const clock = clockOf(configuration, relay);
  const settings = new SettingsByVersion();
  const jobs = new BullTaskJobs(host);
  handleLetters(host, metrics, letterWorker(configuration, worker, clock, settings));
  const checks = await openRegisterChecks(configuration, { relay, host, clock, metrics, logger }).catch(
    (error: unknown) => closeAfter(error, [() => host.close(), stores.close]),
  );
  const loops = outreachLoops({
    database: relay,
    age,
    clock,
    jobs,
    producer,
    settings,
    checks,
    metrics,
    logger,
    objectsDir: configuration.EROPAF_OBJECTS_DIR,
    eventSource: configuration.EROPAF_EVENT_SOURCE,
    watchMs: watchMs[configuration.EROPAF_CLOCK],
    crash: context.crash,
  });
  for (const loop of loops) shutdown.add(loop);
  shutdown.add({ name: 'queues', timeoutMs: queueStopTimeoutMs, stop: () => host.close() });
  shutdown.add({ name: 'registers', timeoutMs: stopTimeoutMs, stop: checks.close });
  shutdown.add({ name: 'stores', timeoutMs: stopTimeoutMs, stop: stores.close });
  registerGauges(registry, { database: relay, clock, jobs });
  return {
    operations: {
      liveness: loops.map((loop) => loop.liveness),
      readiness: [redisProbe(host), ...loops.map((loop) => loop.readiness)],
      metrics: registry,
    },
    start: async () => {
      await host.start();
      for (const loop of loops) loop.start();
    },
  };
}

/** Ends what was opened for a process that cannot start, then says why. */
async function closeAfter(error: unknown, opened: readonly (() => Promise<void>)[]): Promise<never> {
  for (const close of opened) await close();
  throw error;
}

function redisProbe(host: QueueHost): Probe {
  return {
    name: 'redis',
    check: async () => {
      if (!(await host.isHealthy())) throw new Error('Redis does not answer');
    },
  };
}

interface Stores {
  readonly relay: NationalDatabase;
  readonly worker: MunicipalDatabase;
  readonly producer: KafkaProducer;
  readonly age: DatabaseAge;
  close(this: void): Promise<void>;
}

async function openStores(configuration: OutreachConfiguration, logger: Logger): Promise<Stores> {
  const database = {
    host: configuration.EROPAF_POSTGRES_HOST,
    port: configuration.EROPAF_POSTGRES_PORT,
    database: configuration.EROPAF_POSTGRES_DATABASE,
    applicationName: 'outreach',
  };
  const producer = createProducer({
    ...kafkaAccess(configuration),
    clientId: 'eropaf-outreach',
    idempotent: true,
    logger: {
      debug: (message, fields) => logger.debug(fields, message),
      info: (message, fields) => logger.info(fields, message),
      warn: (message, fields) => logger.warn(fields, message),
      error: (message, fields) => logger.error(fields, message),
    },
  });
  const relay = await NationalDatabase.open({
    ...database,
    role: 'relay',
    password: configuration.EROPAF_POSTGRES_PASSWORD_RELAY,
    poolMax: relayPoolMax,
  });
  const worker = await MunicipalDatabase.open({
    ...database,
    role: 'worker',
    password: configuration.EROPAF_POSTGRES_PASSWORD_WORKER,
    poolMax: workerPoolMax,
  });
  await producer.connect();
  const close = async (): Promise<void> => {
    await Promise.all([producer.disconnect(), worker.close(), relay.close()]);
  };
  const age = new DatabaseAge(relay, configuration.EROPAF_OBJECTS_DIR);
  await age.check().catch((error: unknown) => closeAfter(error, [close]));
  return { relay, worker, producer, age, close };
}

function clockOf(configuration: Configuration, relay: NationalDatabase): Clock {
  if (configuration.EROPAF_CLOCK === 'machine') return machineClock;
  return simulatedClock(relay);
}

function letterWorker(
  configuration: OutreachConfiguration,
  database: MunicipalDatabase,
  clock: Clock,
  settings: SettingsByVersion,
): LetterWorker {
  return new LetterWorker({
    database,
    clock,
    renderer: new TypstLetterRenderer(),
    objectsDir: configuration.EROPAF_OBJECTS_DIR,
    holder: { name: `outreach:${hostname()}:${process.pid}:${randomUUID()}`, leaseMs: letterLeaseMs },
    settings,
    creditorNames: new CreditorNames(),
  });
}

function handleLetters(host: QueueHost, metrics: OutreachMetrics, letters: LetterWorker): void {
  host.work(outreachQueues.letters, async ({ municipality, taskId, generation }) => {
    const result = await letters.handle({
      municipality: municipality as MunicipalityCode,
      taskId: taskId as TaskId,
      generation,
    });
    metrics.letters.inc({ result });
  });
}
