import { problemOf, unreadableBody } from '#contracts';
import { apiServerOptions, nestLogger, ProblemFilter, type Logger } from '#platform';
import { ClockNotSet, databaseFault } from '#postgres';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

import { DeskModule } from './desk.module.js';
import type { Desk } from './desk.js';
import { apiVersion, openApiDocument } from './openapi.js';

/** A body holds one contact with its note; anything larger is no request of ours. */
const bodyMaxBytes = 64 * 1024;
const requestTimeoutMs = 30_000;

/** What stands beside the API under the same roof, such as the view of the queues. */
export type Annex = (app: NestFastifyApplication) => Promise<void>;

/** Makes the HTTP application of the desk, ready to listen. */
export async function createDeskApp(options: {
  readonly desk: Desk;
  readonly demoToken: string;
  readonly logger: Logger;
  readonly annexes?: readonly Annex[];
}): Promise<NestFastifyApplication> {
  const { desk, demoToken, logger } = options;
  const filter = new ProblemFilter({
    logger,
    body: problemOf,
    unreadable: unreadableBody,
    isAway: (error) => error instanceof ClockNotSet || databaseFault(error) === 'dependency',
  });
  const adapter = new FastifyAdapter({
    ...apiServerOptions(problemOf),
    bodyLimit: bodyMaxBytes,
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: true,
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    DeskModule.register(desk, demoToken),
    adapter,
    { logger: nestLogger(logger), abortOnError: false },
  );
  app.useGlobalFilters(filter);
  const fastify = adapter.getInstance();
  // Many clients name the type of a body that they do not send. Nothing is as good as no body: what a route needs of one
  // is said by its schema, member by member.
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  app.useBodyParser('application/json', { bodyLimit: bodyMaxBytes }, (request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else void parseJson(request as FastifyRequest, body.toString('utf8'), done);
  });
  // Every answer says which version gave it, the refusing ones too (API Design Rules, /core/version-header).
  fastify.addHook('onSend', async (_, reply) => {
    void reply.header('API-Version', apiVersion);
    void reply.header('Cache-Control', 'no-store');
    void reply.header('X-Content-Type-Options', 'nosniff');
  });
  for (const annex of options.annexes ?? []) await annex(app);
  const document = JSON.stringify(openApiDocument(app));
  fastify.get('/v1/openapi.json', (_, reply) =>
    reply
      .header('content-type', 'application/json; charset=utf-8')
      .header('Access-Control-Allow-Origin', '*')
      .send(document),
  );
  await app.init();
  await fastify.ready();
  return app;
}
