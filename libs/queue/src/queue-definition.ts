import { z } from 'zod';

/**
 * One queue: what lies in it and every limit of it. The table of all queues belongs to the contracts; this library
 * knows no row of it.
 */
export interface QueueDefinition<Payload extends object = object> {
  /** Lower case letters, digits and single hyphens. */
  readonly name: string;
  /** Payloads are parsed twice: when a job is added and when it is taken. They hold ids, never people. */
  readonly schema: z.ZodType<Payload>;
  /** Adding an id that still exists adds nothing. Without `:` and not digits only, as BullMQ demands. */
  jobId(this: void, payload: Payload): string;
  /** Runs of a job in all, also the first. */
  readonly attempts: number;
  /** Wait before each further run; `jitter` is the part of it, 0 to 1, that is left to chance. */
  readonly backoff: {
    readonly type: 'exponential' | 'fixed';
    readonly delayMs: number;
    readonly jitter?: number;
  };
  /** How long ended jobs can be looked at. Nothing may depend on them: PostgreSQL remembers. */
  readonly retention: { readonly completed: JobRetention; readonly failed: JobRetention };
  /** Jobs at a time in one process. */
  readonly concurrency: number;
}

/** Ended jobs are kept until they are this old or this many, whichever comes first. */
export interface JobRetention {
  readonly ageSeconds: number;
  readonly count: number;
}

/** Longest job id, in characters. */
const JOB_ID_LENGTH_MAX = 128;
const JOB_ID = new RegExp(`^(?!\\d+$)[\\x21-\\x39\\x3b-\\x7e]{1,${JOB_ID_LENGTH_MAX}}$`);
const QUEUE_NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const MUNICIPALITY = /^GM\d{4}$/;
const SEPARATOR = '--';

/** True when BullMQ takes the text as the id of a job: no colon, not digits only, printable ASCII. */
export function isJobId(text: string): boolean {
  return JOB_ID.test(text);
}

/**
 * Name of the queue of one external executor, for example `house-visits--GM0505--demo`. One for each, since
 * consumers of one queue compete for its jobs: a shared one would hand one municipality's visits to another's worker.
 *
 * @throws {RangeError} when a part is not of its form; the name becomes part of an access rule.
 */
export function externalQueueName(channel: string, municipality: string, executor: string): string {
  if (!QUEUE_NAME.test(channel))
    throw new RangeError('A channel has lower case letters, digits and hyphens.');
  if (!MUNICIPALITY.test(municipality)) throw new RangeError('A municipality is GM and four digits.');
  if (!QUEUE_NAME.test(executor))
    throw new RangeError('An executor has lower case letters, digits and hyphens.');
  return [channel, municipality, executor].join(SEPARATOR);
}

/** The name of the definition that a queue follows: for an external executor's queue the one of its channel. */
export function definitionName(queueName: string): string {
  const [channel = '', municipality, executor, ...rest] = queueName.split(SEPARATOR);
  if (municipality === undefined) return queueName;
  const isExternal = executor !== undefined && rest.length === 0;
  return isExternal && externalQueueName(channel, municipality, executor) === queueName ? channel : queueName;
}

/** All faults of a table of queues, one sentence each; empty when there is none. */
export function definitionFaults(definitions: readonly QueueDefinition[]): readonly string[] {
  const names = definitions.map((definition) => definition.name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [
    ...[...twice].map((name) => `Queue ${name} is defined twice.`),
    ...definitions.flatMap((definition) => limitFaults(definition)),
  ];
}

const limits = z.object({
  name: z.string().regex(QUEUE_NAME).max(64),
  attempts: z.int().min(1).max(100),
  backoff: z.object({ delayMs: z.int().min(0).max(3_600_000), jitter: z.number().min(0).max(1).optional() }),
  retention: z.object({
    completed: z.object({ ageSeconds: z.int().min(0), count: z.int().min(0).max(1_000_000) }),
    failed: z.object({ ageSeconds: z.int().min(0), count: z.int().min(0).max(1_000_000) }),
  }),
  concurrency: z.int().min(1).max(1_000),
});

function limitFaults(definition: QueueDefinition): readonly string[] {
  const { error } = limits.safeParse(definition);
  return (error?.issues ?? []).map(
    (issue) => `Queue ${definition.name}: ${issue.path.join('.')} ${issue.message}.`,
  );
}
