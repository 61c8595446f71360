import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';

import { signalIdOf, type CreditorRegistryDocument } from '#contracts';
import { addDays, dayOf } from '#domain';
import { createAdmin, createProducer, silentKafkaLogger, type KafkaAdmin, type KafkaProducer } from '#kafka';
import { machineClock, type Configuration, type Running } from '#platform';
import { listQuarantine, type NationalDatabase } from '#postgres';
import {
  createTestDatabase,
  seedReference,
  signalData,
  signalRecord,
  testRegistry,
  testStack,
  type TestDatabase,
} from '#testing';

import { startIntake } from '../../intake/src/start-intake.js';
import { CommandRefused } from './command.js';
import type { Operator } from './connections.js';
import { readCreditors } from './creditors-command.js';
import { explainSignal } from './explain-command.js';
import { acceptGap, offsetStateOf, rewind } from './offset-decision.js';
import { decideOffset } from './offsets-decide-command.js';
import { asClusterAdmin, readPartitions, type KnownPartition } from './partition-facts.js';
import { replay } from './quarantine-replay-command.js';
import { recoverPositions } from './recover-command.js';
import { ensureTopicsOf, topicsOf } from './topics-command.js';

jest.setTimeout(120_000);

const stack = testStack();
const suffix = randomBytes(4).toString('hex');
const creditorId = `proef-${suffix}`;
const topic = `signals.energie.${creditorId}`;
const source = 'urn:nld:kvknr:90000101.incasso';
const group = `test-group-${suffix}`;
const today = dayOf(Date.now());

async function until(what: string, holds: () => Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const giveUpAt = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** One creditor with a topic of its own, so that this file meets no other. */
function registryDocument(allowed: boolean): CreditorRegistryDocument {
  const [energy] = testRegistry()
    .creditors()
    .filter(({ sources }) => sources.includes(source));
  if (energy === undefined) throw new Error('the demo has no such creditor');
  return {
    creditors: [
      {
        id: creditorId,
        name: 'Proef Energie',
        sources: [source],
        type: 'Energie',
        ground: energy.ground,
        allowedFields: energy.allowedFields.filter((field) => allowed || field !== 'telefoonnummer'),
        municipalities: 'all',
        topics: [topic],
        status: 'active',
        customerReferenceMayBeBsn: false,
      },
    ],
  };
}

/**
 * What an operator does, against the real broker and the real intake. The tests follow each other: each begins
 * where the one before left the partition.
 */
describe('an operator', () => {
  let database: TestDatabase;
  let owner: NationalDatabase;
  let operator: Operator;
  let admin: KafkaAdmin;
  let producer: KafkaProducer;
  let configuration: Configuration;
  let intake: Running | undefined;
  let partition = 0;
  let sent = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await database.national('owner');
    const operatorDatabase = await database.national('operator');
    configuration = {
      ...stack.configuration,
      EROPAF_CLOCK: 'machine',
      EROPAF_LOG_LEVEL: 'silent',
      EROPAF_KAFKA_GROUP: group,
      EROPAF_POSTGRES_DATABASE: database.name,
      EROPAF_INTAKE_PORT: await freePort(),
    };
    operator = {
      configuration,
      clock: machineClock,
      run: (work) => operatorDatabase.acrossMunicipalities(work),
    };
    await operator.run(seedReference);
    await loadRegistry(2, false);
    const connection = { brokers: stack.kafkaBrokers, clientId: 'cli-test', logger: silentKafkaLogger };
    admin = createAdmin(connection);
    producer = createProducer({ ...connection, idempotent: true });
    await Promise.all([admin.connect(), producer.connect(), makeTopics()]);
  });

  afterAll(async () => {
    await intake?.stop();
    await admin.deleteTopics([topic, `signals.feedback.${creditorId}`]).catch(() => undefined);
    await admin.deleteGroups([group]).catch(() => undefined);
    await Promise.all([admin.disconnect(), producer.disconnect()]);
    await database.drop();
  });

  const loadRegistry = (version: number, allowed: boolean): Promise<unknown> =>
    operator.run((tx) =>
      tx.query({
        text: `insert into creditor_registry (version, loaded_at, sha256, content) values ($1, now(), '\\x00', $2)`,
        values: [version, JSON.stringify(registryDocument(allowed))],
      }),
    );
  const makeTopics = async (): Promise<void> => {
    const registry = await operator.run(readCreditors);
    if (registry === null) throw new Error('no registry');
    expect(topicsOf(registry).map((one) => one.topic)).toContain(topic);
    await ensureTopicsOf(registry, { brokers: stack.kafkaBrokers });
  };
  const start = async (): Promise<void> => {
    const limits = { watchIntervalMs: 200, retryDelayMsMax: 500 };
    intake = await startIntake(configuration, (error) => void crashes.push(error), limits);
  };
  const crashes: unknown[] = [];
  const stop = async (): Promise<void> => {
    await intake?.stop();
    intake = undefined;
  };
  /** Signals of addresses of their own, all in the partition of one key. */
  const send = async (
    ids: readonly string[],
    changes: Parameters<typeof signalData>[0] = {},
  ): Promise<void> => {
    const records = ids.map((id) => {
      sent += 1;
      const data = signalData({
        adres: { postcode: '3311 AB', huisnummer: `${1_000 + sent}` },
        ontstaansdatum: addDays(today, -60),
        signaaldatum: today,
        ...changes,
      });
      const { headers, value } = signalRecord(source, id, data);
      return { key: id, value, headers: Object.fromEntries(headers) };
    });
    await producer.send(topic, records);
  };
  /** Ids whose records lie in one partition: Kafka spreads by key, and the key of a signal is its id. */
  const ids: string[] = [];
  const nextIds = (count: number): string[] => ids.splice(0, count);
  const query = <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
    owner.acrossMunicipalities((tx) => tx.query<Row>({ text, values }));
  const signals = async (): Promise<number> => (await query('select 1 from signal')).length;
  const look = async (): Promise<KnownPartition> => {
    const all = await asClusterAdmin(operator, (cluster) => readPartitions(operator, cluster, group));
    const found = all.find((one) => one.topic === topic && one.partition === partition);
    if (found === undefined) throw new Error('the partition is not listed');
    return found;
  };
  const isRead = async (): Promise<boolean> => {
    const { log, stored } = await look();
    return stored !== null && log !== null && stored.next === log.high && stored.decided !== true;
  };
  const logIdOf = async (): Promise<number | undefined> => (await look()).row?.log_id;

  it('sees how far a partition is read', async () => {
    // Where keys go is the producer's affair, so it is asked: the fullest partition is the one of these tests.
    const candidates = Array.from({ length: 120 }, (_, index) => `cli-${suffix}-${index}`);
    const places = new Map<number, string[]>();
    for (const id of candidates) {
      const before = await admin.logRanges(topic);
      await send([id]);
      const after = await admin.logRanges(topic);
      const at = [...after.keys()].find((one) => after.get(one)?.high !== before.get(one)?.high) ?? 0;
      places.set(at, [...(places.get(at) ?? []), id]);
    }
    const [fullest] = [...places].sort((left, right) => right[1].length - left[1].length);
    partition = fullest?.[0] ?? 0;
    ids.push(...(fullest?.[1] ?? []));
    await admin.deleteTopics([topic]);
    await until('the topic is gone', async () => !(await admin.topics()).includes(topic));
    await makeTopics();

    await send(nextIds(5));
    expect(offsetStateOf(await look())).toBe('not-read-yet');
    await start();
    await until('five signals', async () => (await signals()) === 5 && (await isRead()));
    expect(offsetStateOf(await look())).toBe('ok');
  });

  it('rewinds a partition while it is read, and nothing is stored twice', async () => {
    const decide = (offset: bigint): Promise<readonly string[]> =>
      decideOffset(operator, { topic, partition }, (facts) => rewind(facts, offset));
    await expect(decide(99n)).rejects.toThrow(CommandRefused);
    await expect(decideOffset(operator, { topic, partition }, acceptGap)).rejects.toThrow('there is no gap');
    await expect(decideOffset(operator, { topic, partition: 77 }, acceptGap)).rejects.toThrow('no topic');
    await expect(decide(1n)).resolves.toEqual([expect.stringContaining('4 offsets from 1 up to 5')]);
    await until('it is read again', isRead);
    expect(await signals()).toBe(5);
    expect(await query('select 1 from duplicate')).toEqual([]);
  });

  it('accepts a gap that retention made', async () => {
    await stop();
    await send(nextIds(4));
    await admin.deleteRecordsBefore({ topic, partition }, 7n);
    expect(offsetStateOf(await look())).toBe('retention-gap');
    await expect(decideOffset(operator, { topic, partition }, acceptGap)).resolves.toEqual([
      expect.stringContaining('2 offsets from 5 up to 7 are given up'),
      expect.any(String),
    ]);
    await start();
    await until('the two that are left', async () => (await signals()) === 7 && (await isRead()));
  });

  it('lets the intake read on after a restore to an older state', async () => {
    await stop();
    await query(
      `update consumer_offset set next_offset = 7, last_offset = null, last_appended_ms = null, last_crc32 = null
       where topic = $1 and partition = $2`,
      [topic, partition],
    );
    await query(
      `delete from signal_personal where signal_id in (select signal_id from signal where kafka_offset >= 7)`,
    );
    await query('delete from signal where kafka_offset >= 7');
    expect(offsetStateOf(await look())).toBe('group-ahead');
    await expect(decideOffset(operator, { topic, partition }, (facts) => rewind(facts, 7n))).rejects.toThrow(
      'eropaf recover',
    );
    const says = [expect.stringContaining('2 offsets are read again')];
    await expect(recoverPositions(operator, { group, apply: false })).resolves.toEqual(says);
    expect(offsetStateOf(await look())).toBe('group-ahead');
    await expect(recoverPositions(operator, { group, apply: true })).resolves.toEqual(says);
    await expect(recoverPositions(operator, { group, apply: true })).resolves.toEqual([]);
    await start();
    await until('what was lost', async () => (await signals()) === 7 && (await isRead()));

    await stop();
    await query('delete from consumer_offset where topic = $1 and partition = $2', [topic, partition]);
    await recoverPositions(operator, { group, apply: true });
    expect((await look()).stored).toEqual({ next: 7n, last: null, decided: true });
    await start();
    await until('a row that was missing', isRead);
    expect(await signals()).toBe(7);
  });

  it('begins a topic that was made anew under its own incarnation', async () => {
    await stop();
    const before = await logIdOf();
    await admin.deleteTopics([topic]);
    await until('the topic is gone', async () => !(await admin.topics()).includes(topic));
    await makeTopics();
    // More than the old log had, so that only a look at the record that was read last tells the two apart.
    await send(nextIds(12));
    expect(offsetStateOf(await look())).toBe('ok');
    await expect(decideOffset(operator, { topic, partition }, acceptGap)).resolves.toEqual([
      expect.stringContaining('not the one that was read'),
      expect.stringContaining('begins at its oldest record, 0'),
      expect.stringContaining('incarnation 2'),
    ]);
    expect(await logIdOf()).not.toBe(before);
    await start();
    await until('the new log', async () => (await signals()) === 19 && (await isRead()));
  });

  it('has a record of the quarantine judged anew', async () => {
    const [id] = nextIds(1);
    if (id === undefined) throw new Error('too few ids for one partition');
    await send([id], { telefoonnummer: '+31612345678' });
    const filter = { municipality: 'GM0505', reason: 'no-legal-ground', day: today, limit: 10 };
    const find = () => operator.run((tx) => listQuarantine(tx, filter));
    await until('the refusal', async () => (await find()).length === 1);
    const records = await find();
    expect(records).toMatchObject([{ topic, event_id: id, creditor_id: creditorId, bytes_kept: true }]);
    const before = await explainSignal(operator.run, signalIdOf(source, id), { source, eventId: id });
    expect(before.join('\n')).toContain('een bericht dat wij niet konden gebruiken');

    await loadRegistry(3, true);
    await expect(replay(operator.run, records, 20_000)).resolves.toMatchObject([{ result: 'accepted' }]);
    expect(await find()).toEqual([]);
    expect(await signals()).toBe(20);
    const story = (await explainSignal(operator.run, signalIdOf(source, id), null)).join('\n');
    expect(story).toContain('Wij hebben dit signaal opgepakt.');
    expect(story).toContain('wij behandelen dit signaal toch');
    const unknown = { source, eventId: 'never-sent' };
    await expect(explainSignal(operator.run, signalIdOf(source, 'never-sent'), unknown)).rejects.toThrow(
      `Niets gevonden van bericht never-sent van afzender ${source}`,
    );
    expect(story).not.toContain('Voorbeeld');
    expect(story).not.toContain('K-1001');

    await stop();
    await expect(replay(operator.run, records, 300)).resolves.toMatchObject([{ result: null }]);
    expect(await query('select 1 from quarantine_replay where answered_at is null')).toEqual([]);
    expect(crashes).toEqual([]);
  });
});
