import { randomUUID } from 'node:crypto';

import {
  doNotApproachWords,
  type DoNotApproachView,
  type markDoNotApproachRequest,
  type RequestFault,
} from '#contracts';
import {
  addMonths,
  addressSubject,
  asDay,
  personSubject,
  type AddressId,
  type MarkSubject,
  type PersonId,
} from '#domain';
import { pseudonym } from '#platform';
import {
  addressExists,
  insertMark,
  lockPerson,
  readAddressText,
  readPersonText,
  readStandingMark,
  touchAddress,
  touchPerson,
  type LockedPerson,
  type Mark,
} from '#postgres';

import type { User } from '../access/user.js';
import { inSession, type Desk, type Session } from '../desk.js';
import type { Parsed } from '../http/input.js';
import { fault, invalid, Refusal } from '../refusal.js';
import { instant } from './views.js';

type Body = Parsed<typeof markDoNotApproachRequest>['body'];

/** A safety mark lapses after twelve months (domain rule 7); other marks are looked at again within five years. */
const reviewMonthsMax = { 'not-safe': 12, objection: 60, 'on-request': 60, other: 60 } as const;

/**
 * Marks a person or an address as not to be approached (AVG 21). Checked when a step is planned and again before
 * anything goes out. The same mark again is the mark that stands.
 */
export function markDoNotApproach(
  desk: Desk,
  user: User,
  { body }: Parsed<typeof markDoNotApproachRequest>,
): Promise<DoNotApproachView | Refusal> {
  return inSession(desk, user, async (session) => {
    const faults = faultsOf(body, session);
    if (faults.length > 0) return invalid(faults);
    const subject = await lockSubject(session, body);
    if (subject === undefined) return new Refusal('not-found');
    const { tx, municipality } = session;
    const reason = doNotApproachWords.toOurs(body.reden)[0];
    const { personId, addressId } = subject;
    const standing = await readStandingMark(tx, { municipality, personId, addressId, reason });
    if (standing !== undefined) return markView(standing);
    const recognisedBy = await markSubject(session, subject);
    const mark = {
      markId: randomUUID(),
      personId,
      addressId,
      reason,
      markedAt: new Date(session.nowMs),
      reviewOn: asDay(body.herzienOp),
      liftedAt: null,
    };
    const subjectHash = pseudonym(desk.pseudonymKey, municipality, ...recognisedBy);
    await insertMark(tx, { ...mark, municipality, markedBy: user.actor, subjectHash });
    await touchSubject(session, subject, 'do-not-approach');
    return markView(mark);
  });
}

/** By what the intake recognises whom the mark names once their rows are gone; by the id alone if they are already. */
async function markSubject({ tx, municipality }: Session, subject: Subject): Promise<MarkSubject> {
  const { addressId, person, personId } = subject;
  if (addressId !== null) {
    const text = await readAddressText(tx, municipality, addressId);
    return text === undefined ? ['address', addressId] : addressSubject(text);
  }
  const known = await readPersonText(tx, municipality, person?.ids ?? []);
  if (known === undefined) return ['person', personId ?? ''];
  return personSubject(known.personKey, known.birthDate, known.addressText);
}

function faultsOf(body: Body, { user, today }: Session): readonly RequestFault[] {
  const faults: RequestFault[] = [];
  if ((body.persoonId === undefined) === (body.adresId === undefined)) faults.push(fault('', 'exactly-one'));
  const reason = doNotApproachWords.toOurs(body.reden)[0];
  if (reason === 'not-safe' && user.role !== 'team-lead') faults.push(fault('/reden', 'team-lead-required'));
  if (body.herzienOp <= today) faults.push(fault('/herzienOp', 'not-in-the-future'));
  if (body.herzienOp > addMonths(today, reviewMonthsMax[reason])) {
    faults.push(fault('/herzienOp', 'too-far-away'));
  }
  return faults;
}

interface Subject {
  readonly personId: PersonId | null;
  readonly addressId: AddressId | null;
  readonly person: LockedPerson | null;
}

async function lockSubject({ tx, municipality }: Session, body: Body): Promise<Subject | undefined> {
  if (body.persoonId !== undefined) {
    const person = await lockPerson(tx, municipality, body.persoonId as PersonId);
    return person && { personId: person.personId, addressId: null, person };
  }
  const addressId = body.adresId as AddressId;
  if (!(await addressExists(tx, municipality, addressId))) return undefined;
  return { personId: null, addressId, person: null };
}

/** Sends what the mark is about to the fold. No verdict depends on a mark, only the plan does. */
export async function touchSubject(
  { tx, municipality }: Session,
  subject: Subject,
  reason: string,
): Promise<void> {
  if (subject.person !== null) {
    await touchPerson(tx, { municipality, ids: subject.person.ids, fromMs: null, reason });
  }
  if (subject.addressId !== null) {
    await touchAddress(tx, { municipality, addressId: subject.addressId, fromReceiptMs: null, reason });
  }
}

export function markView(mark: Mark): DoNotApproachView {
  return {
    markeringId: mark.markId,
    persoonId: mark.personId,
    adresId: mark.addressId,
    reden: doNotApproachWords.toDutch(mark.reason),
    sinds: instant(mark.markedAt),
    herzienOp: mark.reviewOn,
    opgehevenOp: instant(mark.liftedAt),
  };
}
