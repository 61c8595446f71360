import type { WorkingCalendar } from '#domain';
import {
  DataRefused,
  DependencyUnavailable,
  PositionMoved,
  samePosition,
  type BatchHandler,
  type PartitionPlace,
  type StoredPosition,
  type SubBatch,
} from '#kafka';
import { crashPoint, type Clock } from '#platform';
import {
  ClockNotSet,
  databaseFault,
  ensureLog,
  insertPosition,
  latestLog,
  lockPosition,
  readPosition,
  updatePosition,
  type NationalDatabase,
  type PositionRow,
  type Transaction,
} from '#postgres';

import { quarantineDay, type QuarantineSealer } from './quarantine-sealer.js';
import { receiptOf, receiveRecord, type Received, type ReceiptRule } from './receive-records.js';
import { recordSignals, type Tally } from './record-signals.js';
import { NoRegistry, type ReferenceData } from './reference-data.js';
import { WrittenMeanwhile } from './write-difference.js';

export interface IntakeParts {
  readonly database: NationalDatabase;
  readonly referenceData: ReferenceData;
  readonly sealer: QuarantineSealer;
  readonly pseudonymKey: Buffer;
  readonly calendar: WorkingCalendar;
  readonly clock: Clock;
  readonly clockIsSimulated: boolean;
  readonly onTally: (tally: Tally) => void;
}

/** Takes sub-batches from Kafka into Postgres: one transaction each, with the position in it (decisions 2 to 5). */
export class IntakeHandler implements BatchHandler {
  constructor(private readonly parts: IntakeParts) {}

  async loadPosition(place: PartitionPlace): Promise<StoredPosition | null> {
    return byFault(() =>
      this.parts.database.acrossMunicipalities(async (tx) => {
        const rows = await tx.query<PositionRow>(readPosition(place.clusterId, place.topic, place.partition));
        return rows[0] === undefined ? null : toPosition(rows[0]);
      }),
    );
  }

  async handle(batch: SubBatch): Promise<void> {
    crashPoint('before-db-transaction');
    const tally = await byFault(() => this.record(batch));
    crashPoint('after-db-commit-before-offset');
    this.parts.onTally(tally);
  }

  private async record(batch: SubBatch): Promise<Tally> {
    const { calendar, clock, clockIsSimulated, database, pseudonymKey, referenceData, sealer } = this.parts;
    const reference = await referenceData.get();
    const clockMs = await clock.nowMs();
    const rule: ReceiptRule = { simulatedNowMs: clockIsSimulated ? clockMs : null };
    const receipts = batch.records.map((record) => receiptOf(record, rule));
    // A simulated receipt may lie before the clock's present or after it; nothing is told before it was received.
    const nowMs = clockIsSimulated ? receipts.reduce((last, one) => Math.max(last, one), clockMs) : clockMs;
    const opened = (logId: number): Received[] =>
      batch.records.map((record, index) => {
        const place = { logId, partition: batch.partition, offset: record.offset };
        const received = receiveRecord(place, record, receipts[index] ?? nowMs, rule, reference);
        return batch.storageRefused ? storageRefused(received) : received;
      });
    for (const day of new Set(receipts.map(quarantineDay))) await sealer.prepare(day);
    return database.acrossMunicipalities(async (tx) => {
      const logId = await movePosition(tx, batch);
      crashPoint('after-position-before-records');
      const around = { reference, calendar, sealer, pseudonymKey, nowMs };
      const tally = await recordSignals(tx, opened(logId), around);
      crashPoint('after-records-before-db-commit');
      return tally;
    });
  }
}

/** The database refused this record alone: a hole in the contract, kept aside with an alert (decision 4). */
function storageRefused(received: Received): Received {
  const known =
    received.kind === 'signal'
      ? {
          municipality: received.signal.municipality,
          creditorId: received.signal.decision.creditorId,
          source: received.signal.decision.source,
          eventId: received.signal.decision.eventId,
        }
      : { municipality: null, creditorId: null, source: null, eventId: null };
  return {
    place: received.place,
    receiptMs: received.receiptMs,
    bytes: received.bytes,
    kind: 'refused',
    refusal: {
      ...known,
      verdict: 'refused',
      reason: 'storage-refused',
      faults: [{ pointer: '', code: 'storage-refused' }],
      keepBytes: received.kind !== 'refused' || received.refusal.keepBytes,
    },
  };
}

/** Compares the stored position with the expected one under its lock and moves it; the log's id comes back. */
async function movePosition(tx: Transaction, batch: SubBatch): Promise<number> {
  const { clusterId, expected, following, partition, topic } = batch;
  const rows = await tx.query<PositionRow>(lockPosition(clusterId, topic, partition));
  const stored = rows[0];
  if (!samePosition(expected, stored === undefined ? null : toPosition(stored))) throw new PositionMoved();
  if (stored !== undefined) {
    await tx.query(updatePosition({ clusterId, topic, partition, logId: stored.log_id, ...following }));
    return stored.log_id;
  }
  await tx.query(ensureLog(clusterId, topic));
  const logs = await tx.query<{ log_id: number }>(latestLog(clusterId, topic));
  const logId = logs[0]?.log_id;
  if (logId === undefined) throw new Error('the log of a topic was made and is not there');
  const made = await tx.query(insertPosition({ clusterId, topic, partition, logId, ...following }));
  if (made.length === 0) throw new PositionMoved();
  return logId;
}

function toPosition(row: PositionRow): StoredPosition {
  const hasLast = row.last_offset !== null && row.last_appended_ms !== null && row.last_crc32 !== null;
  return {
    next: BigInt(row.next_offset),
    last: hasLast
      ? {
          offset: BigInt(row.last_offset ?? 0),
          appendTimeMs: row.last_appended_ms ?? 0,
          crc32: row.last_crc32 ?? 0,
        }
      : null,
    decided: row.decided,
  };
}

/** Says in the words of the transport what an error means for the partition. */
export async function byFault<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PositionMoved) throw error;
    if (error instanceof WrittenMeanwhile || error instanceof NoRegistry || error instanceof ClockNotSet) {
      throw new DependencyUnavailable(error.message, { cause: error });
    }
    switch (databaseFault(error)) {
      case 'dependency':
      case 'contention':
        throw new DependencyUnavailable('PostgreSQL cannot take this now', { cause: error });
      case 'data':
        throw new DataRefused('PostgreSQL refuses what is in this sub-batch', { cause: error });
      case 'bug':
        throw error;
    }
  }
}
