import {
  answered,
  came,
  casePersonOf,
  derive,
  Facts,
  noon,
  signal,
  signalOf,
  withdrew,
} from '../test/histories.js';

import { messageToCreditor, type Case, type DerivedAddress, type SignalMessage } from './derive-address.js';
import { outcomeMeanings, outcomes, type Outcome } from './outcome/index.js';

const march = '2026-03-01';
const caseOf = (derived: DerivedAddress, periodStart = march): Case => {
  const found = derived.cases.find((one) => one.period.start === periodStart);
  if (found === undefined) throw new Error(`no case in ${periodStart}`);
  return found;
};
const kindOf = (derived: DerivedAddress): readonly [multiple: boolean, consecutive: boolean] => {
  const { consecutive, multiple } = caseOf(derived);
  return [multiple, consecutive];
};
const one = came(signal('one'));
const another = came(signal('another', { reference: 'K-2', receiptMs: noon(3, 20) }));
const earlier = (month: number, day: number): ReturnType<typeof came> =>
  came(signal('earlier', { reference: 'K-3', receiptMs: noon(month, day) }));

describe('the kind of a case', () => {
  test('single, multiple, consecutive, both', () => {
    expect(kindOf(derive([one]))).toEqual([false, false]);
    expect(kindOf(derive([one, another]))).toEqual([true, false]);
    expect(kindOf(derive([earlier(2, 28), one]))).toEqual([false, true]);
    expect(kindOf(derive([earlier(2, 28), one, another]))).toEqual([true, true]);
  });

  test('consecutive looks back six months from the first signal of the case', () => {
    const lastYear = (month: number, day: number): ReturnType<typeof came> => {
      const receiptMs = Date.UTC(2025, month - 1, day, 11);
      return came(signal('earlier', { reference: 'K-3', receiptMs, sector: 'DUO' }));
    };
    expect(kindOf(derive([lastYear(9, 9), one]))).toEqual([false, true]);
    expect(kindOf(derive([lastYear(9, 8), one]))).toEqual([false, false]);
  });

  test('only picked-up signals count', () => {
    const small = came(signal('small', { amountCents: 1, reference: 'K-4', receiptMs: noon(3, 2) }));
    const smallBefore = came(signal('small', { amountCents: 1, reference: 'K-4', receiptMs: noon(2, 2) }));
    expect(kindOf(derive([small, one]))).toEqual([false, false]);
    expect(kindOf(derive([smallBefore, one]))).toEqual([false, false]);
    const withdrawn = [one, another, withdrew('another', noon(3, 21))];
    expect(kindOf(derive(withdrawn))).toEqual([false, false]);
  });

  test('two people of one address make their case multiple', () => {
    const housemate = came(
      signal('housemate', { personKey: 'anders|c|-', reference: 'K-9', receiptMs: noon(3, 12) }),
    );
    const derived = derive([one, housemate]);
    expect(derived.cases).toHaveLength(1);
    expect(derived.casePersons).toHaveLength(2);
    expect(kindOf(derived)).toEqual([true, false]);
  });
});

describe('the result of a case', () => {
  test('is the furthest among its persons, once all are closed', () => {
    const housemate = came(
      signal('housemate', { personKey: 'anders|c|-', reference: 'K-9', receiptMs: noon(3, 12) }),
    );
    const facts = new Facts().closing(
      'person-of-one',
      march,
      noon(3, 20),
      'Definitief geen contact kunnen krijgen',
    );
    expect(caseOf(derive([one, housemate], { facts }))).toMatchObject({ state: 'open', outcome: null });
    facts
      .attempt('person-of-housemate', march, noon(3, 24), true)
      .closing('person-of-housemate', march, noon(3, 25), '(Budget)advies en/of quick fix');
    expect(caseOf(derive([one, housemate], { facts }))).toMatchObject({
      state: 'closed',
      outcome: '(Budget)advies en/of quick fix',
      closedOn: '2026-03-25',
      reached: true,
    });
  });

  test('contact without anything picked up is no reached case', () => {
    const facts = new Facts().attempt('person-of-one', march, noon(3, 12), true);
    const review = derive([came(signal('one', { looksLikeLegalPerson: true }))], { facts });
    expect(caseOf(review)).toMatchObject({ pickedUp: false, reached: false });
    expect(caseOf(derive([one], { facts }))).toMatchObject({ pickedUp: true, reached: true });
  });

  test('a case in which nothing is picked up is closed and has no day of picking up', () => {
    expect(caseOf(derive([came(signal('one', { amountCents: 1 }))]))).toMatchObject({
      pickedUp: false,
      pickedUpOn: null,
      state: 'closed',
      outcome: 'Niet opgepakt: onterecht signaal',
    });
  });
});

describe('what a person dismisses', () => {
  const dismissing: Outcome = 'Niet opgepakt: andere reden';
  const dismissed = (): Facts => new Facts().closing('person-of-one', march, noon(3, 12), dismissing);

  test('is not picked up: verdict, case and case-person say so, and the creditor hears no reason', () => {
    const derived = derive([one], { facts: dismissed() });
    expect(signalOf(derived, 'one')).toMatchObject({
      verdict: 'not-picked-up',
      rule: 'closed-as-not-picked-up',
      decidedMs: noon(3, 12),
    });
    expect(caseOf(derived)).toMatchObject({
      pickedUp: false,
      state: 'closed',
      outcome: dismissing,
      closedOn: '2026-03-12',
    });
    const casePerson = casePersonOf(derived, march);
    expect(casePerson).toMatchObject({ pickedUp: false, firstAttemptDueOn: null });
    expect(messageToCreditor(signalOf(derived, 'one'), casePerson, null, {})).toBe('not-picked-up');
  });

  test('counts for no kind, of its own case or of a later one', () => {
    const housemate = came(
      signal('housemate', { personKey: 'anders|c|-', reference: 'K-9', receiptMs: noon(3, 12) }),
    );
    const derived = derive([one, housemate], { facts: dismissed() });
    expect(caseOf(derived)).toMatchObject({ multiple: false, pickedUp: true, state: 'open' });
    expect(casePersonOf(derived, march, 'person-of-housemate').plan.plan).toBe('everybody');
    const later = came(signal('later', { reference: 'K-2', receiptMs: noon(4, 9) }));
    expect(caseOf(derive([one, later], { facts: dismissed() }), '2026-04-01')).toMatchObject({
      consecutive: false,
    });
  });

  test('ends every period through which the approach ran', () => {
    const later = came(signal('later', { reference: 'K-2', receiptMs: noon(4, 9) }));
    const facts = new Facts().closing('person-of-one', march, noon(4, 12), dismissing);
    const derived = derive([one, later], { facts });
    for (const id of ['one', 'later']) expect(signalOf(derived, id).verdict).toBe('not-picked-up');
    for (const { closedOn, outcome, pickedUp } of derived.cases) {
      expect([pickedUp, outcome, closedOn]).toEqual([false, dismissing, '2026-04-12']);
    }
  });

  test('stays dismissed when another signal reopens the case: that one alone is approached', () => {
    const more = came(signal('more', { reference: 'K-2', receiptMs: noon(3, 20) }));
    const reopened = derive([one, more], { facts: dismissed() });
    expect(signalOf(reopened, 'one')).toMatchObject({ verdict: 'not-picked-up', decidedMs: noon(3, 12) });
    expect(signalOf(reopened, 'more').verdict).toBe('accepted');
    expect(caseOf(reopened)).toMatchObject({ multiple: false, pickedUp: true, state: 'open' });
    expect(casePersonOf(reopened, march)).toMatchObject({ firstReceiptMs: noon(3, 20), state: 'open' });
    const ended = dismissed().closing(
      'person-of-one',
      march,
      noon(4, 20),
      'Definitief geen contact kunnen krijgen',
    );
    expect(signalOf(derive([one, more], { facts: ended }), 'one').verdict).toBe('not-picked-up');
    expect(signalOf(derive([one, more], { facts: ended }), 'more').verdict).toBe('accepted');
  });

  test('is picked up again when the resident answers, and when a person closes it otherwise', () => {
    const answered = dismissed().attempt('person-of-one', march, noon(3, 20), true);
    expect(signalOf(derive([one], { facts: answered }), 'one').verdict).toBe('accepted');
    const corrected = dismissed().closing(
      'person-of-one',
      march,
      noon(3, 13),
      'Verwijzing zonder tussenkomst inwoner',
    );
    expect(signalOf(derive([one], { facts: corrected }), 'one').verdict).toBe('accepted');
    const twice = dismissed().closing('person-of-one', march, noon(3, 13), dismissing);
    expect(signalOf(derive([one], { facts: twice }), 'one')).toMatchObject({ decidedMs: noon(3, 12) });
  });

  test('no other outcome takes the picking up back', () => {
    for (const outcome of outcomes.filter((other) => other !== dismissing)) {
      const facts = new Facts().closing('person-of-one', march, noon(3, 12), outcome);
      expect(signalOf(derive([one], { facts }), 'one').verdict).toBe('accepted');
    }
  });
});

describe('what the creditor hears', () => {
  const hears = (
    derived: DerivedAddress,
    told: SignalMessage | null = null,
    periodStart = march,
  ): SignalMessage | null =>
    messageToCreditor(
      signalOf(derived, 'one'),
      casePersonOf(derived, periodStart, 'person-of-one'),
      told,
      {},
    );

  test('what is not picked up is told at once, each under its own word', () => {
    expect(hears(derive([came(signal('one', { amountCents: 1 }))]))).toBe('unjustified');
    expect(hears(derive([one, withdrew('one', noon(3, 10))]))).toBe('not-picked-up');
    expect(hears(derive([one, answered('one', noon(3, 10), 'not-resident')]))).toBe('not-resident');
    expect(hears(derive([one, answered('one', noon(3, 10), 'deceased')]))).toBe('deceased');
    expect(hears(derive([one, answered('one', noon(3, 10), 'legal-person')]))).toBe('unjustified');
    const inCrisis = came(signal('one', { crisis: 'water', legalForm: 'legal-person' }));
    expect(hears(derive([inCrisis, answered('one', noon(3, 10), 'legal-person')]))).toBe('not-picked-up');
    const repeated = derive([came(signal('zero', { receiptMs: noon(3, 2) })), one]);
    const casePerson = casePersonOf(repeated, march);
    expect(messageToCreditor(signalOf(repeated, 'one'), casePerson, null, {})).toBe('repeated');
    const vaguer = { 'Niet opgepakt: herhaalde melding': 'not-picked-up' } as const;
    expect(messageToCreditor(signalOf(repeated, 'one'), casePerson, null, vaguer)).toBe('not-picked-up');
  });

  test('nothing while a signal is under consideration, unless something else was told before', () => {
    const open = [
      derive([one]),
      derive([came(signal('one', { looksLikeLegalPerson: true }))]),
      derive([one, answered('one', noon(3, 10), 'known-elsewhere')]),
    ];
    for (const derived of open) {
      expect(hears(derived)).toBeNull();
      expect(hears(derived, 'unjustified')).toBe('under-consideration');
    }
  });

  test.each(outcomes.map((outcome): [Outcome] => [outcome]))('%s is told by the table', (outcome) => {
    const facts = new Facts().closing('person-of-one', march, noon(3, 20), outcome);
    expect(hears(derive([one], { facts }))).toBe(outcomeMeanings[outcome].creditorHears);
  });

  test('that somebody is in debt help already, or on another way, is not told', () => {
    for (const answer of ['known-at-debt-help', 'known-elsewhere'] as const) {
      const facts = new Facts().closing(
        'person-of-one',
        march,
        noon(3, 20),
        answer === 'known-elsewhere'
          ? 'Inwoner heeft al een ander lopend traject'
          : 'Inwoner al bekend bij schuldhulpverlening',
      );
      expect(hears(derive([one, answered('one', noon(3, 10), answer)], { facts }))).toBe('closed');
    }
  });
});
