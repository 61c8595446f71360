import {
  canonicalJson,
  failureWords,
  taskStateWords,
  type completeTaskRequest,
  type RecordedContact,
  type RequestFault,
} from '#contracts';
import { channelOfContactKind, taskAfter, type TaskState } from '#domain';
import { crashPoint, derivedId } from '#platform';
import {
  changeTask,
  lockDeskTask,
  lockPerson,
  readAttempt,
  readTaskOwner,
  touchPerson,
  type DeskTask,
  type LockedPerson,
} from '#postgres';

import type { User } from '../access/user.js';
import { inSession, type Desk, type Session } from '../desk.js';
import type { Parsed } from '../http/input.js';
import { fault, invalid, Refusal } from '../refusal.js';
import { attemptOf, contactFaults, firstReceiptMsOf, saveContact, type ReportedContact } from './contact.js';
import { isHeldBy } from './claim-task.js';

/**
 * Ends a claimed task with what came of it: a contact attempt, or the reason why there could be none.
 *
 * The same report twice by the same person is one report. Whoever held a task that is in doubt now may still say
 * what he did: that is the answer to the doubt.
 */
export async function completeTask(
  desk: Desk,
  user: User,
  { path, body }: Parsed<typeof completeTaskRequest>,
): Promise<RecordedContact | Refusal> {
  const answer = await inSession(desk, user, async (session): Promise<RecordedContact | Refusal> => {
    const { tx, municipality } = session;
    const seen = await readTaskOwner(tx, municipality, path.taakId);
    if (seen?.executor !== user.executor) return new Refusal('not-found');
    const person = await lockPerson(tx, municipality, seen.personId);
    const task = await lockDeskTask(tx, municipality, path.taakId);
    if (task === undefined || person === undefined) return new Refusal('not-found');
    if (task.state === 'done' || task.state === 'failed') return repeated(session, task, body);
    const inDoubt = task.state === 'uncertain' && task.holder === 'person' && task.claimedBy === user.actor;
    if (!isHeldBy(task, user) && !inDoubt) return new Refusal('task-not-yours');
    return 'mislukt' in body
      ? failTask(session, task, person, failureWords.toOurs(body.mislukt)[0])
      : saveCompleted(session, task, person, body);
  });
  crashPoint('after-commit-before-answer');
  return answer;
}

/** The id of the attempt follows from what was reported, so the same report finds it again. */
function attemptIdOf(task: DeskTask, contact: ReportedContact, user: User): string {
  return derivedId('attempt', task.taskId, user.actor, canonicalJson(contact));
}

/** Records the contact and ends the task. @returns faults when the contact cannot have been */
export async function saveCompleted(
  session: Session,
  task: DeskTask,
  person: LockedPerson,
  contact: ReportedContact,
): Promise<RecordedContact | Refusal> {
  const faults = [
    ...contactFaults(contact, session.nowMs, firstReceiptMsOf(person, task.periodStart)),
    ...channelFaults(contact, task),
  ];
  if (faults.length > 0) return invalid(faults);
  const attempt = attemptOf(
    contact,
    {
      attemptId: attemptIdOf(task, contact, session.user),
      taskId: task.taskId,
      personId: person.personId,
      periodStart: task.periodStart,
    },
    session,
  );
  const state = taskAfter(task.state, 'complete', 'person');
  const [, recorded] = await Promise.all([
    saveContact(session, person, attempt, contact),
    endTask(session, task, state, attempt.reached ? 'reached' : 'not-reached', attempt.attemptId),
  ]);
  return recorded;
}

/** A call that is recorded on a message would count under the wrong channel, and cannot be taken back. */
function channelFaults({ contactpoging }: ReportedContact, { channel }: DeskTask): readonly RequestFault[] {
  const own = channelOfContactKind[contactpoging.soort];
  return own === channel || own === 'other' ? [] : [fault('/contactpoging/soort', 'not-of-this-channel')];
}

/** Ends a task without an attempt. */
export async function failTask(
  session: Session,
  task: DeskTask,
  person: LockedPerson,
  reason: string,
): Promise<RecordedContact | Refusal> {
  const { tx, municipality } = session;
  const [, recorded] = await Promise.all([
    touchPerson(tx, { municipality, ids: person.ids, fromMs: null, reason: 'task-failed' }),
    endTask(session, task, taskAfter(task.state, 'fail', 'person'), reason, null),
  ]);
  return recorded;
}

async function endTask(
  session: Session,
  task: DeskTask,
  state: TaskState | null,
  result: string,
  attemptId: string | null,
): Promise<RecordedContact> {
  const { tx, municipality, nowMs, today } = session;
  if (state === null) throw new Error(`a task that is ${task.state} was let through to its end`);
  const { generation, holder, claimedBy } = task;
  const change = { state, generation, holder, claimedBy, leaseUntilMs: null, finishedOn: today, result };
  await changeTask(tx, { ...task, municipality }, change, nowMs);
  crashPoint('after-report-before-commit');
  return {
    contactpogingId: attemptId,
    taakId: task.taskId,
    status: taskStateWords.toDutch(state),
    vastgelegdOp: new Date(nowMs).toISOString(),
  };
}

/** The task has ended already: by this very report, or by another. */
async function repeated(
  session: Session,
  task: DeskTask,
  body: Parsed<typeof completeTaskRequest>['body'],
): Promise<RecordedContact | Refusal> {
  const answer = (contactpogingId: string | null, recordedAt: Date): RecordedContact => ({
    contactpogingId,
    taakId: task.taskId,
    status: taskStateWords.toDutch(task.state),
    vastgelegdOp: recordedAt.toISOString(),
  });
  if ('mislukt' in body) {
    const same =
      task.claimedBy === session.user.actor && task.result === failureWords.toOurs(body.mislukt)[0];
    return same ? answer(null, task.changedAt) : new Refusal('task-otherwise-ended');
  }
  const attemptId = attemptIdOf(task, body, session.user);
  const attempt = await readAttempt(session.tx, session.municipality, attemptId);
  if (attempt?.taskId !== task.taskId) return new Refusal('task-otherwise-ended');
  return answer(attemptId, attempt.recordedAt);
}
