import type { ProblemCode } from '#contracts';
import type { Logger } from '#platform';
import { databaseFault } from '#postgres';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';

import { problemOf, ProblemException } from './problem.js';

/** What the filter needs of Fastify's request and reply. */
interface Request {
  readonly url: string;
  readonly routeOptions: { readonly url?: string };
}
interface Reply {
  status(status: number): Reply;
  header(name: string, value: string): Reply;
  send(body: unknown): unknown;
}

/** The one way in which an error leaves the figures: problem+json, and nothing of the inside in it. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const reply = http.getResponse<Reply>();
    // A health check that fails answers with its own body, which tells what is missing.
    if (error instanceof HttpException && error.getStatus() === 503) {
      reply.status(503).send(error.getResponse());
      return;
    }
    const code = codeOf(error);
    if (code === 'internal-error' || code === 'unavailable') {
      this.logger.error({ err: error, route: request.routeOptions.url }, 'a request failed');
    }
    const faults = error instanceof ProblemException ? error.faults : [];
    const problem = problemOf(code, faults, request.url.split('?', 1)[0] ?? '');
    reply
      .status(problem.status)
      .header('content-type', 'application/problem+json')
      .send(JSON.stringify(problem));
  }
}

function codeOf(error: unknown): ProblemCode {
  if (error instanceof ProblemException) return error.code;
  if (error instanceof HttpException) {
    const status = error.getStatus();
    if (status === 404 || status === 405) return 'not-found';
    if (status >= 400 && status < 500) return 'invalid-request';
  }
  return databaseFault(error) === 'dependency' ? 'unavailable' : 'internal-error';
}
