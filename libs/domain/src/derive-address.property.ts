import fc from 'fast-check';

import { came, derive, noon, policy, signal, withdrew } from '../test/histories.js';

import { addDays, dayOf } from './calendar/index.js';
import { messageToCreditor, type DerivedAddress, type SignalMessage } from './derive-address.js';
import type { AddressEvent } from './address-history.js';
import { judgeSignal } from './judge-signal.js';
import { matchParameterVersions } from './matching/index.js';
import { groupPersons, personIdInMemory } from './person.js';
import { compareOrder, crisisKinds, type EventOrder, type Signal } from './signal.js';

const DAY_MS = 86_400_000;

interface Drawn {
  readonly day: number;
  readonly creditor: number;
  readonly reference: number;
  readonly person: number;
  readonly amountCents: number;
  readonly crisis: Signal['crisis'];
  readonly warmHandover: boolean;
  readonly looksLikeLegalPerson: boolean;
  /** Days after its signal on which the withdrawal comes, negative when it overtakes it; null: none. */
  readonly withdrawnAfter: number | null;
}

/**
 * Three people whom nobody takes for one, one whom a typing error makes of the first, and a family of one name and
 * initial of which a signal without a birth date may be either.
 */
const FAMILY_FROM = 4;
const people = [
  'kwakernaak|a|-',
  'zijlstra|bc|-',
  'ooms|d|1980-02-29',
  'kwakernaat|a|-',
  'jansen|j|1961-05-05',
  'jansen|j|1991-11-23',
  'jansen|j|-',
];

const drawn: fc.Arbitrary<Drawn> = fc.record({
  day: fc.integer({ min: 0, max: 150 }),
  creditor: fc.integer({ min: 0, max: 1 }),
  reference: fc.integer({ min: 0, max: 1 }),
  person: fc.integer({ min: 0, max: people.length - 1 }),
  amountCents: fc.constantFrom(2_500, 2_501, 10_000, 10_001, 30_000),
  crisis: fc.oneof(
    { weight: 5, arbitrary: fc.constant('none' as const) },
    { weight: 2, arbitrary: fc.constantFrom(...crisisKinds) },
  ),
  warmHandover: fc.boolean(),
  looksLikeLegalPerson: fc.integer({ min: 0, max: 9 }).map((nth) => nth === 0),
  withdrawnAfter: fc.option(fc.integer({ min: -20, max: 60 }), { freq: 3 }),
});

function eventsOf(drafts: readonly Drawn[]): AddressEvent[] {
  const events: AddressEvent[] = [];
  drafts.forEach((one, nth) => {
    const id = `s${nth}`;
    // Some receipts fall together, so that source and id have to decide.
    const receiptMs = noon(1, 5) + one.day * DAY_MS;
    events.push(
      came(
        signal(id, {
          receiptMs,
          source: `source-${one.creditor}`,
          creditorId: `creditor-${one.creditor}`,
          reference: `K-${one.reference}`,
          personKey: people[one.person] ?? '',
          amountCents: one.amountCents,
          crisis: one.crisis,
          warmHandover: one.warmHandover,
          looksLikeLegalPerson: one.looksLikeLegalPerson,
        }),
      ),
    );
    if (one.withdrawnAfter !== null) events.push(withdrew(id, receiptMs + one.withdrawnAfter * DAY_MS));
  });
  return events.sort(compareOrder);
}

/** What is derived, by the keys of the signals: persons are the sets of their signals. */
function byKeys(derived: DerivedAddress): unknown {
  const members = (personId: string): string =>
    derived.signals
      .filter((one) => one.personId === personId)
      .map((one) => one.signal.signalId)
      .sort()
      .join(' ');
  const sorted = <Row>(rows: readonly Row[]): string[] => rows.map((row) => JSON.stringify(row)).sort();
  return {
    signals: sorted(
      derived.signals.map(({ personId, signal: { signalId }, ...rest }) => ({
        ...rest,
        signalId,
        person: members(personId),
      })),
    ),
    cases: sorted(derived.cases),
    casePersons: sorted(
      derived.casePersons.map(({ personId, signals, ...rest }) => ({
        ...rest,
        person: members(personId),
        signals: signals.map((one) => one.signal.signalId).sort(),
      })),
    ),
  };
}

/** Stands for the tables: what came so far, with what the last fold said of it. */
class Store {
  private readonly events: AddressEvent[] = [];
  private derived: DerivedAddress | null = null;

  /** Takes a batch as the intake does: everything from the earliest new event on is derived again. */
  take(batch: readonly AddressEvent[]): DerivedAddress {
    this.events.push(...batch);
    return this.foldFrom([...batch].sort(compareOrder)[0] ?? null);
  }

  foldFrom(from: EventOrder | null): DerivedAddress {
    const before = this.derived;
    const present = new Set(
      this.events.filter(({ kind }) => kind === 'signal').map(({ eventId }) => eventId),
    );
    const effects = new Map(
      [...(before?.withdrawalEffects ?? [])].map(([event, effect]) => [event.eventId, effect]),
    );
    const events = this.events
      // A withdrawal joins the address of its signal, so there is none before the signal is there.
      .filter((event) => event.kind !== 'withdrawal' || present.has(event.signalId))
      .map((event): AddressEvent => {
        if (event.kind === 'withdrawal')
          return { ...event, storedEffect: effects.get(event.eventId) ?? null };
        if (event.kind !== 'signal') return event;
        const stored = before?.signals.find((one) => one.signal.signalId === event.signal.signalId);
        return { ...event, stored: stored ?? null };
      })
      .sort(compareOrder);
    // A withdrawal that waited for its signal is new to the address, and so is everything after it.
    const overtakers = events.filter((event) => event.kind === 'withdrawal' && event.storedEffect === null);
    const earliest = [...overtakers, ...(from === null ? [] : [from])].sort(compareOrder)[0];
    this.derived = derive(events, earliest === undefined ? {} : { from: earliest });
    return this.derived;
  }
}

const histories = fc.array(drawn, { minLength: 1, maxLength: 8 });
const runs = { numRuns: 2_000 };

test('order-does-not-matter', () => {
  const chances = fc.infiniteStream(fc.nat());
  fc.assert(
    fc.property(histories, chances, (drafts, chance) => {
      const expected = byKeys(derive(eventsOf(drafts)));
      const next = (limit: number): number => (chance.next().value ?? 0) % limit;
      const left = eventsOf(drafts);
      const store = new Store();
      let derived: DerivedAddress | undefined;
      while (left.length > 0) {
        const batch: AddressEvent[] = [];
        for (let size = 1 + next(3); size > 0 && left.length > 0; size -= 1) {
          batch.push(...left.splice(next(left.length), 1));
        }
        derived = store.take(batch);
      }
      if (derived === undefined) throw new Error('a history has at least one event');
      expect(byKeys(derived)).toEqual(expected);
      noneIsWhomItWasToldApartFrom(derived);
    }),
    runs,
  );
});

/** A signal of somebody else, or of which a person is asked, never bears the id of whom it was compared with. */
function noneIsWhomItWasToldApartFrom({ signals }: DerivedAddress): void {
  const personOf = new Map(signals.map(({ personId, signal: { signalId } }) => [signalId, personId]));
  for (const { identity, personId } of signals) {
    if (identity === null || identity.outcome === 'match') continue;
    for (const { signalId } of identity.candidates) expect(personOf.get(signalId)).not.toBe(personId);
  }
}

test('replay-changes-nothing', () => {
  fc.assert(
    fc.property(histories, fc.nat(), (drafts, chance) => {
      const events = eventsOf(drafts);
      const store = new Store();
      const expected = store.take(events);
      const from = events[chance % events.length] ?? null;
      const again = store.foldFrom(from);
      // Ids too: whoever was told of as one person stays that person.
      expect(again.signals).toEqual(expected.signals);
      expect(again.cases).toEqual(expected.cases);
      expect(again.casePersons).toEqual(expected.casePersons);
    }),
    runs,
  );
});

test('every-revision-corrects: what a creditor was told last is what holds, however the signals came', () => {
  fc.assert(
    fc.property(histories, fc.infiniteStream(fc.nat()), (drafts, chance) => {
      const next = (limit: number): number => (chance.next().value ?? 0) % limit;
      const waiting = eventsOf(drafts);
      const told = new Map<string, SignalMessage>();
      const store = new Store();
      const tell = (derived: DerivedAddress): void => {
        for (const folded of derived.signals) {
          const { signalId } = folded.signal;
          const casePerson = derived.casePersons.find((one) => one.signals.includes(folded));
          if (casePerson === undefined) throw new Error('every signal has a case-person');
          const before = told.get(signalId) ?? null;
          const message = messageToCreditor(folded, casePerson, before, {});
          // Once told something, a creditor is never left with a word that does not hold any more.
          const fresh = messageToCreditor(folded, casePerson, null, {});
          expect(message).toBe(fresh ?? (before === null ? null : 'under-consideration'));
          if (message !== null) told.set(signalId, message);
        }
      };
      while (waiting.length > 0) tell(store.take(waiting.splice(next(waiting.length), 1 + next(3))));
      const settled = new Map(told);
      tell(store.foldFrom(null));
      expect(told).toEqual(settled);
    }),
    { numRuns: 500 },
  );
});

test('one-case-per-address-and-period', () => {
  fc.assert(
    fc.property(histories, (drafts) => {
      const derived = derive(eventsOf(drafts));
      const periods = derived.cases.map(({ period }) => period.start);
      expect(new Set(periods).size).toBe(periods.length);
      expect([...periods].sort()).toEqual(
        [...new Set(derived.signals.map(({ period }) => period.start))].sort(),
      );
      const members = derived.casePersons.flatMap(({ signals }) => signals);
      expect(members).toHaveLength(derived.signals.length);
    }),
    runs,
  );
});

test('one-plan-a-person: of the case-persons that run as one, one carries the plan', () => {
  fc.assert(
    fc.property(histories, (drafts) => {
      const { casePersons } = derive(eventsOf(drafts));
      for (const ofPerson of Map.groupBy(casePersons, ({ personId }) => personId).values()) {
        // Nothing was closed by a person here, so whatever is picked up and not withdrawn runs as one.
        expect(ofPerson.filter(({ plan }) => plan.next !== null).length).toBeLessThanOrEqual(1);
        for (const one of ofPerson) {
          expect((one.plan.next === null) !== (one.plan.hold === null)).toBe(true);
          if (one.ledByPeriodStart === null) continue;
          const leader = ofPerson.find(({ period }) => period.start === one.ledByPeriodStart);
          expect(leader?.ledByPeriodStart).toBeNull();
          expect([one.state, one.outcome, one.closedOn]).toEqual([
            leader?.state,
            leader?.outcome,
            leader?.closedOn,
          ]);
        }
      }
    }),
    runs,
  );
});

test('crisis-first: never unjustified, and repeated only for the same kind and end date', () => {
  fc.assert(
    fc.property(histories, (drafts) => {
      const { signals } = derive(eventsOf(drafts));
      for (const one of signals.filter(({ signal: { crisis } }) => crisis !== 'none')) {
        expect(one.judgement.verdict).not.toBe('unjustified');
        if (one.judgement.verdict !== 'repeated') continue;
        const same = signals.filter(
          (before) =>
            compareOrder(before.signal, one.signal) < 0 &&
            before.signal.crisis === one.signal.crisis &&
            before.signal.crisisEnd === one.signal.crisisEnd,
        );
        expect(same.length).toBeGreaterThan(0);
      }
    }),
    runs,
  );
});

test('threshold-is-monotonic', () => {
  const cents = fc.integer({ min: 0, max: 60_000 });
  const earlier = fc.array(
    fc.record({ amountCents: cents, crisis: fc.constantFrom(...crisisKinds), warmHandover: fc.boolean() }),
    { maxLength: 3 },
  );
  fc.assert(
    fc.property(drawn, cents, cents, cents, cents, earlier, (draft, one, other, mild, strict, before) => {
      const [event] = eventsOf([{ ...draft, withdrawnAfter: null }]);
      if (event?.kind !== 'signal') throw new Error('a signal comes first');
      const pickedUp = before.map((values, nth) => signal(`earlier-${nth}`, values));
      const picks = (amountCents: number, thresholdCents: number): boolean => {
        const { verdict } = judgeSignal({ ...event.signal, amountCents }, dayOf(event.receiptMs), pickedUp, {
          ...policy,
          thresholdCents,
        });
        return verdict === 'accepted' || verdict === 'review';
      };
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      const [below, above] = [Math.min(mild, strict), Math.max(mild, strict)];
      // A higher amount never falls out, and a higher threshold never lets one in.
      if (picks(low, above)) {
        expect(picks(high, above)).toBe(true);
        expect(picks(low, below)).toBe(true);
      }
    }),
    runs,
  );
});

test('group-persons-is-stable: a signal that comes later changes nobody who is known', () => {
  fc.assert(
    fc.property(histories, drawn, (drafts, late) => {
      const signalsOf = (all: readonly Drawn[]): Signal[] =>
        // Without the family, of whom a signal that comes between two may well part a third from the first.
        eventsOf(
          all.map((one) => ({ ...one, person: one.person % FAMILY_FROM, withdrawnAfter: null })),
        ).flatMap((event) => (event.kind === 'signal' ? [event.signal] : []));
      const facts = {
        aliases: [],
        residents: new Map(),
        matchParameters: matchParameterVersions,
        sparePersonId: personIdInMemory,
      };
      const before = groupPersons(signalsOf(drafts), { ...facts, known: new Map() });
      const known = new Map(
        [...before].map(([signalId, { identity, personId }]) => [
          signalId,
          { storedPersonId: personId, storedIdentity: identity, settled: false },
        ]),
      );
      const after = groupPersons(signalsOf([...drafts, late]), { ...facts, known });
      const names = new Map<string, Set<string>>();
      for (const one of signalsOf([...drafts, late])) {
        const personId = after.get(one.signalId)?.personId ?? '';
        names.set(personId, (names.get(personId) ?? new Set()).add(one.personKey ?? ''));
      }
      for (const [signalId, { personId }] of before) expect(after.get(signalId)?.personId).toBe(personId);
      // Only the typing error may stand with another name; nobody else is ever taken for somebody.
      for (const together of names.values()) {
        expect([...together].map((name) => name.slice(0, 4))).toHaveLength(
          together.has('kwakernaat|a|-') ? together.size : 1,
        );
        expect(new Set([...together].map((name) => name.slice(0, 4))).size).toBe(1);
      }
    }),
    runs,
  );
});

test('amounts-only-rise: of the same arrears within the window, each that is picked up is higher or a crisis', () => {
  fc.assert(
    fc.property(histories, (drafts) => {
      const plain = drafts.map((one) => ({
        ...one,
        crisis: 'none' as const,
        warmHandover: false,
        withdrawnAfter: null,
      }));
      const { signals } = derive(eventsOf(plain));
      const accepted = signals.filter(({ verdict }) => verdict === 'accepted');
      for (const [index, one] of accepted.entries()) {
        for (const before of accepted.slice(0, index)) {
          const same =
            before.signal.creditorId === one.signal.creditorId &&
            before.signal.reference === one.signal.reference &&
            before.receiptDay >= addDays(one.receiptDay, -policy.repeatWindowDays);
          if (same) expect(one.signal.amountCents).toBeGreaterThan(before.signal.amountCents);
        }
      }
    }),
    runs,
  );
});
