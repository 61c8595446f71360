import { randomUUID } from 'node:crypto';
import { Bench, gate, Ledger, until } from '../test/reading.js';

jest.setTimeout(90_000);

const bench = new Bench();
beforeAll(() => bench.admin.connect());
afterAll(() => bench.end());

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

test('a marker of a transaction stands before a batch of 600 KiB', async () => {
  const topic = await bench.topic();
  const ledger = new Ledger();
  const groupId = bench.group();
  const producer = await bench.producer(randomUUID());
  const transaction = await producer.transaction();
  await transaction.send({ topic, messages: [{ value: 'a' }, { value: 'b' }, { value: 'c' }] });
  const first = await bench.read({ topics: [topic], ledger, groupId });
  await transaction.commit();
  await until('the transaction', () => ledger.row({ topic, partition: 0 })?.next === 4n);
  await first.app.close();

  // As a crash between the record and the marker would leave it: kafkajs meets the marker first, alone.
  const stored = ledger.row({ topic, partition: 0 });
  ledger.decide({ topic, partition: 0 }, { next: 3n, last: stored?.last ?? null, decided: true });
  await bench.send(topic, 1, 600 * 1024);
  await bench.send(topic, 2);
  await bench.read({ topics: [topic], ledger, groupId });
  await until('the large batch', () => ledger.row({ topic, partition: 0 })?.next === 7n);
  expect(ledger.offsets()).toEqual([0, 1, 2, 4, 5, 6]);
});

test('an aborted transaction is gone over, and the position moves past it', async () => {
  const topic = await bench.topic();
  const ledger = new Ledger();
  const producer = await bench.producer(randomUUID());
  const { observer } = await bench.read({ topics: [topic], ledger, groupId: bench.group() });
  const transaction = await producer.transaction();
  await transaction.send({ topic, messages: numbers(0, 5).map((i) => ({ value: `${i}` })) });
  await transaction.abort();
  await until('the move', () => ledger.row({ topic, partition: 0 })?.next === 6n);
  expect(ledger.row({ topic, partition: 0 })?.last).toBeNull();
  await bench.send(topic, 2);
  await until('what came after', () => ledger.row({ topic, partition: 0 })?.next === 8n);
  expect(ledger.offsets()).toEqual([6, 7]);
  expect(observer.paused).toEqual([]);
});

test('retention deleted unread records: the partition waits for a person', async () => {
  const topic = await bench.topic();
  const ledger = new Ledger();
  const groupId = bench.group();
  await bench.send(topic, 10);
  const first = await bench.read({ topics: [topic], ledger, groupId });
  await until('the first ten', () => ledger.offsets().length === 10);
  await first.app.close();
  await bench.send(topic, 10);
  await bench.admin.deleteRecordsBefore({ topic, partition: 0 }, 15n);

  const { observer } = await bench.read({ topics: [topic], ledger, groupId });
  await until('the pause', () => observer.paused.length > 0);
  await until('several looks', () => observer.lags.length > 5);
  expect(observer.paused).toEqual([{ topic, partition: 0, reason: 'retention-gap', from: 10n, to: 15n }]);
  expect(ledger.offsets()).toHaveLength(10);

  ledger.decide({ topic, partition: 0 }, { next: 15n, last: null, decided: true });
  await until('the rest', () => ledger.offsets().length === 15);
  expect(ledger.offsets()).toEqual([...numbers(0, 10), ...numbers(15, 20)]);
  expect(observer.resumed).toEqual([{ topic, partition: 0 }]);
});

test('a position that a person sets back is seen although nothing new comes in', async () => {
  const topic = await bench.topic();
  const ledger = new Ledger();
  await bench.send(topic, 5);
  const { observer } = await bench.read({ topics: [topic], ledger, groupId: bench.group() });
  await until('the first five', () => ledger.offsets().length === 5);
  ledger.decide({ topic, partition: 0 }, { next: 2n, last: null, decided: true });
  await until('the last three again', () => ledger.offsets().length === 8);
  expect(ledger.offsets()).toEqual([0, 1, 2, 3, 4, 2, 3, 4]);
  expect(observer.paused).toEqual([]);
});

test('retention overtakes the reading: what kafkajs jumps to is not taken for what follows', async () => {
  const topic = await bench.topic();
  const ledger = new Ledger();
  const held = gate();
  for (let i = 0; i < 10; i += 1) await bench.send(topic, 1, 5_000);
  ledger.before = (batch) => (batch.records.length > 0 ? held.passed : undefined);
  let calls = 0;
  const waiting = ledger.before;
  ledger.before = (batch) => {
    calls += 1;
    return waiting(batch);
  };
  const limits = { partitionFetchBytesMax: 6_000, watchIntervalMs: 60_000 };
  const { observer } = await bench.read({ topics: [topic], ledger, groupId: bench.group(), limits });
  await until('a sub-batch in hand', () => calls > 0);
  await bench.admin.deleteRecordsBefore({ topic, partition: 0 }, 8n);
  held.open();
  await until('the pause', () => observer.paused.length > 0);
  expect(observer.paused[0]).toMatchObject({ reason: 'retention-gap', to: 8n });
  expect(ledger.offsets()).toEqual(numbers(0, Number(observer.paused[0]?.from)));
  expect(ledger.offsets().length).toBeLessThan(8);
});

test('a topic that was made anew is not read on from the old position', async () => {
  const topic = await bench.topic();
  const ledger = new Ledger();
  const groupId = bench.group();
  await bench.send(topic, 5);
  const first = await bench.read({ topics: [topic], ledger, groupId });
  await until('the old topic', () => ledger.offsets().length === 5);
  await first.app.close();
  await bench.admin.deleteTopics([topic]);
  await bench.makeTopic(topic);
  await bench.send(topic, 8);

  const { observer } = await bench.read({ topics: [topic], ledger, groupId });
  await until('the pause', () => observer.paused.length > 0);
  expect(observer.paused).toEqual([{ topic, partition: 0, reason: 'topic-recreated', from: 0n, to: 8n }]);
  expect(ledger.offsets()).toHaveLength(5);

  ledger.decide({ topic, partition: 0 }, { next: 0n, last: null, decided: true });
  await until('the new topic', () => ledger.offsets().length === 13);
  expect(ledger.offsets().slice(5)).toEqual(numbers(0, 8));
});

test('a topic is made anew while it is read', async () => {
  const topic = await bench.topic();
  const ledger = new Ledger();
  await bench.send(topic, 5);
  const limits = { topicsRefreshMs: 300 };
  const { observer, crashes } = await bench.read({ topics: [topic], ledger, groupId: bench.group(), limits });
  await until('the old topic', () => ledger.offsets().length === 5);
  await bench.admin.deleteTopics([topic]);
  await until('the loss of it', () => observer.missing.includes(topic));
  await bench.makeTopic(topic);
  await bench.send(topic, 3);
  await until('the pause', () => observer.paused.some(({ reason }) => reason !== 'dependency'), 60_000);
  expect(observer.paused.at(-1)).toMatchObject({ topic, reason: 'log-shorter' });
  expect(ledger.offsets()).toHaveLength(5);
  expect(crashes).toEqual([]);
});

test('a log that ends before the position', async () => {
  const topic = await bench.topic();
  const ledger = new Ledger();
  await bench.send(topic, 5);
  ledger.decide({ topic, partition: 0 }, { next: 50n, last: null });
  const { observer } = await bench.read({ topics: [topic], ledger, groupId: bench.group() });
  await until('the pause', () => observer.paused.length > 0);
  await until('several looks', () => observer.lags.length > 5);
  expect(observer.paused).toEqual([{ topic, partition: 0, reason: 'log-shorter', from: 5n, to: 50n }]);
  expect(ledger.handled).toEqual([]);
  ledger.decide({ topic, partition: 0 }, { next: 2n, last: null });
  await until('the rest', () => ledger.offsets().length === 3);
});

describe("a group that is ahead in Kafka means that the store's own data is older or lost", () => {
  test.each([
    ['an older row', { next: 2n, last: null }, 2n],
    ['no row', undefined, 0n],
  ])('%s', async (_, older, from) => {
    const topic = await bench.topic();
    const ledger = new Ledger();
    const groupId = bench.group();
    await bench.send(topic, 5);
    const first = await bench.read({ topics: [topic], ledger, groupId });
    await until('five', () => ledger.row({ topic, partition: 0 })?.next === 5n);
    await first.app.close();
    expect(await bench.admin.groupOffset(groupId, { topic, partition: 0 })).toBe(5n);

    if (older === undefined) ledger.rows.clear();
    else ledger.decide({ topic, partition: 0 }, older);
    const { observer, app } = await bench.read({ topics: [topic], ledger, groupId });
    await until('the pause', () => observer.paused.length > 0);
    await until('several looks', () => observer.lags.length > 5);
    expect(observer.paused).toEqual([{ topic, partition: 0, reason: 'group-ahead', from, to: 5n }]);
    expect(ledger.offsets()).toHaveLength(5);

    ledger.decide({ topic, partition: 0 }, { next: 1n, last: null });
    await until('the second reading', () => ledger.offsets().length === 9);
    await app.close();

    // Set back by a person while nothing ran: that is no loss.
    ledger.decide({ topic, partition: 0 }, { next: 4n, last: null, decided: true });
    const third = await bench.read({ topics: [topic], ledger, groupId });
    await until('the third reading', () => ledger.offsets().length === 10);
    expect(third.observer.paused).toEqual([]);
  });
});

test('the first assignment stores a position, so that a later gap shows', async () => {
  const topic = await bench.topic();
  const ledger = new Ledger();
  await bench.read({ topics: [topic], ledger, groupId: bench.group() });
  await until('the row', () => ledger.row({ topic, partition: 0 }) !== undefined);
  expect(ledger.row({ topic, partition: 0 })).toEqual({ next: 0n, last: null });
  expect(ledger.handled).toMatchObject([{ records: [], expected: null }]);
});
