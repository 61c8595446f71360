import { crashPoint } from '#platform';
import { claimCreatedTasks, markQueued, type NationalDatabase } from '#postgres';

import type { Confirm } from './database-age.js';
import { needsJob, type TaskJobs } from './task-jobs.js';

/** Tasks taken in one transaction. */
export const createdTasksMax = 500;

/**
 * Tells the queues of tasks that were made, then marks them, while their rows are locked.
 *
 * A process that ends between the two leaves the tasks as they were: the next round adds the same jobs, which
 * have the same ids. A worker that is handed its job before the mark waits for the lock of the row.
 *
 * @returns how many tasks were marked
 */
export function queueCreatedTasks(
  database: NationalDatabase,
  jobs: TaskJobs,
  nowMs: number,
  confirm: Confirm = () => Promise.resolve(),
): Promise<number> {
  return database.acrossMunicipalities(async (tx) => {
    const tasks = await claimCreatedTasks(tx, { limit: createdTasksMax });
    if (tasks.length === 0) return 0;
    await confirm(tx);
    await jobs.add(tasks.filter(needsJob));
    crashPoint('after-add-before-mark');
    return markQueued(tx, { tasks, nowMs });
  });
}
