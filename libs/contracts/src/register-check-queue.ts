import { z } from 'zod';

import { municipalityCode, notation } from './bounded-text.js';

/** Payload of a register check: ids, never people. */
export const registerCheckJobSchema = z
  .strictObject({
    municipality: municipalityCode('Municipality that asks.'),
    checkId: notation('^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$', 36, 'Id of the check.'),
    generation: z.int().min(1).max(1_000_000),
  })
  .meta({ title: 'RegisterCheckJob', description: 'One person to be looked up.' });
export type RegisterCheckJob = z.infer<typeof registerCheckJobSchema>;

/**
 * The queue of checks. One attempt: what failed waits in Postgres for as long as the register wants, and comes back as
 * a new generation. Nothing of a job is worth looking at afterwards, so little is kept.
 */
export const registerCheckQueue = {
  name: 'register-checks',
  schema: registerCheckJobSchema,
  jobId: ({ municipality, checkId, generation }: RegisterCheckJob): string =>
    `${municipality}-${checkId}-${generation}`,
  attempts: 1,
  backoff: { type: 'exponential', delayMs: 2_000, jitter: 0.5 },
  retention: {
    completed: { ageSeconds: 600, count: 1_000 },
    failed: { ageSeconds: 86_400, count: 1_000 },
  },
  concurrency: 8,
} as const;
