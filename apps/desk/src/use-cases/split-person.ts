import { randomUUID } from 'node:crypto';

import type { SplitPerson, splitPersonRequest } from '#contracts';
import type { PersonId } from '#domain';
import {
  insertPersonWithSignals,
  lockIdentityDecisions,
  lockPerson,
  readSignalsOfPerson,
  touchSignalsOfPersons,
} from '#postgres';

import type { User } from '../access/user.js';
import { inSession, type Desk } from '../desk.js';
import type { Parsed } from '../http/input.js';
import { fault, invalid, Refusal } from '../refusal.js';

/**
 * Says that some signals of a person are another's: they are pinned to a new person. What was recorded stays with
 * the person whom it names.
 */
export function splitPerson(
  desk: Desk,
  user: User,
  { body }: Parsed<typeof splitPersonRequest>,
): Promise<SplitPerson | Refusal> {
  return inSession(desk, user, async ({ tx, municipality, nowMs }) => {
    await lockIdentityDecisions(tx, municipality);
    const person = await lockPerson(tx, municipality, body.persoonId as PersonId);
    if (person === undefined) return new Refusal('not-found');
    const own = await readSignalsOfPerson(tx, municipality, person.ids);
    const wanted = new Set(body.signalen);
    const chosen = own.filter((signal) => wanted.has(signal.signalId));
    const strange = body.signalen.flatMap((signalId, index) =>
      own.some((signal) => signal.signalId === signalId)
        ? []
        : [fault(`/signalen/${index}`, 'unknown-value')],
    );
    if (strange.length > 0) return invalid(strange);
    if (chosen.some((signal) => signal.pinned)) return new Refusal('signal-already-split');
    if (chosen.length === own.length) return new Refusal('split-takes-all');
    const personId = randomUUID();
    const signalIds = chosen.map((signal) => signal.signalId);
    const decision = { decidedAtMs: nowMs, decidedBy: user.actor };
    await insertPersonWithSignals(tx, { municipality, personId, signalIds, ...decision });
    await touchSignalsOfPersons(tx, { municipality, ids: person.ids, reason: 'person-split' });
    return { persoonId: person.personId, nieuwePersoonId: personId };
  });
}
