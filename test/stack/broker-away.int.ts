import { createAdmin, createProducer, KafkaBatchServer, SIGNAL_BATCH, silentKafkaLogger } from '#kafka';
import type { KafkaHealth, KafkaObserver, PausedPartition, StoredPosition, SubBatch } from '#kafka';
import { ADMIN, SecuredBroker } from './secured-broker.js';

jest.setTimeout(300_000);

const TOPIC = 'signals.energie';
const config = { 'message.timestamp.type': 'LogAppendTime' };
/** Quick enough for a test: the coordinator may be silent for two and a half seconds. */
const limits = { heartbeatIntervalMs: 500, sessionTimeoutMs: 10_000, watchIntervalMs: 200 };

const broker = new SecuredBroker();
beforeAll(() => broker.start([]));
afterAll(() => broker.stop());

const connection = () => ({ ...broker.as(ADMIN), clientId: 'spec', logger: silentKafkaLogger });

async function until(what: string, holds: () => boolean): Promise<void> {
  const giveUpAt = Date.now() + 120_000;
  while (!holds()) {
    if (Date.now() > giveUpAt) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function send(value: string): Promise<void> {
  const producer = createProducer({ ...connection(), idempotent: true });
  await producer.connect();
  await producer.send(TOPIC, [{ key: value, value }]);
  await producer.disconnect();
}

/** A reading of the topic with the position in memory. `loads` lets a test keep the position back. */
function reading(loads: () => Promise<void>) {
  const crashes: unknown[] = [];
  const paused: PausedPartition[] = [];
  const values: string[] = [];
  let position: StoredPosition | null = null;
  const nothing = (): void => undefined;
  const observer: KafkaObserver = {
    assigned: nothing,
    lag: nothing,
    batchHandled: nothing,
    partitionPaused: (one) => paused.push(one),
    partitionResumed: nothing,
    topicsMissing: nothing,
    topicsWithoutReceipt: nothing,
    topicsDiffering: nothing,
    crashed: nothing,
  };
  const server = new KafkaBatchServer({
    ...connection(),
    groupId: 'spec',
    topics: () => Promise.resolve([TOPIC]),
    loadPosition: () => loads().then(() => position),
    observer,
    crash: (error) => crashes.push(error),
    limits,
  });
  const handle = (batch: SubBatch): Promise<void> => {
    position = batch.following;
    values.push(...batch.records.map((record) => String(record.value)));
    return Promise.resolve();
  };
  server.addHandler(SIGNAL_BATCH, handle, true);
  return {
    server,
    crashes,
    paused,
    values,
    waitsFor: (): KafkaHealth['waitsFor'] => server.health().waitsFor,
  };
}

async function listening(server: KafkaBatchServer): Promise<void> {
  const failure = await new Promise((resolve) => server.listen(resolve));
  if (failure !== undefined) throw new Error('it does not listen', { cause: failure });
}

test('who reads is ready only while it is a member whose coordinator answers, and comes back by itself', async () => {
  const admin = createAdmin(connection());
  await admin.connect();
  await admin.ensureTopics([{ topic: TOPIC, partitions: 1, config }]);
  await admin.disconnect();

  const positions = Promise.withResolvers<void>();
  const { crashes, paused, server, values, waitsFor } = reading(() => positions.promise);
  try {
    await listening(server);
    await until('the positions are asked for', () => waitsFor() === 'positions');
    positions.resolve();
    await until('ready', () => waitsFor() === null);
    await send('before');
    await until('the first record', () => values.length === 1);

    broker.hang();
    await until('a silent coordinator shows', () => waitsFor() === 'heartbeat');
    broker.goOn();
    await until('ready after the silence', () => waitsFor() === null);

    await broker.kill();
    await until('a broker that is away shows', () => waitsFor() !== null);
    // The loop turns on: a restart would not bring the broker back.
    const turnedAtMs = server.health().turnedAtMs ?? 0;
    await until('the loop turns', () => (server.health().turnedAtMs ?? 0) > turnedAtMs);
    expect(waitsFor()).not.toBeNull();
    await broker.run();
    await until('ready after the outage', () => waitsFor() === null);
    await send('after');
    await until('the second record', () => values.length === 2);
    expect(values).toEqual(['before', 'after']);
    expect(crashes).toEqual([]);
    expect(paused.filter(({ reason }) => reason !== 'dependency')).toEqual([]);
  } finally {
    broker.goOn();
    await server.close();
  }
});
