import {
  answered,
  came,
  derive,
  Facts,
  noon,
  policy,
  signal,
  signalOf,
  withdrew,
} from '../test/histories.js';

import { asDay } from './calendar/index.js';
import { NoPolicyInForce } from './fold.js';

const march = '2026-03-01';
const person = 'person-of-one';

describe('repeats in the fold', () => {
  const first = signal('one', { receiptMs: noon(1, 5) });
  const again = (changes: Parameters<typeof signal>[1]): string => {
    const two = signal('two', { receiptMs: noon(3, 9), ...changes });
    return signalOf(derive([came(first), came(two)]), 'two').verdict;
  };

  test('the same creditor, reference and day of origin make the same arrears', () => {
    expect(again({})).toBe('repeated');
    expect(again({ creditorId: 'delta-stroom' })).toBe('accepted');
    expect(again({ reference: 'K-2' })).toBe('accepted');
    expect(again({ arrearsSince: asDay('2025-12-02') })).toBe('accepted');
  });

  test('the window is 182 days between receipts', () => {
    const day = (count: number): number => first.receiptMs + count * 86_400_000;
    expect(again({ receiptMs: day(182) })).toBe('repeated');
    expect(again({ receiptMs: day(183) })).toBe('accepted');
  });

  test('only what was picked up makes a repeat', () => {
    const small = came(signal('one', { amountCents: 2_500, receiptMs: noon(1, 5) }));
    const two = came(signal('two', { amountCents: 2_500 }));
    expect(signalOf(derive([small, two]), 'two').verdict).toBe('unjustified');
    const withdrawn = [came(first), withdrew('one', noon(1, 6)), came(signal('two'))];
    expect(signalOf(derive(withdrawn), 'two').verdict).toBe('accepted');
  });

  test('what lost its reference with its names repeats nothing', () => {
    expect(again({ reference: null })).toBe('accepted');
  });
});

describe('withdrawal', () => {
  test('turns accepted and review into withdrawn, and leaves every other verdict alone', () => {
    const verdict = (changes: Parameters<typeof signal>[1]): string =>
      signalOf(derive([came(signal('one', changes)), withdrew('one', noon(3, 10))]), 'one').verdict;
    expect(verdict({})).toBe('withdrawn');
    expect(verdict({ looksLikeLegalPerson: true })).toBe('withdrawn');
    expect(verdict({ amountCents: 1 })).toBe('unjustified');
  });

  test('counts before its signal as well as after it', () => {
    const derived = derive([withdrew('one', noon(3, 8)), came(signal('one'))]);
    expect(signalOf(derived, 'one')).toMatchObject({ verdict: 'withdrawn', rule: 'withdrawn-before-signal' });
    expect([...derived.withdrawalEffects.values()]).toEqual(['withdrawn']);
    // It decides once the signal is there, not before.
    expect(derived.cases[0]?.closedOn).toBe('2026-03-09');
  });

  test('leaves the signal accepted when the person was approached before it came', () => {
    const events = [came(signal('one')), withdrew('one', noon(3, 12))];
    const before = new Facts().attempt(person, march, noon(3, 11), false);
    expect(signalOf(derive(events, { facts: before }), 'one')).toMatchObject({
      verdict: 'accepted',
      withdrawnAfterAttempt: true,
    });
    const after = new Facts().attempt(person, march, noon(3, 13), false);
    expect(signalOf(derive(events, { facts: after }), 'one').verdict).toBe('withdrawn');
  });

  test('an attempt for the period before counts when it was made since the signal came', () => {
    const events = [
      came(signal('one', { receiptMs: noon(2, 9) })),
      came(signal('two', { reference: 'K-2' })),
      withdrew('two', noon(3, 12)),
    ];
    const verdict = (facts: Facts): string => signalOf(derive(events, { facts }), 'two').verdict;
    expect(verdict(new Facts().attempt(person, '2026-02-01', noon(3, 11), false))).toBe('accepted');
    expect(verdict(new Facts().attempt(person, '2026-02-01', noon(2, 11), false))).toBe('withdrawn');
  });

  test('what it did stands: an attempt recorded later under an earlier date changes nothing', () => {
    const facts = new Facts().attempt(person, march, noon(3, 7), false);
    const from = { receiptMs: noon(3, 20), source: '', eventId: '' };
    const stored = signalOf(derive([came(signal('one'))]), 'one');
    const one = came(signal('one'), stored);
    for (const events of [
      [one, withdrew('one', noon(3, 10), 'withdrawn')],
      [withdrew('one', noon(3, 8), 'withdrawn'), one],
    ]) {
      expect(signalOf(derive(events, { facts, from }), 'one').verdict).toBe('withdrawn');
    }
  });
});

describe('answers of a register', () => {
  const verdictAfter = (...answers: Parameters<typeof answered>[2][]): string =>
    signalOf(
      derive([
        came(signal('one')),
        ...answers.map((answer, nth) => answered('one', noon(3, 10 + nth), answer)),
      ]),
      'one',
    ).verdict;

  test('replace accepted', () => {
    expect(verdictAfter('resident')).toBe('accepted');
    expect(verdictAfter('not-resident')).toBe('not-resident');
    expect(verdictAfter('deceased')).toBe('deceased');
    expect(verdictAfter('nobody-found')).toBe('review');
    expect(verdictAfter('several-found')).toBe('review');
    expect(verdictAfter('under-investigation')).toBe('review');
    expect(verdictAfter('known-at-debt-help')).toBe('known');
    expect(verdictAfter('known-elsewhere')).toBe('known');
  });

  test('of whoever is a company: unjustified, and a crisis or a warm handover is never that', () => {
    const company = (
      changes: Parameters<typeof signal>[1],
      ...then: Parameters<typeof answered>[2][]
    ): string => {
      const one = came(signal('one', { looksLikeLegalPerson: true, ...changes }));
      const answers = ['legal-person' as const, ...then];
      const given = answers.map((answer, nth) => answered('one', noon(3, 10 + nth), answer));
      const { rule, verdict } = signalOf(derive([one, ...given]), 'one');
      return `${verdict} by ${rule}`;
    };
    expect(company({})).toBe('unjustified by found-legal-person');
    expect(company({ crisis: 'eviction' })).toBe('not-picked-up by found-legal-person');
    expect(company({ legalForm: 'legal-person', crisis: 'water' })).toBe(
      'not-picked-up by found-legal-person',
    );
    expect(company({ warmHandover: true })).toBe('not-picked-up by found-legal-person');
    expect(company({}, 'resident')).toBe('accepted by register-answer');
    // What the rules themselves called a legal person takes no answer: it was no question.
    expect(company({ legalForm: 'legal-person' }, 'resident')).toBe('unjustified by legal-person');
  });

  test('a misspelling is not an emigration: whoever is found later is picked up', () => {
    expect(verdictAfter('nobody-found', 'resident')).toBe('accepted');
  });

  test('asking again replaces the answer before it', () => {
    expect(verdictAfter('not-resident', 'resident')).toBe('accepted');
    expect(verdictAfter('known-elsewhere', 'not-resident')).toBe('not-resident');
  });

  test('never bring back what was withdrawn meanwhile', () => {
    for (const aside of ['not-resident', 'known-elsewhere'] as const) {
      const events = [
        came(signal('one')),
        answered('one', noon(3, 10), aside),
        withdrew('one', noon(3, 11)),
        answered('one', noon(3, 12), 'resident'),
      ];
      expect(signalOf(derive(events.slice(0, 3)), 'one').verdict).toBe(
        aside === 'not-resident' ? aside : 'known',
      );
      expect(signalOf(derive(events), 'one').verdict).toBe('withdrawn');
    }
  });

  test('count also when they stand before their signal, in the millisecond of its receipt', () => {
    const one = came(signal('one'));
    const answer = { ...answered('one', one.receiptMs, 'not-resident'), source: 'desk:noor' };
    expect(signalOf(derive([answer, one]), 'one').verdict).toBe('not-resident');
  });

  test('say nothing about what an earlier rule decided', () => {
    const small = derive([came(signal('one', { amountCents: 1 })), answered('one', noon(3, 10), 'resident')]);
    expect(signalOf(small, 'one').verdict).toBe('unjustified');
    const withdrawn = [
      came(signal('one')),
      withdrew('one', noon(3, 10)),
      answered('one', noon(3, 11), 'resident'),
    ];
    expect(signalOf(derive(withdrawn), 'one').verdict).toBe('withdrawn');
  });
});

describe('the policy of the day of receipt', () => {
  const stricter = { ...policy, version: 2, effectiveFrom: asDay('2026-03-09'), thresholdCents: 20_000 };

  test('decides, whatever came into force later', () => {
    const events = [
      came(signal('before', { receiptMs: noon(3, 8) })),
      came(signal('since', { reference: 'K-2', receiptMs: noon(3, 9) })),
    ];
    const derived = derive(events, { policies: [stricter, policy] });
    expect(signalOf(derived, 'before')).toMatchObject({ verdict: 'accepted', policyVersion: 1 });
    expect(signalOf(derived, 'since')).toMatchObject({ verdict: 'unjustified', policyVersion: 2 });
  });

  test('a signal from before the first policy is a fault of the door', () => {
    expect(() =>
      derive([came(signal('one'))], { policies: [{ ...stricter, effectiveFrom: asDay('2026-04-01') }] }),
    ).toThrow(NoPolicyInForce);
  });

  test('the day of receipt is that of Amsterdam', () => {
    const beforeMidnight = signal('one', { receiptMs: Date.UTC(2026, 2, 31, 21, 59) });
    const afterMidnight = signal('two', { receiptMs: Date.UTC(2026, 2, 31, 22, 0) });
    const derived = derive([came(beforeMidnight), came(afterMidnight)]);
    expect(derived.signals.map(({ period }) => period.start)).toEqual(['2026-03-01', '2026-04-01']);
  });
});
