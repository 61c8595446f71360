import { problemOf, unreadableBody } from '#contracts';
import { asDay, workingCalendar, type WorkingCalendar } from '#domain';
import { createAdmin, type KafkaAdmin } from '#kafka';
import {
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

/** A scrape, a question to the figures or two, the clock and a probe. */
const poolMax = 5;
/** Two-sided confidence of every interval. */
const confidence = 0.95;

export interface Monitor {
  /** The port that was taken; of use where 0 was asked for. */
  readonly port: number;
  /** Ends the process's parts in order; false when one did not end in time. */
  stop(): Promise<boolean>;
}

/** Starts the monitor: figures and metrics on one port, which only the operator reaches. */
export async function startMonitor(
  configuration: Configuration,
  port: number = configuration.EROPAF_MONITOR_PORT,
): Promise<Monitor> {
  const logger = createLogger('monitor', configuration.EROPAF_LOG_LEVEL);
  const database = await openDatabase(configuration);
  const admin = openAdmin(configuration, logger);
  const z = quantile((1 + confidence) / 2, 0, 1);
  const calendar = workingCalendar(dutchPublicHolidays().map(asDay));
  const app = await NestFactory.create<NestFastifyApplication>(
    MonitorModule.register(
      new ContactFigures(database, z),
      new CreditorQualityFigures(database, calendar, z),
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
    new FastifyAdapter({ forceCloseConnections: true }),
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

function openDatabase(configuration: Configuration): Promise<MunicipalDatabase> {
  return MunicipalDatabase.open({
    host: configuration.EROPAF_POSTGRES_HOST,
    port: configuration.EROPAF_POSTGRES_PORT,
    database: configuration.EROPAF_POSTGRES_DATABASE,
    role: 'monitor',
    password: configuration.EROPAF_POSTGRES_PASSWORD_MONITOR ?? '',
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
  const clock =
    configuration.EROPAF_CLOCK === 'simulated'
      ? simulatedClock({ run: (work) => database.withReferenceData(work) })
      : machineClock;
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
