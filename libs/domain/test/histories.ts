import {
  asDay,
  deriveAddress,
  matchParameterVersions,
  noFacts,
  noMatchFields,
  partialDate,
  workingCalendar,
  type AddressEvent,
  type AddressId,
  type Answer,
  type ApproachElsewhere,
  type ApproachFacts,
  type CasePerson,
  type Day,
  type DerivedAddress,
  type EventOrder,
  type FactSource,
  type FoldedSignal,
  type Language,
  type MatchFields,
  type MunicipalityCode,
  type Outcome,
  type PersonAlias,
  type PersonId,
  type Policy,
  type ResidentId,
  type Signal,
  type SignalId,
  type StoredSignal,
  type TaskFact,
  type TaskState,
} from '#domain';

/** Noon in Amsterdam on a day of 2026, in milliseconds since the epoch. */
export const noon = (month: number, dayOfMonth: number): number => Date.UTC(2026, month - 1, dayOfMonth, 11);

export const calendar = workingCalendar([]);

const everybody = [
  { name: 'first-message', channel: 'messages', delayWorkingDays: 1, partOfDay: null },
  { name: 'announcing-letter', channel: 'letters', delayWorkingDays: 2, partOfDay: null },
] as const;
const several = [
  { name: 'first-call', channel: 'calls', delayWorkingDays: 1, partOfDay: 'Avond' },
  { name: 'announcing-letter', channel: 'letters', delayWorkingDays: 2, partOfDay: null },
] as const;
const crisis = [{ name: 'crisis-call', channel: 'calls', delayWorkingDays: 0, partOfDay: null }] as const;

/** A small policy with three plans: crisis, several signals, everybody. */
export const policy: Policy = {
  municipality: 'GM0505' as MunicipalityCode,
  version: 1,
  effectiveFrom: asDay('2021-01-01'),
  thresholdCents: 2_500,
  thresholdCentsBySector: {},
  arrearsAgeDays: { Energie: { min: 30, max: null }, Zorg: { min: 30, max: 100 } },
  repeatWindowDays: 182,
  lookBackMonths: 6,
  matchingPeriod: { kind: 'calendar-month' },
  firstAttemptWorkingDays: { normal: 5, crisis: 1 },
  closeAfterWorkingDays: 10,
  conversationTerms: { firstConversationDays: 28, crisisConversationWorkingDays: 3, decisionDays: 56 },
  exclusions: [],
  plans: [
    { name: 'crisis', reason: 'Er is haast.', when: { crisis: true }, steps: crisis },
    {
      name: 'several',
      reason: 'Er is meer.',
      when: { kinds: ['multiple', 'multiple-and-consecutive'] },
      steps: several,
    },
    { name: 'everybody', reason: 'Wij bieden hulp.', when: {}, steps: everybody },
  ],
  feedbackProjection: {},
  executors: { letters: 'worker', messages: 'desk', calls: 'desk', 'house-visits': 'desk' },
  capacityPerWeek: {},
};

/** The name and birth date that a person key stands for: `surname|initials|1980-02-29`, with `-` for unknown. */
export function writtenAs(key: string | null): MatchFields | null {
  if (key === null) return null;
  const [surname = '', initials = '', birthDate = '-'] = key.split('|');
  return {
    ...noMatchFields,
    surname,
    initials,
    birthDate: birthDate === '-' ? null : partialDate(asDay(birthDate)),
  };
}

/** An ordinary signal of an energy company about EUR 150, received on 9 March 2026. */
export function signal(id: string, changes: Partial<Signal> = {}): Signal {
  return {
    signalId: id as SignalId,
    source: 'urn:nld:kvknr:90000101',
    eventId: id,
    creditorId: 'lichtpunt-energie',
    sector: 'Energie',
    receiptMs: noon(3, 9),
    amountCents: 15_000,
    arrearsSince: asDay('2025-12-01'),
    crisis: 'none',
    crisisEnd: null,
    warmHandover: false,
    legalForm: 'natural-person',
    looksLikeLegalPerson: false,
    personKey: 'voorbeeld|a|-',
    written: writtenAs(changes.personKey === undefined ? 'voorbeeld|a|-' : changes.personKey),
    reference: 'K-1',
    birthDate: null,
    phoneKnown: true,
    emailKnown: true,
    freshPersonId: `person-of-${id}` as PersonId,
    pinnedPersonId: null,
    ...changes,
  };
}

export type SignalEvent = Extract<AddressEvent, { kind: 'signal' }>;

export const came = (one: Signal, stored: StoredSignal | null = null): SignalEvent => ({
  kind: 'signal',
  receiptMs: one.receiptMs,
  source: one.source,
  eventId: one.eventId,
  signal: one,
  stored,
});

export const withdrew = (
  signalId: string,
  receiptMs: number,
  storedEffect: Extract<AddressEvent, { kind: 'withdrawal' }>['storedEffect'] = null,
): AddressEvent => ({
  kind: 'withdrawal',
  receiptMs,
  source: 'urn:nld:kvknr:90000101',
  eventId: `w-${signalId}-${receiptMs}`,
  signalId: signalId as SignalId,
  storedEffect,
});

export const answered = (
  signalId: string,
  receiptMs: number,
  answer: Answer,
  residentId: ResidentId | null = null,
): AddressEvent => ({
  kind: 'answer',
  receiptMs,
  source: 'register',
  eventId: `a-${signalId}-${receiptMs}`,
  signalId: signalId as SignalId,
  answer,
  residentId,
});

/** Facts of a test, by person and period: what people and processes did. */
export class Facts implements FactSource {
  private readonly byKey = new Map<string, ApproachFacts>();
  private readonly marked = new Set<string>();
  private readonly languages = new Map<string, Language>();
  private readonly others = new Map<string, readonly ApproachElsewhere[]>();

  attempt(personId: string, periodStart: string, atMs: number, reached: boolean): this {
    const day = asDay(new Date(atMs).toISOString().slice(0, 10));
    return this.add(personId, periodStart, (facts) => ({
      ...facts,
      attempts: [...facts.attempts, { atMs, day, kind: 'Telefoon', reached }],
    }));
  }

  task(personId: string, periodStart: string, step: string, state: TaskState, finishedOn?: string): this {
    const task: TaskFact = { step, state, finishedOn: finishedOn === undefined ? null : asDay(finishedOn) };
    return this.add(personId, periodStart, (facts) => ({ ...facts, tasks: [...facts.tasks, task] }));
  }

  closing(personId: string, periodStart: string, atMs: number, outcome: Outcome): this {
    const day = asDay(new Date(atMs).toISOString().slice(0, 10));
    return this.add(personId, periodStart, (facts) => ({
      ...facts,
      closings: [...facts.closings, { atMs, day, outcome }],
    }));
  }

  mark(personId: string): this {
    this.marked.add(personId);
    return this;
  }

  of(personId: PersonId, periodStart: Day): ApproachFacts {
    return this.byKey.get(`${personId} ${periodStart}`) ?? noFacts;
  }

  attemptsOf(personId: PersonId): ReturnType<FactSource['attemptsOf']> {
    return [...this.byKey].flatMap(([key, facts]) => {
      const [person, periodStart] = key.split(' ');
      return person === personId
        ? facts.attempts.map(({ atMs }) => ({ periodStart: asDay(periodStart ?? ''), atMs }))
        : [];
    });
  }

  elsewhere(personId: string, approach: ApproachElsewhere): this {
    this.others.set(personId, [...this.approachesElsewhere(personId as PersonId), approach]);
    return this;
  }

  approachesElsewhere(personId: PersonId): readonly ApproachElsewhere[] {
    return this.others.get(personId) ?? [];
  }

  speaks(personId: string, language: Language): this {
    this.languages.set(personId, language);
    return this;
  }

  preferredLanguage(personId: PersonId): Language | null {
    return this.languages.get(personId) ?? null;
  }

  doNotApproach(personId: PersonId, signals: readonly SignalId[]): boolean {
    return this.marked.has(personId) || signals.some((signalId) => this.marked.has(signalId));
  }

  private add(personId: string, periodStart: string, change: (facts: ApproachFacts) => ApproachFacts): this {
    const key = `${personId} ${periodStart}`;
    this.byKey.set(key, change(this.byKey.get(key) ?? noFacts));
    return this;
  }
}

export interface Surroundings {
  readonly facts?: Facts;
  readonly policies?: readonly Policy[];
  readonly aliases?: readonly PersonAlias[];
  readonly from?: EventOrder;
}

/** Derives an address from these events, which are given in their order. */
export function derive(events: readonly AddressEvent[], around: Surroundings = {}): DerivedAddress {
  const facts = around.facts ?? new Facts();
  const policies = around.policies ?? [policy];
  return deriveAddress(
    {
      addressId: 'address' as AddressId,
      events,
      aliases: around.aliases ?? [],
      matchParameters: matchParameterVersions,
      sparePersonId: (signalId, nth) => `person-of-${signalId}-${nth}` as PersonId,
      policies,
      attemptsOf: (personId) => facts.attemptsOf(personId),
    },
    around.from ?? null,
    {
      facts,
      calendar,
      policyOf: (version) => {
        const found = policies.find((one) => one.version === version);
        if (found === undefined) throw new Error(`no version ${version}`);
        return found;
      },
    },
  );
}

export function signalOf(derived: DerivedAddress, id: string): FoldedSignal {
  const found = derived.signals.find((one) => one.signal.signalId === id);
  if (found === undefined) throw new Error(`no signal ${id}`);
  return found;
}

export function casePersonOf(derived: DerivedAddress, periodStart: string, personId?: string): CasePerson {
  const found = derived.casePersons.filter(
    (one) => one.period.start === periodStart && (personId ?? one.personId) === one.personId,
  );
  if (found.length !== 1 || found[0] === undefined) {
    throw new Error(`${found.length} persons in the case of ${periodStart}`);
  }
  return found[0];
}
