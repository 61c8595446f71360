import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** Node takes no longer path than this with all headers; so no part of one is too long to be looked at by its route. */
const parameterCharactersMax = 16_384;

/** Options of Fastify with which it refuses nothing in words of its own. */
export interface ApiServerOptions {
  readonly routerOptions: { readonly maxParamLength: number };
  readonly frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => void;
}

/**
 * What Fastify would answer before a route is known (a path that cannot be decoded) leaves as a problem too; a part of a
 * path that is far too long goes to its route, which names it with all other faults.
 *
 * @param body the body of a problem (RFC 9457) of this application
 */
export function apiServerOptions(
  body: (code: 'not-found', faults: readonly never[], path: string) => { readonly status: number },
): ApiServerOptions {
  return {
    routerOptions: { maxParamLength: parameterCharactersMax },
    frameworkErrors: (_error, request, reply) => {
      const problem = body('not-found', [], request.url.split('?', 1)[0] ?? '');
      void reply
        .status(problem.status)
        .header('content-type', 'application/problem+json')
        .send(Buffer.from(JSON.stringify(problem)));
    },
  };
}
