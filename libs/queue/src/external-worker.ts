import type { Logger } from '#platform';
import { connectRedis, disconnectRedis } from './queue-connection.js';
import type { QueueDefinition } from './queue-definition.js';
import { createWorker, type JobHandler } from './queue-worker.js';

export interface ExternalWorkerOptions<Payload extends object> {
  readonly redisUrl: string;
  readonly prefix: string;
  /** The queue of one executor, as {@link externalQueueName} makes it. */
  readonly queueName: string;
  /** The row of its channel in the table of queues. */
  readonly definition: QueueDefinition<Payload>;
  readonly handler: JobHandler<Payload>;
  readonly concurrency: number;
  readonly logger: Logger;
}

/** A worker of an outside party's queue that runs until it is closed. */
export interface ExternalWorker {
  close(): Promise<void>;
}

const LIMITS = { lockDurationMs: 30_000, stalledIntervalMs: 15_000 };
const DISCONNECT_TIMEOUT_MS = 5_000;

/** Starts what an outside party runs: a worker of the one queue that is its own, and nothing else. */
export async function startExternalWorker<Payload extends object>(
  options: ExternalWorkerOptions<Payload>,
): Promise<ExternalWorker> {
  const { concurrency, handler, logger, prefix, queueName } = options;
  const connection = connectRedis(options.redisUrl, 'work');
  const definition = { ...options.definition, name: queueName, concurrency };
  const worker = createWorker({
    definition,
    handler,
    connection,
    prefix,
    logger,
    limits: LIMITS,
    onEnded: () => undefined,
  });
  await worker.waitUntilReady();
  const running = worker.run();
  return {
    close: async () => {
      await worker.close();
      await running;
      await disconnectRedis(connection, DISCONNECT_TIMEOUT_MS);
    },
  };
}
