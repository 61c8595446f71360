import { gzipSync } from 'node:zlib';
import { Controller, type Type } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { CompressionTypes } from 'kafkajs';
import {
  createProducer,
  DataRefused,
  DependencyUnavailable,
  KafkaBatchServer,
  SignalBatchHandler,
  type SubBatch,
} from '#kafka';
import { Bench, connection, controllerOf, gate, Ledger, Recorder, until } from '../test/reading.js';

jest.setTimeout(90_000);

const bench = new Bench();
beforeAll(() => bench.admin.connect());
afterAll(() => bench.end());

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

test.each([1, 2])(
  'two members, a rebalance in mid-batch, %d in flight: every record once and in order',
  async (partitionsInFlightMax) => {
    const partitions = 4;
    const each = 2_000;
    const topic = await bench.topic(partitions);
    for (const partition of numbers(0, partitions)) await bench.send(topic, each, 100, partition);
    const ledger = new Ledger();
    // Every transaction takes a moment, a longer one towards the end, so that members come and go in the middle.
    let isFirstGone = false;
    ledger.before = () => {
      const takesMs = isFirstGone || handled() < 3_000 ? 5 : 60;
      return new Promise((resolve) => setTimeout(resolve, takesMs));
    };
    const groupId = bench.group();
    const limits = { subBatchMax: 50, heartbeatIntervalMs: 300, partitionsInFlightMax };
    const handled = (): number => ledger.handled.reduce((sum, batch) => sum + batch.records.length, 0);

    const first = await bench.read({ topics: [topic], ledger, groupId, limits });
    await until('a beginning', () => handled() > 500);
    const second = await bench.read({ topics: [topic], ledger, groupId, limits });
    await until(
      'both to have partitions',
      () => second.observer.partitions.length > 0 && first.observer.partitions.length < 4,
    );
    await first.app.close();
    isFirstGone = true;
    expect(handled()).toBeLessThan(partitions * each);
    await until('the end', () => handled() >= partitions * each, 40_000);
    for (const partition of numbers(0, partitions)) {
      expect(ledger.offsets(partition)).toEqual(numbers(0, each));
    }
    expect(second.observer.partitions).toHaveLength(partitions);
    expect([...first.crashes, ...second.crashes]).toEqual([]);
  },
);

test('a database that fails for a while: the partition waits, nothing is skipped', async () => {
  const topic = await bench.topic();
  const ledger = new Ledger();
  let failures = 4;
  ledger.before = () => {
    failures -= 1;
    if (failures >= 0) throw new DependencyUnavailable('the database is away');
  };
  await bench.send(topic, 30);
  const limits = { subBatchMax: 10 };
  const { observer, crashes } = await bench.read({ topics: [topic], ledger, groupId: bench.group(), limits });
  await until('all', () => ledger.offsets().length === 30);
  expect(ledger.offsets()).toEqual(numbers(0, 30));
  expect(observer.paused[0]).toMatchObject({ topic, partition: 0, reason: 'dependency', from: 0n });
  expect(observer.resumed.length).toBeGreaterThan(0);
  expect(crashes).toEqual([]);
});

test('a database that is away at the start: nothing is read and no lag invented', async () => {
  const topic = await bench.topic();
  const ledger = new Ledger();
  const load = ledger.loadPosition.bind(ledger);
  ledger.loadPosition = () => Promise.reject(new DependencyUnavailable('the database is away'));
  await bench.send(topic, 5);
  const { observer } = await bench.read({ topics: [topic], ledger, groupId: bench.group() });
  await until('some attempts', () => observer.paused.length > 3);
  expect(observer.lags).toEqual([]);
  expect(ledger.handled).toEqual([]);
  ledger.loadPosition = load;
  await until('all', () => ledger.offsets().length === 5);
  await until('no lag', () => observer.lags.at(-1)?.messages === 0);
  expect(observer.resumed).toEqual([{ topic, partition: 0 }]);
});

test('a commit whose answer was lost is not done again', async () => {
  const topic = await bench.topic();
  const ledger = new Ledger();
  const commit = ledger.handle.bind(ledger);
  let isLost = false;
  ledger.handle = async (batch) => {
    await commit(batch);
    if (batch.records.length === 0 || isLost) return;
    isLost = true;
    throw new DependencyUnavailable('connection lost after COMMIT');
  };
  await bench.send(topic, 30);
  await bench.read({ topics: [topic], ledger, groupId: bench.group(), limits: { subBatchMax: 10 } });
  await until('all', () => ledger.row({ topic, partition: 0 })?.next === 30n);
  expect(ledger.offsets()).toEqual(numbers(0, 30));
  expect(isLost).toBe(true);
});

test('a position that somebody else moved is read again, and the reading goes on from there', async () => {
  const topic = await bench.topic();
  const ledger = new Ledger();
  await bench.send(topic, 5);
  const { observer, crashes } = await bench.read({ topics: [topic], ledger, groupId: bench.group() });
  await until('five', () => ledger.row({ topic, partition: 0 })?.next === 5n);
  ledger.decide({ topic, partition: 0 }, { next: 2n, last: null, decided: true });
  await bench.send(topic, 1);
  await until('the second reading', () => ledger.row({ topic, partition: 0 })?.next === 6n);
  expect(ledger.offsets()).toEqual([0, 1, 2, 3, 4, 2, 3, 4, 5]);
  expect(observer.paused).toEqual([]);
  expect(crashes).toEqual([]);
});

test('one record among a thousand that only the store refuses', async () => {
  const topic = await bench.topic();
  const ledger = new Ledger();
  const poison = 617n;
  ledger.before = ({ records, storageRefused }) => {
    if (!storageRefused && records.some(({ offset }) => offset === poison)) throw new DataRefused('22P05');
  };
  await bench.send(topic, 1_000);
  const { observer, crashes } = await bench.read({ topics: [topic], ledger, groupId: bench.group() });
  await until('all', () => ledger.offsets().length === 1_000);
  expect(ledger.offsets()).toEqual(numbers(0, 1_000));
  const refused = ledger.handled.filter(({ storageRefused }) => storageRefused);
  expect(refused.map(({ records }) => records.map(({ offset }) => offset))).toEqual([[poison]]);
  expect(observer.paused).toEqual([]);
  expect(crashes).toEqual([]);
});

test('a zstd topic takes what a producer sent with gzip, whatever the bytes; headers stay doubled', async () => {
  const topic = await bench.topic();
  const ledger = new Ledger();
  const producer = await bench.producer();
  const value = gzipSync('geen tekst');
  const headers = { toString: 'a', ce_id: ['1', '2'] };
  const messages = [
    { key: 'k', value, headers },
    { key: null, value: null },
  ];
  await producer.send({ topic, messages, compression: CompressionTypes.GZIP, acks: -1 });
  const before = Date.now() - 60_000;
  const { observer } = await bench.read({ topics: [topic], ledger, groupId: bench.group() });
  await until('both', () => ledger.offsets().length === 2);
  const [record, tombstone] = ledger.handled.flatMap((batch) => batch.records);
  expect(record?.value).toEqual(value);
  expect(record?.headers).toEqual([
    ['toString', Buffer.from('a')],
    ['ce_id', Buffer.from('1')],
    ['ce_id', Buffer.from('2')],
  ]);
  expect(record?.appendTimeMs).toBeGreaterThan(before);
  expect(tombstone).toMatchObject({ key: null, value: null, headers: [] });
  await until('no lag', () => observer.lags.at(-1)?.messages === 0);
});

test('what our own producer writes comes through', async () => {
  const topic = await bench.topic();
  const ledger = new Ledger();
  const producer = createProducer({ ...connection, idempotent: true, batchMax: 10 });
  await producer.connect();
  await producer.send(
    topic,
    numbers(0, 25).map((i) => ({ key: 'one', value: `${i}` })),
  );
  await producer.disconnect();
  await bench.read({ topics: [topic], ledger, groupId: bench.group() });
  await until('all', () => ledger.offsets().length === 25);
  const values = ledger.handled.flatMap((batch) => batch.records.map(({ value }) => Number(value)));
  expect(values).toEqual(numbers(0, 25));
});

test('a bug in the handler stops the reading and tells why', async () => {
  const topic = await bench.topic();
  const ledger = new Ledger();
  const bug = new RangeError('a bug');
  ledger.before = ({ records }) => {
    if (records.some(({ offset }) => offset === 3n)) throw bug;
  };
  await bench.send(topic, 10);
  const limits = { subBatchMax: 2 };
  const reader = await bench.read({ topics: [topic], ledger, groupId: bench.group(), limits });
  await until('the crash', () => reader.crashes.length > 0);
  expect(reader.crashes).toEqual([bug]);
  expect(reader.observer.crashes).toEqual([bug]);
  expect(reader.server.health().hasCrashed).toBe(true);
  await reader.app.close();
  expect(ledger.offsets()).toEqual([0, 1]);
  expect(reader.crashes).toEqual([bug]);
});

test('close during a batch: the running sub-batch ends, no other begins, the group is left', async () => {
  const topic = await bench.topic();
  const ledger = new Ledger();
  const held = gate();
  let calls = 0;
  ledger.before = () => {
    calls += 1;
    return held.passed;
  };
  const groupId = bench.group();
  await bench.send(topic, 30);
  const { app, server } = await bench.read({ topics: [topic], ledger, groupId, limits: { subBatchMax: 10 } });
  await until('a sub-batch in hand', () => calls === 1);
  const closed = app.close();
  held.open();
  await closed;
  await server.close();
  expect(calls).toBe(1);
  expect(ledger.offsets().length).toBeLessThanOrEqual(10);

  ledger.before = () => undefined;
  const startedAt = performance.now();
  await bench.read({ topics: [topic], ledger, groupId });
  await until('the rest', () => ledger.offsets().length === 30);
  expect(ledger.offsets()).toEqual(numbers(0, 30));
  // A member that had not left would keep its partition for the whole session timeout.
  expect(performance.now() - startedAt).toBeLessThan(20_000);
});

test('close does not wait for ever', async () => {
  const topic = await bench.topic();
  const ledger = new Ledger();
  const held = gate();
  let calls = 0;
  ledger.before = () => {
    calls += 1;
    return held.passed;
  };
  await bench.send(topic, 1);
  const limits = { closeTimeoutMs: 300 };
  const { app } = await bench.read({ topics: [topic], ledger, groupId: bench.group(), limits });
  await until('a sub-batch in hand', () => calls === 1);
  const startedAt = performance.now();
  await app.close();
  expect(performance.now() - startedAt).toBeLessThan(3_000);
  held.open();
});

test('topics that come later are read without a restart', async () => {
  const early = await bench.topic();
  const late = `${early}.later`;
  const ledger = new Ledger();
  const topics = [early];
  const limits = { topicsRefreshMs: 200 };
  const reader = { topics: () => Promise.resolve(topics), ledger, groupId: bench.group(), limits };
  const { observer, server } = await bench.read(reader);
  await bench.send(early, 3);
  await until('the early topic', () => ledger.offsets().length === 3);
  topics.push(late);
  await until('the missing topic', () => observer.missing.includes(late));
  await bench.makeTopic(late);
  await bench.send(late, 2);
  await until('the late topic', () => ledger.row({ topic: late, partition: 0 })?.next === 2n);
  await bench.send(early, 1);
  await until('the early topic again', () => ledger.row({ topic: early, partition: 0 })?.next === 4n);
  expect(observer.missing).toEqual([]);
  expect(server.health()).toMatchObject({ topics: [early, late], hasCrashed: false });
  await bench.admin.deleteTopics([late]);
});

describe('the app refuses to start', () => {
  const ledger = new Ledger();
  const start = (controllers: Type[]) =>
    bench.read({ topics: [], ledger, groupId: bench.group(), controllers });

  @Controller()
  class Foreign {
    @EventPattern<string>('signal-bach')
    handle(): void {}

    @SignalBatchHandler()
    take(batch: SubBatch): Promise<void> {
      return ledger.handle(batch);
    }
  }

  test('without a handler', async () => {
    await expect(start([])).rejects.toThrow("'signal-batch' must have exactly one handler and has 0");
  });
  test('with two handlers', async () => {
    const two = [controllerOf(ledger), controllerOf(ledger)];
    await expect(start(two)).rejects.toThrow("'signal-batch' must have exactly one handler and has 2");
  });
  test('with a handler for something that never comes', async () => {
    await expect(start([Foreign])).rejects.toThrow("nothing ever comes in for the pattern 'signal-bach'");
  });
});

test('a broker that is not there is an error of the start', async () => {
  const ledger = new Ledger();
  const server = new KafkaBatchServer({
    ...connection,
    brokers: ['127.0.0.1:1'],
    groupId: bench.group(),
    topics: () => Promise.resolve([]),
    loadPosition: (place) => ledger.loadPosition(place),
    observer: new Recorder(),
    crash: () => undefined,
  });
  server.addHandler('signal-batch', () => Promise.resolve(undefined as never), true);
  const listening = new Promise((resolve) => server.listen(resolve));
  await expect(listening).resolves.toBeInstanceOf(DependencyUnavailable);
});
