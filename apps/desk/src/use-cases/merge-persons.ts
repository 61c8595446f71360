import type { MergedPersons, mergePersonsRequest } from '#contracts';
import type { PersonAlias, PersonId } from '#domain';
import {
  insertPersonAlias,
  lockIdentityDecisions,
  lockPersons,
  personExists,
  readIdentity,
  touchSignalsOfPersons,
} from '#postgres';

import type { User } from '../access/user.js';
import { inSession, type Desk, type Session } from '../desk.js';
import type { Parsed } from '../http/input.js';
import { Refusal } from '../refusal.js';

/**
 * Says that two persons are one: a dated alias, which everything that was recorded about the first follows. The
 * alias goes from end to end of what was said before, so there is never a circle.
 */
export function mergePersons(
  desk: Desk,
  user: User,
  { body }: Parsed<typeof mergePersonsRequest>,
): Promise<MergedPersons | Refusal> {
  return inSession(desk, user, async (session) => {
    const { tx, municipality } = session;
    await lockIdentityDecisions(tx, municipality);
    const given = [body.persoonId, body.zelfdeAls] as const;
    for (const id of given) {
      if (!(await personExists(tx, municipality, id))) return new Refusal('not-found');
    }
    const joined = await joinPersons(session, body.persoonId as PersonId, body.zelfdeAls as PersonId);
    if (joined === null) return new Refusal('persons-already-one');
    return { persoonId: joined.personId, zelfdeAls: joined.sameAs };
  });
}

/**
 * Writes that the first person is the second, in a transaction that holds the decisions about who is who.
 *
 * @returns null where they are one already
 */
export async function joinPersons(
  { municipality, nowMs, tx, user }: Session,
  personId: PersonId,
  sameAs: PersonId,
): Promise<PersonAlias | null> {
  const from = await readIdentity(tx, municipality, personId);
  const into = await readIdentity(tx, municipality, sameAs);
  if (from.current === into.current) return null;
  const ids = [...from.ids, ...into.ids];
  await lockPersons(tx, municipality, ids);
  const alias = { personId: from.current, sameAs: into.current };
  await insertPersonAlias(tx, { ...alias, municipality, decidedAtMs: nowMs, decidedBy: user.actor });
  await touchSignalsOfPersons(tx, { municipality, ids, reason: 'persons-merged' });
  return alias;
}
