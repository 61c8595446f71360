import 'reflect-metadata';

import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { createLogger, nestLogger, readConfiguration, Shutdown } from '#platform';

import { openOutreach, type OutreachConfiguration } from './outreach-process.js';
import { OutreachModule } from './outreach.module.js';

/** In a container the port must be reachable from outside it; who reaches it there is the deployment's to say. */
const allInterfaces = '0.0.0.0';
const portStopTimeoutMs = 2_000;

async function main(): Promise<void> {
  const configuration = readConfiguration([
    'EROPAF_POSTGRES_PASSWORD_RELAY',
    'EROPAF_POSTGRES_PASSWORD_WORKER',
    'EROPAF_OBJECTS_DIR',
  ]) as OutreachConfiguration;
  const logger = createLogger('outreach', configuration.EROPAF_LOG_LEVEL);
  const shutdown = new Shutdown(logger);
  const end = (code: number): void => {
    void shutdown.run().then((clean) => process.exit(clean ? code : 1));
  };
  const crash = (error: unknown): void => {
    logger.fatal({ err: error }, 'outreach cannot go on');
    end(1);
  };
  process.once('SIGTERM', () => end(0));
  process.once('SIGINT', () => end(0));
  try {
    const outreach = await openOutreach(configuration, { logger, shutdown, crash });
    const app = await NestFactory.create<NestFastifyApplication>(
      OutreachModule.register(outreach.operations),
      new FastifyAdapter({ forceCloseConnections: true }),
      { logger: nestLogger(logger) },
    );
    shutdown.add({ name: 'operations', timeoutMs: portStopTimeoutMs, stop: () => app.close() });
    await app.listen(configuration.EROPAF_OUTREACH_PORT, allInterfaces);
    await outreach.start();
    logger.info({ port: configuration.EROPAF_OUTREACH_PORT }, 'outreach runs');
  } catch (error) {
    crash(error);
  }
}

void main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
