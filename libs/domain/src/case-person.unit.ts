import { answered, casePersonOf, came, derive, Facts, noon, signal, withdrew } from '../test/histories.js';

import type { ApproachElsewhere } from './approach-facts.js';
import type { CasePerson } from './case-person.js';
import type { AddressId } from './ids.js';
import type { Outcome } from './outcome/index.js';

const jan = '2026-01-01';
const feb = '2026-02-01';
const march = '2026-03-01';
const person = 'person-of-one';
const noContact: Outcome = 'Definitief geen contact kunnen krijgen';
const paid: Outcome = 'Inwoner heeft zelf al betaald/betalingsregeling getroffen';

const inJanuary = came(signal('one', { receiptMs: noon(1, 12) }));
const inFebruary = came(signal('two', { receiptMs: noon(2, 9), reference: 'K-2' }));
const inMarch = came(signal('three', { receiptMs: noon(3, 9), reference: 'K-3' }));
const crisisInFebruary = came(signal('two', { receiptMs: noon(2, 9), reference: 'K-2', crisis: 'eviction' }));

const planOf = ({ plan }: CasePerson): unknown => plan.hold ?? plan.next?.step;

describe('one approach at a time', () => {
  test('a new period starts without a plan of its own while the one before is open', () => {
    const derived = derive([inJanuary, inFebruary]);
    expect(casePersonOf(derived, jan)).toMatchObject({ ledByPeriodStart: null, state: 'open' });
    expect(casePersonOf(derived, feb)).toMatchObject({ ledByPeriodStart: jan, state: 'open' });
    expect(planOf(casePersonOf(derived, jan))).toBe('first-message');
    expect(planOf(casePersonOf(derived, feb))).toBe('follows');
  });

  test('attempts count for both and both close with the same outcome', () => {
    const facts = new Facts()
      .attempt(person, jan, noon(2, 12), false)
      .attempt(person, feb, noon(2, 20), true)
      .closing(person, feb, noon(2, 21), paid);
    const derived = derive([inJanuary, inFebruary], { facts });
    for (const period of [jan, feb]) {
      expect(casePersonOf(derived, period)).toMatchObject({
        attempts: 2,
        reached: true,
        state: 'closed',
        outcome: paid,
        closedOn: '2026-02-21',
      });
    }
  });

  test('a closing of the older period after the newer one began closes both', () => {
    const facts = new Facts().closing(person, jan, noon(2, 20), noContact);
    const derived = derive([inJanuary, inFebruary], { facts });
    expect(casePersonOf(derived, feb)).toMatchObject({
      ledByPeriodStart: jan,
      state: 'closed',
      outcome: noContact,
    });
  });

  test('a crisis takes the plan over, and the older plan loses its open step', () => {
    const facts = new Facts().task(person, jan, 'first-message', 'queued');
    const derived = derive([inJanuary, crisisInFebruary], { facts });
    expect(casePersonOf(derived, jan)).toMatchObject({ ledByPeriodStart: feb, crisis: false });
    expect(casePersonOf(derived, jan).plan).toMatchObject({ hold: 'follows', openStep: null });
    expect(casePersonOf(derived, feb)).toMatchObject({ ledByPeriodStart: null, crisis: true });
    expect(planOf(casePersonOf(derived, feb))).toBe('crisis-call');
  });

  test('between two addresses of one person the approach that began first goes on, unless the other is a crisis', () => {
    const at = (changes: Partial<ApproachElsewhere>): Facts => {
      const other = {
        addressId: 'elsewhere' as AddressId,
        crisis: false,
        firstReceiptMs: noon(1, 5),
        ...changes,
      };
      return new Facts().elsewhere(person, other).elsewhere('person-of-two', other);
    };
    const next = (facts: Facts, event = inJanuary): unknown =>
      planOf(casePersonOf(derive([event], { facts }), event === inJanuary ? jan : feb));
    expect(next(at({}))).toBe('follows');
    expect(next(at({ firstReceiptMs: noon(1, 20) }))).toBe('first-message');
    expect(next(at({ firstReceiptMs: noon(1, 20), crisis: true }))).toBe('follows');
    expect(next(at({ crisis: false }), crisisInFebruary)).toBe('crisis-call');
    expect(next(at({ crisis: true }), crisisInFebruary)).toBe('crisis-call');
    expect(next(at({ crisis: true, firstReceiptMs: noon(2, 10) }), crisisInFebruary)).toBe('follows');
    // Of two that began in one millisecond exactly one goes on.
    expect(next(at({ firstReceiptMs: noon(1, 12) }))).toBe('first-message');
    expect(next(at({ firstReceiptMs: noon(1, 12), addressId: 'a' as AddressId }))).toBe('follows');
  });

  test('after a closing a new period has an approach of its own', () => {
    const facts = new Facts().closing(person, jan, noon(1, 30), noContact);
    const derived = derive([inJanuary, inFebruary], { facts });
    expect(casePersonOf(derived, jan)).toMatchObject({ state: 'closed', outcome: noContact });
    expect(casePersonOf(derived, feb)).toMatchObject({ ledByPeriodStart: null, state: 'open', attempts: 0 });
    expect(planOf(casePersonOf(derived, feb))).toBe('first-message');
  });

  test('an older case that is reopened and closed again later does not swallow a newer one', () => {
    const facts = new Facts()
      .closing(person, jan, noon(1, 30), noContact)
      .attempt(person, jan, noon(3, 20), true);
    const reopened = derive([inJanuary, inMarch], { facts });
    expect(casePersonOf(reopened, jan)).toMatchObject({ state: 'open', reached: true });
    expect(casePersonOf(reopened, march)).toMatchObject({ ledByPeriodStart: null, reached: false });
    const closedAgain = derive([inJanuary, inMarch], {
      facts: facts.closing(person, jan, noon(3, 25), paid),
    });
    expect(casePersonOf(closedAgain, jan)).toMatchObject({ state: 'closed', outcome: paid });
    expect(casePersonOf(closedAgain, march)).toMatchObject({ ledByPeriodStart: null, state: 'open' });
  });

  test('a case that closed by its attempts after a withdrawal stays closed when another period begins', () => {
    const facts = new Facts().attempt(person, jan, noon(1, 14), false);
    const derived = derive([inJanuary, withdrew('one', noon(1, 20)), inMarch], { facts });
    expect(casePersonOf(derived, jan)).toMatchObject({
      state: 'closed',
      outcome: noContact,
      closedOn: '2026-01-20',
    });
    expect(casePersonOf(derived, march)).toMatchObject({
      ledByPeriodStart: null,
      state: 'open',
      attempts: 0,
    });
  });

  test('whether a case was open when the next began is asked of that moment', () => {
    const tried = (): Facts => new Facts().attempt(person, jan, noon(1, 14), false);
    const withdrawn = (day: number, month = 1): ReturnType<typeof withdrew> =>
      withdrew('one', noon(month, day));
    // Closed by its attempts in January; the reply of March opens it again, beside the case of February.
    const replied = derive([inJanuary, withdrawn(20), inFebruary], {
      facts: tried().attempt(person, jan, noon(3, 20), true),
    });
    expect(casePersonOf(replied, feb).ledByPeriodStart).toBeNull();
    // Withdrawn only after the case of February began.
    const later = derive([inJanuary, inFebruary, withdrawn(20, 2)], { facts: tried() });
    expect(casePersonOf(later, feb).ledByPeriodStart).toBe(jan);
    // A crisis is closed by a person only.
    const urgent = came(signal('one', { receiptMs: noon(1, 12), crisis: 'water' }));
    const crisis = derive([urgent, withdrawn(20), inFebruary], { facts: tried() });
    expect(casePersonOf(crisis, feb).ledByPeriodStart).toBe(jan);
  });

  test('two people at one address have two approaches', () => {
    const other = came(
      signal('other', { receiptMs: noon(1, 13), reference: 'K-9', personKey: 'anders|c|-' }),
    );
    const facts = new Facts().attempt(person, jan, noon(1, 14), true).mark('person-of-other');
    const derived = derive([inJanuary, other], { facts });
    expect(planOf(casePersonOf(derived, jan, person))).toBe('reached');
    expect(planOf(casePersonOf(derived, jan, 'person-of-other'))).toBe('do-not-approach');
    expect(casePersonOf(derived, jan, 'person-of-other')).toMatchObject({ attempts: 0, reached: false });
  });
});

describe('closing and reopening', () => {
  const closed = new Facts().closing(person, jan, noon(1, 20), noContact);

  test('a later reply reopens, and the figures follow', () => {
    const facts = new Facts()
      .closing(person, jan, noon(1, 20), noContact)
      .attempt(person, jan, noon(1, 25), true);
    expect(casePersonOf(derive([inJanuary], { facts }), jan)).toMatchObject({
      state: 'open',
      outcome: null,
      reached: true,
    });
  });

  test('a contact before a closing as never reached, recorded after it, reopens; beside another outcome it does not', () => {
    const never = 'Definitief geen contact kunnen krijgen';
    const early = (outcome: typeof never | typeof paid): CasePerson =>
      casePersonOf(
        derive([inJanuary], {
          facts: new Facts()
            .closing(person, jan, noon(1, 20), outcome)
            .attempt(person, jan, noon(1, 18), true),
        }),
        jan,
      );
    expect(early(never)).toMatchObject({ state: 'open', outcome: null, reached: true });
    expect(planOf(early(never))).toBe('reached');
    expect(early(paid)).toMatchObject({ state: 'closed', outcome: paid });
  });

  test('a letter that nobody answers does not reopen', () => {
    const facts = new Facts()
      .closing(person, jan, noon(1, 20), noContact)
      .attempt(person, jan, noon(1, 25), false);
    expect(casePersonOf(derive([inJanuary], { facts }), jan).state).toBe('closed');
  });

  test('a signal that is picked up in the same period reopens; one that is not does not', () => {
    const more = signal('more', { receiptMs: noon(1, 25), reference: 'K-9' });
    expect(casePersonOf(derive([inJanuary, came(more)], { facts: closed }), jan).state).toBe('open');
    const small = came({ ...more, amountCents: 1 });
    expect(casePersonOf(derive([inJanuary, small], { facts: closed }), jan).state).toBe('closed');
  });

  test('a signal that was withdrawn after an attempt does not reopen', () => {
    const more = came(signal('more', { receiptMs: noon(1, 25), reference: 'K-9' }));
    const facts = new Facts()
      .closing(person, jan, noon(1, 20), noContact)
      .attempt(person, jan, noon(1, 26), false);
    const derived = derive([inJanuary, more, withdrew('more', noon(1, 27))], { facts });
    expect(casePersonOf(derived, jan)).toMatchObject({ state: 'closed', closedOn: '2026-01-20' });
  });

  test('who was reached before a reopening signal is approached again, who was reached after it is not', () => {
    const more = came(signal('more', { receiptMs: noon(1, 25), reference: 'K-9' }));
    const facts = new Facts().attempt(person, jan, noon(1, 18), true).closing(person, jan, noon(1, 20), paid);
    expect(planOf(casePersonOf(derive([inJanuary, more], { facts }), jan))).toBe('first-call');
    facts.attempt(person, jan, noon(1, 27), true);
    expect(planOf(casePersonOf(derive([inJanuary, more], { facts }), jan))).toBe('reached');
  });

  test('nothing picked up closes at once with its outcome', () => {
    const unjustified = derive([came(signal('one', { amountCents: 1 }))]);
    expect(casePersonOf(unjustified, march)).toMatchObject({
      pickedUp: false,
      state: 'closed',
      outcome: 'Niet opgepakt: onterecht signaal',
      closedOn: '2026-03-09',
      firstAttemptDueOn: null,
    });
    const withdrawn = derive([came(signal('one')), withdrew('one', noon(3, 12))]);
    expect(casePersonOf(withdrawn, march)).toMatchObject({
      pickedUp: false,
      outcome: 'Niet opgepakt: andere reden',
      closedOn: '2026-03-12',
    });
  });

  test('what people have to look at stays open without a plan', () => {
    const review = derive([came(signal('one', { looksLikeLegalPerson: true }))]);
    expect(casePersonOf(review, march).state).toBe('open');
    expect(planOf(casePersonOf(review, march))).toBe('review');
    const known = derive([came(signal('one')), answered('one', noon(3, 10), 'known-at-debt-help')]);
    expect(casePersonOf(known, march).state).toBe('open');
    expect(planOf(casePersonOf(known, march))).toBe('help-known');
  });
});

describe('a withdrawal after an attempt', () => {
  const events = [came(signal('one')), withdrew('one', noon(3, 12))];
  const tried = (): Facts => new Facts().attempt(person, march, noon(3, 11), false);

  test('closes by the attempts when nobody was reached', () => {
    const one = casePersonOf(derive(events, { facts: tried() }), march);
    expect(one).toMatchObject({
      pickedUp: true,
      state: 'closed',
      outcome: noContact,
      closedOn: '2026-03-12',
    });
    expect(planOf(one)).toBe('closed');
  });

  test('waits for a person when somebody was reached, or when there is a crisis', () => {
    const reached = tried().attempt(person, march, noon(3, 11), true);
    expect(casePersonOf(derive(events, { facts: reached }), march).state).toBe('open');
    expect(planOf(casePersonOf(derive(events, { facts: reached }), march))).toBe('withdrawn');
    const crisis = [came(signal('one', { crisis: 'water' })), withdrew('one', noon(3, 12))];
    expect(casePersonOf(derive(crisis, { facts: tried() }), march).state).toBe('open');
  });

  test('goes on for another signal that still stands', () => {
    const other = came(signal('other', { reference: 'K-2', receiptMs: noon(3, 10) }));
    const one = casePersonOf(derive([events[0]!, other, events[1]!], { facts: tried() }), march);
    expect(one.state).toBe('open');
    expect(planOf(one)).toBe('first-call');
  });
});

describe('clocks of a case-person', () => {
  test('the first attempt is owed within five working days, in a crisis within one', () => {
    expect(casePersonOf(derive([came(signal('one'))]), march)).toMatchObject({
      firstAttemptDueOn: '2026-03-16',
      crisisReceiptMs: null,
    });
    const crisis = came(signal('two', { reference: 'K-2', crisis: 'water', receiptMs: noon(3, 10) }));
    expect(casePersonOf(derive([came(signal('one')), crisis]), march)).toMatchObject({
      firstAttemptDueOn: '2026-03-11',
      firstReceiptMs: noon(3, 9),
      crisisReceiptMs: noon(3, 10),
    });
  });

  test('the clocks start at the first signal that was picked up', () => {
    const small = came(signal('small', { receiptMs: noon(3, 2), amountCents: 1 }));
    expect(casePersonOf(derive([small, came(signal('one'))]), march).firstReceiptMs).toBe(noon(3, 9));
  });
});
