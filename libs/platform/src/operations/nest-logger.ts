import type { LoggerService } from '@nestjs/common';

import type { Logger } from '../logger.js';

/** What Nest itself has to say, through our logger. Its own messages name modules and routes, never people. */
export function nestLogger(logger: Logger): LoggerService {
  const text = (message: unknown): string => (typeof message === 'string' ? message : 'a message of Nest');
  return {
    log: (message: unknown) => logger.debug(text(message)),
    error: (message: unknown) =>
      logger.error(message instanceof Error ? { err: message } : {}, text(message)),
    warn: (message: unknown) => logger.warn(text(message)),
    fatal: (message: unknown) => logger.fatal(text(message)),
  };
}
