import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import { TOPIC_CONFIGURATION } from '#contracts';
import { asDay, workingCalendar } from '#domain';
import { KafkaBatchServer, type KafkaHealth, type KafkaLimits } from '#kafka';
import {
  createLogger,
  createMetricsRegistry,
  dutchPublicHolidays,
  kafkaAccess,
  machineClock,
  nestLogger,
  Shutdown,
  type Configuration,
  type Logger,
  type Loop,
  type OperationsOptions,
  type Running,
} from '#platform';
import { NationalDatabase, simulatedClock } from '#postgres';

import { byFault, IntakeHandler } from './intake-handler.js';
import { intakeLoops } from './intake-loops.js';
import { IntakeMetrics } from './intake-metrics.js';
import { IntakeModule } from './intake.module.js';
import { QuarantineSealer } from './quarantine-sealer.js';
import type { Tally } from './record-signals.js';
import { readingLiveness, readingReadiness } from './reading-probes.js';
import { ReferenceData } from './reference-data.js';
import { QuarantineReplay } from './replay-quarantine.js';

/** Connections at most: partitions in flight, the refold loop, the clock and a probe. */
const poolMax = 6;
const kafkaStopMs = 35_000;

/** Everything that the process is made of, before anything runs. */
interface IntakeParts {
  readonly logger: Logger;
  readonly database: NationalDatabase;
  readonly handler: IntakeHandler;
  readonly server: KafkaBatchServer;
  readonly loops: readonly Loop[];
  readonly metrics: IntakeMetrics;
  readonly registry: ReturnType<typeof createMetricsRegistry>;
}

/** Starts the intake. `crash` is told of an error after which the process must end with a code above 0. */
export async function startIntake(
  configuration: Configuration,
  crash: (error: unknown) => void,
  limits: Partial<KafkaLimits> = {},
): Promise<Running> {
  const parts = await makeParts(configuration, crash, limits);
  const { database, handler, logger, loops, server } = parts;
  const app = await NestFactory.create<NestFastifyApplication>(
    IntakeModule.register(handler, operationsOf(parts)),
    new FastifyAdapter({ forceCloseConnections: true }),
    { logger: nestLogger(logger) },
  );
  app.connectMicroservice({ strategy: server });
  await app.listen(configuration.EROPAF_INTAKE_PORT, configuration.EROPAF_BIND_ADDRESS);
  for (const loop of loops) loop.start();
  await app.startAllMicroservices();
  logger.info('the intake reads');

  const shutdown = new Shutdown(logger);
  shutdown.add({ name: 'kafka', timeoutMs: kafkaStopMs, stop: () => server.close() });
  for (const loop of loops) shutdown.add(loop);
  shutdown.add({ name: 'http', timeoutMs: 2_000, stop: () => app.close() });
  shutdown.add({ name: 'database', timeoutMs: 5_000, stop: () => database.close() });
  return { stop: () => shutdown.run() };
}

async function makeParts(
  configuration: Configuration,
  crash: (error: unknown) => void,
  limits: Partial<KafkaLimits>,
): Promise<IntakeParts> {
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
  const clock = clockIsSimulated ? simulatedClock(database) : machineClock;
  const referenceData = new ReferenceData(database);
  const sealer = new QuarantineSealer(
    database,
    Buffer.from(configuration.EROPAF_QUARANTINE_KEY ?? '', 'base64'),
  );
  const pseudonymKey = Buffer.from(configuration.EROPAF_PSEUDONYM_KEY ?? '', 'base64');
  const onTally = (tally: Tally): void => metrics.tally(tally);
  const judging = { database, referenceData, sealer, pseudonymKey, calendar, clock, clockIsSimulated };
  const handler = new IntakeHandler({ ...judging, onTally });
  const server = new KafkaBatchServer({
    ...kafkaAccess(configuration),
    clientId: 'eropaf-intake',
    groupId: configuration.EROPAF_KAFKA_GROUP,
    logger: kafkaLog(logger),
    topics: () => signalTopics(referenceData),
    topicConfig: TOPIC_CONFIGURATION,
    loadPosition: (place) => handler.loadPosition(place),
    observer: metrics,
    crash,
    limits,
  });
  const replay = new QuarantineReplay({ ...judging, logger, onReplayed: metrics.replayed });
  const loops = intakeLoops({
    database,
    referenceData,
    replay,
    calendar,
    clock,
    clockIsSimulated,
    metrics,
    logger,
    crash,
  });
  return { logger, database, handler, server, loops, metrics, registry };
}

function operationsOf({ loops, metrics, registry, server }: IntakeParts): OperationsOptions {
  const health = (): KafkaHealth => server.health();
  return {
    liveness: [...loops.map((loop) => loop.liveness), readingLiveness(health)],
    readiness: [metrics.readiness, ...loops.map((loop) => loop.readiness), readingReadiness(health)],
    metrics: registry,
  };
}

/** Without a registry there are no topics yet; it is looked for again every minute. */
async function signalTopics(referenceData: ReferenceData): Promise<readonly string[]> {
  // A database that is away is no bug of the transport: the topics known so far are read on.
  return byFault(async () => (await referenceData.orNull())?.registry.signalTopics() ?? []);
}

function kafkaLog(logger: Logger): ConstructorParameters<typeof KafkaBatchServer>[0]['logger'] {
  return {
    debug: (message, fields) => logger.debug({ kafka: fields }, message),
    info: (message, fields) => logger.debug({ kafka: fields }, message),
    warn: (message, fields) => logger.warn({ kafka: fields }, message),
    error: (message, fields) => logger.error({ kafka: fields }, message),
  };
}
