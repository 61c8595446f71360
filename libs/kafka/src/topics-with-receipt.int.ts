import { Bench, Ledger, until } from '../test/reading.js';

jest.setTimeout(60_000);

const bench = new Bench();
beforeAll(() => bench.admin.connect());
afterAll(() => bench.end());

const producerTime = { 'message.timestamp.type': 'CreateTime' };
const limits = { topicsRefreshMs: 200 };

test('a topic whose producers set the times is not read until the broker sets them', async () => {
  const good = await bench.topic();
  const bad = await bench.topic(1, producerTime);
  const ledger = new Ledger();
  const reader = { topics: [good, bad], ledger, groupId: bench.group(), limits };
  const { crashes, observer, server } = await bench.read(reader);
  await bench.send(good, 3);
  await until('the good topic', () => ledger.offsets().length === 3);
  expect(observer.withoutReceipt).toEqual([bad]);
  expect(observer.differences).toEqual([
    { topic: bad, name: 'message.timestamp.type', wanted: 'LogAppendTime', found: 'CreateTime' },
  ]);
  expect(server.health().topics).toEqual([good]);

  await bench.makeTopic(bad);
  await bench.send(bad, 2);
  await until('the other topic', () => ledger.row({ topic: bad, partition: 0 })?.next === 2n);
  expect(observer.withoutReceipt).toEqual([]);
  expect(observer.differences).toEqual([]);
  expect(crashes).toEqual([]);
});

test('a topic that loses its append time is left at the next look, before its records come', async () => {
  const topic = await bench.topic();
  const ledger = new Ledger();
  const { observer, server } = await bench.read({
    topics: [topic],
    ledger,
    groupId: bench.group(),
    limits,
  });
  await until('all positions', () => server.health().waitsFor === null);
  await bench.makeTopic(topic, 1, producerTime);
  await until('the topic is left', () => observer.withoutReceipt.includes(topic));
  await until('no topic is read', () => server.health().waitsFor === 'topics');
  await bench.send(topic, 2);
  expect(ledger.offsets()).toEqual([]);

  await bench.makeTopic(topic);
  await until('a partition that waits for a person', () => observer.paused.length > 0);
  expect(observer.paused).toEqual([{ topic, partition: 0, reason: 'producer-time', from: 0n, to: 2n }]);
});

test('any other setting that differs is told, and the topic is read', async () => {
  const topic = await bench.topic(1, { 'retention.ms': '3600000' });
  const ledger = new Ledger();
  const topicConfig = { 'retention.ms': '604800000', 'compression.type': 'zstd' };
  const { observer } = await bench.read({ topics: [topic], ledger, groupId: bench.group(), topicConfig });
  await bench.send(topic, 1);
  await until('the record', () => ledger.offsets().length === 1);
  expect(observer.differences).toEqual([
    { topic, name: 'retention.ms', wanted: '604800000', found: '3600000' },
  ]);
  expect(observer.withoutReceipt).toEqual([]);
});

test('what there is stands beside what is wanted', async () => {
  const topic = await bench.topic(2, { 'retention.ms': '3600000' });
  const config = { 'retention.ms': '604800000', 'message.timestamp.type': 'LogAppendTime' };
  const absent = `${topic}.absent`;
  const definitions = [topic, absent].map((name) => ({ topic: name, partitions: 4, config }));
  await expect(bench.admin.topicStates(definitions)).resolves.toEqual([
    {
      topic,
      partitions: 2,
      differences: [{ topic, name: 'retention.ms', wanted: '604800000', found: '3600000' }],
    },
    { topic: absent, partitions: null, differences: [] },
  ]);
});
