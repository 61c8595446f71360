import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';

import { channels } from '#domain';
import { readConfiguration } from '#platform';
import { applyExternalAccess, externalAccess } from '#queue';

import { UsageError, type Command } from './command.js';

/** The hash tag under which all queues of this installation lie. */
const queuePrefix = '{eropaf}';
const PASSWORD_BYTES = 24;

export const externalAccessCommand: Command = {
  name: 'external-access',
  summary: 'give an outside party a Redis user for its own queue: prints the rules, --apply sets them',
  usage: 'MUNICIPALITY CHANNEL PARTY [--apply]   (PARTY is the name behind external: in the policy)',
  run: async (args, io) => {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { apply: { type: 'boolean' } },
    });
    const [municipality, channel, party] = positionals;
    if (
      municipality === undefined ||
      channel === undefined ||
      party === undefined ||
      positionals.length > 3
    ) {
      throw new UsageError('a municipality, a channel and a party are needed');
    }
    if (!/^GM\d{4}$/.test(municipality)) throw new UsageError('the municipality is GM and four digits');
    if (!(channels as readonly string[]).includes(channel)) {
      throw new UsageError(`the channel is one of ${channels.join(', ')}`);
    }
    const password = randomBytes(PASSWORD_BYTES).toString('base64url');
    const access = accessOf({ municipality, channel, party, password });
    io.out(`queue     ${access.queue}`);
    io.out(`user      ${access.user}`);
    io.out(`password  ${password}`);
    if (values.apply === true) {
      await applyExternalAccess(readConfiguration().EROPAF_REDIS_URL, access);
      io.out('The user is set, until Redis starts again without an ACL file.');
    } else {
      io.out(`ACL SETUSER ${access.user} ${access.rules.join(' ')}`);
    }
    return 0;
  },
};

/** What is wrong with the parts is the caller's fault, not ours. */
function accessOf(options: {
  municipality: string;
  channel: string;
  party: string;
  password: string;
}): ReturnType<typeof externalAccess> {
  try {
    return externalAccess({ ...options, prefix: queuePrefix });
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}
