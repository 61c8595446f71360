import { channelWords, taskStateWords, type listTasksRequest, type TaskPage } from '#contracts';
import { listTasks as readTasks, type DeskTask } from '#postgres';

import { inSession, type Desk } from '../desk.js';
import type { User } from '../access/user.js';
import type { Parsed } from '../http/input.js';
import { taskView } from './views.js';

/**
 * The worklist: of the municipality what its people may claim, of an outside party its own. The team lead answers for all
 * that is done in the name of the municipality, so he sees the tasks of every executor and in every state: what an outside
 * party failed, which letters went out, what is in doubt. Nothing of it names a resident, and to see a task is not to claim
 * it: that stays with its executor.
 */
export function listTasks(
  desk: Desk,
  user: User,
  { query }: Parsed<typeof listTasksRequest>,
): Promise<TaskPage> {
  return inSession(desk, user, async ({ tx, municipality }) => {
    const seen = user.role === 'team-lead' ? (query.uitvoerder ?? null) : user.executor;
    // Whoever asks for the tasks of somebody else gets none: that they are there is not for him to know.
    if (seen !== null && seen !== (query.uitvoerder ?? seen)) return pageOf([], query);
    const found = await readTasks(tx, {
      municipality,
      executor: seen,
      channel: query.kanaal === undefined ? null : channelWords.toOurs(query.kanaal)[0],
      // A task that no queue was told of yet can be claimed all the same.
      states: taskStateWords.toOurs(query.status),
      // One more than asked for tells whether there is another page.
      limit: query.aantal + 1,
      offset: (query.pagina - 1) * query.aantal,
    });
    return pageOf(found, query);
  });
}

function pageOf(
  found: readonly DeskTask[],
  { aantal, pagina }: Parsed<typeof listTasksRequest>['query'],
): TaskPage {
  return { taken: found.slice(0, aantal).map(taskView), pagina, aantal, meer: found.length > aantal };
}
