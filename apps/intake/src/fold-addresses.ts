import { deriveAddress, matchParameterVersions, type DerivedAddress, type WorkingCalendar } from '#domain';
import type { Transaction } from '#postgres';

import { inOrder } from './assign-addresses.js';
import { loadHistories, storedEvents, type Histories } from './load-histories.js';
import type { Reference } from './reference-data.js';
import { sparePersonId, type TouchedAddress, type TouchedAddresses } from './touched-addresses.js';

/** One touched address with what was stored and what is derived now. */
export interface FoldedTouched {
  readonly touched: TouchedAddress;
  readonly derived: DerivedAddress;
}

export interface Folded {
  readonly addresses: readonly FoldedTouched[];
  readonly histories: Histories;
  /** What the fold decided by. */
  readonly reference: Reference;
}

/** Folds every touched address with the one pure function of the domain. The addresses are locked. */
export async function foldAddresses(
  tx: Transaction,
  touched: TouchedAddresses,
  reference: Reference,
  calendar: WorkingCalendar,
): Promise<Folded> {
  const histories = await loadHistories(tx, touched);
  const addresses = touched.all().map((address): FoldedTouched => {
    const { municipality, addressId } = address;
    const facts = histories.facts(municipality, addressId);
    const events = inOrder([
      ...storedEvents(histories.address(municipality, addressId)),
      ...address.newEvents,
    ]);
    const derived = deriveAddress(
      {
        addressId,
        events,
        aliases: histories.aliases(municipality),
        matchParameters: matchParameterVersions,
        sparePersonId: (signalId, nth) => sparePersonId(municipality, addressId, signalId, nth),
        policies: reference.policies(municipality),
        attemptsOf: (personId) => facts.attemptsOf(personId),
      },
      address.from,
      { facts, calendar, policyOf: (version) => reference.policy(municipality, version) },
    );
    return { touched: address, derived };
  });
  return { addresses, histories, reference };
}
