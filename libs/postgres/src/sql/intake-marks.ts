import type { Statement } from '../database.js';
import { insertRows } from './rows.js';

export interface MarkHashRow {
  readonly municipality: string;
  readonly mark_id: string;
  readonly subject_hash: Buffer;
}

/** The keyed hashes of all marks that stand in these municipalities: some hundreds, so they are compared in Node. */
export function loadMarkHashes(municipalities: readonly string[]): Statement {
  return {
    name: 'load-mark-hashes',
    text: `select municipality, mark_id, subject_hash from do_not_approach
           where municipality = any($1::text[]) and lifted_at is null`,
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
