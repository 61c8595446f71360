import {
  normaliseSignal,
  openRecord,
  simulatedReceiptOf,
  type DoorVerdict,
  type Fault,
  type NormalisedSignal,
} from '#contracts';
import type { KafkaRecord } from '#kafka';

import type { Reference } from './reference-data.js';

/** Where a record lies: one incarnation of a topic, partition, offset. */
export interface Place {
  readonly logId: number;
  readonly partition: number;
  readonly offset: bigint;
}

/** The bytes of a record, as they go into quarantine. */
export type RecordBytes = Pick<KafkaRecord, 'topic' | 'key' | 'value' | 'headers'>;

/** What the door said, with the normalised form of what may enter. */
export type Received = {
  readonly place: Place;
  readonly receiptMs: number;
  readonly bytes: RecordBytes;
} & (
  | { readonly kind: 'signal'; readonly signal: NormalisedSignal }
  | { readonly kind: 'withdrawal'; readonly withdrawal: Extract<DoorVerdict, { kind: 'withdrawal' }> }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
);

/** A record that goes to quarantine, with everything that the creditor may hear. */
export interface Refusal {
  readonly verdict: 'refused' | 'not-served' | 'conflict';
  readonly reason: string;
  readonly faults: readonly Fault[];
  readonly municipality: string | null;
  readonly creditorId: string | null;
  readonly source: string | null;
  readonly eventId: string | null;
  readonly keepBytes: boolean;
}

/** How receipts are told: by the broker, or by the simulated clock outside production (decisions 5 and 6). */
export interface ReceiptRule {
  /** Null: the machine's clock is in force, and the header with a simulated receipt is a fault. */
  readonly simulatedNowMs: number | null;
}

/** The receipt of a record, in milliseconds since the epoch. */
export function receiptOf(record: RecordBytes & { appendTimeMs: number }, rule: ReceiptRule): number {
  if (rule.simulatedNowMs === null) return record.appendTimeMs;
  const simulated = simulatedReceiptOf(record);
  return typeof simulated === 'number' ? simulated : rule.simulatedNowMs;
}

/** Opens one record at the door and normalises what may enter. Pure: the receipt arrives as data. */
export function receiveRecord(
  place: Place,
  record: RecordBytes,
  receiptMs: number,
  rule: ReceiptRule,
  reference: Reference,
): Received {
  const base = { place, receiptMs, bytes: record };
  const verdict = openRecord(record, {
    registry: reference.registry,
    receiptMs,
    servedMunicipality: (code) => reference.served(code, receiptMs),
    simulatedReceipt: rule.simulatedNowMs === null ? 'refused' : 'allowed',
  });
  switch (verdict.kind) {
    case 'signal': {
      const served = reference.served(verdict.data.gemeentecode, receiptMs);
      const signal = normaliseSignal(verdict, receiptMs, served?.identifiedMonths);
      return signal.ok
        ? { ...base, kind: 'signal', signal: signal.value }
        : { ...base, kind: 'refused', refusal: unusable(verdict, signal.faults) };
    }
    case 'withdrawal':
      return { ...base, kind: 'withdrawal', withdrawal: verdict };
    case 'not-served':
      return { ...base, kind: 'refused', refusal: notServed(verdict) };
    case 'refused':
      return {
        ...base,
        kind: 'refused',
        refusal: {
          verdict: 'refused',
          reason: verdict.faults[0]?.code ?? 'unusable',
          faults: verdict.faults,
          municipality: verdict.municipality,
          creditorId: verdict.creditorId,
          source: verdict.source,
          eventId: verdict.eventId,
          keepBytes: verdict.keepBytes,
        },
      };
    default:
      return verdict satisfies never;
  }
}

function unusable(verdict: Extract<DoorVerdict, { kind: 'signal' }>, faults: readonly Fault[]): Refusal {
  return {
    verdict: 'refused',
    reason: faults[0]?.code ?? 'malformed',
    faults,
    municipality: verdict.data.gemeentecode,
    creditorId: verdict.creditor.id,
    source: verdict.envelope.source,
    eventId: verdict.envelope.id,
    keepBytes: true,
  };
}

function notServed(verdict: Extract<DoorVerdict, { kind: 'not-served' }>): Refusal {
  return {
    verdict: 'not-served',
    reason: verdict.reason,
    faults: [],
    municipality: verdict.municipality,
    creditorId: verdict.creditor.id,
    source: verdict.envelope.source,
    eventId: verdict.envelope.id,
    keepBytes: true,
  };
}
