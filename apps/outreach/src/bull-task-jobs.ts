import { outreachQueues } from '#contracts';
import type { Channel } from '#domain';
import type { QueuedTask } from '#postgres';
import { externalQueueName, type QueueHost } from '#queue';

import type { QueueDepth, TaskJobs } from './task-jobs.js';

/** Lowest and highest number that a job's priority may have; lower goes first, as the task's own. */
const priorityMin = 1;
const priorityMax = 1_000;
const externalPrefix = 'external:';

/** The queue in which a task waits: the channel's own for our workers, one of its own for each outside party. */
export function queueNameOf(task: Pick<QueuedTask, 'municipality' | 'channel' | 'executor'>): string {
  if (!task.executor.startsWith(externalPrefix)) return task.channel;
  return externalQueueName(task.channel, task.municipality, task.executor.slice(externalPrefix.length));
}

/** The queues of tasks on BullMQ. Knows of outside parties' queues what it has met, which the reconciler's walk completes. */
export class BullTaskJobs implements TaskJobs {
  private readonly channelOfQueue = new Map<string, Channel>();

  constructor(private readonly host: QueueHost) {}

  async add(tasks: readonly QueuedTask[]): Promise<void> {
    for (const [queue, ofQueue] of this.byQueue(tasks)) {
      await this.host.addBulk(
        queue,
        ofQueue.map((task) => ({ payload: payloadOf(task), priority: jobPriority(task.priority) })),
      );
    }
  }

  async withoutLiveJob(tasks: readonly QueuedTask[]): Promise<readonly QueuedTask[]> {
    const lost: QueuedTask[] = [];
    for (const [queue, ofQueue] of this.byQueue(tasks)) {
      const live = await this.host.liveJobs(queue, ofQueue.map(jobIdOf));
      lost.push(...ofQueue.filter((task) => !live.has(jobIdOf(task))));
    }
    return lost;
  }

  async depth(): Promise<readonly QueueDepth[]> {
    const counts = await this.host.counts([...this.channelOfQueue.keys()]);
    return counts.flatMap(({ queue, ...states }) => {
      const channel = this.channelOfQueue.get(queue);
      if (channel === undefined) return [];
      return Object.entries(states).map(([state, jobs]) => ({ queue, channel, state, jobs }));
    });
  }

  private byQueue(tasks: readonly QueuedTask[]): Map<string, QueuedTask[]> {
    const grouped = Map.groupBy(tasks, queueNameOf);
    for (const [queue, [first]] of grouped) {
      if (first !== undefined) this.channelOfQueue.set(queue, first.channel);
    }
    return grouped;
  }
}

function payloadOf({ municipality, taskId, generation }: QueuedTask) {
  return { municipality, taskId, generation };
}

function jobIdOf(task: QueuedTask): string {
  return outreachQueues[task.channel].jobId(payloadOf(task));
}

function jobPriority(priority: number): number {
  return Math.min(priorityMax, Math.max(priorityMin, priority));
}
