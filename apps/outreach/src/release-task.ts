import { processTriesMax } from '#domain';
import { countTry, databaseFault, lockTask, moveTask, type MunicipalDatabase } from '#postgres';

import { AddressUnsettled, type ClaimedTask, type ProcessHolder } from './claim-task.js';
import { failTask } from './finish-task.js';

/**
 * Gives a claimed task back, nothing having gone out. A process that cannot do even that loses its lease.
 *
 * @param options.counts whether the try was in vain through a fault of ours; the last one ends the task as failed
 * @returns whether the task was failed
 */
export async function releaseTask(
  database: MunicipalDatabase,
  options: {
    readonly task: ClaimedTask;
    readonly holder: ProcessHolder;
    readonly nowMs: number;
    readonly counts: boolean;
  },
): Promise<boolean> {
  const { task, holder, nowMs } = options;
  return database.withMunicipality(task.municipality, async (tx) => {
    const now = await lockTask(tx, task);
    if (now?.state !== 'claimed' || now.claimedBy !== holder.name) return false;
    if (options.counts && (await countTry(tx, task)) >= processTriesMax)
      return failTask(tx, { task, holder, result: 'tries-spent', nowMs });
    await moveTask(tx, { task, transition: 'release', heldBy: holder.name, marks: {}, nowMs });
    return false;
  });
}

/**
 * Whether an error is a fault of the work itself. A store that is away and a fact that waits for its fold are not: they pass,
 * and no number of them may end a letter.
 */
export function isOwnFault(error: unknown): boolean {
  if (error instanceof AddressUnsettled) return false;
  // The disk is full, or the object folder is away.
  if (error instanceof Error && 'syscall' in error) return false;
  const fault = databaseFault(error);
  return fault === 'bug' || fault === 'data';
}
