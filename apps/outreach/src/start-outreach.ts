import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { createLogger, nestLogger, Shutdown, type Running } from '#platform';

import { openOutreach, type OutreachConfiguration } from './outreach-process.js';
import { OutreachModule } from './outreach.module.js';

const portStopTimeoutMs = 2_000;

/** Starts outreach. `crash` is told of an error after which the process must end with a code above 0. */
export async function startOutreach(
  configuration: OutreachConfiguration,
  crash: (error: unknown) => void,
): Promise<Running> {
  const logger = createLogger('outreach', configuration.EROPAF_LOG_LEVEL);
  const shutdown = new Shutdown(logger);
  const outreach = await openOutreach(configuration, {
    logger,
    shutdown,
    crash: (error) => {
      logger.fatal({ err: error }, 'outreach cannot go on');
      crash(error);
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    OutreachModule.register(outreach.operations),
    new FastifyAdapter({ forceCloseConnections: true }),
    { logger: nestLogger(logger) },
  );
  shutdown.add({ name: 'operations', timeoutMs: portStopTimeoutMs, stop: () => app.close() });
  await app.listen(configuration.EROPAF_OUTREACH_PORT, configuration.EROPAF_BIND_ADDRESS);
  await outreach.start();
  logger.info({ port: configuration.EROPAF_OUTREACH_PORT }, 'outreach runs');
  return { stop: () => shutdown.run() };
}
