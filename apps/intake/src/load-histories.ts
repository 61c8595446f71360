import {
  asDay,
  noMatchFields,
  partialDate,
  type AddressEvent,
  type Answer,
  type ApproachElsewhere,
  type CrisisKind,
  type Day,
  type FactSource,
  type Judgement,
  type LegalForm,
  type PersonAlias,
  type MatchFields,
  type PersonId,
  type ResidentId,
  type Sector,
  type Signal,
  type SignalId,
} from '#domain';
import {
  loadAnswers,
  loadCases,
  loadSignals,
  loadWithdrawals,
  lockCasePersons,
  type PersonKeys,
  type StoredAnswerRow,
  type StoredCasePersonRow,
  type StoredCaseRow,
  type StoredSignalRow,
  type StoredTaskRow,
  type StoredWithdrawalRow,
  type Transaction,
} from '#postgres';

import { keysOf, LoadedFacts } from './loaded-facts.js';
import { freshPersonId, type TouchedAddresses } from './touched-addresses.js';

/** Everything stored about one address that the fold or the difference needs. */
export interface StoredAddress {
  readonly signals: StoredSignalRow[];
  readonly withdrawals: StoredWithdrawalRow[];
  readonly answers: StoredAnswerRow[];
  readonly cases: StoredCaseRow[];
  readonly casePersons: StoredCasePersonRow[];
}

/** What was loaded for the touched addresses, all under their locks. */
export interface Histories {
  address(municipality: string, addressId: string): StoredAddress;
  aliases(municipality: string): readonly PersonAlias[];
  facts(municipality: string, addressId: string): FactSource;
  /** Where else a person is being approached, as it was before this transaction. */
  elsewhere(municipality: string, personId: PersonId, addressId: string): readonly ApproachElsewhere[];
  /** The person that a stored person id stands for today. */
  follow(municipality: string, personId: string): PersonId;
  /** Tasks of these persons, also of those that an alias connects. Locked. */
  readonly tasks: readonly StoredTaskRow[];
}

const nothingStored = (): StoredAddress => ({
  signals: [],
  withdrawals: [],
  answers: [],
  cases: [],
  casePersons: [],
});

/** Loads the histories of all touched addresses that are not new, set-based. */
export async function loadHistories(tx: Transaction, touched: TouchedAddresses): Promise<Histories> {
  const keys = touched.keys(({ isNew }) => !isNew);
  const stored = new Map<string, StoredAddress>();
  const at = (row: { municipality: string; address_id: string }): StoredAddress => {
    const key = `${row.municipality} ${row.address_id}`;
    const found = stored.get(key) ?? nothingStored();
    stored.set(key, found);
    return found;
  };
  const facts = new LoadedFacts(touched);
  if (keys.addressIds.length > 0) {
    const [signals, withdrawals, answers, cases, casePersons] = await Promise.all([
      tx.query<StoredSignalRow>(loadSignals(keys)),
      tx.query<StoredWithdrawalRow>(loadWithdrawals(keys)),
      tx.query<StoredAnswerRow>(loadAnswers(keys)),
      tx.query<StoredCaseRow>(loadCases(keys)),
      // Locked before the facts are read: whoever adds a fact holds this lock while it does.
      tx.query<StoredCasePersonRow>(lockCasePersons(keys)),
    ]);
    for (const row of signals) at(row).signals.push(row);
    for (const row of withdrawals) at(row).withdrawals.push(row);
    for (const row of answers) at(row).answers.push(row);
    for (const row of cases) at(row).cases.push(row);
    for (const row of casePersons) at(row).casePersons.push(row);
    await facts.load(tx, personKeysOf([...stored.values()]), keys);
  }
  return {
    address: (municipality, addressId) => stored.get(`${municipality} ${addressId}`) ?? nothingStored(),
    aliases: (municipality) => facts.aliasesOf(municipality),
    facts: (municipality, addressId) => facts.sourceFor(municipality, addressId),
    elsewhere: (municipality, personId, addressId) => facts.elsewhere(municipality, personId, addressId),
    follow: (municipality, personId) => facts.follow(municipality, personId),
    tasks: facts.tasks,
  };
}

function personKeysOf(addresses: readonly StoredAddress[]): PersonKeys {
  const persons = new Map<string, { municipality: string; personId: string }>();
  const add = (municipality: string, personId: string | null): void => {
    if (personId !== null) persons.set(`${municipality} ${personId}`, { municipality, personId });
  };
  for (const { signals, casePersons } of addresses) {
    for (const row of signals) {
      add(row.municipality, row.person_id);
      add(row.municipality, row.pinned_person_id);
    }
    for (const row of casePersons) add(row.municipality, row.person_id);
  }
  return keysOf([...persons.values()]);
}

/** The stored events of an address as the fold reads them. */
export function storedEvents(stored: StoredAddress): AddressEvent[] {
  const events: AddressEvent[] = stored.signals.map((row) => ({
    kind: 'signal',
    receiptMs: row.receipt.getTime(),
    source: row.source,
    eventId: row.event_id,
    signal: toSignal(row),
    stored: {
      judgement: {
        verdict: row.judged_verdict as Judgement['verdict'],
        rule: row.judged_rule as Judgement['rule'],
        inputs: row.judged_inputs,
      },
      personId: row.person_id as PersonId | null,
      identity: row.identity,
    },
  }));
  for (const row of stored.withdrawals) {
    events.push({
      kind: 'withdrawal',
      receiptMs: row.receipt.getTime(),
      source: row.source,
      eventId: row.event_id,
      signalId: row.signal_id as SignalId,
      storedEffect: row.effect,
    });
  }
  for (const row of stored.answers) {
    events.push({
      kind: 'answer',
      receiptMs: row.answered_at.getTime(),
      source: row.source,
      eventId: row.answer_id,
      signalId: row.signal_id as SignalId,
      answer: row.answer as Answer,
      residentId: row.resident_id as ResidentId | null,
    });
  }
  return events;
}

function toSignal(row: StoredSignalRow): Signal {
  const day = (text: string | null): Day | null => (text === null ? null : asDay(text));
  return {
    signalId: row.signal_id as SignalId,
    source: row.source,
    eventId: row.event_id,
    creditorId: row.creditor_id,
    sector: row.sector as Sector,
    receiptMs: row.receipt.getTime(),
    amountCents: row.amount_cents,
    arrearsSince: asDay(row.arrears_since),
    crisis: row.crisis as CrisisKind,
    crisisEnd: day(row.crisis_end),
    warmHandover: row.warm_handover,
    legalForm: row.legal_form as LegalForm,
    looksLikeLegalPerson: row.looks_like_legal_person,
    personKey: row.person_key,
    written: writtenFields(row),
    reference: row.reference,
    birthDate: day(row.birth_date),
    phoneKnown: row.usable_phone,
    emailKnown: row.usable_email,
    freshPersonId: freshPersonId(row.municipality, row.address_id, row.signal_id),
    pinnedPersonId: row.pinned_person_id as PersonId | null,
  };
}

/** The name that is left of a signal; null once it was anonymised. */
function writtenFields(row: StoredSignalRow): MatchFields | null {
  if (row.surname === null) return null;
  return {
    ...noMatchFields,
    firstNames: row.first_names,
    initials: row.initials,
    prefix: row.prefix,
    surname: row.surname,
    birthDate: row.birth_date === null ? null : partialDate(asDay(row.birth_date)),
  };
}
