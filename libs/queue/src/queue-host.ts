import { within, type Logger } from '#platform';
import { Queue, type Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { errorLabel, PayloadInvalid, QueueUnavailable, QueueWiringInvalid } from './job-error.js';
import { connectRedis, disconnectRedis } from './queue-connection.js';
import { definitionFaults, definitionName, type QueueDefinition } from './queue-definition.js';
import { newJob, type NewJob } from './queue-jobs.js';
import { createWorker, type EndedRun, type JobHandler, type WorkerLimits } from './queue-worker.js';

export interface QueueHostOptions {
  readonly redisUrl: string;
  /** In braces, such as `{eropaf}`: then all keys of all queues lie on one node of a Redis Cluster. */
  readonly prefix: string;
  readonly definitions: readonly QueueDefinition[];
  /** Names of the queues that this process has to handle; the others it only adds to. */
  readonly handled?: readonly string[];
  readonly logger: Logger;
  /** Told of every run of a job that ended here, for metrics. Must not throw. */
  readonly onEnded?: (run: EndedRun) => void;
  readonly limits?: Partial<WorkerLimits & HostLimits>;
}

export interface HostLimits {
  /** Longest wait for Redis when adding, asking or starting. */
  readonly answerTimeoutMs: number;
  /** Longest wait at the end for jobs that are being run. */
  readonly closeTimeoutMs: number;
}

/** Jobs in a queue by state. Waiting holds those with a priority too. */
export interface QueueCounts {
  readonly queue: string;
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  readonly completed: number;
  readonly failed: number;
}

const LIMITS_DEFAULT: WorkerLimits & HostLimits = {
  lockDurationMs: 30_000,
  stalledIntervalMs: 15_000,
  answerTimeoutMs: 10_000,
  closeTimeoutMs: 20_000,
};

/** Most jobs in one call: one transaction of the relay. */
const BULK_MAX = 1_000;
const LIVE_STATES: ReadonlySet<string> = new Set([
  'waiting',
  'prioritized',
  'active',
  'delayed',
  'waiting-children',
]);

/**
 * Makes the queues of one process. Connects at once, but nothing is run before {@link QueueHost.start}.
 *
 * @throws {QueueWiringInvalid} when the table of queues has faults.
 */
export function createQueueHost(options: QueueHostOptions): QueueHost {
  const names = new Set(options.definitions.map((definition) => definition.name));
  const unknown = (options.handled ?? []).filter((name) => !names.has(name));
  const faults = [
    ...definitionFaults(options.definitions),
    ...unknown.map((name) => `Queue ${name} is to be handled here but is not defined.`),
  ];
  if (faults.length > 0) throw new QueueWiringInvalid(faults);
  return new QueueHost(options);
}

/** The queues of one process: adds jobs, runs them, counts them. Knows nothing of what they mean. */
export class QueueHost {
  private readonly limits: WorkerLimits & HostLimits;
  private readonly producer: Redis;
  private readonly consumer: Redis;
  private readonly queues = new Map<string, Queue>();
  private readonly workers = new Map<string, Worker>();
  private running: Promise<void>[] = [];
  private closing: Promise<void> | undefined;

  constructor(private readonly options: QueueHostOptions) {
    this.limits = { ...LIMITS_DEFAULT, ...options.limits };
    this.producer = this.connect('produce');
    this.consumer = this.connect('work');
  }

  /**
   * Adds a job. A job with the same id that has not been removed yet makes this a silent no-op, also when that job
   * failed (see {@link hasLiveJob}). `queueName` is a defined queue or one of an external executor of it.
   *
   * @throws {PayloadInvalid} before anything is added.
   * @throws {QueueUnavailable} when Redis does not answer in time; the job may or may not have been added.
   */
  async add(
    queueName: string,
    payload: unknown,
    options: { readonly priority?: number } = {},
  ): Promise<void> {
    const job = newJob(this.definition(queueName), payload, options.priority);
    await this.answer(queueName, this.queue(queueName).add(job.name, job.data, job.opts));
  }

  /** Adds up to 1,000 jobs at once: all, or none when a payload is invalid. Else as {@link add}. */
  async addBulk(
    queueName: string,
    jobs: readonly { readonly payload: unknown; readonly priority?: number }[],
  ): Promise<void> {
    if (jobs.length > BULK_MAX) throw new RangeError(`At most ${BULK_MAX} jobs at once.`);
    const definition = this.definition(queueName);
    const parsed = parseAll(definition, jobs);
    if (parsed.length > 0) await this.answer(queueName, this.queue(queueName).addBulk(parsed));
  }

  /**
   * Names the handler of a queue. A payload that fails its schema never reaches the handler: its job is failed for good.
   *
   * @throws {QueueWiringInvalid} when the queue has a handler already or is not defined.
   */
  work<Payload extends object>(definition: QueueDefinition<Payload>, handler: JobHandler<Payload>): void {
    const queue = definition.name;
    if (!this.options.definitions.some((known) => known.name === queue)) {
      throw new QueueWiringInvalid([`Queue ${queue} is not defined.`]);
    }
    if (this.workers.has(queue)) throw new QueueWiringInvalid([`Queue ${queue} has two handlers.`]);
    const { prefix, logger, onEnded = () => undefined } = this.options;
    const connection = this.consumer;
    this.workers.set(
      queue,
      createWorker({ definition, handler, connection, prefix, logger, onEnded, limits: this.limits }),
    );
  }

  /** @throws {QueueWiringInvalid} naming every queue that is to be handled here and has no handler. */
  assertComplete(): void {
    const missing = (this.options.handled ?? []).filter((name) => !this.workers.has(name));
    if (missing.length > 0)
      throw new QueueWiringInvalid(missing.map((name) => `Queue ${name} has no handler.`));
  }

  /**
   * Begins to run jobs.
   *
   * @throws {QueueWiringInvalid} as {@link assertComplete}.
   * @throws {QueueUnavailable} when Redis does not answer in time.
   */
  async start(): Promise<void> {
    this.assertComplete();
    for (const [name, worker] of this.workers) {
      await this.answer(name, worker.waitUntilReady());
      this.running.push(worker.run().catch((error: unknown) => this.report(name, error)));
    }
  }

  /**
   * False when no job of this id will be run any more: there is none (Redis was emptied) or it ended. A failed one
   * swallows an {@link add} of the same id, so who finds false has to add under a new id.
   */
  async hasLiveJob(queueName: string, jobId: string): Promise<boolean> {
    const state = await this.answer(queueName, this.queue(queueName).getJobState(jobId));
    return LIVE_STATES.has(state);
  }

  /** Those of up to 1,000 ids for which {@link hasLiveJob} is true. */
  async liveJobs(queueName: string, jobIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (jobIds.length > BULK_MAX) throw new RangeError(`At most ${BULK_MAX} jobs at once.`);
    const live = await Promise.all(jobIds.map((jobId) => this.hasLiveJob(queueName, jobId)));
    return new Set(jobIds.filter((_jobId, index) => live[index] === true));
  }

  /** Jobs by state, of all defined queues or of those named. */
  async counts(
    queueNames = this.options.definitions.map(({ name }) => name),
  ): Promise<readonly QueueCounts[]> {
    return Promise.all(
      queueNames.map(async (queue) => {
        const states = ['waiting', 'prioritized', 'delayed', 'active', 'completed', 'failed'] as const;
        const found = await this.answer(queue, this.queue(queue).getJobCounts(...states));
        const count = (state: (typeof states)[number]) => found[state] ?? 0;
        return {
          queue,
          waiting: count('waiting') + count('prioritized'),
          delayed: count('delayed'),
          active: count('active'),
          completed: count('completed'),
          failed: count('failed'),
        };
      }),
    );
  }

  /** True when Redis answers in time. */
  async isHealthy(): Promise<boolean> {
    return within(this.limits.answerTimeoutMs, this.producer.ping()).catch(() => false);
  }

  /**
   * Ends in order: no new jobs are taken, those being run may finish within `closeTimeoutMs`, then their signal is
   * aborted and they go back to the queue for other workers. Idempotent; a second call joins the first.
   */
  close(): Promise<void> {
    this.closing ??= this.closeAll();
    return this.closing;
  }

  private async closeAll(): Promise<void> {
    const workers = [...this.workers.values()];
    const finished = Promise.all(workers.map((worker) => worker.close()));
    if (!(await within(this.limits.closeTimeoutMs, finished))) {
      this.options.logger.error(
        { closeTimeoutMs: this.limits.closeTimeoutMs },
        'jobs did not end in time and are given up',
      );
      workers.forEach((worker) => worker.cancelAllJobs('the process ends'));
      await within(this.limits.answerTimeoutMs, finished);
    } else {
      await Promise.all(this.running);
    }
    await within(
      this.limits.answerTimeoutMs,
      Promise.allSettled([...this.queues.values()].map((queue) => queue.close())),
    );
    await Promise.all(
      [this.producer, this.consumer].map((redis) => disconnectRedis(redis, this.limits.answerTimeoutMs)),
    );
  }

  private definition(queueName: string): QueueDefinition {
    const name = definitionName(queueName);
    const found = this.options.definitions.find((definition) => definition.name === name);
    if (found === undefined) throw new QueueWiringInvalid([`Queue ${queueName} is not defined.`]);
    return found;
  }

  /** One object per queue. Their number is bounded by the defined queues and external executors. */
  private queue(queueName: string): Queue {
    const known = this.queues.get(queueName);
    if (known !== undefined) return known;
    this.definition(queueName);
    const queue = new Queue(queueName, {
      connection: this.producer,
      prefix: this.options.prefix,
      streams: { events: { maxLen: 1_000 } },
    });
    queue.on('error', (error) => this.report(queueName, error));
    this.queues.set(queueName, queue);
    return queue;
  }

  private async answer<Result>(queueName: string, work: Promise<Result>): Promise<Result> {
    let inTime = false;
    try {
      inTime = await within(this.limits.answerTimeoutMs, work);
    } catch (error) {
      throw new QueueUnavailable(queueName, { cause: error });
    }
    if (!inTime) {
      // The answer may still come, or fail: nobody waits for it any more.
      work.catch(() => undefined);
      throw new QueueUnavailable(queueName);
    }
    return work;
  }

  private connect(use: 'produce' | 'work'): Redis {
    const connection = connectRedis(this.options.redisUrl, use);
    connection.on('error', (error) => this.report(use, error));
    return connection;
  }

  private report(queue: string, error: unknown): void {
    this.options.logger.error({ queue, error: errorLabel(error) }, 'Redis has trouble');
  }
}

/** All jobs, or every fault of all of them. */
function parseAll(
  definition: QueueDefinition,
  jobs: readonly { readonly payload: unknown; readonly priority?: number }[],
): NewJob[] {
  const faults: { pointer: string; code: string }[] = [];
  const parsed = jobs.flatMap(({ payload, priority }, index) => {
    try {
      return [newJob(definition, payload, priority)];
    } catch (error) {
      if (!(error instanceof PayloadInvalid)) throw error;
      faults.push(...error.faults.map((fault) => ({ ...fault, pointer: `/${index}${fault.pointer}` })));
      return [];
    }
  });
  if (faults.length > 0) throw new PayloadInvalid(definition.name, faults);
  return parsed;
}
