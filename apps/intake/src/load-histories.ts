import {
  asDay,
  noFacts,
  type AddressEvent,
  type Answer,
  type ApproachFacts,
  type AttemptMoment,
  type ContactKind,
  type CrisisKind,
  type Day,
  type FactSource,
  type Judgement,
  type LegalForm,
  type Outcome,
  type PersonAlias,
  type PersonId,
  type Sector,
  type Signal,
  type SignalId,
  type TaskState,
  aliasFollower,
} from '#domain';
import {
  loadAnswers,
  loadAttempts,
  loadCases,
  loadClosings,
  loadMarks,
  loadPersonAliases,
  loadSignals,
  loadWithdrawals,
  lockCasePersons,
  lockTasks,
  type MarkRow,
  type PersonKeys,
  type StoredAnswerRow,
  type StoredAttemptRow,
  type StoredCasePersonRow,
  type StoredCaseRow,
  type StoredClosingRow,
  type StoredPersonAliasRow,
  type StoredSignalRow,
  type StoredTaskRow,
  type StoredWithdrawalRow,
  type Transaction,
} from '#postgres';

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
    for (const row of await tx.query<StoredSignalRow>(loadSignals(keys))) at(row).signals.push(row);
    for (const row of await tx.query<StoredWithdrawalRow>(loadWithdrawals(keys)))
      at(row).withdrawals.push(row);
    for (const row of await tx.query<StoredAnswerRow>(loadAnswers(keys))) at(row).answers.push(row);
    for (const row of await tx.query<StoredCaseRow>(loadCases(keys))) at(row).cases.push(row);
    // Locked before the facts are read: whoever adds a fact holds this lock while it does.
    for (const row of await tx.query<StoredCasePersonRow>(lockCasePersons(keys)))
      at(row).casePersons.push(row);
    await facts.load(tx, personKeysOf([...stored.values()]), keys);
  }
  return {
    address: (municipality, addressId) => stored.get(`${municipality} ${addressId}`) ?? nothingStored(),
    aliases: (municipality) => facts.aliasesOf(municipality),
    facts: (municipality, addressId) => facts.sourceFor(municipality, addressId),
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

function keysOf(persons: readonly { municipality: string; personId: string }[]): PersonKeys {
  return {
    municipalities: persons.map(({ municipality }) => municipality),
    personIds: persons.map(({ personId }) => personId),
  };
}

type MutableFacts = {
  attempts: ApproachFacts['attempts'][number][];
  tasks: ApproachFacts['tasks'][number][];
  closings: ApproachFacts['closings'][number][];
};

/** Facts by (municipality, person, period start), with the persons that an alias names as one taken together. */
class LoadedFacts {
  readonly tasks: StoredTaskRow[] = [];
  private readonly aliases = new Map<string, PersonAlias[]>();
  private readonly byPeriod = new Map<string, MutableFacts>();
  private readonly moments = new Map<string, AttemptMoment[]>();
  private readonly marks = new Set<string>();

  constructor(private readonly touched: TouchedAddresses) {}

  async load(
    tx: Transaction,
    persons: PersonKeys,
    addresses: { municipalities: readonly string[]; addressIds: readonly string[] },
  ): Promise<void> {
    const connected = await this.loadAliases(tx, persons);
    for (const row of await tx.query<StoredAttemptRow>(loadAttempts(connected))) {
      const atMs = row.attempted_at.getTime();
      this.momentsOf(row.municipality, this.follow(row.municipality, row.person_id)).push({
        periodStart: asDay(row.period_start),
        atMs,
      });
      this.of(row).attempts.push({
        atMs,
        day: asDay(row.day),
        kind: row.kind as ContactKind,
        reached: row.reached,
      });
    }
    for (const row of await tx.query<StoredTaskRow>(lockTasks(connected))) {
      this.tasks.push(row);
      this.of(row).tasks.push({
        step: row.step,
        state: row.state as TaskState,
        finishedOn: row.finished_on === null ? null : asDay(row.finished_on),
      });
    }
    for (const row of await tx.query<StoredClosingRow>(loadClosings(connected))) {
      this.of(row).closings.push({
        outcome: row.outcome as Outcome,
        atMs: row.closed_at.getTime(),
        day: asDay(row.day),
      });
    }
    for (const row of await tx.query<MarkRow>(loadMarks(connected, addresses))) {
      if (row.person_id !== null)
        this.marks.add(`${row.municipality} person ${this.follow(row.municipality, row.person_id)}`);
      if (row.address_id !== null) this.marks.add(`${row.municipality} address ${row.address_id}`);
      if (row.signal_id !== null) this.marks.add(`${row.municipality} signal ${row.signal_id}`);
    }
  }

  aliasesOf(municipality: string): readonly PersonAlias[] {
    return this.aliases.get(municipality) ?? [];
  }

  sourceFor(municipality: string, addressId: string): FactSource {
    return {
      of: (personId, periodStart) =>
        this.byPeriod.get(`${municipality} ${personId} ${periodStart}`) ?? noFacts,
      attemptsOf: (personId) => this.momentsOf(municipality, personId),
      doNotApproach: (personId, signals) =>
        this.marks.has(`${municipality} person ${personId}`) ||
        this.marks.has(`${municipality} address ${addressId}`) ||
        signals.some(
          (signalId) =>
            this.marks.has(`${municipality} signal ${signalId}`) ||
            this.touched.isRecognised(municipality, signalId),
        ),
    };
  }

  private async loadAliases(tx: Transaction, persons: PersonKeys): Promise<PersonKeys> {
    const all = new Map<string, { municipality: string; personId: string }>();
    persons.personIds.forEach((personId, index) => {
      const municipality = persons.municipalities[index] ?? '';
      all.set(`${municipality} ${personId}`, { municipality, personId });
    });
    for (const row of await tx.query<StoredPersonAliasRow>(loadPersonAliases(persons))) {
      const { municipality } = row;
      const list = this.aliases.get(municipality) ?? [];
      list.push({ personId: row.person_id as PersonId, sameAs: row.same_as as PersonId });
      this.aliases.set(municipality, list);
      all.set(`${municipality} ${row.person_id}`, { municipality, personId: row.person_id });
      all.set(`${municipality} ${row.same_as}`, { municipality, personId: row.same_as });
    }
    return keysOf([...all.values()]);
  }

  follow(municipality: string, personId: string): PersonId {
    return aliasFollower(this.aliasesOf(municipality))(personId as PersonId);
  }

  private momentsOf(municipality: string, personId: PersonId): AttemptMoment[] {
    const key = `${municipality} ${personId}`;
    const moments = this.moments.get(key) ?? [];
    this.moments.set(key, moments);
    return moments;
  }

  private of(row: { municipality: string; person_id: string; period_start: string }): MutableFacts {
    const key = `${row.municipality} ${this.follow(row.municipality, row.person_id)} ${row.period_start}`;
    let facts = this.byPeriod.get(key);
    if (facts === undefined) {
      facts = { attempts: [], tasks: [], closings: [] };
      this.byPeriod.set(key, facts);
    }
    return facts;
  }
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
    reference: row.reference,
    birthDate: day(row.birth_date),
    freshPersonId: freshPersonId(row.municipality, row.address_id, row.signal_id),
    pinnedPersonId: row.pinned_person_id as PersonId | null,
  };
}
