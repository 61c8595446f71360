import type { KafkaHealth } from '#kafka';

import { readingLiveness, readingReadiness } from './reading-probes.js';

const well: KafkaHealth = { turnedAtMs: 0, waitsFor: null, topics: ['signals.energie'], hasCrashed: false };
const health = (changes: Partial<KafkaHealth>) => (): KafkaHealth => ({
  ...well,
  turnedAtMs: Date.now(),
  ...changes,
});

describe('readiness', () => {
  test('a member that reads all of its partitions is ready', async () => {
    await expect(readingReadiness(health({})).check()).resolves.toBeUndefined();
  });

  test.each([
    ['topics', 'no topic is read'],
    ['membership', 'not a member'],
    ['heartbeat', 'is silent'],
    ['positions', 'positions were not read'],
  ] as const)('one that waits for %s says so, however lately it fetched', async (waitsFor, said) => {
    await expect(readingReadiness(health({ waitsFor })).check()).rejects.toThrow(said);
  });
});

describe('liveness', () => {
  test('Kafka that is away is no reason to restart', async () => {
    await expect(readingLiveness(health({ waitsFor: 'membership' })).check()).resolves.toBeUndefined();
  });

  test('nor is a registry without topics', async () => {
    await expect(readingLiveness(health({ turnedAtMs: null })).check()).resolves.toBeUndefined();
  });

  test('a crash and a loop that no longer turns are', async () => {
    await expect(readingLiveness(health({ hasCrashed: true })).check()).rejects.toThrow('crashed');
    const longAgo = Date.now() - 121_000;
    await expect(readingLiveness(health({ turnedAtMs: longAgo })).check()).rejects.toThrow('hangs');
  });
});
