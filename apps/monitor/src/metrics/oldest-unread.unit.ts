import { oldestUnreadSince } from './oldest-unread.js';

/** Partitions as lists of append times; the offset is the index. */
function logOf(partitions: Readonly<Record<number, readonly number[]>>): {
  offsetsAt(instantMs: number): Promise<Map<number, bigint>>;
  questions: () => number;
} {
  let questions = 0;
  return {
    questions: () => questions,
    offsetsAt: (instantMs) => {
      questions += 1;
      const found = Object.entries(partitions).map(([partition, times]): [number, bigint] => {
        const index = times.findIndex((time) => time >= instantMs);
        return [Number(partition), BigInt(index === -1 ? times.length : index)];
      });
      return Promise.resolve(new Map(found));
    },
  };
}

const day = 86_400_000;

describe('the oldest unread record', () => {
  test('of all partitions, to the second', async () => {
    const log = logOf({ 0: [1 * day, 3 * day, 6 * day], 1: [2 * day, 5 * day] });
    const since = await oldestUnreadSince(
      new Map([
        [0, 2n],
        [1, 1n],
      ]),
      { ...log, fromMs: 0, nowMs: 7 * day },
    );
    expect(since).toBeLessThanOrEqual(5 * day);
    expect(since).toBeGreaterThan(5 * day - 1_001);
    expect(log.questions()).toBeLessThanOrEqual(20);
  });

  test('nothing unread asks nothing', async () => {
    const log = logOf({ 0: [day] });
    expect(await oldestUnreadSince(new Map(), { ...log, fromMs: 0, nowMs: 7 * day })).toBeNull();
    expect(log.questions()).toBe(0);
  });

  test('older than where the search begins: at least that old', async () => {
    const log = logOf({ 0: [day] });
    const since = await oldestUnreadSince(new Map([[0, 0n]]), { ...log, fromMs: 2 * day, nowMs: 7 * day });
    expect(since).toBe(2 * day);
  });
});
