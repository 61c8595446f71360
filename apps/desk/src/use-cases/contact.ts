import type { completeTaskRequest, recordContactRequest, RequestFault } from '#contracts';
import { directionWords } from '#contracts';
import {
  addDays,
  addMonths,
  asDay,
  instantMsOf,
  type ContactKind,
  type Day,
  type PartOfDay,
  type PersonId,
} from '#domain';
import {
  insertAttempt,
  insertNote,
  noteMoments,
  touchPerson,
  type ApproachMoments,
  type LockedPerson,
  type RecordedAttempt,
} from '#postgres';

import type { Session } from '../desk.js';
import type { Parsed } from '../http/input.js';
import { fault } from '../refusal.js';
import { approachOf } from './approach.js';

/** A contact as somebody reports it: with a task or without. */
export type ReportedContact =
  | Extract<Parsed<typeof completeTaskRequest>['body'], { contactpoging: unknown }>
  | Omit<Parsed<typeof recordContactRequest>['body'], 'contactpogingId'>;

const firstMinuteOf: Readonly<Record<PartOfDay, number>> = { Ochtend: 0, Middag: 12 * 60, Avond: 18 * 60 };
const nextPartOf: Readonly<Record<PartOfDay, PartOfDay | null>> = {
  Ochtend: 'Middag',
  Middag: 'Avond',
  Avond: null,
};

/**
 * Notes outlive the look-back of six months over a case that was approached for as long again (domain, privacy);
 * the retention of the case itself may end them sooner.
 */
const noteRetentionMonths = 12;

/** Kinds in which two people speak. An answered message is a contact, but informs nobody (AVG 14). */
const conversations: ReadonlySet<ContactKind> = new Set(['Telefoon', 'Huisbezoek', 'Afspraak op locatie']);

/** First and last millisecond of a part of a day. */
export function momentsOf(day: Day, part: PartOfDay): { readonly firstMs: number; readonly lastMs: number } {
  const next = nextPartOf[part];
  const endMs = next === null ? instantMsOf(addDays(day, 1)) : instantMsOf(day, firstMinuteOf[next]);
  return { firstMs: instantMsOf(day, firstMinuteOf[part]), lastMs: endMs - 1 };
}

/**
 * What is wrong with a reported contact, seen from the present and from the first receipt of the case. A part of a
 * day is wrong only when no moment of it is possible.
 */
export function contactFaults(
  contact: ReportedContact,
  nowMs: number,
  firstReceiptMs: number | null,
): readonly RequestFault[] {
  const { contactpoging: attempt } = contact;
  const { firstMs, lastMs } = momentsOf(asDay(attempt.datum), attempt.dagdeel);
  const faults: RequestFault[] = [];
  if (firstMs > nowMs) faults.push(fault('/contactpoging/datum', 'in-the-future'));
  if (firstReceiptMs !== null && lastMs < firstReceiptMs) {
    faults.push(fault('/contactpoging/datum', 'before-receipt'));
  }
  if (!attempt.bereikt) {
    if (contact.hulpGeaccepteerd === true) faults.push(fault('/hulpGeaccepteerd', 'needs-contact'));
    if (contact.eersteGesprek === true) faults.push(fault('/eersteGesprek', 'needs-contact'));
  }
  return faults;
}

/** The attempt as it is stored: at the latest moment at which it can have been. */
export function attemptOf(
  contact: ReportedContact,
  ids: {
    readonly attemptId: string;
    readonly taskId: string | null;
    readonly personId: PersonId;
    readonly periodStart: Day;
  },
  session: Session,
): RecordedAttempt {
  const { contactpoging: attempt } = contact;
  const day = asDay(attempt.datum);
  const attemptedAtMs = Math.min(momentsOf(day, attempt.dagdeel).lastMs, session.nowMs);
  return {
    ...ids,
    kind: attempt.soort,
    direction: directionWords.toOurs(attempt.richting)[0],
    reached: attempt.bereikt,
    attemptedAt: new Date(attemptedAtMs),
    day,
    partOfDay: attempt.dagdeel,
    recordedAt: new Date(session.nowMs),
    recordedBy: session.user.actor,
  };
}

/** Writes an attempt with all that follows from it, and sends the person's addresses to the fold. */
export async function saveContact(
  session: Session,
  person: LockedPerson,
  attempt: RecordedAttempt,
  contact: ReportedContact,
): Promise<void> {
  const { tx, municipality } = session;
  const { atMs, moments } = momentsOfContact(attempt, contact);
  const { periodStarts } = approachOf(person, attempt.periodStart);
  await Promise.all([
    insertAttempt(tx, municipality, attempt),
    saveNote(session, attempt.attemptId, contact.notitie),
    Object.values(moments).some((ms) => ms !== null)
      ? noteMoments(tx, { municipality, personId: person.personId, periodStarts, moments })
      : undefined,
    // A withdrawal that was received after this attempt may have to be seen again.
    touchPerson(tx, { municipality, ids: person.ids, fromMs: atMs, reason: 'attempt' }),
  ]);
}

function saveNote({ tx, municipality, today }: Session, attemptId: string, note: string | undefined) {
  if (note === undefined) return undefined;
  return insertNote(tx, {
    municipality,
    attemptId,
    note,
    destroyAfter: addMonths(today, noteRetentionMonths),
  });
}

/** What the resident was offered and told at this contact. */
function momentsOfContact(
  attempt: RecordedAttempt,
  contact: ReportedContact,
): { readonly atMs: number; readonly moments: ApproachMoments } {
  const atMs = attempt.attemptedAt.getTime();
  const spoken = attempt.reached && conversations.has(attempt.kind);
  const moments = {
    offerMadeMs: contact.aanbodGedaan === true || contact.hulpGeaccepteerd === true ? atMs : null,
    offerAcceptedMs: contact.hulpGeaccepteerd === true ? atMs : null,
    firstConversationMs: contact.eersteGesprek === true ? atMs : null,
    informedMs: spoken ? atMs : null,
  };
  return { atMs, moments };
}

/** The first receipt of the case-persons of a period; null when none of them is left. */
export function firstReceiptMsOf(person: LockedPerson, periodStart: Day): number | null {
  const receipts = person.casePersons
    .filter((one) => one.periodStart === periodStart && one.state !== 'superseded')
    .map((one) => one.firstReceipt.getTime());
  return receipts.length === 0 ? null : Math.min(...receipts);
}
