import { parseArgs } from 'node:util';

import type { CreditorRegistry } from '#contracts';
import { createAdmin, silentKafkaLogger, type EnsuredTopic, type TopicDefinition } from '#kafka';
import { kafkaAccess, type KafkaAccess } from '#platform';

import { aclCommands } from './acl-commands.js';
import { CommandRefused, type Command } from './command.js';
import { asOperator } from './connections.js';
import { readCreditors } from './creditors-command.js';

const DAY_MS = 86_400_000;

/** How many partitions a topic with signals gets; with feedback one suffices, and keeps a creditor's order. */
const SIGNAL_PARTITIONS = 4;
const FEEDBACK_PARTITIONS = 1;
/** A record is at most 64 KB; a producer's batch may hold several. */
const MESSAGE_BYTES_MAX = 1_048_576;

/** Seven days and a day's segment: a record is gone after eight at most, which docs/privacy.md promises. */
const config: TopicDefinition['config'] = {
  'retention.ms': `${7 * DAY_MS}`,
  'segment.ms': `${DAY_MS}`,
  'message.timestamp.type': 'LogAppendTime',
  'compression.type': 'zstd',
  'max.message.bytes': `${MESSAGE_BYTES_MAX}`,
  'cleanup.policy': 'delete',
};

export const topicsCommand: Command = {
  name: 'topics',
  summary: 'show the topics of the registry; --apply makes them, --acl prints the ACL commands',
  usage: '[--apply] [--acl]',
  run: async (args, io) => {
    const { values } = parseArgs({
      args: [...args],
      options: { apply: { type: 'boolean' }, acl: { type: 'boolean' } },
    });
    const { configuration, registry } = await asOperator(async ({ configuration, run }) => ({
      configuration,
      registry: await run(readCreditors),
    }));
    if (registry === null) throw new CommandRefused(['no registry was loaded: eropaf creditors load FILE']);
    if (values.acl === true) {
      for (const line of aclCommands(registry, configuration.EROPAF_KAFKA_GROUP)) io.out(line);
    } else if (values.apply !== true)
      for (const { topic, partitions } of topicsOf(registry)) io.out(`${topic}\t${partitions}`);
    if (values.apply !== true) return 0;
    const ensured = await ensureTopicsOf(registry, kafkaAccess(configuration));
    for (const { topic, done } of ensured)
      io.out(`${topic}\t${done.length === 0 ? 'unchanged' : done.join(', ')}`);
    const faults = ensured.flatMap((one) => one.faults);
    for (const fault of faults) io.err(fault);
    return faults.length === 0 ? 0 : 1;
  },
};

/** Every topic that the registry asks for. */
export function topicsOf(registry: CreditorRegistry): readonly TopicDefinition[] {
  return [
    ...registry.signalTopics().map((topic) => ({ topic, partitions: SIGNAL_PARTITIONS, config })),
    ...registry.feedbackTopics().map((topic) => ({ topic, partitions: FEEDBACK_PARTITIONS, config })),
  ];
}

/** Makes the topics of a registry; safe to repeat. */
export async function ensureTopicsOf(
  registry: CreditorRegistry,
  kafka: KafkaAccess,
): Promise<readonly EnsuredTopic[]> {
  const admin = createAdmin({ ...kafka, clientId: 'eropaf-cli', logger: silentKafkaLogger });
  await admin.connect();
  try {
    return await admin.ensureTopics(topicsOf(registry));
  } finally {
    await admin.disconnect();
  }
}
