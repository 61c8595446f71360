import {
  notPickedUpWords,
  type closeCasePersonRequest,
  type ClosedCasePerson,
  type RequestFault,
} from '#contracts';
import { addMonths, asDay, contradictions, type Day, type PersonId } from '#domain';
import {
  insertClosing,
  lockPerson,
  readStandingFacts,
  touchPerson,
  type ClosingRow,
  type StandingFacts,
} from '#postgres';

import type { User } from '../access/user.js';
import { inSession, type Desk, type Session } from '../desk.js';
import type { Parsed } from '../http/input.js';
import { fault, invalid, Refusal } from '../refusal.js';
import { approachOf, type Approach } from './approach.js';

type Body = Parsed<typeof closeCasePersonRequest>['body'];

const otherReason = 'Niet opgepakt: andere reden';
/** As long as the notes: it explains the closing for as long as the resident can be identified in it. */
const motivationRetentionMonths = 12;

/**
 * Closes a case-person with one of the 16 outcomes. One closing ends all periods through which the approach runs.
 * An outcome that contradicts the contact attempts is refused; the attempts are read under the lock, so what was
 * recorded a moment ago counts.
 */
export function closeCasePerson(
  desk: Desk,
  user: User,
  { path, body }: Parsed<typeof closeCasePersonRequest>,
): Promise<ClosedCasePerson | Refusal> {
  const periodStart = asDay(path.periodeStart);
  return inSession(desk, user, async (session) => {
    const { tx, municipality } = session;
    const person = await lockPerson(tx, municipality, path.persoonId as PersonId);
    if (person === undefined) return new Refusal('not-found');
    const approach = approachOf(person, periodStart);
    if (approach.casePersons.length === 0) return new Refusal('not-found');
    const facts = await readStandingFacts(tx, { municipality, ids: person.ids, ...approach });
    const standing = standingClosing(facts);
    const view = { persoonId: person.personId, periodeStart: periodStart };
    if (standing !== null) {
      return isSame(standing, body, user) ? { ...view, ...closedView(standing) } : new Refusal('case-closed');
    }
    if (isClosedWithoutApproach(approach, facts)) return new Refusal('case-closed');
    const refusal = refusalOf(body, facts, user);
    if (refusal !== null) return refusal;
    const closing = await save(session, person.personId, periodStart, body);
    await touchPerson(tx, { municipality, ids: person.ids, fromMs: null, reason: 'closing' });
    return { ...view, ...closedView(closing) };
  });
}

/**
 * The closing that holds: nothing was picked up and nobody was reached after it. The fold says the same, but may
 * not have seen the latest facts yet.
 */
function standingClosing({ closing, attempts, lastPickedUp }: StandingFacts): ClosingRow | null {
  if (closing === null) return null;
  const reopened =
    attempts.some(
      (attempt) =>
        attempt.reached &&
        (attempt.attemptedAt > closing.closedAt ||
          closing.outcome === 'Definitief geen contact kunnen krijgen'),
    ) ||
    (lastPickedUp !== null && lastPickedUp > closing.closedAt);
  return reopened ? null : closing;
}

/** Closed by its verdicts, with nothing picked up: there is nothing for a person to close. */
function isClosedWithoutApproach(approach: Approach, facts: StandingFacts): boolean {
  return facts.closing === null && approach.casePersons.every((one) => one.state === 'closed');
}

function isSame(standing: ClosingRow, body: Body, user: User): boolean {
  return (
    standing.closedBy === user.actor &&
    standing.outcome === body.eindresultaat &&
    standing.reason === reasonOf(body)
  );
}

function refusalOf(body: Body, facts: StandingFacts, user: User): Refusal | null {
  const faults: RequestFault[] = [];
  if (body.eindresultaat === otherReason && body.reden === undefined) {
    faults.push(fault('/reden', 'reason-required'));
  }
  if (body.eindresultaat !== otherReason && body.reden !== undefined) {
    faults.push(fault('/reden', 'reason-not-allowed'));
  }
  if (faults.length > 0) return invalid(faults);
  const found = contradictions(body.eindresultaat, facts.attempts, {
    role: user.role,
    motivation: body.motivering ?? null,
  });
  if (found.length === 0) return null;
  return new Refusal(
    'outcome-contradicts',
    found.map((code) => fault(code === 'motivation-required' ? '/motivering' : '/eindresultaat', code)),
  );
}

async function save(session: Session, personId: PersonId, periodStart: Day, body: Body): Promise<ClosingRow> {
  const { tx, municipality, nowMs, today, user } = session;
  const closing = {
    outcome: body.eindresultaat,
    reason: reasonOf(body),
    closedBy: user.actor,
  };
  await insertClosing(tx, {
    ...closing,
    municipality,
    personId,
    periodStart,
    closedAtMs: nowMs,
    day: today,
    motivation:
      body.motivering === undefined
        ? null
        : { text: body.motivering, destroyAfter: addMonths(today, motivationRetentionMonths) },
  });
  return { ...closing, closedAt: new Date(nowMs) };
}

function reasonOf(body: Body): string | null {
  return body.reden === undefined ? null : notPickedUpWords.toOurs(body.reden)[0];
}

function closedView(
  closing: ClosingRow,
): Pick<ClosedCasePerson, 'eindresultaat' | 'afgeslotenOp' | 'afgeslotenDoor'> {
  return {
    eindresultaat: closing.outcome,
    afgeslotenOp: closing.closedAt.toISOString(),
    afgeslotenDoor: closing.closedBy,
  };
}
