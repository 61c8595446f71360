import type { ProblemCode } from '#contracts';
import type { Logger } from '#platform';
import { ClockNotSet, databaseFault } from '#postgres';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ProblemException, problemOf } from './problem.js';

/** The one way in which an error leaves: problem+json, and nothing of the inside in it. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.send(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  private send(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const faults = error instanceof ProblemException ? error.faults : faultsOf(error);
    const code = codeOf(error);
    if (code === 'internal-error' || code === 'unavailable') {
      this.logger.error(
        { err: error, method: request.method, route: request.routeOptions.url },
        'a request failed',
      );
    }
    const path = request.url.split('?', 1)[0] ?? '';
    const problem = problemOf(code, faults, path);
    if (code === 'not-authenticated') void reply.header('www-authenticate', 'Bearer realm="eropaf"');
    // As bytes: to text Fastify would add a charset, which JSON has none of (RFC 8259).
    const body = Buffer.from(JSON.stringify(problem));
    void reply.status(problem.status).header('content-type', 'application/problem+json').send(body);
  }
}

function codeOf(error: unknown): ProblemCode {
  if (error instanceof ProblemException) return error.code;
  const status = statusOf(error);
  if (status === 404 || status === 405) return 'not-found';
  if (status === 413) return 'too-large';
  if (status === 415) return 'unsupported-media-type';
  if (status === 401) return 'not-authenticated';
  if (status === 403) return 'forbidden';
  if (status !== undefined && status >= 400 && status < 500) return 'invalid-request';
  if (error instanceof ClockNotSet) return 'unavailable';
  return databaseFault(error) === 'dependency' ? 'unavailable' : 'internal-error';
}

function faultsOf(error: unknown): ProblemException['faults'] {
  if (codeOf(error) !== 'invalid-request') return [];
  return [{ in: 'body', pointer: '', code: 'not-json' }];
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (typeof error === 'object' && error !== null && 'statusCode' in error) {
    return typeof error.statusCode === 'number' ? error.statusCode : undefined;
  }
  return undefined;
}
