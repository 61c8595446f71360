import {
  admit,
  compareLast,
  lagOf,
  narrower,
  positionRecord,
  retryDelayMs,
  samePosition,
  stepsOf,
  type PartitionPosition,
} from './position.js';
import type { KafkaRecord } from './records.js';

const record = (offset: number, value: string | null = `value ${offset}`): KafkaRecord => ({
  topic: 't',
  partition: 0,
  offset: BigInt(offset),
  appendTimeMs: 1_000 + offset,
  isBrokerTime: true,
  key: Buffer.from('key'),
  value: value === null ? null : Buffer.from(value),
  headers: [],
});
const records = (...offsets: number[]): KafkaRecord[] => offsets.map((offset) => record(offset));
const at = (next: number, last: number | null = null): PartitionPosition => ({
  next: BigInt(next),
  last: last === null ? null : positionRecord(record(last)),
});
const log = (low: number, high: number) => ({ low: BigInt(low), high: BigInt(high) });

describe('admit', () => {
  test('without a position: from the oldest record there is', () => {
    expect(admit(null, log(4, 9), null, false)).toEqual({ kind: 'start', seek: 4n, compare: null });
  });
  test('the last record is looked at again when the log still has it', () => {
    const last = positionRecord(record(5));
    expect(admit(at(8, 5), log(5, 8), 8n, false)).toEqual({ kind: 'start', seek: 5n, compare: last });
  });
  test('and is not when retention took it', () => {
    expect(admit(at(8, 5), log(6, 8), null, false)).toEqual({ kind: 'start', seek: 8n, compare: null });
  });
  test('a last record that is not before the position is left by a person and not compared', () => {
    expect(admit(at(2, 5), log(0, 8), null, false)).toEqual({ kind: 'start', seek: 2n, compare: null });
  });
  test.each([
    ['retention-gap', at(3), log(5, 9), null, 3n, 5n],
    ['log-shorter', at(9), log(0, 5), null, 5n, 9n],
    ['group-ahead', at(3), log(0, 9), 4n, 3n, 4n],
    ['group-ahead', null, log(0, 9), 4n, 0n, 4n],
    // An older database and retention together: the lost data is the larger fault.
    ['group-ahead', at(3), log(5, 9), 7n, 3n, 7n],
  ] as const)('%s', (reason, stored, range, committed, from, to) => {
    expect(admit(stored, range, committed, false)).toEqual({ kind: 'refuse', reason, from, to });
  });
  test('a person may have set the position back behind the group', () => {
    expect(admit(at(3), log(0, 9), 9n, true)).toEqual({ kind: 'start', seek: 3n, compare: null });
  });
  test('a position at either end of the log is in order', () => {
    expect(admit(at(5), log(5, 5), 5n, false)).toMatchObject({ kind: 'start', seek: 5n });
  });
});

describe('compareLast', () => {
  const last = positionRecord(record(5));
  test('same', () => expect(compareLast(records(5, 6), last)).toBe('same'));
  test('other content', () => expect(compareLast([record(5, 'other')], last)).toBe('different'));
  test('another time', () => {
    expect(compareLast([{ ...record(5), appendTimeMs: 0 }], last)).toBe('different');
  });
  test('absent although a later one comes', () => expect(compareLast(records(6), last)).toBe('absent'));
  test('nothing at all', () => expect(compareLast([], last)).toBe('absent'));
});

describe('stepsOf', () => {
  test('drops what was handled, cuts, and ends behind the markers', () => {
    const steps = stepsOf(records(1, 2, 3, 4, 6), at(3, 2), 8n, 2);
    expect(steps.map((step) => step.records.map(({ offset }) => offset))).toEqual([[3n, 4n], [6n]]);
    expect(steps.map(({ following }) => following)).toEqual([at(5, 4), at(9, 6)]);
  });
  test('only markers left: the position moves, the last record stays', () => {
    expect(stepsOf(records(5), at(6, 5), 7n, 10)).toEqual([
      { records: [], following: at(8, 5), storageRefused: false },
    ]);
  });
  test('nothing new', () => expect(stepsOf(records(5), at(6, 5), 5n, 10)).toEqual([]));
  test('no position yet and nothing but markers', () => {
    expect(stepsOf([], null, 0n, 10)).toMatchObject([{ records: [], following: at(1) }]);
  });
});

describe('narrower', () => {
  test('halves meet, and the second keeps the end of the batch', () => {
    const [whole] = stepsOf(records(0, 1, 2), at(0), 9n, 10);
    const halves = narrower(whole!);
    expect(halves.map((step) => step.records.map(({ offset }) => offset))).toEqual([[0n, 1n], [2n]]);
    expect(halves.map(({ following }) => following)).toEqual([at(2, 1), at(10, 2)]);
  });
  test('one record comes once more, marked; then there is nothing smaller', () => {
    const [single] = stepsOf(records(0), at(0), 0n, 10);
    const [marked, ...others] = narrower(single!);
    expect(others).toEqual([]);
    expect(marked).toEqual({ ...single, storageRefused: true });
    expect(narrower(marked!)).toEqual([]);
    expect(narrower({ records: [], following: at(1), storageRefused: false })).toEqual([]);
  });
});

test('positions are equal by value', () => {
  expect(samePosition(at(1, 0), at(1, 0))).toBe(true);
  expect(samePosition(at(1, 0), at(1))).toBe(false);
  expect(samePosition(at(1, 0), at(2, 0))).toBe(false);
  expect(samePosition(null, at(0))).toBe(false);
  expect(samePosition(null, null)).toBe(true);
});

test('a tombstone has a checksum of its key alone', () => {
  expect(positionRecord(record(1, null)).crc32).toBe(positionRecord(record(1, '')).crc32);
  expect(positionRecord(record(1, null)).crc32).not.toBe(positionRecord(record(1)).crc32);
});

describe('lagOf', () => {
  const input = {
    next: 5n,
    high: 8n,
    nowMs: 100_000,
    unreadSinceMs: [40_000, null, 70_000],
    retentionMs: 50_000,
  };
  test('the latest moment known bounds the age', () => {
    expect(lagOf(input)).toEqual({ messages: 3, secondsMax: 30, retentionSecondsLeft: 20 });
  });
  test('nothing unread', () => {
    expect(lagOf({ ...input, high: 5n })).toEqual({ messages: 0, secondsMax: 0, retentionSecondsLeft: null });
  });
  test('unknown stays unknown', () => {
    const unknown = { messages: 3, secondsMax: null, retentionSecondsLeft: null };
    expect(lagOf({ ...input, unreadSinceMs: [null] })).toEqual(unknown);
    expect(lagOf({ ...input, retentionMs: null }).retentionSecondsLeft).toBeNull();
  });
});

test('retries wait longer each time, and never longer than the bound', () => {
  expect([0, 1, 2, 3, 500].map((failures) => retryDelayMs(failures, 100, 500))).toEqual([
    100, 200, 400, 500, 500,
  ]);
});
