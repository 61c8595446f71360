import { channels, type Channel } from '#domain';
import { z } from 'zod';
import { municipalityCode, notation } from './bounded-text.js';

/**
 * Payload of every outreach job: ids, never people. The generation rises each time a task is queued again, so that a
 * job of an earlier round is recognised as stale.
 */
export const outreachJobSchema = z
  .strictObject({
    municipality: municipalityCode('Municipality of the task.'),
    taskId: notation('^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$', 36, 'Id of the task.'),
    generation: z.int().min(1).max(1_000_000),
  })
  .meta({ title: 'OutreachJob', description: 'One task that is due, for whoever executes its channel.' });

export type OutreachJob = z.infer<typeof outreachJobSchema>;

/** One queue is one row: what lies in it, and every limit of it. */
export interface OutreachQueue {
  readonly name: Channel;
  readonly schema: typeof outreachJobSchema;
  /** The job's id, without `:` and never digits only, as the queue demands; adding an id twice adds one job. */
  jobId(this: void, payload: OutreachJob): string;
  readonly attempts: number;
  readonly backoff: { readonly type: 'exponential'; readonly delayMs: number; readonly jitter: number };
  readonly retention: {
    readonly completed: { readonly ageSeconds: number; readonly count: number };
    readonly failed: { readonly ageSeconds: number; readonly count: number };
  };
  readonly concurrency: number;
}

const jobIdOf = ({ municipality, taskId, generation }: OutreachJob): string =>
  `${municipality}-${taskId}-${generation}`;

/**
 * Completed jobs are kept an hour to be looked at; a failed one a week, since a person has to see it. Postgres
 * remembers what was done, so nothing depends on either.
 */
const RETENTION: OutreachQueue['retention'] = {
  completed: { ageSeconds: 3_600, count: 1_000 },
  failed: { ageSeconds: 604_800, count: 10_000 },
};

function queue(name: Channel, limits: { attempts: number; concurrency: number }): OutreachQueue {
  return {
    name,
    schema: outreachJobSchema,
    jobId: jobIdOf,
    attempts: limits.attempts,
    backoff: { type: 'exponential', delayMs: 2_000, jitter: 0.5 },
    retention: RETENTION,
    concurrency: limits.concurrency,
  };
}

/**
 * The queues of outreach. Rendering letters is bound by the processor, so two at a time; messages wait for others.
 * Calls and house visits are people's work: one attempt, since a lease decides what becomes of it.
 */
export const outreachQueues: Readonly<Record<Channel, OutreachQueue>> = {
  letters: queue('letters', { attempts: 5, concurrency: 2 }),
  messages: queue('messages', { attempts: 5, concurrency: 8 }),
  calls: queue('calls', { attempts: 1, concurrency: 1 }),
  'house-visits': queue('house-visits', { attempts: 1, concurrency: 1 }),
};

/** The queues in the order of the channels. */
export const outreachQueueList: readonly OutreachQueue[] = channels.map((channel) => outreachQueues[channel]);
