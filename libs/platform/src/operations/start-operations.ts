import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import type { Stoppable } from '../shutdown.js';
import { OperationsModule } from './operations.module.js';
import type { OperationsOptions } from './probe.js';

const stopTimeoutMs = 2_000;

export interface Operations extends Stoppable {
  /** The port that was taken; of use where 0 was asked for. */
  readonly port: number;
}

/** Serves health and metrics on a port of their own, until it is stopped. */
export async function startOperations(
  options: OperationsOptions & { readonly port: number; readonly address: string },
): Promise<Operations> {
  const app = await NestFactory.create<NestFastifyApplication>(
    OperationsModule.register(options),
    new FastifyAdapter({ forceCloseConnections: true }),
    { logger: false },
  );
  await app.listen(options.port, options.address);
  const address = app.getHttpServer().address();
  if (address === null || typeof address === 'string') throw new Error('the operations port has no number');
  return { name: 'operations', port: address.port, timeoutMs: stopTimeoutMs, stop: () => app.close() };
}
