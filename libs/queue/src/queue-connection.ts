import { within } from '#platform';
import { Redis } from 'ioredis';

/** Longest wait between two tries to reach Redis again. */
const RECONNECT_DELAY_MAX_MS = 2_000;
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * A connection to Redis. Workers wait for ever for it to come back (BullMQ demands `maxRetriesPerRequest: null`);
 * who adds jobs must hear soon that it is away, since PostgreSQL then tries again later.
 */
export function connectRedis(redisUrl: string, use: 'produce' | 'work'): Redis {
  return new Redis(redisUrl, {
    maxRetriesPerRequest: use === 'work' ? null : 1,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 10), RECONNECT_DELAY_MAX_MS),
  });
}

/**
 * Ends a connection: politely when Redis answers within the time, else at once. The answer to `QUIT` is not waited
 * for longer, since a client that is reconnecting never settles it.
 */
export async function disconnectRedis(connection: Redis, timeoutMs: number): Promise<void> {
  if (connection.status === 'ready') await within(timeoutMs, connection.quit()).catch(() => false);
  if (connection.status !== 'end') connection.disconnect();
}
