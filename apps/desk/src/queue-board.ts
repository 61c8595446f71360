import { equalInConstantTime, problemOf } from '#contracts';
import type { QueueView } from '#queue';
import { createBullBoard } from '@bull-board/api';
import { FastifyAdapter } from '@bull-board/fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';

import { userOfToken } from './access/user.js';
import type { Annex } from './desk-app.js';

export const queueBoardPath = '/beheer/wachtrijen';
/** How long a queue that appeared may stay unseen, in milliseconds of machine time. */
const refreshMs = 5_000;
/**
 * Bull Board asks Google for its fonts: that would tell them who looks at this page, and when. Nothing is loaded from
 * outside; its own style and pictures are inline in part.
 */
const outsideLink = /<link\b[^>]*\bhref="https?:[^>]*>/g;
const contentPolicy = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self' 'unsafe-inline'`,
  `img-src 'self' data:`,
  `font-src 'self'`,
  `connect-src 'self'`,
  `base-uri 'self'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
].join('; ');

/**
 * The queues in Bull Board, to look at only. Behind the secret of the demo token: as a bearer token, or as the
 * password that a browser asks for. An outside party's token does not open it, for it shows everybody's queues.
 */
export function queueBoard(view: QueueView, demoToken: string): Annex {
  return async (app: NestFastifyApplication) => {
    const server = new FastifyAdapter();
    server.setBasePath(queueBoardPath);
    const board = createBullBoard({
      queues: [],
      serverAdapter: server,
      options: { uiConfig: { boardTitle: 'Eropaf: wachtrijen' } },
    });
    let refreshedMs = 0;
    const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
    await fastify.register(
      async (scope) => {
        scope.addHook('onRequest', async (request, reply) => {
          if (!mayLook(request.headers.authorization ?? '', demoToken)) {
            return refuse(reply, 'not-authenticated');
          }
          const nowMs = Date.now();
          if (nowMs - refreshedMs < refreshMs) return;
          try {
            for (const queue of await view.newQueues()) board.addQueue(queue);
            refreshedMs = nowMs;
          } catch {
            // Redis is away, which the readiness of those who need it tells; here there is nothing to look at.
            return refuse(reply, 'unavailable');
          }
        });
        scope.addHook('onSend', async (_, reply, payload) => {
          void reply.header('content-security-policy', contentPolicy);
          void reply.header('referrer-policy', 'no-referrer');
          return typeof payload === 'string' && isPage(reply) ? payload.replace(outsideLink, '') : payload;
        });
        await scope.register(server.registerPlugin());
      },
      { prefix: queueBoardPath },
    );
  };
}

function isPage(reply: FastifyReply): boolean {
  const type = reply.getHeader('content-type');
  return typeof type === 'string' && type.startsWith('text/html');
}

/** A browser that is not authenticated then asks for a password. */
function refuse(reply: FastifyReply, code: 'not-authenticated' | 'unavailable'): FastifyReply {
  const problem = problemOf(code, [], queueBoardPath);
  return reply
    .status(problem.status)
    .header('www-authenticate', 'Basic realm="eropaf", charset="UTF-8"')
    .header('content-type', 'application/problem+json')
    .send(Buffer.from(JSON.stringify(problem)));
}

function mayLook(authorization: string, demoToken: string): boolean {
  const [scheme = '', credentials = ''] = authorization.split(' ', 2);
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return isInside(credentials, demoToken);
    case 'basic': {
      const [, password = ''] = Buffer.from(credentials, 'base64').toString('utf8').split(/:(.*)/s);
      return isInside(password, demoToken);
    }
    default:
      return false;
  }
}

function isInside(token: string, demoToken: string): boolean {
  if (equalInConstantTime(token, demoToken)) return true;
  return userOfToken(token, demoToken)?.executor === 'desk';
}
