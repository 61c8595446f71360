import {
  createLogger,
  createMetricsRegistry,
  machineClock,
  Shutdown,
  startOperations,
  type Clock,
  type Configuration,
  type Logger,
} from '#platform';
import { MunicipalDatabase, simulatedClock } from '#postgres';
import { QueueView } from '#queue';

import { createDeskApp } from './desk-app.js';
import { requestMetrics } from './desk-metrics.js';
import { queueBoard } from './queue-board.js';

/** What the desk cannot do without. */
export const deskRequires = [
  'EROPAF_POSTGRES_PASSWORD_DESK',
  'EROPAF_PSEUDONYM_KEY',
  'EROPAF_DEMO_TOKEN',
] as const satisfies readonly (keyof Configuration)[];

/** A request holds one connection for some milliseconds. */
const poolMax = 10;
const stopTimeoutMs = 10_000;
/** The tag in braces keeps all keys of the queues on one node of a Redis Cluster. */
const queuePrefix = '{eropaf}';

export interface RunningDesk {
  readonly url: string;
  readonly operationsUrl: string;
  /** True when every part ended within its time. */
  stop(): Promise<boolean>;
}

/**
 * Starts the API and the operator's port. What was opened is ended again when a later part cannot start.
 *
 * @throws when a server is away or a port is taken
 */
export async function startDesk(configuration: Configuration): Promise<RunningDesk> {
  const logger = createLogger('desk', configuration.EROPAF_LOG_LEVEL);
  const shutdown = new Shutdown(logger);
  const stores: (() => Promise<void>)[] = [];
  const closeStores = async (): Promise<void> => {
    for (const close of stores) await close();
  };
  try {
    const urls = await openParts(configuration, { logger, shutdown, stores });
    shutdown.add({ name: 'stores', timeoutMs: stopTimeoutMs, stop: closeStores });
    logger.info({ port: configuration.EROPAF_DESK_PORT }, 'the desk listens');
    return { ...urls, stop: () => shutdown.run() };
  } catch (error) {
    await shutdown.run();
    await closeStores();
    throw error;
  }
}

async function openParts(
  configuration: Configuration,
  context: { readonly logger: Logger; readonly shutdown: Shutdown; readonly stores: (() => Promise<void>)[] },
): Promise<Pick<RunningDesk, 'url' | 'operationsUrl'>> {
  const { logger, shutdown, stores } = context;
  const database = await openDatabase(configuration);
  stores.push(() => database.close());
  const view = QueueView.open({ redisUrl: configuration.EROPAF_REDIS_URL, prefix: queuePrefix });
  stores.push(() => view.close());
  const metrics = createMetricsRegistry();
  const demoToken = required(configuration.EROPAF_DEMO_TOKEN);
  const app = await createDeskApp({
    desk: {
      database,
      clock: clockOf(configuration, database),
      pseudonymKey: Buffer.from(required(configuration.EROPAF_PSEUDONYM_KEY), 'base64'),
    },
    demoToken,
    logger,
    annexes: [requestMetrics(metrics), queueBoard(view, demoToken)],
  });
  shutdown.add({ name: 'api', timeoutMs: stopTimeoutMs, stop: () => app.close() });
  await app.listen(configuration.EROPAF_DESK_PORT, configuration.EROPAF_BIND_ADDRESS);
  const operations = await startOperations({
    port: configuration.EROPAF_DESK_OPERATIONS_PORT,
    address: configuration.EROPAF_BIND_ADDRESS,
    liveness: [],
    readiness: [
      {
        name: 'database',
        check: async () => {
          await database.withReferenceData((tx) => tx.query({ text: 'select 1' }));
        },
      },
    ],
    metrics,
  });
  shutdown.add(operations);
  const address = app.getHttpServer().address();
  if (address === null || typeof address === 'string') throw new Error('the API has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    operationsUrl: `http://127.0.0.1:${operations.port}`,
  };
}

function openDatabase(configuration: Configuration): Promise<MunicipalDatabase> {
  return MunicipalDatabase.open({
    host: configuration.EROPAF_POSTGRES_HOST,
    port: configuration.EROPAF_POSTGRES_PORT,
    database: configuration.EROPAF_POSTGRES_DATABASE,
    role: 'desk',
    password: required(configuration.EROPAF_POSTGRES_PASSWORD_DESK),
    poolMax,
    applicationName: 'eropaf-desk',
  });
}

function clockOf(configuration: Configuration, database: MunicipalDatabase): Clock {
  if (configuration.EROPAF_CLOCK === 'machine') return machineClock;
  return simulatedClock(database);
}

function required(value: string | undefined): string {
  if (value === undefined) throw new Error('readConfiguration let a required variable through');
  return value;
}
