import { randomBytes } from 'node:crypto';

import { feedbackDataSchema, feedbackTopic } from '#contracts';
import {
  createAdmin,
  createProducer,
  DependencyUnavailable,
  silentKafkaLogger,
  type KafkaProducer,
} from '#kafka';
import { testStack } from '#testing';
import { CloudEvent } from 'cloudevents';
import { Kafka } from 'kafkajs';

import { Bench, nowMs } from '../test/bench.js';
import { FeedbackRelay } from './send-feedback.js';

jest.setTimeout(90_000);

interface Received {
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly data: Record<string, unknown>;
}

const source = 'urn:nld:oin:00000099999999990000:vroeg';

describe('the relay of feedback', () => {
  const { kafkaBrokers } = testStack();
  const connection = { brokers: kafkaBrokers, clientId: 'spec', logger: silentKafkaLogger };
  const admin = createAdmin(connection);
  const creditors: string[] = [];
  let producer: KafkaProducer;
  let bench: Bench;

  beforeAll(async () => {
    bench = await Bench.open();
    producer = createProducer({ ...connection, idempotent: true });
    await Promise.all([producer.connect(), admin.connect()]);
  });
  afterAll(async () => {
    await admin.deleteTopics(creditors.map(feedbackTopic));
    await Promise.all([producer.disconnect(), admin.disconnect()]);
    await bench.close();
  });
  afterEach(() => bench.seeds.query('truncate feedback, signal, signal_personal'));

  /** A creditor of its own for each test, with its topic. */
  const creditor = async (): Promise<string> => {
    const id = `spec-${randomBytes(4).toString('hex')}`;
    creditors.push(id);
    await admin.ensureTopics([{ topic: feedbackTopic(id), partitions: 1, config: {} }]);
    return id;
  };

  /** Reads a number of messages from the beginning of a creditor's topic. */
  const read = async (creditorId: string, count: number): Promise<Received[]> => {
    const consumer = new Kafka({ brokers: [...kafkaBrokers], logLevel: 0 }).consumer({
      groupId: `spec-${randomBytes(6).toString('hex')}`,
    });
    const received: Received[] = [];
    await consumer.connect();
    await consumer.subscribe({ topic: feedbackTopic(creditorId), fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer
        .run({
          eachMessage: ({ message }) => {
            received.push({
              key: String(message.key),
              headers: Object.fromEntries(
                Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]),
              ),
              data: JSON.parse(String(message.value)) as Record<string, unknown>,
            });
            if (received.length >= count) resolve();
            return Promise.resolve();
          },
        })
        .catch(reject);
    });
    await consumer.disconnect();
    return received;
  };

  test('the creditor hears a valid CloudEvent with its own reference, in the order of the decisions', async () => {
    const creditorId = await creditor();
    const person = await bench.seeds.person({ creditors: [] });
    const signalId = await bench.seeds.signal(person, creditorId);
    const first = await bench.seeds.feedback({
      creditor_id: creditorId,
      signal_id: signalId,
      event_id: 'e-1',
    });
    const second = await bench.seeds.feedback({
      creditor_id: creditorId,
      signal_id: signalId,
      event_id: 'e-1',
      revision: 2,
      message: 'under-consideration',
      replaces: first,
      created_at: '2026-03-02T10:30:00Z',
    });
    const relay = new FeedbackRelay(bench.relay, producer, source);
    expect(await relay.round(nowMs)).toEqual({ sent: 2, inTrouble: 0, unfit: 0 });
    expect(await relay.round(nowMs)).toEqual({ sent: 0, inTrouble: 0, unfit: 0 });
    const received = await read(creditorId, 2);
    expect(received.map(({ headers }) => headers['ce_id'])).toEqual([first, second]);
    expect(received.map(({ key }) => key)).toEqual(['e-1', 'e-1']);
    expect(received[0]?.data).toEqual({
      signaal: 'e-1',
      klantreferentie: 'KL-1234',
      gemeentecode: 'GM0505',
      oordeel: 'geenContact',
      revisie: 1,
      datum: '2026-03-02',
    });
    expect(received[1]?.data).toMatchObject({ oordeel: 'opgepakt', vervangt: first });
    for (const { headers, data } of received) {
      expect(headers['ce_source']).toBe(source);
      expect(feedbackDataSchema.safeParse(data).success).toBe(true);
      const attributes = Object.entries(headers).filter(([name]) => name.startsWith('ce_'));
      const event = new CloudEvent(
        Object.fromEntries(attributes.map(([name, value]) => [name.slice(3), value])),
      );
      expect(event.validate()).toBe(true);
    }
    expect(await bench.seeds.query('select distinct state, sent_at from feedback')).toEqual([
      { state: 'sent', sent_at: new Date(nowMs) },
    ]);
  });

  test('at-least-once: what was sent but not marked is sent again under the same id', async () => {
    const creditorId = await creditor();
    const feedbackId = await bench.seeds.feedback({ creditor_id: creditorId });
    const dies = new FeedbackRelay(
      bench.relay,
      {
        send: async (topic, records) => {
          await producer.send(topic, records);
          throw new Error('killed here');
        },
      },
      source,
    );
    await expect(dies.round(nowMs)).rejects.toThrow('killed here');
    const relays = [
      new FeedbackRelay(bench.relay, producer, source),
      new FeedbackRelay(bench.relay, producer, source),
    ];
    const rounds = await Promise.all(relays.map((relay) => relay.round(nowMs)));
    expect(rounds.reduce((sum, round) => sum + round.sent, 0)).toBe(1);
    const received = await read(creditorId, 2);
    expect(received.map(({ headers }) => headers['ce_id'])).toEqual([feedbackId, feedbackId]);
  });

  test('a refused record is told with every fault, and without a municipality where none could be read', async () => {
    const creditorId = await creditor();
    await bench.seeds.feedback({
      municipality: '',
      creditor_id: creditorId,
      message: 'refused',
      faults: JSON.stringify([{ pointer: '/data/bedragInCenten', code: 'missing' }]),
    });
    expect(await new FeedbackRelay(bench.relay, producer, source).round(nowMs)).toMatchObject({
      unfit: 0,
      sent: 1,
    });
    const [received] = await read(creditorId, 1);
    expect(received?.data).toMatchObject({ oordeel: 'geweigerd', fouten: [{ code: 'missing' }] });
    expect(received?.data).not.toHaveProperty('gemeentecode');
  });

  test('a topic in trouble holds up no other creditor, and is left alone for a while', async () => {
    const well = await creditor();
    await bench.seeds.feedback({ creditor_id: 'without-topic', created_at: '2026-03-01T10:00:00Z' });
    await bench.seeds.feedback({ creditor_id: well });
    const asked: string[] = [];
    const relay = new FeedbackRelay(
      bench.relay,
      {
        send: (topic, records) => {
          asked.push(topic);
          return topic === feedbackTopic('without-topic')
            ? Promise.reject(new DependencyUnavailable('no such topic'))
            : producer.send(topic, records);
        },
      },
      source,
    );
    expect(await relay.round(nowMs)).toEqual({ sent: 1, inTrouble: 1, unfit: 0 });
    expect(await relay.round(nowMs)).toEqual({ sent: 0, inTrouble: 0, unfit: 0 });
    expect(asked).toEqual([feedbackTopic('without-topic'), feedbackTopic(well)]);
  });

  test('messages that do not fit the contract are set aside with a reason, and starve nobody', async () => {
    const word = (creditor_id: string) =>
      bench.seeds.feedback({ creditor_id, message: 'no-such-word', created_at: '2026-03-01' });
    // More creditors than a round serves, each with a message that nobody can say, all older than the one that can.
    const stuck = Array.from({ length: 25 }, (_, index) => `aside-${index}`);
    for (const creditorId of stuck) await word(creditorId);
    const creditorId = await creditor();
    const unfit = await word(creditorId);
    await bench.seeds.feedback({ creditor_id: creditorId });
    const relay = new FeedbackRelay(bench.relay, producer, source);
    expect(await relay.round(nowMs)).toEqual({ sent: 0, inTrouble: 0, unfit: 20 });
    expect(await relay.round(nowMs)).toEqual({ sent: 1, inTrouble: 0, unfit: 6 });
    expect(await relay.round(nowMs)).toEqual({ sent: 0, inTrouble: 0, unfit: 0 });
    expect(
      await bench.seeds.query(
        `select feedback_id, state, unfit_reason, sent_at from feedback where creditor_id = $1 and state <> 'sent'`,
        [creditorId],
      ),
    ).toEqual([{ feedback_id: unfit, state: 'unfit', unfit_reason: 'does-not-fit-contract', sent_at: null }]);
  });

  test('what an earlier version could not say is looked at anew by the next one', async () => {
    const creditorId = await creditor();
    const feedbackId = await bench.seeds.feedback({ creditor_id: creditorId, message: 'no-such-word' });
    await new FeedbackRelay(bench.relay, producer, source).round(nowMs);
    await bench.seeds.query(`update feedback set message = 'no-contact' where feedback_id = $1`, [
      feedbackId,
    ]);
    const next = new FeedbackRelay(bench.relay, producer, source);
    expect(await next.round(nowMs)).toMatchObject({ sent: 1 });
    expect(
      await bench.seeds.query('select state, unfit_reason from feedback where feedback_id = $1', [
        feedbackId,
      ]),
    ).toEqual([{ state: 'sent', unfit_reason: null }]);
  });
});
