import { addressSubject, personSubject } from '#domain';
import { pseudonym } from '#platform';
import {
  insertRecognisedMarks,
  instant,
  loadMarkHashes,
  type MarkHashRow,
  type RecognisedMarkRow,
  type Transaction,
} from '#postgres';

import type { PlacedSignal, TouchedAddresses } from './touched-addresses.js';

/**
 * Recognises, by the keyed hash, of whom somebody said "do not approach" before their rows were destroyed (AVG 21).
 * Where no mark stands, which is nearly everywhere, this costs one statement a sub-batch.
 */
export async function recogniseMarks(
  tx: Transaction,
  touched: TouchedAddresses,
  key: Buffer,
  nowMs: number,
): Promise<void> {
  const signals = touched
    .all()
    .flatMap(({ addressId, newSignals }) => newSignals.map((placed) => ({ addressId, placed })));
  if (signals.length === 0) return;
  const municipalities = new Set(signals.map(({ placed }) => placed.normalised.municipality));
  const marks = await tx.query<MarkHashRow>(loadMarkHashes([...municipalities]));
  if (marks.length === 0) return;
  const markOf = new Map(
    marks.map((row) => [`${row.municipality} ${row.subject_hash.toString('hex')}`, row]),
  );
  const marked = new Set(marks.map(({ municipality }) => municipality));
  const rows: RecognisedMarkRow[] = [];
  for (const { addressId, placed } of signals) {
    const { municipality } = placed.normalised;
    if (!marked.has(municipality)) continue;
    for (const hash of hashesOf(placed, key)) {
      const mark = markOf.get(`${municipality} ${hash}`);
      if (mark === undefined || mark.known_at.includes(addressId)) continue;
      touched.markRecognised(municipality, placed.signal.signalId);
      rows.push({
        municipality,
        signal_id: placed.signal.signalId,
        mark_id: mark.mark_id,
        recognised_at: instant(nowMs),
      });
    }
  }
  if (rows.length > 0) await tx.query(insertRecognisedMarks(rows));
}

function hashesOf({ normalised, signal }: PlacedSignal, key: Buffer): readonly string[] {
  const { addressText, municipality } = normalised;
  const subjects = [addressSubject(addressText)];
  if (signal.personKey !== null) {
    subjects.push(personSubject(signal.personKey, signal.birthDate, addressText));
  }
  return subjects.map((subject) => pseudonym(key, municipality, ...subject).toString('hex'));
}
