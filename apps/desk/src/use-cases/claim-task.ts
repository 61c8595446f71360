import { randomUUID } from 'node:crypto';

import type { AssignmentView, claimTaskRequest } from '#contracts';
import { taskAfter } from '#domain';
import {
  askVisitCheck,
  changeTask,
  giveToDesk,
  isLeftAlone,
  lockDeskTask,
  lockPerson,
  readPersonal,
  readTaskOwner,
  readTaskSignals,
  type DeskTask,
  type LockedPerson,
} from '#postgres';

import type { User } from '../access/user.js';
import { inSession, type Desk, type Session } from '../desk.js';
import type { Parsed } from '../http/input.js';
import { Refusal } from '../refusal.js';
import { approachOf } from './approach.js';
import { addressView, nameView, taskView } from './views.js';

const hourMs = 3_600_000;
/** A working day: whoever claimed a task in the morning reports before he goes home, or the team lead asks. */
export const personLeaseMs = 10 * hourMs;
/** An outside party plans its visits; a week passes before somebody asks (decision 9). */
export const externalLeaseMs = 7 * 24 * hourMs;

const purpose =
  'De inwoner spreken en het aanbod van hulp bij geldzaken doen. Hulp is gratis en vrijwillig. Noem geen schulden tegenover anderen.';

/**
 * Claims a task for a person, by compare-and-set: of two who claim at once one wins. Claiming again what one holds
 * gives the same answer.
 *
 * @returns what is needed to do the task; for an outside party neither creditor nor amount
 */
export function claimTask(
  desk: Desk,
  user: User,
  { path, body }: Parsed<typeof claimTaskRequest>,
): Promise<AssignmentView | Refusal> {
  return inSession(desk, user, async (session) => {
    const seen = await readTaskOwner(session.tx, session.municipality, path.taakId);
    if (seen?.executor !== user.executor) return new Refusal('not-found');
    const person = await lockPerson(session.tx, session.municipality, seen.personId);
    const task = await lockDeskTask(session.tx, session.municipality, path.taakId);
    if (task === undefined) return new Refusal('not-found');
    if (body.generatie !== undefined && body.generatie !== task.generation) {
      return new Refusal('task-not-claimable');
    }
    if (isHeldBy(task, user)) {
      // It became secret while they held it: they report or give back what they have, and are told nothing again.
      return isKeptFrom(user, task) ? new Refusal('address-secret') : assignment(session, task, person);
    }
    const claimed = taskAfter(task.state, 'claim', 'person');
    if (claimed === null || !isWanted(task, person)) return new Refusal('task-not-claimable');
    // Checked when planning, and again here: the mark may be younger than the task (AVG 21).
    if (await isLeftAlone(session.tx, { ...session, ids: person?.ids ?? [], addressId: task.addressId })) {
      return new Refusal('do-not-approach');
    }
    if (isKeptFrom(user, task)) {
      await giveToDesk(session.tx, { ...task, municipality: session.municipality }, session.nowMs);
      return new Refusal('address-secret');
    }
    const leaseMs = user.executor === 'desk' ? personLeaseMs : externalLeaseMs;
    const leaseUntilMs = session.nowMs + leaseMs;
    const change = {
      state: claimed,
      generation: task.generation,
      holder: 'person',
      claimedBy: user.actor,
      leaseUntilMs,
      finishedOn: null,
      result: null,
    } as const;
    const now = { ...task, ...change, leaseUntil: new Date(leaseUntilMs) };
    const [, , answer] = await Promise.all([
      changeTask(session.tx, { ...task, municipality: session.municipality }, change, session.nowMs),
      task.channel === 'house-visits' ? lookUpBeforeVisit(session, task, person) : undefined,
      assignment(session, now, person),
    ]);
    return answer;
  });
}

/**
 * Between the plan and the claim days may pass: an answer that is too old for a visit is asked anew. Nobody waits for
 * it; what it changes is told to whoever holds the task.
 */
async function lookUpBeforeVisit(
  { tx, municipality, nowMs, today }: Session,
  task: DeskTask,
  person: LockedPerson | undefined,
): Promise<void> {
  await askVisitCheck(tx, {
    municipality,
    checkId: randomUUID(),
    personId: person?.personId ?? task.personId,
    addressId: task.addressId,
    nowMs,
    today,
  });
}

/** An outside party would be told where the resident lives: people of the municipality do it then. */
function isKeptFrom(user: User, task: DeskTask): boolean {
  return task.secret && user.executor !== 'desk';
}

/** Whether this user holds the task: nobody else may say what became of it. */
export function isHeldBy(task: DeskTask, user: User): boolean {
  return task.state === 'claimed' && task.holder === 'person' && task.claimedBy === user.actor;
}

/** The case-person is open and waits for no other step: the task has not lost its reason. */
function isWanted(task: DeskTask, person: LockedPerson | undefined): boolean {
  const own = person?.casePersons.find(
    (one) => one.periodStart === task.periodStart && one.addressId === task.addressId,
  );
  return own?.state === 'open' && (own.openStep === null || own.openStep === task.step);
}

async function assignment(
  session: Session,
  task: DeskTask,
  person: LockedPerson | undefined,
): Promise<AssignmentView> {
  const { tx, municipality } = session;
  const ids = person?.ids ?? [task.personId];
  const { addressId } = task;
  const isOwn = session.user.executor === 'desk';
  const periodStarts = person === undefined ? [] : approachOf(person, task.periodStart).periodStarts;
  const [personal, signals] = await Promise.all([
    readPersonal(tx, { municipality, addressId, ids }),
    isOwn ? readTaskSignals(tx, { municipality, addressId, ids, periodStarts }) : [],
  ]);
  const given = {
    ...taskView(task),
    doel: purpose,
    briefkenmerk: task.letterReference,
    persoonId: person?.personId ?? task.personId,
    periodeStart: task.periodStart,
    persoon: nameView(personal),
    // Whoever calls or writes a message needs no secret address.
    adres: task.secret && task.channel !== 'house-visits' ? null : addressView(personal),
    telefoonnummer: personal?.phone ?? null,
  };
  if (!isOwn) return given;
  return {
    ...given,
    // For messages, which people of the municipality send; an outside party calls or visits.
    emailadres: personal?.email ?? null,
    signalen: signals.map(({ creditor, sector, amountCents }) => ({
      signaalpartner: creditor,
      sector,
      bedragInCenten: amountCents,
    })),
  };
}
