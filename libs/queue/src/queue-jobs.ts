import type { JobsOptions } from 'bullmq';
import { PayloadInvalid, type PayloadFault } from './job-error.js';
import { isJobId, type QueueDefinition } from './queue-definition.js';

/** Priority of a job when nothing else is said. Lower goes first; 1 to {@link PRIORITY_MAX}. */
export const PRIORITY_NORMAL = 100;
export const PRIORITY_MAX = 1_000;

/** Largest payload, in bytes of JSON: payloads hold ids. */
const PAYLOAD_BYTES_MAX = 4_096;

/** A job as BullMQ takes it. */
export interface NewJob {
  readonly name: string;
  readonly data: object;
  readonly opts: JobsOptions;
}

/**
 * The payload as the schema returns it.
 *
 * @throws {PayloadInvalid} naming every fault, without values.
 */
export function parsePayload<Payload extends object>(
  definition: QueueDefinition<Payload>,
  payload: unknown,
): Payload {
  const parsed = definition.schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  const faults: PayloadFault[] = parsed.error.issues.map((issue) => ({
    pointer: `/${issue.path.map(String).join('/')}`,
    code: issue.code,
  }));
  throw new PayloadInvalid(definition.name, faults);
}

/** @throws {PayloadInvalid} also when the job id or the priority is not one. */
export function newJob(definition: QueueDefinition, payload: unknown, priority = PRIORITY_NORMAL): NewJob {
  const data = parsePayload(definition, payload);
  const jobId = definition.jobId(data);
  const faults: PayloadFault[] = [];
  if (!isJobId(jobId)) faults.push({ pointer: '/', code: 'job-id' });
  if (!Number.isInteger(priority) || priority < 1 || priority > PRIORITY_MAX) {
    faults.push({ pointer: '/', code: 'priority' });
  }
  if (Buffer.byteLength(JSON.stringify(data)) > PAYLOAD_BYTES_MAX)
    faults.push({ pointer: '/', code: 'too-large' });
  if (faults.length > 0) throw new PayloadInvalid(definition.name, faults);
  return { name: definition.name, data, opts: jobOptions(definition, jobId, priority) };
}

function jobOptions(definition: QueueDefinition, jobId: string, priority: number): JobsOptions {
  const { attempts, backoff, retention } = definition;
  return {
    jobId,
    priority,
    attempts,
    backoff: { type: backoff.type, delay: backoff.delayMs, jitter: backoff.jitter ?? 0 },
    removeOnComplete: { age: retention.completed.ageSeconds, count: retention.completed.count },
    removeOnFail: { age: retention.failed.ageSeconds, count: retention.failed.count },
    // Errors that reach Redis are labels only (errorLabel); one stack of ours is enough to find the place.
    stackTraceLimit: 1,
    keepLogs: 20,
  };
}
