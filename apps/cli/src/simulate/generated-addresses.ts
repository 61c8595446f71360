import {
  normaliseSignal,
  openRecord,
  signalIdOf,
  type CreditorRegistry,
  type OpenedWithdrawal,
  type ServedMunicipality,
} from '#contracts';
import {
  compareOrder,
  foldAddress,
  matchParameterVersions,
  personIdInMemory,
  type AddressEvent,
  type AddressId,
  type Day,
  type PersonId,
  type Policy,
  type RecordedAddress,
  type Signal,
} from '#domain';
import { GENERATED_MUNICIPALITY, SignalGenerator, type GeneratedRecord } from '#generator';
import { derivedId } from '#platform';

import { signalEvent } from './recorded-addresses.js';

export interface GeneratedYear {
  readonly seed: number;
  readonly records: number;
  readonly firstDay: Day;
  readonly lastDay: Day;
  readonly registry: CreditorRegistry;
  /** Any policy in force on all of these days: to say whose each signal is. */
  readonly policy: Policy;
}

/** The generator knows one town, Dordrecht, whose signals stand for those of any municipality. */
const SERVED: ServedMunicipality = {
  postcodeRanges: [{ from: '3300', to: '3329' }],
  landlordStatementSectors: [],
  identifiedMonths: 6,
};

/**
 * The addresses of invented signals, through the same door and the same normalisation as real ones: what is refused,
 * comes twice or contradicts itself is left at the door.
 */
export function generatedAddresses(year: GeneratedYear): readonly RecordedAddress[] {
  const generator = new SignalGenerator(year);
  const events = new Map<string, AddressEvent[]>();
  const addressOf = new Map<string, string>();
  const withdrawals: { readonly opened: OpenedWithdrawal; readonly receiptMs: number }[] = [];
  for (const { records } of generator.byDay(year.records)) {
    for (const record of records) {
      const opened = open(record, year.registry);
      if (opened.kind === 'withdrawal') withdrawals.push({ opened, receiptMs: record.receiptMs });
      if (opened.kind !== 'signal') continue;
      const normalised = normaliseSignal(opened, record.receiptMs, SERVED.identifiedMonths);
      if (!normalised.ok || addressOf.has(normalised.value.decision.signalId)) continue;
      const addressId = derivedId('address', normalised.value.municipality, normalised.value.addressText);
      const signal = placed(normalised.value.decision, addressId);
      addressOf.set(signal.signalId, addressId);
      events.set(addressId, [...(events.get(addressId) ?? []), signalEvent(signal)]);
    }
  }
  for (const { opened, receiptMs } of withdrawals) {
    const { id, source } = opened.envelope;
    const signalId = signalIdOf(source, opened.data.ingetrokkenSignaal);
    // It may have come before its signal, so addresses are known only now.
    events
      .get(addressOf.get(signalId) ?? '')
      ?.push({ kind: 'withdrawal', receiptMs, source, eventId: id, signalId, storedEffect: null });
  }
  return [...events].map(([addressId, ofAddress]) => withPersons(addressId, ofAddress, year.policy));
}

function open(record: GeneratedRecord, registry: CreditorRegistry): ReturnType<typeof openRecord> {
  return openRecord(
    {
      topic: record.topic,
      key: Buffer.from(record.key),
      value: record.value,
      headers: Object.entries(record.headers).map(([name, value]) => [name, Buffer.from(value)] as const),
    },
    {
      registry,
      receiptMs: record.receiptMs,
      servedMunicipality: (code) => (code === GENERATED_MUNICIPALITY ? SERVED : undefined),
      simulatedReceipt: 'allowed',
    },
  );
}

function placed(decision: Omit<Signal, 'freshPersonId' | 'pinnedPersonId'>, addressId: string): Signal {
  return {
    ...decision,
    freshPersonId: derivedId('person', addressId, decision.signalId) as PersonId,
    pinnedPersonId: null,
  };
}

/** Whose each signal is, is worked out once: no policy changes it, and comparing names is most of the work of a fold. */
function withPersons(addressId: string, unordered: readonly AddressEvent[], policy: Policy): RecordedAddress {
  const address = { addressId: addressId as AddressId, aliases: [], matchParameters: matchParameterVersions };
  const events = unordered.toSorted(compareOrder);
  const folded = foldAddress(
    { ...address, events, policies: [policy], attemptsOf: () => [], sparePersonId: personIdInMemory },
    null,
  );
  const personOf = new Map(folded.signals.map(({ personId, signal }) => [signal.signalId, personId]));
  return {
    ...address,
    events: events.map((event) => (event.kind === 'signal' ? pinned(event, personOf) : event)),
    marked: new Set(),
    languages: new Map(),
  };
}

function pinned(
  event: Extract<AddressEvent, { kind: 'signal' }>,
  personOf: ReadonlyMap<string, PersonId>,
): AddressEvent {
  const pinnedPersonId = personOf.get(event.signal.signalId) ?? event.signal.freshPersonId;
  return { ...event, signal: { ...event.signal, personKey: null, written: null, pinnedPersonId } };
}
