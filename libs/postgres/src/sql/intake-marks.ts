import type { Statement } from '../database.js';
import { insertRows } from './rows.js';

export interface MarkHashRow {
  readonly municipality: string;
  readonly mark_id: string;
  readonly subject_hash: Buffer;
  /** Addresses at which whom the mark names is still known by name: there the names say who is who, not the hash. */
  readonly known_at: readonly string[];
}

/**
 * The keyed hashes of all marks that stand in these municipalities: some hundreds, so they are compared in Node.
 *
 * A hash knows surname, initials and birth date, so twins of one initial have one. Where the marked person still lives
 * in the tables by name, the mark stands on the person, and another who is called nearly alike is not silenced with it.
 */
export function loadMarkHashes(municipalities: readonly string[]): Statement {
  return {
    name: 'load-mark-hashes',
    text: `select m.municipality, m.mark_id, m.subject_hash,
                  array(select distinct c.address_id::text from case_person c
                        join signal s on s.municipality = c.municipality and s.address_id = c.address_id
                          and s.person_id = c.person_id
                        join signal_personal p on p.municipality = s.municipality and p.signal_id = s.signal_id
                        where c.municipality = m.municipality and c.person_id = m.person_id) as known_at
           from do_not_approach m
           where m.municipality = any($1::text[]) and m.lifted_at is null`,
    values: [municipalities],
  };
}

export interface RecognisedMarkRow {
  readonly municipality: string;
  readonly signal_id: string;
  readonly mark_id: string;
  readonly recognised_at: string;
}

export const insertRecognisedMarks = insertRows<RecognisedMarkRow>({
  into: 'recognised_mark',
  columns: { municipality: 'text', signal_id: 'uuid', mark_id: 'uuid', recognised_at: 'timestamptz' },
  order: ['municipality', 'signal_id', 'mark_id'],
  onConflict: 'do nothing',
});
