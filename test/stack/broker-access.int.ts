import { Kafka, logLevel, type SASLOptions } from 'kafkajs';
import { CreditorRegistry, feedbackTopic } from '#contracts';
import {
  createAdmin,
  createProducer,
  KafkaBatchServer,
  lookForRecord,
  positionRecord,
  SIGNAL_BATCH,
  silentKafkaLogger,
  type KafkaObserver,
  type SubBatch,
} from '#kafka';
import type { KafkaAccess } from '#platform';
import { aclCommands } from '../../apps/cli/src/acl-commands.js';
import { ensureTopicsOf } from '../../apps/cli/src/topics-command.js';
import { SecuredBroker } from './secured-broker.js';

const GROUP = 'eropaf-intake';
const creditor = (id: string, number: number) => ({
  id,
  name: id,
  sources: [`urn:nld:kvknr:9000000${number}.incasso`],
  type: 'Energie',
  ground: { name: 'Wgs art. 3', validFrom: '2021-01-01' },
  allowedFields: [],
  municipalities: 'all',
  topics: ['signals.energie', `signals.energie.${id}`],
  status: 'active',
  customerReferenceMayBeBsn: false,
});

/** The one's name begins with the other's: a rule that took beginnings of names would let it in. */
const [ONE, OTHER] = ['stroom', 'stroom-noord'] as const;

function registryOf(...creditors: readonly object[]): CreditorRegistry {
  const compiled = CreditorRegistry.compile({ creditors });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
  return compiled.value;
}

const registry = registryOf(creditor(ONE, 1), creditor(OTHER, 2));
const own = ['eropaf-intake', 'eropaf-outreach', 'eropaf-monitor', 'eropaf-operator'] as const;
const [intake, outreach, monitor, operator] = own;
const signals = (id: string): string => `signals.energie.${id}`;
/** Whoever may not see a group is not told which broker coordinates it. */
const REFUSED = /not authorized|authorization failed|failed to find group coordinator/i;

const broker = new SecuredBroker();
const connectionOf = (access: KafkaAccess) => ({ ...access, clientId: 'spec', logger: silentKafkaLogger });
const as = (user: string) => connectionOf(broker.as(user));

/** `done`, or what the broker said. */
async function outcome(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'done';
  } catch (error) {
    return (error as Error).message;
  }
}

const write = (user: string, topic: string): Promise<string> =>
  outcome(async () => {
    const producer = createProducer({ ...as(user), idempotent: true });
    try {
      await producer.connect();
      await producer.send(topic, [{ key: 'key', value: `from ${user}` }]);
    } finally {
      await producer.disconnect();
    }
  });

/** The first look at a group makes the broker load its book of groups; until then it puts everybody off. */
async function groupsAreServed(): Promise<void> {
  const giveUpAt = Date.now() + 30_000;
  const admin = createAdmin(as(operator));
  const place = { topic: signals(OTHER), partition: 0 };
  await admin.connect();
  try {
    for (let said = ''; said !== 'done'; said = await outcome(() => admin.groupOffset(GROUP, place)))
      if (Date.now() > giveUpAt) throw new Error(`the broker serves no groups: ${said}`);
  } finally {
    await admin.disconnect();
  }
}

/** What a creditor's own program would get: the first record of the topic, or why it got none. */
async function read(user: string, topic: string, groupId: string): Promise<string> {
  const { brokers, sasl, ssl } = broker.as(user);
  const kafka = new Kafka({
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl: sasl as SASLOptions }),
  });
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100, allowAutoTopicCreation: false });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  consumer.on(consumer.events.CRASH, ({ payload }) => resolve(payload.error.message));
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    const running = consumer.run({
      eachMessage: ({ message }) => Promise.resolve(resolve(String(message.value))),
    });
    running.catch(reject);
    return await promise;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await consumer.disconnect();
  }
}

/** The transport of the intake itself, until it has handed on a batch. */
async function readAsIntake(topics: readonly string[]): Promise<SubBatch> {
  const { promise, resolve, reject } = Promise.withResolvers<SubBatch>();
  const nothing = (): void => undefined;
  const observer: KafkaObserver = {
    assigned: nothing,
    lag: nothing,
    batchHandled: nothing,
    partitionPaused: ({ reason }) => reject(new Error(`paused: ${reason}`)),
    partitionResumed: nothing,
    topicsMissing: (missing) => missing.forEach((topic) => reject(new Error(`missing: ${topic}`))),
    topicsWithoutReceipt: (topics) => topics.forEach((topic) => reject(new Error(`no receipt: ${topic}`))),
    topicsDiffering: nothing,
    crashed: nothing,
  };
  const server = new KafkaBatchServer({
    ...as(intake),
    groupId: GROUP,
    topics: () => Promise.resolve(topics),
    loadPosition: () => Promise.resolve(null),
    observer,
    crash: reject,
  });
  server.addHandler(SIGNAL_BATCH, (batch: SubBatch) => Promise.resolve(resolve(batch)), true);
  try {
    await new Promise<void>((listening, failed) =>
      server.listen((error) =>
        error === undefined ? listening() : failed(new Error('it does not listen', { cause: error })),
      ),
    );
    return await promise;
  } finally {
    await server.close();
  }
}

describe('a broker with an authorizer, after the commands of `eropaf topics --acl`', () => {
  beforeAll(async () => {
    await broker.start([ONE, OTHER, ...own]);
    await broker.shell(aclCommands(registry, GROUP));
    await ensureTopicsOf(registry, broker.as(operator));
    for (const id of [ONE, OTHER]) expect(await write(outreach, feedbackTopic(id))).toBe('done');
    expect(await write(OTHER, signals(OTHER))).toBe('done');
    await groupsAreServed();
  }, 300_000);

  afterAll(() => broker.stop());

  it('lets a creditor write to its own topic, and to no other', async () => {
    expect(await write(ONE, signals(ONE))).toBe('done');
    expect(await write(ONE, signals(OTHER))).toMatch(REFUSED);
    expect(await write(ONE, 'signals.energie')).toMatch(REFUSED);
    expect(await write(ONE, feedbackTopic(ONE))).toMatch(REFUSED);
  });

  it('lets a creditor read its own feedback, and of others neither feedback nor place', async () => {
    expect(await read(ONE, feedbackTopic(ONE), `feedback-${ONE}`)).toBe(`from ${outreach}`);
    expect(await read(ONE, feedbackTopic(OTHER), `feedback-${ONE}`)).toMatch(REFUSED);
    expect(await read(ONE, feedbackTopic(ONE), `feedback-${OTHER}`)).toMatch(REFUSED);
    expect(await read(ONE, feedbackTopic(ONE), GROUP)).toMatch(REFUSED);
  });

  it('lets no creditor read signals, not even its own', async () => {
    expect(await read(ONE, signals(ONE), `feedback-${ONE}`)).toMatch(REFUSED);
    expect(await read(ONE, signals(OTHER), `feedback-${ONE}`)).toMatch(REFUSED);
  });

  it('does not show a creditor that others exist', async () => {
    const admin = createAdmin(as(ONE));
    await admin.connect();
    try {
      expect((await admin.topics()).sort()).toEqual([signals(ONE), feedbackTopic(ONE)]);
    } finally {
      await admin.disconnect();
    }
  });

  it('lets the intake read what creditors wrote and write nothing, and the operator look it up', async () => {
    const batch = await readAsIntake([signals(OTHER)]);
    expect(batch.records.map(({ value }) => String(value))).toEqual([`from ${OTHER}`]);
    expect(await write(intake, signals(OTHER))).toMatch(REFUSED);
    expect(await read(intake, feedbackTopic(ONE), GROUP)).toMatch(REFUSED);
    const [first] = batch.records;
    if (first === undefined) throw new Error('a batch has records');
    // As `offsets accept-gap` and `rewind` do.
    expect(await lookForRecord(as(operator), batch, positionRecord(first))).toBe('same');
  });

  it('lets outreach write feedback only, and the monitor look at the ends of logs', async () => {
    expect(await write(outreach, signals(ONE))).toMatch(REFUSED);
    const admin = createAdmin(as(monitor));
    await admin.connect();
    try {
      expect((await admin.logRanges(signals(OTHER))).size).toBe(4);
      expect((await admin.retentionMs([signals(OTHER)])).get(signals(OTHER))).toBe(7 * 86_400_000);
    } finally {
      await admin.disconnect();
    }
    expect(await read(monitor, signals(OTHER), GROUP)).toMatch(REFUSED);
  });

  it('lets the operator do again what it did', async () => {
    const again = await ensureTopicsOf(registry, broker.as(operator));
    expect(again.flatMap(({ done, faults }) => [...done, ...faults])).toEqual([]);
  });

  it('says what is wrong with a login', async () => {
    const admin = createAdmin(connectionOf(broker.as(intake, { EROPAF_KAFKA_PASSWORD: 'another one' })));
    const said = await outcome(() => admin.connect());
    expect(said).toMatch(/^Kafka: .*SCRAM.*(invalid credentials|authentication failed)/i);
    expect(said).not.toContain('another one');
    await admin.disconnect();
  });
});

describe('the commands', () => {
  it('give no creditor the rights of a process of ours', () => {
    expect(() => aclCommands(registryOf(creditor(intake, 3)), GROUP)).toThrow(
      'creditor eropaf-intake has the name of a process of ours',
    );
  });
});
