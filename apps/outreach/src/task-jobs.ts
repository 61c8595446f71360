import type { Channel } from '#domain';
import type { QueuedTask } from '#postgres';

/** What relay and reconciler need of the queues. */
export interface TaskJobs {
  /** Adds a job for each task to the queue of its channel and executor. An id that is there already adds nothing. */
  add(tasks: readonly QueuedTask[]): Promise<void>;
  /** The tasks for which no queue has a job that somebody will take or is at work on. */
  withoutLiveJob(tasks: readonly QueuedTask[]): Promise<readonly QueuedTask[]>;
  /** Jobs by queue and state. */
  depth(): Promise<readonly QueueDepth[]>;
}

export interface QueueDepth {
  readonly queue: string;
  readonly channel: Channel;
  readonly state: string;
  readonly jobs: number;
}

/** Work of people in the workbench has no job: `queued` then means open to claim in the worklist. */
export function needsJob(task: Pick<QueuedTask, 'executor'>): boolean {
  return task.executor !== 'desk';
}
