import type { ApproachFacts, AttemptMoment, FactSource } from '../approach-facts.js';
import { addDays, dayOf, instantMsOf, type Day, type WorkingCalendar } from '../calendar/index.js';
import type { CasePerson } from '../case-person.js';
import { deriveAddress, type DerivedAddress } from '../derive-address.js';
import type { AddressEvent, AddressHistory } from '../address-history.js';
import type { PersonId } from '../ids.js';
import type { ContactKind } from '../outcome/index.js';
import { personIdInMemory } from '../person.js';
import type { Channel, Executor, Language, Policy } from '../policy.js';

/** What came in about one address, as it is replayed: nothing of what was decided, and every signal with its person. */
export interface RecordedAddress extends Pick<AddressHistory, 'addressId' | 'aliases' | 'matchParameters'> {
  /** In the order (receipt, source, id), with nothing stored: everything is decided anew. */
  readonly events: readonly AddressEvent[];
  /** Who may not be approached. */
  readonly marked: ReadonlySet<PersonId>;
  readonly languages: ReadonlyMap<PersonId, Language>;
}

/** By what a replay decides. */
export interface ReplayRules {
  /** Dated versions; every receipt lies in one of them. */
  readonly policies: readonly Policy[];
  readonly calendar: WorkingCalendar;
  /** No step is taken after this day. */
  readonly lastDay: Day;
}

/** One step of a plan, done on its day, as if nobody ever answered. */
export interface ReplayedStep {
  readonly personId: PersonId;
  readonly periodStart: Day;
  readonly step: string;
  readonly plan: string;
  readonly channel: Channel;
  readonly executor: Executor;
  readonly day: Day;
}

export interface ReplayedAddress {
  readonly derived: DerivedAddress;
  readonly steps: readonly ReplayedStep[];
}

/** Far more turns than the events and plans of any address need: a plan that never ends is a bug, not a long wait. */
const TURNS_MAX = 20_000;

const contactKindOf: Readonly<Record<Channel, ContactKind>> = {
  letters: 'Brief',
  messages: 'SMS/Whatsapp',
  calls: 'Telefoon',
  'house-visits': 'Huisbezoek',
};

/**
 * Lives through the events of one address day by day, with the functions that the intake decides by: what comes in is
 * folded, and each step of a plan is done on the day on which it is due.
 *
 * Nobody answers, so every plan runs to its end: the most work that a policy can bring. A case-person then closes by
 * itself; a crisis, which only a person closes, is taken to be closed by one about a month after it came.
 */
export function replayAddress(address: RecordedAddress, rules: ReplayRules): ReplayedAddress {
  const facts = new ReplayFacts(address);
  const steps: ReplayedStep[] = [];
  let seen = 0;
  let today = null as Day | null;
  for (let turn = 0; turn < TURNS_MAX; turn += 1) {
    const derived = derive(address, seen, facts, rules);
    const due = earliestDue(derived.casePersons, rules);
    const event = address.events[seen];
    const eventDay = event === undefined ? null : dayOf(event.receiptMs);
    const dueDay: Day | null = due === null || (today !== null && today > due.on) ? today : due.on;
    // What is received on a day is folded before the steps of that day are taken.
    if (eventDay !== null && (due === null || dueDay === null || eventDay <= dueDay)) {
      seen = eventsUntilEndOf(eventDay, address.events, seen);
      today = eventDay;
      continue;
    }
    if (due === null || dueDay === null || dueDay > rules.lastDay) return { derived, steps };
    today = dueDay;
    if (due.kind === 'close') facts.close(due.casePerson, dueDay);
    else steps.push(facts.take(due, dueDay));
  }
  throw new Error(`the replay of an address did not end in ${TURNS_MAX} turns`);
}

function derive(
  { addressId, aliases, events, matchParameters }: RecordedAddress,
  seen: number,
  facts: FactSource,
  { calendar, policies }: ReplayRules,
): DerivedAddress {
  return deriveAddress(
    {
      addressId,
      events: seen === events.length ? events : events.slice(0, seen),
      aliases,
      matchParameters,
      sparePersonId: personIdInMemory,
      policies,
      attemptsOf: (personId) => facts.attemptsOf(personId),
    },
    null,
    { facts, calendar, policyOf: (version) => policyOf(policies, version) },
  );
}

function policyOf(policies: readonly Policy[], version: number): Policy {
  const found = policies.find((policy) => policy.version === version);
  if (found === undefined) throw new Error(`there is no policy version ${version}`);
  return found;
}

function eventsUntilEndOf(day: Day, events: readonly AddressEvent[], from: number): number {
  let at = from;
  for (let event = events[at]; event !== undefined && dayOf(event.receiptMs) === day; event = events[at])
    at += 1;
  return at;
}

interface DueStep {
  readonly kind: 'step';
  readonly on: Day;
  readonly casePerson: CasePerson;
  readonly step: string;
  readonly plan: string;
  readonly channel: Channel;
  readonly executor: Executor;
}

interface DueClosing {
  readonly kind: 'close';
  readonly on: Day;
  readonly casePerson: CasePerson;
}

/** What has to happen first at the address; among equals, in the order of the persons. */
function earliestDue(
  casePersons: readonly CasePerson[],
  { calendar, policies }: ReplayRules,
): DueStep | DueClosing | null {
  let earliest: DueStep | DueClosing | null = null;
  for (const casePerson of casePersons) {
    const policy = policyOf(policies, casePerson.policyVersion);
    const due = dueOf(casePerson, policy, calendar);
    if (due !== null && (earliest === null || due.on < earliest.on)) earliest = due;
  }
  return earliest;
}

function dueOf(
  casePerson: CasePerson,
  policy: Policy,
  calendar: WorkingCalendar,
): DueStep | DueClosing | null {
  const { closeDueOn, hold, next, plan } = casePerson.plan;
  if (next !== null) {
    const { channel, dueOn, step } = next;
    return {
      kind: 'step',
      on: dueOn,
      casePerson,
      step,
      plan: plan ?? '',
      channel,
      executor: policy.executors[channel],
    };
  }
  if (closeDueOn !== null) return { kind: 'close', on: closeDueOn, casePerson };
  if (hold !== 'plan-done' || casePerson.state === 'closed') return null;
  const firstDay = dayOf(casePerson.firstReceiptMs);
  return { kind: 'close', on: calendar.addWorkingDays(firstDay, CRISIS_OPEN_WORKING_DAYS), casePerson };
}

/** A crisis whose plan has run out would stay open for ever, and swallow every later signal of the resident. */
const CRISIS_OPEN_WORKING_DAYS = 20;

type MutableFacts = { -readonly [Name in keyof ApproachFacts]: ApproachFacts[Name][number][] };

/** What was done in a replay, under the keys under which people's facts are stored. */
class ReplayFacts implements FactSource {
  private readonly byPeriod = new Map<string, MutableFacts>();
  private readonly moments = new Map<PersonId, AttemptMoment[]>();

  constructor(private readonly address: Pick<RecordedAddress, 'marked' | 'languages'>) {}

  of(personId: PersonId, periodStart: Day): MutableFacts {
    const key = `${personId} ${periodStart}`;
    const facts = this.byPeriod.get(key) ?? { attempts: [], tasks: [], closings: [] };
    this.byPeriod.set(key, facts);
    return facts;
  }

  attemptsOf(personId: PersonId): readonly AttemptMoment[] {
    return this.moments.get(personId) ?? [];
  }

  /** Persons that were joined over two addresses are replayed at each: the same in both policies. */
  approachesElsewhere(): readonly [] {
    return [];
  }

  preferredLanguage(personId: PersonId): Language | null {
    return this.address.languages.get(personId) ?? null;
  }

  doNotApproach(personId: PersonId): boolean {
    return this.address.marked.has(personId);
  }

  take({ casePerson, channel, executor, plan, step }: DueStep, day: Day): ReplayedStep {
    const { personId, period } = casePerson;
    const facts = this.of(personId, period.start);
    const atMs = endOf(day);
    facts.tasks.push({ step, state: 'done', finishedOn: day });
    facts.attempts.push({ atMs, day, kind: contactKindOf[channel], reached: false });
    this.moments.set(personId, [...this.attemptsOf(personId), { periodStart: period.start, atMs }]);
    return { personId, periodStart: period.start, step, plan, channel, executor, day };
  }

  close({ period, personId }: CasePerson, day: Day): void {
    this.of(personId, period.start).closings.push({
      outcome: 'Definitief geen contact kunnen krijgen',
      atMs: endOf(day),
      day,
    });
  }
}

/** After everything that was received on that day. */
function endOf(day: Day): number {
  return instantMsOf(addDays(day, 1)) - 1;
}
