import { CompressionTypes } from 'kafkajs';
import { HEADERS_READ_MAX, lookForUnreadable } from '#kafka';
import { Bench, connection, Ledger, until } from '../test/reading.js';

jest.setTimeout(120_000);

const bench = new Bench();
beforeAll(() => bench.admin.connect());
afterAll(() => bench.end());

/** Beyond what is unpacked. */
const HUGE_BYTES = 257 * 1024 * 1024;

test('a batch that unpacks without end stops its own partition only, until a person gives it up', async () => {
  const topic = await bench.topic(2);
  const ledger = new Ledger();
  const groupId = bench.group();
  await bench.send(topic, 3);
  const producer = await bench.producer();
  await producer.send({
    topic,
    compression: CompressionTypes.ZSTD,
    messages: [{ value: Buffer.alloc(HUGE_BYTES), partition: 0 }],
  });
  await bench.send(topic, 2);
  await bench.send(topic, 5, 20, 1);

  const first = await bench.read({ topics: [topic], ledger, groupId });
  await until('the pause', () => first.observer.paused.length > 0, 60_000);
  await until('the other partition', () => ledger.offsets(1).length === 5);
  const paused = { topic, partition: 0, reason: 'batch-unreadable', from: 3n, to: 4n };
  expect(first.observer.paused).toEqual([paused]);
  expect(ledger.offsets(0)).toEqual([0, 1, 2]);
  expect(first.crashes).toEqual([]);
  await first.app.close();

  // Each start used to end here.
  const { crashes, observer } = await bench.read({ topics: [topic], ledger, groupId });
  await until('the same pause', () => observer.paused.length > 0, 60_000);
  expect(observer.paused).toEqual([paused]);
  await bench.send(topic, 1, 20, 1);
  await until('the other partition goes on', () => ledger.offsets(1).length === 6);
  expect(await lookForUnreadable(connection, { topic, partition: 0 }, 3n)).toEqual({
    reason: 'batch-unreadable',
    from: 3n,
    to: 4n,
  });
  expect(await lookForUnreadable(connection, { topic, partition: 1 }, 3n)).toBeNull();

  ledger.decide({ topic, partition: 0 }, { next: 4n, last: null, decided: true });
  await until('what came after it', () => ledger.offsets(0).length === 5);
  expect(ledger.offsets(0)).toEqual([0, 1, 2, 4, 5]);
  expect(observer.resumed).toEqual([{ topic, partition: 0 }]);
  expect(crashes).toEqual([]);
});

test('gzip as its producer sent it has the same bound, also for the first batch of all', async () => {
  const topic = await bench.topic(1, { 'compression.type': 'producer' });
  const ledger = new Ledger();
  const producer = await bench.producer();
  const messages = [{ value: Buffer.alloc(HUGE_BYTES), partition: 0 }];
  await producer.send({ topic, compression: CompressionTypes.GZIP, messages });
  await bench.send(topic, 1);
  const { crashes, observer } = await bench.read({ topics: [topic], ledger, groupId: bench.group() });
  await until('the pause', () => observer.paused.length > 0, 60_000);
  expect(observer.paused).toEqual([{ topic, partition: 0, reason: 'batch-unreadable', from: 0n, to: 1n }]);
  // A person decides on a stored position.
  expect(ledger.row({ topic, partition: 0 })).toMatchObject({ next: 0n });

  ledger.decide({ topic, partition: 0 }, { next: 1n, last: null, decided: true });
  await until('what came after it', () => ledger.offsets().length === 1);
  expect(ledger.offsets()).toEqual([1]);
  expect(crashes).toEqual([]);
});

test('records whose producer set their time are not read, those before them and other partitions are', async () => {
  const topic = await bench.topic(2);
  const ledger = new Ledger();
  await bench.send(topic, 2);
  await bench.makeTopic(topic, 2, { 'message.timestamp.type': 'CreateTime' });
  await bench.send(topic, 3);
  await bench.makeTopic(topic, 2);
  await bench.send(topic, 4);
  await bench.send(topic, 1, 20, 1);
  const { crashes, observer } = await bench.read({ topics: [topic], ledger, groupId: bench.group() });
  await until('the pause', () => observer.paused.length > 0);
  await until('the other partition', () => ledger.offsets(1).length === 1);
  expect(observer.paused).toEqual([{ topic, partition: 0, reason: 'producer-time', from: 2n, to: 5n }]);
  expect(ledger.offsets(0)).toEqual([0, 1]);

  ledger.decide({ topic, partition: 0 }, { next: 5n, last: null, decided: true });
  await until('what came after them', () => ledger.offsets(0).length === 6);
  expect(ledger.offsets(0)).toEqual([0, 1, 5, 6, 7, 8]);
  expect(crashes).toEqual([]);
});

test('an honest batch in gzip is read', async () => {
  const topic = await bench.topic(1, { 'compression.type': 'producer' });
  const ledger = new Ledger();
  const producer = await bench.producer();
  const messages = ['a', 'b', 'c'].map((value) => ({ value, partition: 0 }));
  await producer.send({ topic, compression: CompressionTypes.GZIP, messages });
  await bench.read({ topics: [topic], ledger, groupId: bench.group() });
  await until('all three', () => ledger.offsets().length === 3);
  const records = ledger.handled.flatMap((batch) => batch.records);
  expect(records.map(({ value }) => value?.toString())).toEqual(['a', 'b', 'c']);
});

test.each([
  ['zstd', {}, CompressionTypes.ZSTD],
  ['nothing', { 'compression.type': 'producer' }, CompressionTypes.None],
])('a record with 10,000 headers, packed with %s, keeps nobody busy', async (_name, config, compression) => {
  const topic = await bench.topic(1, config);
  const ledger = new Ledger();
  const headers = Object.fromEntries(Array.from({ length: 10_000 }, (_, nth) => [`x${nth}`, `${nth}`]));
  const producer = await bench.producer();
  await producer.send({
    topic,
    compression,
    messages: [{ value: 'before' }, { value: 'many', headers }, { value: 'after', headers: { one: '1' } }],
  });
  await bench.read({ topics: [topic], ledger, groupId: bench.group() });
  // Without the bound this takes minutes, in which the process answers nobody.
  await until('all three', () => ledger.offsets().length === 3, 15_000);
  const records = ledger.handled.flatMap((batch) => batch.records);
  expect(records.map(({ value }) => value?.toString())).toEqual(['before', 'many', 'after']);
  expect(records.map((record) => record.headers.length)).toEqual([0, HEADERS_READ_MAX, 1]);
  expect(records[1]?.headers.map(([name, value]) => `${name}=${value.toString()}`)).toEqual(
    Array.from({ length: HEADERS_READ_MAX }, (_, nth) => `x${nth}=${nth}`),
  );
});
