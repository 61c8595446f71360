import type { PreferredLanguageView, RecordedLanguage, recordLanguageRequest } from '#contracts';
import type { PersonId } from '#domain';
import {
  lockPerson,
  readPreferredLanguage,
  touchPerson,
  writePreferredLanguage,
  type PreferredLanguage,
} from '#postgres';

import type { User } from '../access/user.js';
import { inSession, type Desk } from '../desk.js';
import type { Parsed } from '../http/input.js';
import { Refusal } from '../refusal.js';
import { instant } from './views.js';

/**
 * Records the language that a resident asked for, or that there is no such wish (any more). A policy may choose a plan by
 * it, so every address at which the resident is approached is folded again. The same language again changes nothing.
 */
export function recordLanguage(
  desk: Desk,
  user: User,
  { path, body }: Parsed<typeof recordLanguageRequest>,
): Promise<RecordedLanguage | Refusal> {
  return inSession(desk, user, async ({ tx, municipality, nowMs }) => {
    const person = await lockPerson(tx, municipality, path.persoonId as PersonId);
    if (person === undefined) return new Refusal('not-found');
    const { ids, personId } = person;
    const resident = { municipality, personId, ids };
    const standing = await readPreferredLanguage(tx, resident);
    if (standing?.language === body.taal) return { persoonId: personId, ...languageView(standing) };
    const recorded = { language: body.taal, recordedAt: new Date(nowMs), recordedBy: user.actor };
    await writePreferredLanguage(tx, resident, recorded);
    await touchPerson(tx, { municipality, ids, fromMs: null, reason: 'preferred-language' });
    return { persoonId: personId, ...languageView(recorded) };
  });
}

export function languageView({ language, recordedAt, recordedBy }: PreferredLanguage): PreferredLanguageView {
  return { taal: language, op: instant(recordedAt), door: recordedBy };
}
