import { policy, signal } from '../test/histories.js';

import { addDays, asDay, dayOf } from './calendar/index.js';
import { judgeSignal, type Judgement, type PickedUp } from './judge-signal.js';
import { crisisKinds, legalForms, type Signal } from './signal.js';

const judge = (changes: Partial<Signal>, earlier: readonly Partial<PickedUp>[] = []): Judgement => {
  const one = signal('later', changes);
  const pickedUp = earlier.map((before) => ({ ...signal('earlier'), ...before }));
  return judgeSignal(one, dayOf(one.receiptMs), pickedUp, policy);
};
const receiptDay = dayOf(signal('any').receiptMs);
const since = (days: number): Pick<Signal, 'arrearsSince'> => ({ arrearsSince: addDays(receiptDay, -days) });

describe('rule 3: the same arrears again', () => {
  test('not higher than what was picked up is a repeat', () => {
    expect(judge({}, [{}])).toEqual({
      verdict: 'repeated',
      rule: 'same-arrears-not-higher',
      inputs: { amountCents: 15_000, highestCents: 15_000 },
    });
    expect(judge({ amountCents: 14_999 }, [{}]).verdict).toBe('repeated');
  });

  test('the highest picked up counts, not the last', () => {
    const earlier = [{ amountCents: 30_000 }, { amountCents: 20_000 }];
    expect(judge({ amountCents: 25_000 }, earlier).verdict).toBe('repeated');
    expect(judge({ amountCents: 30_001 }, earlier)).toMatchObject({
      verdict: 'accepted',
      rule: 'amount-risen',
    });
  });

  test('higher must be picked up, also under the threshold or when the arrears have grown too old', () => {
    expect(judge({ amountCents: 2_000 }, [{ amountCents: 1_000, crisis: 'water' }]).verdict).toBe('accepted');
    expect(judge({ sector: 'Zorg', ...since(101), amountCents: 15_001 }, [{}]).verdict).toBe('accepted');
  });

  test('a claim on a legal person is not picked up, however it rises', () => {
    expect(judge({ legalForm: 'legal-person', amountCents: 99_999 }, [{}]).rule).toBe('legal-person');
  });
});

describe('rule 4: unjustified', () => {
  test('EUR 25.00 is unjustified, EUR 25.01 is not', () => {
    expect(judge({ amountCents: 2_500 })).toEqual({
      verdict: 'unjustified',
      rule: 'not-above-threshold',
      inputs: { amountCents: 2_500, thresholdCents: 2_500 },
    });
    expect(judge({ amountCents: 2_501 }).verdict).toBe('accepted');
  });

  test('a sector may have a threshold of its own', () => {
    const own = { ...policy, thresholdCentsBySector: { Energie: 20_000 } };
    const one = signal('one');
    expect(judgeSignal(one, receiptDay, [], own).rule).toBe('not-above-threshold');
    expect(judgeSignal({ ...one, sector: 'Huur' }, receiptDay, [], own).verdict).toBe('accepted');
  });

  test('arrears of 30 to 100 days are of the right age for care, both ends included', () => {
    const rule = (days: number): string => judge({ sector: 'Zorg', ...since(days) }).rule;
    expect([29, 30, 100, 101].map(rule)).toEqual([
      'arrears-too-young',
      'picked-up',
      'picked-up',
      'arrears-too-old',
    ]);
  });

  test('a sector without a limit asks for no age', () => {
    expect(judge({ sector: 'DUO', ...since(0) }).verdict).toBe('accepted');
    expect(judge({ sector: 'Energie', ...since(4_000) }).verdict).toBe('accepted');
  });

  test('all faults under the rule are named', () => {
    expect(judge({ amountCents: 100, ...since(3), legalForm: 'legal-person' })).toEqual({
      verdict: 'unjustified',
      rule: 'legal-person',
      inputs: {
        amountCents: 100,
        thresholdCents: 2_500,
        ageDays: 3,
        minDays: 30,
        also: 'not-above-threshold arrears-too-young',
      },
    });
  });

  test('only a legal person is out of scope: eenmanszaak, VOF, CV and maatschap are people', () => {
    const verdicts = legalForms.map((legalForm) => judge({ legalForm }).verdict);
    expect(verdicts).toEqual(['accepted', 'accepted', 'accepted', 'accepted', 'accepted', 'unjustified']);
  });

  test('a surname that only looks like a company goes to review, not to refusal', () => {
    expect(judge({ looksLikeLegalPerson: true })).toMatchObject({ verdict: 'review' });
    expect(judge({ looksLikeLegalPerson: true, amountCents: 1 }).verdict).toBe('unjustified');
  });
});

describe('crisis first', () => {
  const kinds = crisisKinds.filter((kind) => kind !== 'none');
  const situations: readonly Partial<Signal>[] = [
    {},
    { amountCents: 1 },
    { sector: 'Zorg', ...since(1) },
    { sector: 'Zorg', ...since(900) },
  ];

  test.each(kinds)(
    '%s is picked up, whatever the amount, the age and an ordinary one before it',
    (crisis) => {
      for (const situation of situations) {
        for (const earlier of [[], [{}]]) {
          expect(judge({ ...situation, crisis }, earlier)).toMatchObject({
            verdict: 'accepted',
            rule: 'crisis-first',
          });
        }
      }
    },
  );

  test('the same crisis with the same end date is a repeat; another kind, date or a higher amount is not', () => {
    const crisisEnd = asDay('2026-05-01');
    const before = [{ crisis: 'end-of-energy-supply' as const, crisisEnd }];
    const again = { crisis: 'end-of-energy-supply' as const, crisisEnd };
    expect(judge(again, before)).toMatchObject({ verdict: 'repeated', rule: 'same-crisis-again' });
    expect(judge({ ...again, crisisEnd: asDay('2026-05-02') }, before).verdict).toBe('accepted');
    expect(judge({ ...again, crisis: 'eviction' }, before).verdict).toBe('accepted');
    expect(judge({ ...again, amountCents: 15_001 }, before).verdict).toBe('accepted');
  });

  test('a warm handover that the earlier one lacked is picked up; one that it had is a repeat', () => {
    expect(judge({ warmHandover: true }, [{}])).toMatchObject({
      verdict: 'accepted',
      rule: 'new-warm-handover',
    });
    expect(judge({ warmHandover: true }, [{ warmHandover: true }]).verdict).toBe('repeated');
  });

  test('a crisis of whoever is, or looks like, a legal person is for people to judge', () => {
    expect(judge({ crisis: 'water', legalForm: 'legal-person' }).verdict).toBe('review');
    expect(judge({ crisis: 'water', looksLikeLegalPerson: true }).verdict).toBe('review');
  });
});

describe('rule 7 by policy: whom a municipality excludes', () => {
  const entrepreneurs = {
    name: 'entrepreneurs',
    reason: 'U bent ondernemer. Daarvoor is er een ander loket.',
    because: 'other',
    when: { legalForms: ['eenmanszaak', 'vof'] },
  } as const;
  const excluding = { ...policy, exclusions: [entrepreneurs] };
  const judgeBy = (changes: Partial<Signal>, earlier: readonly PickedUp[] = []): Judgement =>
    judgeSignal(signal('one', changes), receiptDay, earlier, excluding);

  test('is not picked up, with the name and the reason of the rule', () => {
    expect(judgeBy({ legalForm: 'vof' })).toEqual({
      verdict: 'not-picked-up',
      rule: 'excluded-by-policy',
      inputs: { exclusion: 'entrepreneurs', because: 'other', reason: entrepreneurs.reason },
    });
    expect(judgeBy({}).verdict).toBe('accepted');
  });

  test('never a crisis, a warm handover or a risen amount', () => {
    const form = { legalForm: 'eenmanszaak' } as const;
    for (const crisis of crisisKinds.filter((kind) => kind !== 'none'))
      expect(judgeBy({ ...form, crisis }).verdict).toBe('accepted');
    expect(judgeBy({ ...form, warmHandover: true }).verdict).toBe('accepted');
    expect(judgeBy({ ...form, amountCents: 15_001 }, [signal('earlier')]).rule).toBe('amount-risen');
  });

  test('what is unjustified is told so, excluded or not', () => {
    expect(judgeBy({ legalForm: 'vof', amountCents: 2_500 }).verdict).toBe('unjustified');
  });

  test('all conditions of an exclusion must hold', () => {
    const exclusions = [
      { ...entrepreneurs, when: { sectors: ['Zorg'], amountToCents: 10_000, ageGroups: ['aow'] } as const },
    ];
    const old = { sector: 'Zorg', birthDate: asDay('1940-01-01'), ...since(50) } as const;
    const by = (changes: Partial<Signal>): string =>
      judgeSignal(signal('one', { ...old, amountCents: 10_000, ...changes }), receiptDay, [], {
        ...policy,
        exclusions,
      }).verdict;
    expect(by({})).toBe('not-picked-up');
    expect(by({ amountCents: 10_001 })).toBe('accepted');
    expect(by({ birthDate: null })).toBe('accepted');
    expect(by({ sector: 'Water' })).toBe('accepted');
  });
});
