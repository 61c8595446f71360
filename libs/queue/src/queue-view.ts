import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';

import { connectRedis, disconnectRedis } from './queue-connection.js';

const closeTimeoutMs = 2_000;
/** Queues that are shown at most: the four channels and the outside parties of many municipalities. */
const queuesMax = 500;
const scanCount = 1_000;
const scansMax = 1_000;

/**
 * What can be seen of the queues, read-only: those that somebody has ever put a job into or works on, also those that belong
 * to an outside party, which nobody declares. A channel that people do has no queue, and an empty one would say otherwise.
 */
export class QueueView {
  private readonly queues = new Map<string, Queue>();

  private constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  static open(options: { readonly redisUrl: string; readonly prefix: string }): QueueView {
    const redis = connectRedis(options.redisUrl, 'produce');
    // Without a listener ioredis throws; whoever looks at the queues sees that Redis is away.
    redis.on('error', () => undefined);
    return new QueueView(redis, options.prefix);
  }

  /** An adapter for each queue that was found since the last call. */
  async newQueues(): Promise<readonly BullMQAdapter[]> {
    const names = await this.namesInRedis();
    const found: BullMQAdapter[] = [];
    for (const name of [...new Set(names)].sort()) {
      if (this.queues.has(name) || this.queues.size >= queuesMax) continue;
      const queue = new Queue(name, { connection: this.redis, prefix: this.prefix, skipMetasUpdate: true });
      queue.on('error', () => undefined);
      this.queues.set(name, queue);
      found.push(new BullMQAdapter(queue, { readOnlyMode: true, allowRetries: false }));
    }
    return found;
  }

  async close(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    await disconnectRedis(this.redis, closeTimeoutMs);
  }

  /** Every queue leaves a key `<prefix>:<name>:meta`. */
  private async namesInRedis(): Promise<readonly string[]> {
    const start = `${this.prefix}:`;
    const names: string[] = [];
    let cursor = '0';
    for (let scan = 0; scan < scansMax; scan += 1) {
      const [next, keys] = await this.redis.scan(cursor, 'MATCH', `${start}*:meta`, 'COUNT', scanCount);
      for (const key of keys) names.push(key.slice(start.length, -':meta'.length));
      cursor = next;
      if (cursor === '0') break;
    }
    return names;
  }
}
