import { directionWords, type RecordedContact, type recordContactRequest } from '#contracts';
import { asDay, type PersonId } from '#domain';
import { lockPerson, readAttempt, type RecordedAttempt } from '#postgres';

import type { User } from '../access/user.js';
import { inSession, type Desk } from '../desk.js';
import type { Parsed } from '../http/input.js';
import { invalid, Refusal } from '../refusal.js';
import { attemptOf, contactFaults, firstReceiptMsOf, saveContact, type ReportedContact } from './contact.js';

/**
 * Records a contact on a case-person without a task: somebody phones back on a letter. The caller chooses the id,
 * so whoever is not sure whether it arrived sends it again.
 */
export function recordContact(
  desk: Desk,
  user: User,
  { path, body }: Parsed<typeof recordContactRequest>,
): Promise<RecordedContact | Refusal> {
  const { contactpogingId: attemptId, ...contact } = body;
  const periodStart = asDay(path.periodeStart);
  return inSession(desk, user, async (session) => {
    const { tx, municipality, nowMs } = session;
    const person = await lockPerson(tx, municipality, path.persoonId as PersonId);
    if (person === undefined) return new Refusal('not-found');
    const stored = await readAttempt(tx, municipality, attemptId);
    if (stored !== undefined) {
      const same =
        person.ids.includes(stored.personId) && stored.periodStart === periodStart && isSame(stored, contact);
      return same ? answer(stored) : new Refusal('attempt-differs');
    }
    const firstReceiptMs = firstReceiptMsOf(person, periodStart);
    if (firstReceiptMs === null) return new Refusal('not-found');
    const faults = contactFaults(contact, nowMs, firstReceiptMs);
    if (faults.length > 0) return invalid(faults);
    const ids = { attemptId, taskId: null, personId: person.personId, periodStart };
    const attempt = attemptOf(contact, ids, session);
    await saveContact(session, person, attempt, contact);
    return answer(attempt);
  });
}

function isSame(
  stored: RecordedAttempt & { readonly note: string | null },
  contact: ReportedContact,
): boolean {
  const { contactpoging: reported } = contact;
  return (
    stored.taskId === null &&
    stored.kind === reported.soort &&
    stored.reached === reported.bereikt &&
    stored.day === reported.datum &&
    stored.partOfDay === reported.dagdeel &&
    stored.direction === directionWords.toOurs(reported.richting)[0] &&
    stored.note === (contact.notitie ?? null)
  );
}

function answer(attempt: RecordedAttempt): RecordedContact {
  return {
    contactpogingId: attempt.attemptId,
    taakId: null,
    status: null,
    vastgelegdOp: attempt.recordedAt.toISOString(),
  };
}
