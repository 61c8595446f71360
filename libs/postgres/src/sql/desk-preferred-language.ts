import type { Language, PersonId } from '#domain';

import type { Transaction } from '../database.js';

/** A resident under all the ids that are one. */
interface Resident {
  readonly municipality: string;
  readonly personId: PersonId;
  readonly ids: readonly PersonId[];
}

export interface PreferredLanguage {
  /** Null: somebody took back what was recorded. */
  readonly language: Language | null;
  readonly recordedAt: Date;
  readonly recordedBy: string;
}

/**
 * The language that a resident asked for, as the fold reads it: of persons that are one, the one whom the aliases lead to
 * speaks for all. Undefined where nobody ever recorded one.
 */
export async function readPreferredLanguage(
  tx: Transaction,
  { ids, municipality, personId }: Resident,
): Promise<PreferredLanguage | undefined> {
  const rows = await tx.query<PreferredLanguage>({
    name: 'desk-read-preferred-language',
    text: `select language, language_recorded_at "recordedAt", language_recorded_by "recordedBy"
           from person where municipality = $1 and person_id = any($2::uuid[]) and language_recorded_at is not null
           order by (language is null), (person_id = $3) desc, language_recorded_at desc, person_id limit 1`,
    values: [municipality, ids, personId],
  });
  return rows[0];
}

/** Writes it under the id that facts stand under, and takes it from the others: one resident asks for one language. */
export async function writePreferredLanguage(
  tx: Transaction,
  { ids, municipality, personId }: Resident,
  { language, recordedAt, recordedBy }: PreferredLanguage,
): Promise<void> {
  await tx.query({
    name: 'desk-write-preferred-language',
    text: `update person set language = case when person_id = $3 then $4 end, language_recorded_at = $5,
             language_recorded_by = $6
           where municipality = $1 and person_id = any($2::uuid[])`,
    values: [municipality, ids, personId, language, recordedAt, recordedBy],
  });
}
