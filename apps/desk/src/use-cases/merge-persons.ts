import type { MergedPersons, mergePersonsRequest } from '#contracts';
import type { PersonId } from '#domain';
import {
  insertPersonAlias,
  lockIdentityDecisions,
  lockPersons,
  personExists,
  readIdentity,
  touchSignalsOfPersons,
} from '#postgres';

import type { User } from '../access/user.js';
import { inSession, type Desk } from '../desk.js';
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
  return inSession(desk, user, async ({ tx, municipality, nowMs }) => {
    await lockIdentityDecisions(tx, municipality);
    const given = [body.persoonId, body.zelfdeAls] as const;
    for (const id of given) {
      if (!(await personExists(tx, municipality, id))) return new Refusal('not-found');
    }
    const from = await readIdentity(tx, municipality, body.persoonId as PersonId);
    const into = await readIdentity(tx, municipality, body.zelfdeAls as PersonId);
    if (from.current === into.current) return new Refusal('persons-already-one');
    const ids = [...from.ids, ...into.ids];
    await lockPersons(tx, municipality, ids);
    const alias = { personId: from.current, sameAs: into.current };
    await insertPersonAlias(tx, { ...alias, municipality, decidedAtMs: nowMs, decidedBy: user.actor });
    await touchSignalsOfPersons(tx, { municipality, ids, reason: 'persons-merged' });
    return { persoonId: from.current, zelfdeAls: into.current };
  });
}
