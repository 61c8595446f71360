import { Redis } from 'ioredis';

/** Where BullMQ keeps the jobs that somebody will take or is at work on; a zset but for the first two. */
const lists = ['wait', 'active'];
const sortedSets = ['prioritized', 'delayed'];

/** The ids of the live jobs of a queue, read from Redis itself. */
export async function liveJobIds(redisUrl: string, queue: string, prefix = '{eropaf}'): Promise<Set<string>> {
  const redis = new Redis(redisUrl);
  try {
    const key = (name: string): string => `${prefix}:${queue}:${name}`;
    const found = [
      ...(await Promise.all(lists.map((name) => redis.lrange(key(name), 0, -1)))),
      ...(await Promise.all(sortedSets.map((name) => redis.zrange(key(name), 0, -1)))),
    ];
    return new Set(found.flat());
  } finally {
    redis.disconnect();
  }
}
