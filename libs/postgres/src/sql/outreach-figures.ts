import type { Channel, TaskState } from '#domain';

import type { Transaction } from '../database.js';

/** How many tasks of a channel are in a state. */
export interface TaskCount {
  readonly channel: Channel;
  readonly state: TaskState;
  readonly count: number;
}

/** Tasks by channel and state, over all municipalities. */
export function countTasks(tx: Transaction): Promise<TaskCount[]> {
  return tx.query<TaskCount>({
    name: 'outreach-count-tasks',
    text: `select channel, state, count(*) count from outreach_task group by channel, state order by channel, state`,
  });
}

/** How many tasks of a channel failed for a reason. */
export interface FailureCount {
  readonly channel: Channel;
  readonly reason: string;
  readonly count: number;
}

/** Failed tasks by channel and reason, over all municipalities. */
export function countFailures(tx: Transaction): Promise<FailureCount[]> {
  return tx.query<FailureCount>({
    name: 'outreach-count-failures',
    text: `select channel, coalesce(result, 'unknown') reason, count(*) count from outreach_task
           where state = 'failed' group by channel, result order by channel, result`,
  });
}

/** When the oldest rows came that wait to be passed on; null: nothing waits. */
export type OutboxHeads = Readonly<Record<'feedback' | 'tasks', Date | null>>;

/** The heads of the two outboxes: messages to creditors, and tasks that no queue was told of. */
export async function readOutboxHeads(tx: Transaction): Promise<OutboxHeads> {
  const [heads] = await tx.query<OutboxHeads>({
    name: 'outreach-outbox-heads',
    text: `select (select min(created_at) from feedback where state = 'created') feedback,
             (select min(changed_at) from outreach_task where state = 'created') tasks`,
  });
  return heads ?? { feedback: null, tasks: null };
}
