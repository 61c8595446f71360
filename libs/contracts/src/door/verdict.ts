import type { Envelope } from '../cloud-event.js';
import type { Creditor, CreditorRegistry } from '../creditor-registry.js';
import type { PartnerType } from '../event-types.js';
import type { SignalData, WithdrawalData } from '../signal-data.js';
import type { Fault } from './faults.js';

/** Postcodes of a municipality: four digits, or a whole postcode, both ends included. */
export interface PostcodeRange {
  readonly from: string;
  readonly to: string;
}

/** What the door needs to know of a municipality that is served here. */
export interface ServedMunicipality {
  readonly postcodeRanges: readonly PostcodeRange[];
  /** Partner types that must send the statement on their own duties, besides landlords, who always must. */
  readonly landlordStatementSectors: readonly PartnerType[];
  /** Months after the receipt for which whoever a signal names stays identified. */
  readonly identifiedMonths: number;
}

/** What the door judges by. Everything that could differ between two moments arrives as data. */
export interface DoorContext {
  readonly registry: CreditorRegistry;
  /** Receipt in milliseconds since the epoch: the broker's append time, or the simulated receipt. */
  readonly receiptMs: number;
  servedMunicipality(code: string): ServedMunicipality | undefined;
  /** Whether the header with a simulated receipt is a fault. Refused unless said otherwise, so production cannot forget. */
  readonly simulatedReceipt?: 'allowed' | 'refused';
}

export interface OpenedSignal {
  readonly envelope: Envelope;
  readonly creditor: Creditor;
  readonly data: SignalData;
}

export interface OpenedWithdrawal {
  readonly envelope: Envelope;
  readonly creditor: Creditor;
  readonly data: WithdrawalData;
}

/** A record that is unusable or unlawful (rule 1), with every fault. */
export interface Refused {
  readonly kind: 'refused';
  readonly faults: readonly Fault[];
  /** Source and event id as far as they could be read. */
  readonly source: string | null;
  readonly eventId: string | null;
  /** Only when the source is admitted on this topic: to nobody else is anything said. */
  readonly creditorId: string | null;
  /** Only when the creditor is admitted and has an agreement with this municipality. */
  readonly municipality: string | null;
  /** False when the message holds a BSN or may hold one, and when there is nothing that may be kept. */
  readonly keepBytes: boolean;
}

/** A lawful record for a municipality, or an address, that is not served here. */
export interface NotServed {
  readonly kind: 'not-served';
  readonly reason: 'municipality-unknown' | 'postcode-outside';
  readonly municipality: string;
  readonly event: 'signal' | 'withdrawal';
  readonly envelope: Envelope;
  readonly creditor: Creditor;
}

/** Exactly one of these for every record. */
export type DoorVerdict =
  | ({ readonly kind: 'signal' } & OpenedSignal)
  | ({ readonly kind: 'withdrawal' } & OpenedWithdrawal)
  | Refused
  | NotServed;

/** True when the postcode (as the contract lets it be written) lies in one of the ranges. */
export function isWithin(postcode: string, ranges: readonly PostcodeRange[]): boolean {
  const plain = postcode.replace(/[ .-]/gu, '').toUpperCase();
  return ranges.some(({ from, to }) => plain >= from.padEnd(6, 'A') && plain <= to.padEnd(6, 'Z'));
}
