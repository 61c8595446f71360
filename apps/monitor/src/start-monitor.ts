import { problemOf, unreadableBody } from '#contracts';
import { asDay, workingCalendar, type WorkingCalendar } from '#domain';
import { createAdmin, type KafkaAdmin } from '#kafka';
import {
  apiServerOptions,
  createLogger,
  createMetricsRegistry,
  dutchPublicHolidays,
  kafkaAccess,
  machineClock,
  nestLogger,
  ProblemFilter,
  Shutdown,
  type Configuration,
  type Logger,
} from '#platform';
import { databaseFault, MunicipalDatabase, simulatedClock } from '#postgres';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import quantile from '@stdlib/stats-base-dists-normal-quantile';

import { ContactFigures } from './figures/contact-figures.js';
import { CreditorQualityFigures } from './figures/creditor-quality.js';
import { databaseFigures } from './metrics/database-figures.js';
import { FigureSource } from './metrics/figure-source.js';
import { kafkaFigures } from './metrics/kafka-figures.js';
import { MonitorMetrics } from './metrics/monitor-metrics.js';
import { MonitorModule } from './monitor.module.js';
import { apiVersion, openApiDocument } from './openapi.js';

/** A scrape, a question to the figures or two, the clock and a probe. */
const poolMax = 5;
/** Two-sided confidence of every interval. */
const confidence = 0.95;

/** What the monitor cannot do without. */
export const monitorRequires = [
  'EROPAF_POSTGRES_PASSWORD_MONITOR',
  'EROPAF_DEMO_TOKEN',
] as const satisfies readonly (keyof Configuration)[];

export interface Monitor {
  /** The port that was taken; of use where 0 was asked for. */
  readonly port: number;
  /** Ends the process's parts in order; false when one did not end in time. */
  stop(): Promise<boolean>;
}

/**
 * Starts the monitor: figures, health and metrics on one port. Metrics ask for no token, so a way to this port from
 * outside leads to `/v1` alone.
 */
export async function startMonitor(
  configuration: Configuration,
  port: number = configuration.EROPAF_MONITOR_PORT,
): Promise<Monitor> {
  const logger = createLogger('monitor', configuration.EROPAF_LOG_LEVEL);
  const database = await openDatabase(configuration);
  const admin = openAdmin(configuration, logger);
  const z = quantile((1 + confidence) / 2, 0, 1);
  const calendar = workingCalendar(dutchPublicHolidays().map(asDay));
  const adapter = new FastifyAdapter({ ...apiServerOptions(problemOf), forceCloseConnections: true });
  const app = await NestFactory.create<NestFastifyApplication>(
    MonitorModule.register(
      {
        contact: new ContactFigures(database, z),
        quality: new CreditorQualityFigures(database, calendar, z),
        demoToken: required(configuration.EROPAF_DEMO_TOKEN),
      },
      {
        liveness: [],
        readiness: [
          {
            name: 'database',
            check: () =>
              database.withReferenceData(async (tx) => void (await tx.query({ text: 'select 1' }))),
          },
        ],
        metrics: metricsOf(configuration, { logger, database, admin, calendar }),
      },
    ),
    adapter,
    { logger: nestLogger(logger) },
  );
  app.useGlobalFilters(
    new ProblemFilter({
      logger,
      body: problemOf,
      unreadable: unreadableBody,
      isAway: (error) => databaseFault(error) === 'dependency',
    }),
  );
  describe(app, adapter);
  await app.listen(port, configuration.EROPAF_BIND_ADDRESS);
  const address = app.getHttpServer().address();
  if (address === null || typeof address === 'string')
    throw new Error('the port of the monitor has no number');
  logger.info({ port: address.port }, 'the monitor counts');

  const shutdown = new Shutdown(logger);
  shutdown.add({ name: 'http', timeoutMs: 5_000, stop: () => app.close() });
  shutdown.add({ name: 'kafka', timeoutMs: 5_000, stop: () => admin.disconnect() });
  shutdown.add({ name: 'database', timeoutMs: 5_000, stop: () => database.close() });
  return { port: address.port, stop: () => shutdown.run() };
}

/** What every answer of the API carries, and the description of it. */
function describe(app: NestFastifyApplication, adapter: FastifyAdapter): void {
  const fastify = adapter.getInstance();
  // Every answer says which version gave it, the refusing ones too (API Design Rules, /core/version-header).
  fastify.addHook('onSend', async (request, reply) => {
    if (!request.url.startsWith('/v1/')) return;
    void reply.header('API-Version', apiVersion);
    void reply.header('Cache-Control', 'no-store');
    void reply.header('X-Content-Type-Options', 'nosniff');
  });
  const document = JSON.stringify(openApiDocument(app));
  fastify.get('/v1/openapi.json', (_, reply) =>
    reply
      .header('content-type', 'application/json; charset=utf-8')
      .header('Access-Control-Allow-Origin', '*')
      .send(document),
  );
}

function required(value: string | undefined): string {
  if (value === undefined) throw new Error('readConfiguration let a required variable through');
  return value;
}

function openDatabase(configuration: Configuration): Promise<MunicipalDatabase> {
  return MunicipalDatabase.open({
    host: configuration.EROPAF_POSTGRES_HOST,
    port: configuration.EROPAF_POSTGRES_PORT,
    database: configuration.EROPAF_POSTGRES_DATABASE,
    role: 'monitor',
    password: required(configuration.EROPAF_POSTGRES_PASSWORD_MONITOR),
    poolMax,
    applicationName: 'eropaf-monitor',
  });
}

function openAdmin(configuration: Configuration, logger: Logger): KafkaAdmin {
  return createAdmin({
    ...kafkaAccess(configuration),
    clientId: 'eropaf-monitor',
    logger: {
      debug: (message, fields) => logger.debug({ kafka: fields }, message),
      info: (message, fields) => logger.debug({ kafka: fields }, message),
      warn: (message, fields) => logger.warn({ kafka: fields }, message),
      error: (message, fields) => logger.warn({ kafka: fields }, message),
    },
  });
}

function metricsOf(
  configuration: Configuration,
  {
    logger,
    database,
    admin,
    calendar,
  }: { logger: Logger; database: MunicipalDatabase; admin: KafkaAdmin; calendar: WorkingCalendar },
): MonitorMetrics {
  const clock = configuration.EROPAF_CLOCK === 'simulated' ? simulatedClock(database) : machineClock;
  return new MonitorMetrics(createMetricsRegistry(), [
    new FigureSource({
      name: 'database',
      logger,
      collect: () => databaseFigures({ database, clock, calendar }),
    }),
    new FigureSource({
      name: 'kafka',
      logger,
      collect: async () => {
        // Connecting again is nothing to a connection that stands, and all to one that was lost.
        await admin.connect();
        return kafkaFigures({ admin, database, nowMs: () => Date.now() });
      },
    }),
  ]);
}
