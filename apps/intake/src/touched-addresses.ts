import type { NormalisedSignal } from '#contracts';
import {
  compareOrder,
  type AddressEvent,
  type AddressId,
  type EventOrder,
  type MunicipalityCode,
  type PersonId,
  type ResidentId,
  type Signal,
  type SignalId,
} from '#domain';
import { derivedId } from '#platform';
import type { AddressKeys } from '#postgres';

import type { Place } from './receive-records.js';

/** A signal that has its address and is about to be written. */
export interface PlacedSignal {
  readonly place: Place;
  readonly normalised: NormalisedSignal;
  readonly signal: Signal;
}

/** A withdrawal that is about to be written. */
export interface NewWithdrawal {
  readonly municipality: string;
  readonly place: Place;
  readonly withdrawalId: string;
  readonly creditorId: string;
  readonly receiptMs: number;
  readonly source: string;
  readonly eventId: string;
  readonly dataHash: Buffer;
  readonly signalId: SignalId;
}

/** One address that has to be folded, with what is new there. */
export interface TouchedAddress {
  readonly municipality: MunicipalityCode;
  readonly addressId: AddressId;
  /** Made in this transaction: there is nothing stored to load. */
  readonly isNew: boolean;
  /** The earliest event that is new or may be judged differently; everything from there on is derived again. */
  from: EventOrder | null;
  readonly newSignals: PlacedSignal[];
  readonly newEvents: AddressEvent[];
  /** Ids of the withdrawals among the new events, by source and event id. */
  readonly withdrawalIds: Map<string, string>;
}

/** Behind every event: nothing is judged again, only plans, cases and feedback. */
export const nothingAnew: EventOrder = { receiptMs: Number.POSITIVE_INFINITY, source: '', eventId: '' };

/** The addresses that one transaction touches, by municipality and id. */
export class TouchedAddresses {
  private readonly byKey = new Map<string, TouchedAddress>();
  private readonly recognised = new Set<string>();

  touch(municipality: string, addressId: string, from: EventOrder, isNew = false): TouchedAddress {
    const key = `${municipality} ${addressId}`;
    let touched = this.byKey.get(key);
    if (touched === undefined) {
      touched = {
        municipality: municipality as MunicipalityCode,
        addressId: addressId as AddressId,
        isNew,
        from,
        newSignals: [],
        newEvents: [],
        withdrawalIds: new Map(),
      };
      this.byKey.set(key, touched);
    } else if (touched.from !== null && compareOrder(from, touched.from) < 0) {
      touched.from = from;
    }
    return touched;
  }

  /** A do-not-approach mark recognises of whom this new signal speaks. */
  markRecognised(municipality: string, signalId: SignalId): void {
    this.recognised.add(`${municipality} ${signalId}`);
  }

  isRecognised(municipality: string, signalId: SignalId): boolean {
    return this.recognised.has(`${municipality} ${signalId}`);
  }

  get(municipality: string, addressId: string): TouchedAddress | undefined {
    return this.byKey.get(`${municipality} ${addressId}`);
  }

  all(): readonly TouchedAddress[] {
    return [...this.byKey.values()];
  }

  keys(which: (touched: TouchedAddress) => boolean = () => true): AddressKeys {
    const chosen = this.all().filter(which);
    return {
      municipalities: chosen.map(({ municipality }) => municipality),
      addressIds: chosen.map(({ addressId }) => addressId),
    };
  }
}

/** The person that a signal starts at an address if nobody known fits. Follows from both ids, so replay repeats it. */
export function freshPersonId(municipality: string, addressId: string, signalId: string): PersonId {
  return derivedId('person', municipality, addressId, signalId) as PersonId;
}

/**
 * The person that a signal starts whose resident is known: the same at every address, so that who moved between two
 * signals is approached by one plan.
 */
export function residentPersonId(municipality: string, residentId: ResidentId): PersonId {
  return derivedId('person-of-resident', municipality, residentId) as PersonId;
}

/** Another id for the person that a signal starts, where the fresh one went to somebody from whom it was parted. */
export function sparePersonId(
  municipality: string,
  addressId: string,
  signalId: string,
  nth: number,
): PersonId {
  return derivedId('person', municipality, addressId, signalId, `${nth}`) as PersonId;
}
