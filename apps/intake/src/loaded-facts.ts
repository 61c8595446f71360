import {
  aliasFollower,
  asDay,
  noFacts,
  type AddressId,
  type ApproachElsewhere,
  type ApproachFacts,
  type AttemptMoment,
  type ContactKind,
  type FactSource,
  type Language,
  type Outcome,
  type PersonAlias,
  type PersonId,
  type TaskState,
} from '#domain';
import {
  loadAttempts,
  loadClosings,
  loadLanguages,
  loadMarks,
  loadPersonAliases,
  loadRunningApproaches,
  lockTasks,
  type ApproachElsewhereRow,
  type LanguageRow,
  type MarkRow,
  type PersonKeys,
  type StoredAttemptRow,
  type StoredClosingRow,
  type StoredPersonAliasRow,
  type StoredTaskRow,
  type Transaction,
} from '#postgres';

import type { TouchedAddresses } from './touched-addresses.js';

/** Asked in one go; the tasks are locked in their turn, behind the case-persons. */
async function factsOf(tx: Transaction, connected: PersonKeys, addresses: Parameters<typeof loadMarks>[1]) {
  const [attempts, tasks, closings, running, languages, marks] = await Promise.all([
    tx.query<StoredAttemptRow>(loadAttempts(connected)),
    tx.query<StoredTaskRow>(lockTasks(connected)),
    tx.query<StoredClosingRow>(loadClosings(connected)),
    tx.query<ApproachElsewhereRow>(loadRunningApproaches(connected)),
    tx.query<LanguageRow>(loadLanguages(connected)),
    tx.query<MarkRow>(loadMarks(connected, addresses)),
  ]);
  return { attempts, tasks, closings, running, languages, marks };
}

type MutableFacts = {
  attempts: ApproachFacts['attempts'][number][];
  tasks: ApproachFacts['tasks'][number][];
  closings: ApproachFacts['closings'][number][];
};

/** Facts by (municipality, person, period start), with the persons that an alias names as one taken together. */
export class LoadedFacts {
  readonly tasks: StoredTaskRow[] = [];
  private readonly aliases = new Map<string, PersonAlias[]>();
  private readonly byPeriod = new Map<string, MutableFacts>();
  private readonly moments = new Map<string, AttemptMoment[]>();
  private readonly marks = new Set<string>();
  private readonly languages = new Map<string, Language>();
  private readonly running = new Map<string, readonly ApproachElsewhere[]>();

  constructor(private readonly touched: TouchedAddresses) {}

  async load(
    tx: Transaction,
    persons: PersonKeys,
    addresses: { municipalities: readonly string[]; addressIds: readonly string[] },
  ): Promise<void> {
    const connected = await this.loadAliases(tx, persons);
    const { attempts, tasks, closings, running, languages, marks } = await factsOf(tx, connected, addresses);
    for (const row of attempts) {
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
    for (const row of tasks) {
      this.tasks.push(row);
      this.of(row).tasks.push({
        step: row.step,
        state: row.state as TaskState,
        finishedOn: row.finished_on === null ? null : asDay(row.finished_on),
      });
    }
    for (const row of closings) {
      this.of(row).closings.push({
        outcome: row.outcome as Outcome,
        atMs: row.closed_at.getTime(),
        day: asDay(row.day),
      });
    }
    for (const row of running) {
      const key = `${row.municipality} ${this.follow(row.municipality, row.person_id)}`;
      const approach = {
        addressId: row.address_id as AddressId,
        crisis: row.crisis,
        firstReceiptMs: row.first_receipt.getTime(),
      };
      this.running.set(key, [...(this.running.get(key) ?? []), approach]);
    }
    for (const row of languages) {
      const key = `${row.municipality} ${this.follow(row.municipality, row.person_id)}`;
      // Of persons that are one, the one whom the aliases lead to speaks for all.
      if (!this.languages.has(key) || key.endsWith(row.person_id))
        this.languages.set(key, row.language as Language);
    }
    for (const row of marks) {
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
      approachesElsewhere: (personId) => this.elsewhere(municipality, personId, addressId),
      preferredLanguage: (personId) => this.languages.get(`${municipality} ${personId}`) ?? null,
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

  /** Where this person is approached now, other than at this address. */
  elsewhere(municipality: string, personId: PersonId, addressId: string): readonly ApproachElsewhere[] {
    const running = this.running.get(`${municipality} ${personId}`) ?? [];
    return running.filter((one) => one.addressId !== addressId);
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

export function keysOf(persons: readonly { municipality: string; personId: string }[]): PersonKeys {
  return {
    municipalities: persons.map(({ municipality }) => municipality),
    personIds: persons.map(({ personId }) => personId),
  };
}
