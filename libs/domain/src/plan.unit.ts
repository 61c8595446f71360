import { calendar, came, casePersonOf, derive, Facts, noon, policy, signal } from '../test/histories.js';

import { asDay } from './calendar/index.js';
import { choosePlan, planState, type PlanState, type PlanSubject } from './plan.js';
import { policyInForce, type PlanCondition, type Policy } from './policy.js';

const march = '2026-03-01';
const person = 'person-of-one';
const one = came(signal('one'));
const another = came(signal('another', { reference: 'K-2', receiptMs: noon(3, 11) }));
const several = [{ name: 'call', channel: 'calls', delayWorkingDays: 1, partOfDay: null }] as const;
const planWith = (facts: Facts, events = [one]): PlanState =>
  casePersonOf(derive(events, { facts }), march).plan;
const expectNext = (plan: PlanState, step: string, dueOn: string): void => {
  expect(plan.hold).toBeNull();
  expect(plan.next).toMatchObject({ step, dueOn });
};

describe('the next step', () => {
  test('is due on its working day after the receipt, then after the step before', () => {
    expectNext(planWith(new Facts()), 'first-message', '2026-03-10');
    const done = new Facts().task(person, march, 'first-message', 'done', '2026-03-13');
    expectNext(planWith(done), 'announcing-letter', '2026-03-17');
  });

  test('waits for a task that is open', () => {
    for (const state of ['created', 'queued', 'claimed', 'sending', 'uncertain'] as const) {
      const plan = planWith(new Facts().task(person, march, 'first-message', state));
      expect(plan).toMatchObject({ hold: 'task-open', openStep: 'first-message', next: null });
    }
  });

  test('a cancelled step is planned again; a failed one is not tried again', () => {
    expectNext(
      planWith(new Facts().task(person, march, 'first-message', 'cancelled', '2026-03-10')),
      'first-message',
      '2026-03-10',
    );
    expectNext(
      planWith(new Facts().task(person, march, 'first-message', 'failed', '2026-03-10')),
      'announcing-letter',
      '2026-03-12',
    );
  });

  test('none is planned for whoever may not be approached or was reached', () => {
    expect(planWith(new Facts().mark(person))).toMatchObject({ hold: 'do-not-approach', next: null });
    expect(planWith(new Facts().attempt(person, march, noon(3, 10), true)).hold).toBe('reached');
  });

  test('a mark loses the open task its reason', () => {
    const facts = new Facts().task(person, march, 'first-message', 'queued').mark(person);
    expect(planWith(facts).openStep).toBeNull();
  });
});

describe('a message to somebody of whom neither phone nor e-mail is known', () => {
  const unreachable = { phoneKnown: false, emailKnown: false };
  const silent = [came(signal('one', unreachable))];

  test('is not planned: the next channel comes in its place, no later than the message would have', () => {
    const plan = planWith(new Facts(), silent);
    expectNext(plan, 'announcing-letter', '2026-03-10');
    expect(plan.next?.channel).toBe('letters');
    const written = new Facts().task(person, march, 'announcing-letter', 'done', '2026-03-10');
    expect(planWith(written, silent)).toMatchObject({ hold: 'plan-done', closeDueOn: '2026-03-24' });
  });

  test('is planned when either is known, and when a later signal brings it', () => {
    expectNext(
      planWith(new Facts(), [came(signal('one', { ...unreachable, emailKnown: true }))]),
      'first-message',
      '2026-03-10',
    );
    expectNext(
      planWith(new Facts(), [came(signal('one', { ...unreachable, phoneKnown: true }))]),
      'first-message',
      '2026-03-10',
    );
    const facts = new Facts().task(person, march, 'announcing-letter', 'done', '2026-03-10');
    const repaid = came(signal('more', { amountCents: 20_000, receiptMs: noon(3, 11), emailKnown: true }));
    expect(planWith(facts, [...silent, repaid]).next?.channel).not.toBe('letters');
  });

  test('that is open or was done keeps its place', () => {
    const open = new Facts().task(person, march, 'first-message', 'queued');
    expect(planWith(open, silent)).toMatchObject({ hold: 'task-open', openStep: 'first-message' });
    const done = new Facts().task(person, march, 'first-message', 'done', '2026-03-13');
    expectNext(planWith(done, silent), 'announcing-letter', '2026-03-17');
  });

  test('stays where a plan has nothing else', () => {
    const plans = [
      {
        name: 'everybody',
        reason: 'Test.',
        when: {},
        steps: [{ name: 'only', channel: 'messages', delayWorkingDays: 1, partOfDay: null }],
      },
    ] as const;
    const subject: PlanSubject = {
      accepted: derive(silent).signals,
      kind: 'single',
      householdSignals: 1,
      preferredLanguage: null,
      crisis: false,
      firstReceiptDay: asDay('2026-03-09'),
      lastAttemptOn: null,
      reached: false,
    };
    expectNext(planState(subject, { ...policy, plans }, [], calendar), 'only', '2026-03-10');
  });
});

describe('two tasks of one step, of persons that turned out to be one', () => {
  const states = [
    ['done', 'cancelled'],
    ['cancelled', 'done'],
    ['done', 'queued'],
    ['queued', 'done'],
  ] as const;

  test.each(states)('%s and %s: what was done for either is not done again', (first, second) => {
    const facts = new Facts()
      .task(person, march, 'first-message', first, first === 'done' ? '2026-03-10' : undefined)
      .task(person, march, 'first-message', second, second === 'done' ? '2026-03-10' : undefined);
    expectNext(planWith(facts), 'announcing-letter', '2026-03-12');
  });

  test('what is in hand for either is waited for', () => {
    const facts = new Facts()
      .task(person, march, 'first-message', 'claimed')
      .task(person, march, 'first-message', 'cancelled');
    expect(planWith(facts)).toMatchObject({ hold: 'task-open', openStep: 'first-message' });
  });
});

describe('a change of plan', () => {
  test('never repeats a step that was done', () => {
    const facts = new Facts()
      .task(person, march, 'first-message', 'done', '2026-03-10')
      .task(person, march, 'announcing-letter', 'done', '2026-03-12');
    const plan = planWith(facts, [one, another]);
    expect(plan.plan).toBe('several');
    expect(plan.next?.step).toBe('first-call');
    const called = facts.task(person, march, 'first-call', 'done', '2026-03-16');
    expect(planWith(called, [one, another]).hold).toBe('plan-done');
  });

  test('an open task of the older plan has lost its reason', () => {
    const facts = new Facts().task(person, march, 'first-message', 'queued');
    expect(planWith(facts, [one, another])).toMatchObject({ plan: 'several', openStep: null });
  });
});

describe('closing by itself', () => {
  const done = (): Facts =>
    new Facts()
      .task(person, march, 'first-message', 'done', '2026-03-10')
      .task(person, march, 'announcing-letter', 'done', '2026-03-12');

  test('falls due ten working days after the last step or attempt', () => {
    expect(planWith(done())).toMatchObject({ hold: 'plan-done', closeDueOn: '2026-03-26' });
    expect(planWith(done().attempt(person, march, noon(3, 13), false)).closeDueOn).toBe('2026-03-27');
  });

  test('counts from the step that was done last, whichever stands last in the plan', () => {
    const facts = new Facts()
      .task(person, march, 'first-message', 'done', '2026-03-13')
      .task(person, march, 'announcing-letter', 'done', '2026-03-11');
    expect(planWith(facts).closeDueOn).toBe('2026-03-27');
  });

  test('never as not reached for whoever was reached before a signal reopened the case', () => {
    const paid = 'Inwoner heeft zelf al betaald/betalingsregeling getroffen';
    const facts = done()
      .task(person, march, 'first-call', 'done', '2026-03-12')
      .attempt(person, march, noon(3, 13), true)
      .closing(person, march, noon(3, 16), paid);
    const again = came(signal('again', { reference: 'K-3', receiptMs: noon(3, 17) }));
    const reopened = planWith(facts, [one, again]);
    expect(reopened).toMatchObject({ hold: 'plan-done', closeDueOn: null });
  });

  test('never for a crisis, for whoever was reached, or while steps are left', () => {
    const crisis = [came(signal('one', { crisis: 'eviction' }))];
    const called = new Facts().task(person, march, 'crisis-call', 'done', '2026-03-09');
    expect(planWith(called, crisis)).toMatchObject({ hold: 'plan-done', closeDueOn: null });
    expect(planWith(done().attempt(person, march, noon(3, 13), true)).closeDueOn).toBeNull();
    expect(planWith(new Facts()).closeDueOn).toBeNull();
  });
});

describe('the choice of a plan', () => {
  const accepted = derive([one, another]).signals;
  const subject: PlanSubject = {
    accepted,
    kind: 'multiple',
    householdSignals: 2,
    preferredLanguage: null,
    crisis: false,
    firstReceiptDay: asDay('2026-03-09'),
    lastAttemptOn: null,
    reached: false,
  };
  const chosen = (when: PlanCondition, over: Partial<PlanSubject> = {}): boolean => {
    const plans = [{ name: 'wanted', reason: 'Test.', when, steps: [] }];
    return choosePlan({ ...subject, ...over }, { ...policy, plans }) !== undefined;
  };

  test('the first plan whose conditions all hold', () => {
    expect(choosePlan(subject, policy)?.name).toBe('several');
    expect(choosePlan({ ...subject, crisis: true }, policy)?.name).toBe('crisis');
    expect(choosePlan({ ...subject, kind: 'consecutive' }, policy)?.name).toBe('everybody');
  });

  test('by sector, amount in all and age group', () => {
    expect(chosen({ sectors: ['Huur', 'Energie'] })).toBe(true);
    expect(chosen({ sectors: ['Huur'] })).toBe(false);
    expect(chosen({ amountFromCents: 30_000, amountToCents: 30_000 })).toBe(true);
    expect(chosen({ amountFromCents: 30_001 })).toBe(false);
    expect(chosen({ amountToCents: 29_999 })).toBe(false);
    expect(chosen({ ageGroups: ['unknown'] })).toBe(true);
    const young = derive([came(signal('one', { birthDate: asDay('2004-01-01') }))]).signals;
    expect(chosen({ ageGroups: ['under27'] }, { accepted: young })).toBe(true);
  });

  test('by creditors of the resident, not by signals', () => {
    expect(chosen({ creditorsFrom: 1 })).toBe(true);
    expect(chosen({ creditorsFrom: 2 })).toBe(false);
    const landlord = came(signal('rent', { creditorId: 'woonbaken', sector: 'Huur', reference: 'H-1' }));
    expect(chosen({ creditorsFrom: 2 }, { accepted: derive([one, landlord]).signals })).toBe(true);
  });

  test('by a phone that can be called with any of the signals', () => {
    const without = came(signal('one', { phoneKnown: false }));
    const none = derive([without]).signals;
    expect(chosen({ phoneKnown: false }, { accepted: none })).toBe(true);
    expect(chosen({ phoneKnown: true }, { accepted: none })).toBe(false);
    const some = derive([without, another]).signals;
    expect(chosen({ phoneKnown: true }, { accepted: some })).toBe(true);
    expect(chosen({ phoneKnown: false }, { accepted: some })).toBe(false);
  });

  test('by signals at the whole address, whoever of the household they are about', () => {
    const plans = [
      { name: 'household', reason: 'Test.', when: { householdSignalsFrom: 2 }, steps: several },
      { name: 'everybody', reason: 'Test.', when: {}, steps: several },
    ];
    const policies = [{ ...policy, plans }];
    const housemate = came(
      signal('mate', { personKey: 'ander|b|-', reference: 'K-9', receiptMs: noon(3, 11) }),
    );
    const planOf = (events: (typeof one)[]): string | null =>
      casePersonOf(derive(events, { policies }), march, person).plan.plan;
    expect(planOf([one])).toBe('everybody');
    expect(planOf([one, housemate])).toBe('household');
    expect(chosen({ householdSignalsFrom: 2, householdSignalsTo: 2 })).toBe(true);
    expect(chosen({ householdSignalsTo: 1 })).toBe(false);
  });

  test('by the language that the resident asked for; who never did has none', () => {
    expect(chosen({ preferredLanguages: ['ar', 'en'] })).toBe(false);
    expect(chosen({ preferredLanguages: ['nl', 'unknown'] })).toBe(true);
    const plans = [
      { name: 'arabic', reason: 'Test.', when: { preferredLanguages: ['ar' as const] }, steps: several },
      { name: 'everybody', reason: 'Test.', when: {}, steps: several },
    ];
    const around = { policies: [{ ...policy, plans }], facts: new Facts().speaks(person, 'ar') };
    expect(casePersonOf(derive([one], around), march).plan.plan).toBe('arabic');
  });

  test('a plan keeps the policy of the first accepted signal of its case-person', () => {
    const later: Policy = { ...policy, version: 2, effectiveFrom: asDay('2026-03-10'), plans: [] };
    const derived = derive([one, another], { policies: [policy, later] });
    expect(casePersonOf(derived, march)).toMatchObject({ policyVersion: 1 });
    expect(casePersonOf(derived, march).plan.plan).toBe('several');
  });
});

describe('the policy in force', () => {
  const version = (number: number, from: string): Policy => ({
    ...policy,
    version: number,
    effectiveFrom: asDay(from),
  });
  const versions = [version(1, '2026-01-01'), version(3, '2026-03-01'), version(2, '2026-03-01')];

  test('is the latest that took effect; of two from one day the later version', () => {
    const on = (day: string): number | undefined => policyInForce(versions, asDay(day))?.version;
    expect([on('2025-12-31'), on('2026-01-01'), on('2026-02-28'), on('2026-03-01')]).toEqual([
      undefined,
      1,
      1,
      3,
    ]);
  });

  test('working days leave the weekend out', () => {
    expect(calendar.addWorkingDays(asDay('2026-03-13'), 1)).toBe('2026-03-16');
  });
});
