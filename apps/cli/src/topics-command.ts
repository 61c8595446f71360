import { parseArgs } from 'node:util';

import { TOPIC_CONFIGURATION, type CreditorRegistry } from '#contracts';
import {
  createAdmin,
  silentKafkaLogger,
  type EnsuredTopic,
  type KafkaAdmin,
  type TopicDefinition,
  type TopicState,
} from '#kafka';
import { kafkaAccess, type KafkaAccess } from '#platform';

import { aclCommands } from './acl-commands.js';
import { CommandRefused, type Command, type ExitCode, type Io } from './command.js';
import { asOperator } from './connections.js';
import { readCreditors } from './creditors-command.js';

/** How many partitions a topic with signals gets; with feedback one suffices, and keeps a creditor's order. */
const SIGNAL_PARTITIONS = 4;
const FEEDBACK_PARTITIONS = 1;
export const topicsCommand: Command = {
  name: 'topics',
  summary:
    'hold the topics of the registry against the broker; --apply makes them, --acl prints the ACL commands',
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
    const kafka = kafkaAccess(configuration);
    if (values.acl === true)
      for (const line of aclCommands(registry, configuration.EROPAF_KAFKA_GROUP)) io.out(line);
    else if (values.apply !== true) return showTopics(registry, kafka, io);
    if (values.apply !== true) return 0;
    const ensured = await ensureTopicsOf(registry, kafka);
    io.out(['topic', 'done'].join('\t'));
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
    ...registry
      .signalTopics()
      .map((topic) => ({ topic, partitions: SIGNAL_PARTITIONS, config: TOPIC_CONFIGURATION })),
    ...registry
      .feedbackTopics()
      .map((topic) => ({ topic, partitions: FEEDBACK_PARTITIONS, config: TOPIC_CONFIGURATION })),
  ];
}

/** Makes the topics of a registry; safe to repeat. */
export async function ensureTopicsOf(
  registry: CreditorRegistry,
  kafka: KafkaAccess,
): Promise<readonly EnsuredTopic[]> {
  return asked(kafka, (admin) => admin.ensureTopics(topicsOf(registry)));
}

/** Each topic with what is wanted beside what was found; exit code 1 where something is missing or differs. */
async function showTopics(registry: CreditorRegistry, kafka: KafkaAccess, io: Io): Promise<ExitCode> {
  const definitions = topicsOf(registry);
  const states = await asked(kafka, (admin) => admin.topicStates(definitions));
  const told = states.map((state, index) => differencesOf(state, definitions[index]?.partitions ?? 0));
  io.out(['topic', 'state'].join('\t'));
  states.forEach(({ topic }, index) =>
    io.out(`${topic}\t${told[index]?.length === 0 ? 'as wanted' : told[index]?.join('; ')}`),
  );
  if (told.every((differences) => differences.length === 0)) return 0;
  io.err('eropaf topics --apply makes what is missing and sets what differs');
  return 1;
}

function differencesOf({ differences, partitions }: TopicState, wanted: number): readonly string[] {
  if (partitions === null) return ['missing'];
  return [
    ...(partitions === wanted ? [] : [`partitions: wanted ${wanted}, found ${partitions}`]),
    ...differences.map((one) => `${one.name}: wanted ${one.wanted}, found ${one.found ?? 'nothing'}`),
  ];
}

async function asked<T>(kafka: KafkaAccess, work: (admin: KafkaAdmin) => Promise<T>): Promise<T> {
  const admin = createAdmin({ ...kafka, clientId: 'eropaf-cli', logger: silentKafkaLogger });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}
