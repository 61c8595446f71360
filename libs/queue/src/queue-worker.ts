import type { Logger } from '#platform';
import { UnrecoverableError, WaitingError, Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { errorLabel, FinalJobError, PayloadInvalid } from './job-error.js';
import type { QueueDefinition } from './queue-definition.js';
import { parsePayload } from './queue-jobs.js';

/** What a handler learns of the run that it is in. */
export interface JobRun {
  readonly jobId: string;
  /** 1 for the first run. */
  readonly attempt: number;
  readonly attemptsMax: number;
  /** Aborted when the process has to end before the handler is done. */
  readonly signal: AbortSignal;
}

/** Does one job. May be run again after success: a worker can die between the work and its confirmation. */
export type JobHandler<Payload extends object> = (payload: Payload, run: JobRun) => Promise<void>;

/** One run of a job that ended, for metrics. */
export interface EndedRun {
  readonly queue: string;
  /** `failed` is for good, `retried` will run again. */
  readonly result: 'completed' | 'retried' | 'failed';
  readonly durationMs: number;
}

export interface WorkerLimits {
  /** Without a sign of life for this long, a job is taken from its worker. */
  readonly lockDurationMs: number;
  /** How often jobs without a sign of life are looked for. */
  readonly stalledIntervalMs: number;
}

/** So often a job may lose its worker before it is failed: a job that kills its process must not do so for ever. */
const STALLED_MAX = 3;
/** BullMQ's own words for it. */
const STALLED_TOO_OFTEN = 'job stalled more than allowable limit';

/** A BullMQ worker that is not started yet. */
export function createWorker<Payload extends object>(options: {
  readonly definition: QueueDefinition<Payload>;
  readonly handler: JobHandler<Payload>;
  readonly connection: Redis;
  readonly prefix: string;
  readonly limits: WorkerLimits;
  readonly logger: Logger;
  readonly onEnded: (run: EndedRun) => void;
}): Worker {
  const { definition, logger } = options;
  const queue = definition.name;
  const worker = new Worker(
    queue,
    // BullMQ gives the signal only to a function that declares three parameters.
    (job: Job, token: string | undefined, signal?: AbortSignal) =>
      runJob({ ...options, job, token, signal: signal ?? new AbortController().signal }),
    {
      connection: options.connection,
      prefix: options.prefix,
      autorun: false,
      concurrency: definition.concurrency,
      lockDuration: options.limits.lockDurationMs,
      stalledInterval: options.limits.stalledIntervalMs,
      maxStalledCount: STALLED_MAX,
    },
  );
  worker.on('error', (error) =>
    logger.error({ queue, error: errorLabel(error) }, 'a queue worker has trouble'),
  );
  // The one end that runJob does not see: BullMQ fails the job before it reaches the handler again.
  worker.on('failed', (job, error) => {
    if (error.message !== STALLED_TOO_OFTEN) return;
    logger.error({ queue, jobId: job?.id, error: STALLED_TOO_OFTEN }, 'a job lost its worker too often');
    options.onEnded({ queue, result: 'failed', durationMs: 0 });
  });
  worker.on('stalled', (jobId) => logger.warn({ queue, jobId }, 'a job lost its worker and waits again'));
  return worker;
}

async function runJob<Payload extends object>(context: {
  readonly definition: QueueDefinition<Payload>;
  readonly handler: JobHandler<Payload>;
  readonly logger: Logger;
  readonly onEnded: (run: EndedRun) => void;
  readonly job: Job;
  readonly token: string | undefined;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { definition, job, logger } = context;
  const queue = definition.name;
  const jobId = job.id ?? '';
  const attempt = job.attemptsMade + 1;
  const startedAt = performance.now();
  const ended = (result: EndedRun['result']) =>
    context.onEnded({ queue, result, durationMs: performance.now() - startedAt });
  try {
    const payload = parsePayload(definition, job.data);
    const run = { jobId, attempt, attemptsMax: definition.attempts, signal: context.signal };
    await Promise.race([context.handler(payload, run), aborted(context.signal)]);
  } catch (error) {
    if (error instanceof GivenUp) {
      // Back to the queue at once and without counting as a run: the process ends, the job is not to blame.
      await job.moveToWait(context.token);
      throw new WaitingError();
    }
    const final =
      error instanceof FinalJobError || error instanceof PayloadInvalid || attempt >= definition.attempts;
    const faults = error instanceof PayloadInvalid ? error.faults : undefined;
    const label = errorLabel(error);
    logger[final ? 'error' : 'warn'](
      { queue, jobId, attempt, error: label, faults, at: stackPlaces(error) },
      'a job failed',
    );
    ended(final ? 'failed' : 'retried');
    // BullMQ keeps message and stack in Redis, so they are made anew from what may be told.
    throw final ? new UnrecoverableError(label) : new Error(label);
  }
  ended('completed');
}

/** The process ends before a handler did. */
class GivenUp extends Error {}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new GivenUp()), { once: true });
  });
}

/** Where an error came from, without its message, which may quote data. */
function stackPlaces(error: unknown): readonly string[] {
  if (!(error instanceof Error) || error.stack === undefined) return [];
  return error.stack
    .split('\n')
    .filter((line) => /^\s+at /u.test(line))
    .slice(0, 5)
    .map((line) => line.trim());
}
