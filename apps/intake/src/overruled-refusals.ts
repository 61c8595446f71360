import {
  findFeedback,
  findRefusedBefore,
  instant,
  type FoundFeedbackRow,
  type RefusedBeforeRow,
  type Transaction,
} from '#postgres';

import type { Appended, Repetition } from './append-records.js';
import { correctRefusedDuplicate, refusalFeedbackId } from './refusal-feedback.js';

/** A stored record that came again after its id was refused, and the message by which its creditor was told so. */
export interface Overruled {
  readonly municipality: string;
  readonly recordId: string;
  readonly refusal: string;
  /** The municipality under which it was told; empty: none. */
  readonly toldUnder: string;
}

/** Where in the order of all records one stands: by its receipt, then by its offset. */
interface Order {
  readonly receiptMs: number;
  readonly offset: bigint;
}

type Refused = Order & Pick<Overruled, 'refusal' | 'toldUnder'>;

/**
 * Rule 2: a record that comes again does nothing twice, but where its id was refused in between, the refusal is its
 * creditor's last word and a wrong one: what was taken before stands. Only the last refusal before the repetition
 * counts, only one after the record was taken, and each once, however often and in whatever sub-batches records come.
 */
export async function findOverruled(tx: Transaction, appended: Appended): Promise<readonly Overruled[]> {
  const { duplicates } = appended;
  if (duplicates.length === 0) return [];
  const stored = await readRefusedBefore(tx, duplicates);
  const [takenHere, refusedHere] = [takenOf(appended), refusedOf(appended)];
  const found = new Map<string, Overruled>();
  for (const repetition of duplicates) {
    const { municipality, place, receiptMs, recordId } = repetition;
    const before = stored.get(keyOf(repetition));
    const order = { receiptMs, offset: place.offset };
    const refused = [
      ...refusedUnder(refusedHere, repetition),
      ...(before === undefined ? [] : [before.refused]),
    ]
      .filter((one) => compare(one, order) < 0)
      .sort(compare)
      .at(-1);
    const taken = takenHere.get(`${municipality} ${recordId}`) ?? before?.taken;
    if (refused === undefined || (taken !== undefined && compare(refused, taken) < 0)) continue;
    const { refusal, toldUnder } = refused;
    if (!found.has(refusal)) found.set(refusal, { municipality, recordId, refusal, toldUnder });
  }
  return [...found.values()];
}

/** Tells it, where the creditor was told of the refusal and nothing has replaced that since. Addresses are locked. */
export async function correctOverruled(
  tx: Transaction,
  overruled: readonly Overruled[],
  nowMs: number,
): Promise<void> {
  for (const one of overruled) {
    const [told] = await tx.query<FoundFeedbackRow>(findFeedback(one.toldUnder, one.refusal));
    if (told?.replaced === false) await correctRefusedDuplicate(tx, one, one.refusal, nowMs);
  }
}

interface RefusedBefore {
  readonly taken: Order;
  readonly refused: Refused;
}

async function readRefusedBefore(
  tx: Transaction,
  duplicates: readonly Repetition[],
): Promise<ReadonlyMap<string, RefusedBefore>> {
  const rows = await tx.query<RefusedBeforeRow>(
    findRefusedBefore(
      duplicates.map(({ municipality, place, receiptMs, recordId }) => ({
        municipality,
        recordId,
        receipt: instant(receiptMs),
        offset: place.offset,
      })),
    ),
  );
  return new Map(
    rows.map((row) => {
      const place = { logId: row.log_id, partition: row.partition, offset: BigInt(row.kafka_offset) };
      const refusal = refusalFeedbackId(row.source, row.event_id, place);
      const before: RefusedBefore = {
        taken: { receiptMs: row.taken_receipt.getTime(), offset: BigInt(row.taken_offset) },
        refused: {
          receiptMs: row.refused_receipt.getTime(),
          offset: place.offset,
          refusal,
          toldUnder: row.refused_municipality,
        },
      };
      return [`${row.municipality} ${row.record_id} ${row.repeated_offset}`, before];
    }),
  );
}

/** Of each record that is taken in this sub-batch, its order. */
function takenOf({ signals, withdrawals }: Appended): ReadonlyMap<string, Order> {
  return new Map([
    ...signals.map(({ normalised: { decision, municipality }, place }): [string, Order] => [
      `${municipality} ${decision.signalId}`,
      { receiptMs: decision.receiptMs, offset: place.offset },
    ]),
    ...withdrawals.map(({ municipality, place, receiptMs, withdrawalId }): [string, Order] => [
      `${municipality} ${withdrawalId}`,
      { receiptMs, offset: place.offset },
    ]),
  ]);
}

/** What is refused in this sub-batch and told, by municipality (or none), source and event id. */
function refusedOf({ quarantined }: Appended): ReadonlyMap<string, readonly Refused[]> {
  const told = quarantined.flatMap(({ place, receiptMs, refusal: why }) => {
    const { creditorId, eventId, municipality, source, verdict } = why;
    if (verdict !== 'refused' || creditorId === null || source === null || eventId === null) return [];
    const refusal = refusalFeedbackId(source, eventId, place);
    const toldUnder = municipality ?? '';
    const key = idOf(toldUnder, source, eventId);
    return [{ key, receiptMs, offset: place.offset, refusal, toldUnder }];
  });
  return Map.groupBy(told, ({ key }) => key);
}

function refusedUnder(
  refused: ReadonlyMap<string, readonly Refused[]>,
  { eventId, municipality, source }: Repetition,
): readonly Refused[] {
  return [municipality, ''].flatMap((one) => refused.get(idOf(one, source, eventId)) ?? []);
}

const idOf = (municipality: string, source: string, eventId: string): string =>
  JSON.stringify([municipality, source, eventId]);

const keyOf = ({ municipality, place, recordId }: Repetition): string =>
  `${municipality} ${recordId} ${place.offset}`;

function compare(one: Order, other: Order): number {
  if (one.receiptMs !== other.receiptMs) return one.receiptMs - other.receiptMs;
  return one.offset < other.offset ? -1 : one.offset > other.offset ? 1 : 0;
}
