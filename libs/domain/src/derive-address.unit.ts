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

describe('what the creditor hears', () => {
  const hears = (
    derived: DerivedAddress,
    told: SignalMessage | null = null,
    periodStart = march,
  ): SignalMessage | null =>
    messageToCreditor(signalOf(derived, 'one'), casePersonOf(derived, periodStart, 'person-of-one'), told, {});

  test('what is not picked up is told at once, each under its own word', () => {
    expect(hears(derive([came(signal('one', { amountCents: 1 }))]))).toBe('unjustified');
    expect(hears(derive([one, withdrew('one', noon(3, 10))]))).toBe('not-picked-up');
    expect(hears(derive([one, answered('one', noon(3, 10), 'not-resident')]))).toBe('not-resident');
    expect(hears(derive([one, answered('one', noon(3, 10), 'deceased')]))).toBe('deceased');
    const repeated = derive([came(signal('zero', { receiptMs: noon(3, 2) })), one]);
    const casePerson = casePersonOf(repeated, march);
    expect(messageToCreditor(signalOf(repeated, 'one'), casePerson, null, {})).toBe('repeated');
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
