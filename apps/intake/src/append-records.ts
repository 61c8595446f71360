import { dataHash, signalIdOf, type Fault, type NormalisedSignal } from '#contracts';
import { findQuarantined, findRecords, lockSources, type KnownRecordRow, type Transaction } from '#postgres';

import type { Place, Received, RecordBytes, Refusal } from './receive-records.js';
import type { NewWithdrawal } from './touched-addresses.js';

/** A record that is kept aside, with its bytes where they may be kept. */
export interface Quarantined {
  readonly place: Place;
  readonly receiptMs: number;
  readonly refusal: Refusal;
  readonly bytes: RecordBytes;
}

/** A record that was stored before under the same id with the same content. */
export interface Repetition {
  readonly place: Place;
  readonly receiptMs: number;
  readonly municipality: string;
  readonly recordId: string;
  readonly source: string;
  readonly eventId: string;
}

/** What a sub-batch comes down to (rules 1 and 2): each record in exactly one list, or in none when seen before. */
export interface Appended {
  readonly signals: readonly { readonly place: Place; readonly normalised: NormalisedSignal }[];
  readonly withdrawals: readonly NewWithdrawal[];
  readonly duplicates: readonly Repetition[];
  readonly quarantined: readonly Quarantined[];
  /** Records that came by again at their own place, after a rewind: they have their row. */
  readonly seenBefore: number;
}

interface Identified {
  readonly municipality: string;
  readonly recordId: string;
  readonly dataHash: Buffer;
}

/**
 * Tells what is new from what came before, and takes the locks under which that stays true until the commit.
 *
 * The same message twice does nothing twice; the same id with other content is a conflict. The id of a refused
 * record is not taken: a corrected message under it is judged anew (domain rule 2).
 */
export async function appendRecords(tx: Transaction, received: readonly Received[]): Promise<Appended> {
  await lockSourcesOf(tx, received);
  const quarantinedBefore = await findPlacesInQuarantine(tx, received);
  const known = await findKnown(tx, received);
  const signals: { place: Place; normalised: NormalisedSignal }[] = [];
  const withdrawals: NewWithdrawal[] = [];
  const duplicates: Repetition[] = [];
  const quarantined: Quarantined[] = [];
  let seenBefore = 0;
  for (const record of received) {
    if (quarantinedBefore.has(record.place.offset)) {
      seenBefore += 1;
      continue;
    }
    if (record.kind === 'refused') {
      quarantined.push(record);
      continue;
    }
    const identified = identify(record);
    const key = `${identified.municipality} ${identified.recordId}`;
    const before = known.get(key);
    if (before === undefined) {
      known.set(key, { ...identified, place: record.place, kind: record.kind });
      if (record.kind === 'signal') signals.push({ place: record.place, normalised: record.signal });
      else withdrawals.push(newWithdrawal(record, identified));
    } else if (samePlace(before.place, record.place)) {
      seenBefore += 1;
    } else if (before.kind === record.kind && before.dataHash.equals(identified.dataHash)) {
      duplicates.push(repetition(record, identified));
    } else {
      quarantined.push({ ...record, refusal: conflict(record, identified.municipality) });
    }
  }
  return { signals, withdrawals, duplicates, quarantined, seenBefore };
}

function repetition(record: Enterable, { municipality, recordId }: Identified): Repetition {
  const { place } = record;
  if (record.kind === 'signal') {
    const { eventId, receiptMs, source } = record.signal.decision;
    return { place, receiptMs, municipality, recordId, source, eventId };
  }
  const { id, source } = record.withdrawal.envelope;
  return { place, receiptMs: record.receiptMs, municipality, recordId, source, eventId: id };
}

type Enterable = Exclude<Received, { kind: 'refused' }>;

function identify(record: Enterable): Identified {
  if (record.kind === 'signal') {
    const { municipality, decision, dataHash: hash } = record.signal;
    return { municipality, recordId: decision.signalId, dataHash: hash };
  }
  const { data, envelope } = record.withdrawal;
  return {
    municipality: data.gemeentecode,
    recordId: signalIdOf(envelope.source, envelope.id),
    dataHash: dataHash(data),
  };
}

function newWithdrawal(
  record: Extract<Received, { kind: 'withdrawal' }>,
  identified: Identified,
): NewWithdrawal {
  const { creditor, data, envelope } = record.withdrawal;
  return {
    municipality: identified.municipality,
    place: record.place,
    withdrawalId: identified.recordId,
    creditorId: creditor.id,
    receiptMs: record.receiptMs,
    source: envelope.source,
    eventId: envelope.id,
    dataHash: identified.dataHash,
    signalId: signalIdOf(envelope.source, data.ingetrokkenSignaal),
  };
}

function conflict(record: Enterable, municipality: string): Refusal {
  const { creditor, envelope } =
    record.kind === 'signal'
      ? {
          creditor: record.signal.decision.creditorId,
          envelope: { source: record.signal.decision.source, id: record.signal.decision.eventId },
        }
      : { creditor: record.withdrawal.creditor.id, envelope: record.withdrawal.envelope };
  const faults: readonly Fault[] = [];
  return {
    verdict: 'conflict',
    reason: 'same-id-other-content',
    faults,
    municipality,
    creditorId: creditor,
    source: envelope.source,
    eventId: envelope.id,
    keepBytes: true,
  };
}

function samePlace(one: Place, other: Place): boolean {
  return one.logId === other.logId && one.partition === other.partition && one.offset === other.offset;
}

async function lockSourcesOf(tx: Transaction, received: readonly Received[]): Promise<void> {
  const alone = new Map<string, boolean>();
  for (const record of received) {
    if (record.kind === 'signal') {
      const { source } = record.signal.decision;
      if (!alone.has(source)) alone.set(source, false);
    } else if (record.kind === 'withdrawal') {
      alone.set(record.withdrawal.envelope.source, true);
    }
  }
  if (alone.size === 0) return;
  await tx.query(lockSources([...alone].map(([source, isAlone]) => ({ source, alone: isAlone }))));
}

async function findPlacesInQuarantine(
  tx: Transaction,
  received: readonly Received[],
): Promise<ReadonlySet<bigint>> {
  const first = received[0];
  const last = received.at(-1);
  if (first === undefined || last === undefined) return new Set();
  const { logId, partition } = first.place;
  const rows = await tx.query<{ kafka_offset: string }>(
    findQuarantined(logId, partition, first.place.offset, last.place.offset),
  );
  return new Set(rows.map((row) => BigInt(row.kafka_offset)));
}

interface KnownRecord extends Identified {
  readonly place: Place;
  readonly kind: 'signal' | 'withdrawal';
}

async function findKnown(tx: Transaction, received: readonly Received[]): Promise<Map<string, KnownRecord>> {
  const known = new Map<string, KnownRecord>();
  const identified = received.filter((record) => record.kind !== 'refused').map(identify);
  if (identified.length === 0) return known;
  const rows = await tx.query<KnownRecordRow>(
    findRecords(
      identified.map(({ municipality }) => municipality),
      identified.map(({ recordId }) => recordId),
    ),
  );
  for (const row of rows) {
    known.set(`${row.municipality} ${row.record_id}`, {
      municipality: row.municipality,
      recordId: row.record_id,
      dataHash: row.data_hash,
      kind: row.kind,
      place: { logId: row.log_id, partition: row.partition, offset: BigInt(row.kafka_offset) },
    });
  }
  return known;
}
