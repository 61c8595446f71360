import type { askLetterReleaseRequest, LetterReleaseView, releaseLetterRequest } from '#contracts';
import type { PersonId } from '#domain';
import {
  askLetterRelease as insertRequest,
  isSecretAddress,
  lockPerson,
  readLetterRelease,
  releaseLetter as markReleased,
  type LetterRelease,
} from '#postgres';

import type { User } from '../access/user.js';
import { inSession, type Desk, type Session } from '../desk.js';
import type { Parsed } from '../http/input.js';
import { Refusal } from '../refusal.js';
import { instant } from './views.js';

/** Asks for a letter to a resident whose address is secret. Asking again changes nothing. */
export function askLetterRelease(
  desk: Desk,
  user: User,
  { path }: Parsed<typeof askLetterReleaseRequest>,
): Promise<LetterReleaseView | Refusal> {
  return inSession(desk, user, async (session) => {
    const key = await secretCasePerson(session, path);
    if (key instanceof Refusal) return key;
    await insertRequest(session.tx, { ...key, askedBy: user.actor, askedAtMs: session.nowMs });
    return written(await readLetterRelease(session.tx, key));
  });
}

/** Releases what a colleague asked for: one person alone sends nothing to a secret address. */
export function releaseLetter(
  desk: Desk,
  user: User,
  { path }: Parsed<typeof releaseLetterRequest>,
): Promise<LetterReleaseView | Refusal> {
  return inSession(desk, user, async (session) => {
    const key = await secretCasePerson(session, path);
    if (key instanceof Refusal) return key;
    const asked = await readLetterRelease(session.tx, key);
    if (asked === undefined) return new Refusal('release-not-asked');
    if (asked.askedBy === user.actor) return new Refusal('release-by-another');
    await markReleased(session.tx, { ...key, releasedBy: user.actor, releasedAtMs: session.nowMs });
    return written(await readLetterRelease(session.tx, key));
  });
}

/** The case-person under the id that it goes by now, if its address is secret. */
async function secretCasePerson(
  { tx, municipality }: Session,
  path: { readonly persoonId: string; readonly periodeStart: string },
): Promise<{ municipality: string; personId: PersonId; periodStart: string } | Refusal> {
  const person = await lockPerson(tx, municipality, path.persoonId as PersonId);
  const own = person?.casePersons.filter(({ periodStart }) => periodStart === path.periodeStart) ?? [];
  if (person === undefined || own.length === 0) return new Refusal('not-found');
  const addressIds = own.map(({ addressId }) => addressId);
  if (!(await isSecretAddress(tx, municipality, addressIds))) return new Refusal('address-not-secret');
  return { municipality, personId: person.personId, periodStart: path.periodeStart };
}

function written(release: LetterRelease | undefined): LetterReleaseView {
  if (release === undefined) throw new Error('a release that was just written is there');
  return letterReleaseView(release);
}

export function letterReleaseView(release: LetterRelease): LetterReleaseView {
  return {
    persoonId: release.personId,
    periodeStart: release.periodStart,
    aangevraagdDoor: release.askedBy,
    aangevraagdOp: instant(release.askedAt),
    vrijgegevenDoor: release.releasedBy,
    vrijgegevenOp: instant(release.releasedAt),
  };
}
