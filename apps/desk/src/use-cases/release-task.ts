import type { releaseTaskRequest, TaskView } from '#contracts';
import { taskAfter } from '#domain';
import { changeTask, lockDeskTask } from '#postgres';

import type { User } from '../access/user.js';
import { inSession, type Desk } from '../desk.js';
import type { Parsed } from '../http/input.js';
import { Refusal } from '../refusal.js';
import { isHeldBy } from './claim-task.js';
import { taskView } from './views.js';

/** Gives a claimed task back, for somebody else to claim. A new generation, so that a late report changes nothing. */
export function releaseTask(
  desk: Desk,
  user: User,
  { path }: Parsed<typeof releaseTaskRequest>,
): Promise<TaskView | Refusal> {
  return inSession(desk, user, async ({ tx, municipality, nowMs }) => {
    const task = await lockDeskTask(tx, municipality, path.taakId);
    if (task?.executor !== user.executor) return new Refusal('not-found');
    const state = taskAfter(task.state, 'release', 'person');
    if (!isHeldBy(task, user) || state === null) return new Refusal('task-not-yours');
    const change = {
      state,
      generation: task.generation + 1,
      holder: null,
      claimedBy: null,
      leaseUntilMs: null,
      finishedOn: null,
      result: null,
    } as const;
    await changeTask(tx, { ...task, municipality }, change, nowMs);
    return taskView({ ...task, ...change, leaseUntil: null });
  });
}
