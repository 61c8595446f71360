import { externalAclRules, externalAclUser } from './external-acl.js';
import { connectRedis, disconnectRedis } from './queue-connection.js';
import { externalQueueName } from './queue-definition.js';

const disconnectTimeoutMs = 2_000;

/** What an outside party gets for one channel of one municipality. */
export interface ExternalAccess {
  readonly queue: string;
  readonly user: string;
  /** The arguments of `ACL SETUSER <user>`. */
  readonly rules: readonly string[];
}

/**
 * The queue of an outside party and the Redis user that reaches it and nothing else (decision 9): consumers of one
 * queue compete and cannot filter, so a shared one would hand one municipality's visits to another's worker.
 *
 * @throws RangeError when a part could widen the access, or the password is short
 */
export function externalAccess(options: {
  readonly municipality: string;
  readonly channel: string;
  /** The name behind `external:` in the policy. */
  readonly party: string;
  readonly prefix: string;
  readonly password: string;
}): ExternalAccess {
  const queue = externalQueueName(options.channel, options.municipality, options.party);
  return {
    queue,
    user: externalAclUser(queue),
    rules: externalAclRules({ prefix: options.prefix, queueName: queue, password: options.password }),
  };
}

/**
 * Makes the user in Redis, or gives it a new password. Redis forgets it at a restart unless it keeps an ACL file, so
 * whoever runs Redis puts the rules there.
 */
export async function applyExternalAccess(redisUrl: string, access: ExternalAccess): Promise<void> {
  const redis = connectRedis(redisUrl, 'produce');
  try {
    await redis.call('ACL', 'SETUSER', access.user, ...access.rules);
  } finally {
    await disconnectRedis(redis, disconnectTimeoutMs);
  }
}
