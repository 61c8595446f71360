import type { DoNotApproachView, liftDoNotApproachRequest } from '#contracts';
import { liftMark, lockMark, lockPerson, touchRecognised } from '#postgres';

import type { User } from '../access/user.js';
import { inSession, type Desk } from '../desk.js';
import type { Parsed } from '../http/input.js';
import { Refusal } from '../refusal.js';
import { markView, touchSubject } from './mark-do-not-approach.js';

/** Lifts a mark; lifting it again changes nothing. A safety mark is the team lead's. */
export function liftDoNotApproach(
  desk: Desk,
  user: User,
  { path }: Parsed<typeof liftDoNotApproachRequest>,
): Promise<DoNotApproachView | Refusal> {
  return inSession(desk, user, async (session) => {
    const { tx, municipality, nowMs } = session;
    const mark = await lockMark(tx, municipality, path.markeringId);
    if (mark === undefined) return new Refusal('not-found');
    if (mark.reason === 'not-safe' && user.role !== 'team-lead') return new Refusal('forbidden');
    if (mark.liftedAt !== null) return markView(mark);
    const person = mark.personId === null ? undefined : await lockPerson(tx, municipality, mark.personId);
    await liftMark(tx, { municipality, markId: mark.markId, liftedAtMs: nowMs, liftedBy: user.actor });
    await touchSubject(session, { ...mark, person: person ?? null }, 'do-not-approach-lifted');
    await touchRecognised(tx, { municipality, markId: mark.markId, reason: 'do-not-approach-lifted' });
    return markView({ ...mark, liftedAt: new Date(nowMs) });
  });
}
