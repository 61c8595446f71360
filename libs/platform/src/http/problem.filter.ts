import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';

import type { Logger } from '../logger.js';
import { HttpProblem, type UsualProblem } from './problem.js';

/** What an application says about its refusals; `Fault` is the shape of what is wrong in one place of a request. */
export interface ProblemOptions<Code extends string, Fault> {
  readonly logger: Logger;
  /** The body of a problem (RFC 9457). */
  readonly body: (
    code: Code | UsualProblem,
    faults: readonly Fault[],
    path: string,
  ) => { readonly status: number };
  /** What is told of a body that cannot be read at all. */
  readonly unreadable: Fault;
  /** Whether a server that this application needs is away, so that it may be asked again later. */
  readonly isAway: (error: unknown) => boolean;
}

/** What the filter needs of Fastify's request and reply. */
interface Request {
  readonly method: string;
  readonly url: string;
  readonly routeOptions: { readonly url?: string };
}
interface Reply {
  status(status: number): Reply;
  header(name: string, value: string): Reply;
  send(body: unknown): unknown;
}

/** The one way in which an error leaves: problem+json, and nothing of the inside in it. */
@Catch()
export class ProblemFilter<Code extends string, Fault> implements ExceptionFilter {
  constructor(private readonly options: ProblemOptions<Code, Fault>) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const reply = http.getResponse<Reply>();
    // A health check that fails answers with its own body, which tells what is missing.
    if (error instanceof HttpException && error.getStatus() === 503) {
      reply.status(503).send(error.getResponse());
      return;
    }
    const { code, faults } = this.refusalOf(error, request);
    if (code === 'internal-error' || code === 'unavailable') {
      const route = request.routeOptions.url;
      this.options.logger.error({ err: error, method: request.method, route }, 'a request failed');
    }
    const problem = this.options.body(code, faults, request.url.split('?', 1)[0] ?? '');
    if (code === 'not-authenticated') reply.header('www-authenticate', 'Bearer realm="eropaf"');
    // As bytes: to text Fastify would add a charset, which JSON has none of (RFC 8259).
    const body = Buffer.from(JSON.stringify(problem));
    reply.status(problem.status).header('content-type', 'application/problem+json').send(body);
  }

  private refusalOf(
    error: unknown,
    { method }: Request,
  ): { readonly code: Code | UsualProblem; readonly faults: readonly Fault[] } {
    // An application throws problems of its own list only, so its list is what this one holds.
    if (error instanceof HttpProblem) return error as HttpProblem<Code, Fault>;
    const code = usualProblemOf(statusOf(error));
    if (code === undefined) {
      return { code: this.options.isAway(error) ? 'unavailable' : 'internal-error', faults: [] };
    }
    const hasBody = code === 'invalid-request' && method !== 'GET';
    return { code, faults: hasBody ? [this.options.unreadable] : [] };
  }
}

function usualProblemOf(status: number | undefined): UsualProblem | undefined {
  switch (status) {
    case 404:
    case 405:
      return 'not-found';
    case 413:
      return 'too-large';
    case 415:
      return 'unsupported-media-type';
    case 401:
      return 'not-authenticated';
    case 403:
      return 'forbidden';
    default:
      return status !== undefined && status >= 400 && status < 500 ? 'invalid-request' : undefined;
  }
}

/** Of Nest, or of Fastify, whose errors are its own. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (typeof error === 'object' && error !== null && 'statusCode' in error) {
    return typeof error.statusCode === 'number' ? error.statusCode : undefined;
  }
  return undefined;
}
