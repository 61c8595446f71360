import type { Channel, MunicipalityCode } from '#domain';
import { externalAclRules, externalAclUser, externalQueueName } from '#queue';

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
  readonly municipality: MunicipalityCode;
  readonly channel: Channel;
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
