import type { WorkingCalendar } from '#domain';
import {
  insertDuplicates,
  insertFeedback,
  insertQuarantine,
  insertQuarantineBytes,
  insertWithdrawals,
  instant,
  type QuarantineBytesRow,
  type Transaction,
} from '#postgres';

import { appendRecords, type Appended, type Quarantined } from './append-records.js';
import { assignAddresses } from './assign-addresses.js';
import { foldAddresses } from './fold-addresses.js';
import { linkResidents } from './link-residents.js';
import { correctOverruled, findOverruled } from './overruled-refusals.js';
import { countAnswers, noteLocalUses } from './note-local-uses.js';
import { quarantineDay, type QuarantineSealer } from './quarantine-sealer.js';
import type { Received } from './receive-records.js';
import type { Reference } from './reference-data.js';
import { recogniseMarks } from './recognise-marks.js';
import { correctRefusals, findRefusalsOf, refusalFeedback } from './refusal-feedback.js';
import type { NewWithdrawal } from './touched-addresses.js';
import { WrittenMeanwhile, writeDifference } from './write-difference.js';

export interface Around {
  readonly reference: Reference;
  readonly calendar: WorkingCalendar;
  readonly sealer: QuarantineSealer;
  /** Under which do-not-approach marks are recognised. */
  readonly pseudonymKey: Buffer;
  readonly nowMs: number;
}

/** How many records ended where. */
export interface Tally {
  readonly signals: number;
  readonly withdrawals: number;
  readonly duplicates: number;
  readonly quarantined: number;
  readonly seenBefore: number;
  /** Whom a local register was asked about, by what it answered. */
  readonly lookedUp: Readonly<Record<string, number>>;
}

/**
 * What the intake does with received records, in one transaction (the core in four words): append what came,
 * assign each signal to one address, fold every touched address, write the difference. Between the first two a local
 * register may say who it is and where he lives, for municipalities that hold one.
 */
export async function recordSignals(
  tx: Transaction,
  received: readonly Received[],
  around: Around,
): Promise<Tally> {
  const appended = await appendRecords(tx, received);
  const linked = await linkResidents(tx, appended, around.reference, around.nowMs);
  const overruled = await findOverruled(tx, appended);
  await noteLocalUses(tx, linked, around.nowMs);
  const touched = await assignAddresses(tx, appended, linked, overruled);
  await recogniseMarks(tx, touched, around.pseudonymKey, around.nowMs);
  const folded = await foldAddresses(tx, touched, around.reference, around.calendar);
  const refusals = await findRefusalsOf(tx, appended);
  await writeAppended(tx, appended, around);
  await writeDifference(tx, folded, around.nowMs);
  await correctRefusals(tx, refusals, around.nowMs);
  await correctOverruled(tx, overruled, around.nowMs);
  return {
    signals: appended.signals.length,
    withdrawals: appended.withdrawals.length,
    duplicates: appended.duplicates.length,
    quarantined: appended.quarantined.length,
    seenBefore: appended.seenBefore,
    lookedUp: countAnswers(linked),
  };
}

async function writeAppended(tx: Transaction, appended: Appended, around: Around): Promise<void> {
  if (appended.withdrawals.length > 0) {
    const written = await tx.query(insertWithdrawals(appended.withdrawals.map(withdrawalRow)));
    if (written.length !== appended.withdrawals.length) throw new WrittenMeanwhile();
  }
  if (appended.duplicates.length > 0) {
    await tx.query(
      insertDuplicates(
        appended.duplicates.map(({ municipality, place, receiptMs, recordId }) => ({
          municipality,
          ...placeColumns(place),
          receipt: instant(receiptMs),
          record_id: recordId,
        })),
      ),
    );
  }
  if (appended.quarantined.length > 0) await writeQuarantine(tx, appended.quarantined, around);
}

async function writeQuarantine(
  tx: Transaction,
  quarantined: readonly Quarantined[],
  { nowMs, sealer }: Around,
): Promise<void> {
  await tx.query(
    insertQuarantine(
      quarantined.map(({ place, receiptMs, refusal }) => ({
        municipality: refusal.municipality ?? '',
        ...placeColumns(place),
        receipt: instant(receiptMs),
        verdict: refusal.verdict,
        reason: refusal.reason,
        faults: JSON.stringify(refusal.faults),
        creditor_id: refusal.creditorId,
        source: refusal.source,
        event_id: refusal.eventId,
        bytes_kept: refusal.keepBytes,
      })),
    ),
  );
  const bytes = quarantined.filter(({ refusal }) => refusal.keepBytes).map((one) => bytesRow(one, sealer));
  if (bytes.length > 0) await tx.query(insertQuarantineBytes(bytes));
  const feedback = quarantined.map((one) => refusalFeedback(one, nowMs)).filter((row) => row !== null);
  if (feedback.length > 0) await tx.query(insertFeedback(feedback));
}

function bytesRow(
  { bytes, place, receiptMs, refusal }: Quarantined,
  sealer: QuarantineSealer,
): QuarantineBytesRow {
  const day = quarantineDay(receiptMs);
  return {
    municipality: refusal.municipality ?? '',
    day,
    ...placeColumns(place),
    ...sealer.seal(day, bytes),
  };
}

function withdrawalRow(withdrawal: NewWithdrawal): Parameters<typeof insertWithdrawals>[0][number] {
  return {
    municipality: withdrawal.municipality,
    withdrawal_id: withdrawal.withdrawalId,
    source: withdrawal.source,
    event_id: withdrawal.eventId,
    creditor_id: withdrawal.creditorId,
    receipt: instant(withdrawal.receiptMs),
    data_hash: withdrawal.dataHash,
    signal_id: withdrawal.signalId,
    ...placeColumns(withdrawal.place),
  };
}

function placeColumns(place: { logId: number; partition: number; offset: bigint }): {
  log_id: number;
  partition: number;
  kafka_offset: string;
} {
  return { log_id: place.logId, partition: place.partition, kafka_offset: place.offset.toString() };
}
