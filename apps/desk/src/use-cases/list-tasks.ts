import { channelWords, taskStateWords, type listTasksRequest, type TaskPage } from '#contracts';
import { listTasks as readTasks } from '#postgres';

import { inSession, type Desk } from '../desk.js';
import type { User } from '../access/user.js';
import type { Parsed } from '../http/input.js';
import { taskView } from './views.js';

/**
 * The worklist: what people of the municipality may claim, or what an outside party may. The team lead sees whose
 * ever tasks are in doubt, since only he may decide about them.
 */
export function listTasks(
  desk: Desk,
  user: User,
  { query }: Parsed<typeof listTasksRequest>,
): Promise<TaskPage> {
  return inSession(desk, user, async ({ tx, municipality }) => {
    const everybody = user.role === 'team-lead' && query.status === 'onzeker';
    const found = await readTasks(tx, {
      municipality,
      executor: everybody ? null : user.executor,
      channel: query.kanaal === undefined ? null : channelWords.toOurs(query.kanaal)[0],
      // A task that no queue was told of yet can be claimed all the same.
      states: taskStateWords.toOurs(query.status),
      // One more than asked for tells whether there is another page.
      limit: query.aantal + 1,
      offset: (query.pagina - 1) * query.aantal,
    });
    return {
      taken: found.slice(0, query.aantal).map(taskView),
      pagina: query.pagina,
      aantal: query.aantal,
      meer: found.length > query.aantal,
    };
  });
}
