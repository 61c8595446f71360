import { TOPIC_SECTORS, feedbackTopic, sectorTopic, type CreditorRegistry } from '#contracts';

import { CommandRefused } from './command.js';

/** The users of our own processes at the broker; a creditor's user is its id in the registry. */
const OWN = {
  intake: 'eropaf-intake',
  outreach: 'eropaf-outreach',
  monitor: 'eropaf-monitor',
  operator: 'eropaf-operator',
} as const;

const ADD = 'kafka-acls.sh --bootstrap-server "$BROKERS" --command-config "$ADMIN_CONFIG" --add';

interface Rule {
  readonly user: string;
  readonly operations: readonly string[];
  readonly topics?: readonly string[];
  readonly groups?: readonly string[];
  /** Names are the beginnings of names. */
  readonly prefixed?: true;
}

/**
 * The commands of Apache Kafka that let everybody do at the broker what it must, and nothing else. They hold only
 * where the broker has an authorizer and refuses what no rule allows.
 *
 * @param groupId the consumer group of the intake
 * @throws CommandRefused when a creditor would get the rights of one of our own processes
 */
export function aclCommands(registry: CreditorRegistry, groupId: string): readonly string[] {
  const taken = Object.values<string>(OWN).filter((user) => registry.byId(user) !== undefined);
  if (taken.length > 0)
    throw new CommandRefused(
      taken.map((user) => `creditor ${user} has the name of a process of ours: give it another id`),
    );
  return [...ownRules(groupId), ...creditorRules(registry)].map(commandOf);
}

function ownRules(groupId: string): readonly Rule[] {
  // By sector, so that a new creditor changes nothing here, and without the topics of the feedback.
  const signals = { topics: TOPIC_SECTORS.map(sectorTopic), prefixed: true } as const;
  const every = { topics: ['signals.'], prefixed: true } as const;
  return [
    { user: OWN.intake, operations: ['Read', 'Describe', 'DescribeConfigs'], ...signals },
    { user: OWN.intake, operations: ['Read', 'Describe'], groups: [groupId] },
    { user: OWN.outreach, operations: ['Write', 'Describe'], topics: [feedbackTopic('')], prefixed: true },
    { user: OWN.monitor, operations: ['Describe', 'DescribeConfigs'], ...signals },
    {
      user: OWN.operator,
      operations: ['Create', 'Alter', 'Describe', 'DescribeConfigs', 'AlterConfigs', 'Read'],
      ...every,
    },
    { user: OWN.operator, operations: ['Describe'], groups: [groupId] },
    // `offsets accept-gap` and `rewind`, and the intake at what it cannot unpack, look as a group of their own.
    { user: OWN.intake, operations: ['Read', 'Delete'], groups: ['eropaf-look-'], prefixed: true },
    { user: OWN.operator, operations: ['Read', 'Delete'], groups: ['eropaf-look-'], prefixed: true },
  ];
}

/** Writes to its own topic and reads its own feedback, as one group. On a sector's topic it writes by a gateway. */
function creditorRules(registry: CreditorRegistry): readonly Rule[] {
  return registry.creditors().flatMap(({ id, topics }): Rule[] => {
    const own = topics.filter((topic) => topic.endsWith(`.${id}`));
    return [
      ...(own.length === 0 ? [] : [{ user: id, operations: ['Write', 'Describe'], topics: own }]),
      // Not a prefix: it would reach the group of a creditor whose id begins with this one.
      {
        user: id,
        operations: ['Read', 'Describe'],
        topics: [feedbackTopic(id)],
        groups: [`feedback-${id}`],
      },
    ];
  });
}

function commandOf({ user, operations, topics = [], groups = [], prefixed }: Rule): string {
  return [
    `${ADD} --allow-principal User:${user}`,
    ...operations.map((operation) => `--operation ${operation}`),
    ...topics.map((topic) => `--topic ${topic}`),
    ...groups.map((group) => `--group ${group}`),
    ...(prefixed === true ? ['--resource-pattern-type prefixed'] : []),
  ].join(' ');
}
