import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Histogram, type Registry } from 'prom-client';

import type { Annex } from './desk-app.js';

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Counts and times the requests. The label is the route as declared, never a path: that would hold ids. */
export function requestMetrics(registry: Registry): Annex {
  const duration = new Histogram({
    name: 'eropaf_desk_request_duration_seconds',
    help: 'Time from request to answer at the desk',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers: [registry],
  });
  return (app: NestFastifyApplication) => {
    const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
    fastify.addHook('onResponse', async (request, reply) => {
      const route = request.routeOptions.url ?? 'unknown';
      duration.observe(
        { method: request.method, route, status: String(reply.statusCode) },
        reply.elapsedTime / 1_000,
      );
    });
    return Promise.resolve();
  };
}
