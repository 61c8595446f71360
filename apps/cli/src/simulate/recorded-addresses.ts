import {
  compareOrder,
  matchParameterVersions,
  type AddressEvent,
  type AddressId,
  type Language,
  type PersonId,
  type RecordedAddress,
  type Signal,
  type SignalId,
} from '#domain';
import type { ReplayedChangeRow, ReplayedSignalRow } from '#postgres';

/**
 * The addresses of recorded signals as a replay reads them: every signal with the person that it was found to belong
 * to, since no policy changes who somebody is, and with nothing of what was decided.
 */
export function recordedAddresses(
  signals: readonly ReplayedSignalRow[],
  changes: readonly ReplayedChangeRow[],
): readonly RecordedAddress[] {
  const changesOf = Map.groupBy(changes, ({ signal_id }) => signal_id);
  return [...Map.groupBy(signals, ({ address_id }) => address_id)].map(([addressId, rows]) => {
    const events = rows.flatMap((row) => [
      signalEvent(toSignal(row)),
      ...(changesOf.get(row.signal_id) ?? []).map(changeEvent),
    ]);
    return {
      addressId: addressId as AddressId,
      aliases: [],
      matchParameters: matchParameterVersions,
      events: events.sort(compareOrder),
      marked: new Set(rows.filter(({ marked }) => marked).map(personOf)),
      languages: new Map(
        rows.flatMap((row): (readonly [PersonId, Language])[] =>
          row.language === null ? [] : [[personOf(row), row.language]],
        ),
      ),
    };
  });
}

export function signalEvent(signal: Signal): AddressEvent {
  const { eventId, receiptMs, source } = signal;
  return { kind: 'signal', receiptMs, source, eventId, signal, stored: null };
}

/** A signal whose person was lost stands alone. */
function personOf({ person_id, signal_id }: ReplayedSignalRow): PersonId {
  return (person_id ?? signal_id) as PersonId;
}

function toSignal(row: ReplayedSignalRow): Signal {
  return {
    signalId: row.signal_id as SignalId,
    source: row.source,
    eventId: row.event_id,
    creditorId: row.creditor_id,
    sector: row.sector,
    receiptMs: row.receipt.getTime(),
    amountCents: row.amount_cents,
    arrearsSince: row.arrears_since,
    crisis: row.crisis,
    crisisEnd: row.crisis_end,
    warmHandover: row.warm_handover,
    legalForm: row.legal_form,
    looksLikeLegalPerson: row.looks_like_legal_person,
    personKey: null,
    written: null,
    reference: row.same_customer === null ? null : `${row.same_customer}`,
    birthDate: row.birth_month,
    phoneKnown: row.usable_phone,
    emailKnown: row.usable_email,
    freshPersonId: personOf(row),
    pinnedPersonId: personOf(row),
  };
}

function changeEvent(row: ReplayedChangeRow): AddressEvent {
  const order = { receiptMs: row.receipt.getTime(), source: row.source, eventId: row.event_id };
  const signalId = row.signal_id as SignalId;
  return row.answer === null
    ? { kind: 'withdrawal', ...order, signalId, storedEffect: null }
    : { kind: 'answer', ...order, signalId, answer: row.answer, residentId: null };
}
