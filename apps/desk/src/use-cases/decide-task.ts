import { taskStateWords, type decideTaskRequest, type RecordedContact } from '#contracts';
import { taskAfter } from '#domain';
import { changeTask, lockDeskTask, lockPerson, readTaskOwner } from '#postgres';

import type { User } from '../access/user.js';
import { inSession, type Desk, type Session } from '../desk.js';
import type { Parsed } from '../http/input.js';
import { fault, invalid, Refusal } from '../refusal.js';
import { failTask, saveCompleted } from './complete-task.js';

/**
 * The team lead says what became of a task that nobody knows the end of: a claim that ran out, or a sending that
 * was cut off. Nothing is sent or given out again by itself (decision 8).
 */
export function decideTask(
  desk: Desk,
  user: User,
  { path, body }: Parsed<typeof decideTaskRequest>,
): Promise<RecordedContact | Refusal> {
  return inSession(desk, user, async (session) => {
    const { tx, municipality } = session;
    const seen = await readTaskOwner(tx, municipality, path.taakId);
    if (seen === undefined) return new Refusal('not-found');
    const person = await lockPerson(tx, municipality, seen.personId);
    const task = await lockDeskTask(tx, municipality, path.taakId);
    if (task === undefined || person === undefined) return new Refusal('not-found');
    if (task.state !== 'uncertain') return new Refusal('task-not-uncertain');
    switch (body.besluit) {
      case 'opnieuw':
        return giveOutAgain(session, task);
      case 'mislukt':
        return failTask(session, task, person, 'decided-failed');
      case 'gedaan': {
        const { contactpoging } = body;
        if (contactpoging === undefined) return invalid([fault('/contactpoging', 'attempt-required')]);
        return saveCompleted(session, task, person, { contactpoging });
      }
      default:
        return body.besluit satisfies never;
    }
  });
}

/** A new generation; a task of a queue gets its new job from the reconciler, who misses it there. */
async function giveOutAgain(
  session: Session,
  task: NonNullable<Awaited<ReturnType<typeof lockDeskTask>>>,
): Promise<RecordedContact> {
  const { tx, municipality, nowMs } = session;
  const state = taskAfter(task.state, 'decide-again', task.holder ?? 'person');
  if (state === null) throw new Error('an uncertain task can always be given out again');
  const change = {
    state,
    generation: task.generation + 1,
    holder: null,
    claimedBy: null,
    leaseUntilMs: null,
    finishedOn: null,
    result: null,
  };
  await changeTask(tx, { ...task, municipality }, change, nowMs);
  return {
    contactpogingId: null,
    taakId: task.taskId,
    status: taskStateWords.toDutch(state),
    vastgelegdOp: new Date(nowMs).toISOString(),
  };
}
