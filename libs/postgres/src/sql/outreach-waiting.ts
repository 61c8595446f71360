import type { Day } from '#domain';

import type { NationalDatabase } from '../database.js';

/** What outreach finds to do now, by the loop that does it. */
export interface Waiting {
  readonly planning: boolean;
  readonly queueing: boolean;
  readonly closing: boolean;
  readonly feedback: boolean;
  readonly checks: boolean;
}

/**
 * One look for all loops, without a lock. It may say yes where the loop then finds nothing (a step that waits for a fold);
 * never no where there is something.
 */
export async function readWaiting(
  database: Pick<NationalDatabase, 'read'>,
  options: { readonly today: Day; readonly machineNowMs: number },
): Promise<Waiting> {
  const [waiting] = await database.read<Waiting>({
    name: 'outreach-waiting',
    text: `select
        exists (select 1 from case_person
                where next_step is not null and next_due_on <= $1 and state = 'open' and hold is null) planning,
        exists (select 1 from outreach_task where state = 'created') queueing,
        exists (select 1 from case_person
                where close_due_on is not null and close_due_on <= $1 and state = 'open' and not reached
                  and not crisis) closing,
        exists (select 1 from feedback where state = 'created') feedback,
        exists (select 1 from register_check
                where state = 'created' and (retry_at is null or retry_at <= $2)) checks`,
    values: [options.today, new Date(options.machineNowMs)],
  });
  if (waiting === undefined) throw new Error('a look without a row');
  return waiting;
}
