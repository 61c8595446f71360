import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import { asDay, workingCalendar } from '#domain';
import { KafkaBatchServer, type KafkaLimits } from '#kafka';
import {
  createLogger,
  createMetricsRegistry,
  dutchPublicHolidays,
  Loop,
  machineClock,
  nestLogger,
  Shutdown,
  type Configuration,
  type Logger,
} from '#platform';
import { databaseFault, NationalDatabase, simulatedClock } from '#postgres';

import { IntakeHandler } from './intake-handler.js';
import { IntakeMetrics } from './intake-metrics.js';
import { IntakeModule } from './intake.module.js';
import { QuarantineSealer } from './quarantine-sealer.js';
import { NoRegistry, ReferenceData } from './reference-data.js';
import { REFOLD_MAX, refoldAddresses } from './refold-addresses.js';

/** Connections at most: partitions in flight, the refold loop, the clock and a probe. */
const poolMax = 6;
const refoldIdleMs = 250;
const kafkaStopMs = 35_000;
/** A consumer fetches every quarter of a second, records or not; one that has not for this long hangs. */
const fetchSilenceMaxMs = 120_000;

export interface Intake {
  /** Ends the process's parts in order; false when one did not end in time. */
  stop(): Promise<boolean>;
}

/** Starts the intake. `crash` is told of an error after which the process must end with a code above 0. */
export async function startIntake(
  configuration: Configuration,
  crash: (error: unknown) => void,
  limits: Partial<KafkaLimits> = {},
): Promise<Intake> {
  const logger = createLogger('intake', configuration.EROPAF_LOG_LEVEL);
  const database = await NationalDatabase.open({
    host: configuration.EROPAF_POSTGRES_HOST,
    port: configuration.EROPAF_POSTGRES_PORT,
    database: configuration.EROPAF_POSTGRES_DATABASE,
    role: 'intake',
    password: configuration.EROPAF_POSTGRES_PASSWORD_INTAKE ?? '',
    poolMax,
    applicationName: 'eropaf-intake',
  });
  const registry = createMetricsRegistry();
  const metrics = new IntakeMetrics(registry, logger);
  const calendar = workingCalendar(dutchPublicHolidays().map(asDay));
  const clockIsSimulated = configuration.EROPAF_CLOCK === 'simulated';
  const clock = clockIsSimulated
    ? simulatedClock({ run: (work) => database.acrossMunicipalities(work) })
    : machineClock;
  const referenceData = new ReferenceData(database);
  const handler = new IntakeHandler({
    database,
    referenceData,
    sealer: new QuarantineSealer(database, Buffer.from(configuration.EROPAF_QUARANTINE_KEY ?? '', 'base64')),
    calendar,
    clock,
    clockIsSimulated,
    onTally: (tally) => metrics.tally(tally),
  });
  const server = new KafkaBatchServer({
    brokers: configuration.EROPAF_KAFKA_BROKERS.split(','),
    clientId: 'eropaf-intake',
    groupId: configuration.EROPAF_KAFKA_GROUP,
    logger: kafkaLog(logger),
    topics: () => signalTopics(referenceData),
    loadPosition: (place) => handler.loadPosition(place),
    observer: metrics,
    crash,
    limits,
  });
  const refold = new Loop({
    name: 'refold',
    roundMax: REFOLD_MAX,
    idleMs: refoldIdleMs,
    logger,
    round: async () => {
      const reference = await registryOrNothing(referenceData);
      if (reference === null) return 0;
      const nowMs = await clock.nowMs();
      const rows = await database.acrossMunicipalities((tx) =>
        refoldAddresses(tx, reference, calendar, nowMs),
      );
      metrics.refoldedRows(rows);
      return rows;
    },
    faultOf: (error) => {
      const fault = databaseFault(error);
      return fault === 'data' ? 'bug' : fault;
    },
    onFault: () => undefined,
    crash,
  });

  const app = await NestFactory.create<NestFastifyApplication>(
    IntakeModule.register(handler, {
      liveness: [
        refold.liveness,
        {
          name: 'kafka-fetch',
          check: () => {
            const { fetchedAtMs, hasCrashed } = server.health();
            const silent = fetchedAtMs !== null && Date.now() - fetchedAtMs > fetchSilenceMaxMs;
            return hasCrashed || silent
              ? Promise.reject(new Error('no batch was fetched lately'))
              : Promise.resolve();
          },
        },
      ],
      readiness: [
        metrics.readiness,
        refold.readiness,
        {
          name: 'kafka-topics',
          check: () =>
            server.health().topics.length > 0
              ? Promise.resolve()
              : Promise.reject(new Error('no topic is read: load creditors, make topics')),
        },
      ],
      metrics: registry,
    }),
    new FastifyAdapter({ forceCloseConnections: true }),
    { logger: nestLogger(logger) },
  );
  app.connectMicroservice({ strategy: server });
  await app.listen(configuration.EROPAF_INTAKE_PORT, '0.0.0.0');
  refold.start();
  await app.startAllMicroservices();
  logger.info('the intake reads');

  const shutdown = new Shutdown(logger);
  shutdown.add({ name: 'kafka', timeoutMs: kafkaStopMs, stop: () => server.close() });
  shutdown.add(refold);
  shutdown.add({ name: 'http', timeoutMs: 2_000, stop: () => app.close() });
  shutdown.add({ name: 'database', timeoutMs: 5_000, stop: () => database.close() });
  return { stop: () => shutdown.run() };
}

/** Without a registry there are no topics yet; it is looked for again every minute. */
async function signalTopics(referenceData: ReferenceData): Promise<readonly string[]> {
  const reference = await registryOrNothing(referenceData);
  return reference?.registry.signalTopics() ?? [];
}

async function registryOrNothing(
  referenceData: ReferenceData,
): Promise<Awaited<ReturnType<ReferenceData['get']>> | null> {
  try {
    return await referenceData.get();
  } catch (error) {
    if (error instanceof NoRegistry) return null;
    throw error;
  }
}

function kafkaLog(logger: Logger): ConstructorParameters<typeof KafkaBatchServer>[0]['logger'] {
  return {
    debug: (message, fields) => logger.debug({ kafka: fields }, message),
    info: (message, fields) => logger.debug({ kafka: fields }, message),
    warn: (message, fields) => logger.warn({ kafka: fields }, message),
    error: (message, fields) => logger.error({ kafka: fields }, message),
  };
}
