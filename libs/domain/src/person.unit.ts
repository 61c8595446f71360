import { signal, writtenAs } from '../test/histories.js';

import type { PersonId, ResidentId, SignalId } from './ids.js';
import { matchParameterVersions, noMatchFields } from './matching/index.js';
import {
  aliasFollower,
  groupPersons,
  type KnownPerson,
  type PersonAlias,
  type PersonOfSignal,
} from './person.js';
import type { Signal } from './signal.js';

const id = (text: string): PersonId => text as PersonId;
const known = (entries: Readonly<Record<string, Partial<KnownPerson>>>): Map<SignalId, KnownPerson> =>
  new Map(
    Object.entries(entries).map(([signalId, one]) => [
      signalId as SignalId,
      { storedPersonId: null, storedIdentity: null, settled: false, ...one },
    ]),
  );
const group = (
  signals: readonly Signal[],
  before: Map<SignalId, KnownPerson> = new Map(),
  aliases: readonly PersonAlias[] = [],
  residents: ReadonlyMap<SignalId, ResidentId> = new Map(),
): string[] => [...decide(signals, before, aliases, residents).values()].map(({ personId }) => personId);
const decide = (
  signals: readonly Signal[],
  before: Map<SignalId, KnownPerson> = new Map(),
  aliases: readonly PersonAlias[] = [],
  residents: ReadonlyMap<SignalId, ResidentId> = new Map(),
): ReadonlyMap<SignalId, PersonOfSignal> =>
  groupPersons(signals, {
    known: before,
    aliases,
    residents,
    matchParameters: matchParameterVersions,
    sparePersonId: (signalId, nth) => id(`person-of-${signalId}-${nth}`),
  });

describe('persons at one address', () => {
  test('one key is one person, who gets the id of the earliest signal', () => {
    const signals = [signal('a'), signal('b', { personKey: 'anders|c|-' }), signal('c')];
    expect(group(signals)).toEqual(['person-of-a', 'person-of-b', 'person-of-a']);
  });

  test('a group keeps the id that its earliest signal with one was given', () => {
    const signals = [signal('late'), signal('b'), signal('c')];
    const before = known({ b: { storedPersonId: id('given') }, c: { storedPersonId: id('given') } });
    expect(group(signals, before)).toEqual(['given', 'given', 'given']);
  });

  test('what lies before everything that is derived again keeps its person', () => {
    const signals = [signal('a'), signal('b')];
    const before = known({
      a: { storedPersonId: id('first'), settled: true },
      b: { storedPersonId: id('second'), settled: true },
    });
    expect(group(signals, before)).toEqual(['first', 'second']);
  });

  test('two groups never share an id, whatever was stored', () => {
    const signals = [signal('a'), signal('b', { personKey: 'anders|c|-' })];
    const before = known({ a: { storedPersonId: id('same') }, b: { storedPersonId: id('same') } });
    expect(group(signals, before)).toEqual(['same', 'person-of-b']);
  });

  test('a person decided to whom a signal belongs, whatever the names say', () => {
    const signals = [signal('a'), signal('b', { pinnedPersonId: id('split') }), signal('c')];
    // Of two people who are called alike nobody can say whom the next signal names: a person is asked.
    expect(group(signals)).toEqual(['person-of-a', 'split', 'person-of-c']);
    expect(decide(signals).get('c' as SignalId)?.identity?.outcome).toBe('review');
    const other = [
      signal('a'),
      signal('b', { pinnedPersonId: id('split'), personKey: 'anders|c|-' }),
      signal('c'),
    ];
    expect(group(other)).toEqual(['person-of-a', 'split', 'person-of-a']);
  });

  test('two who turn out to be two never keep one id, whoever came first under it', () => {
    // The first came late, and got the id that the second had; then a register knows them as two.
    const signals = [signal('late'), signal('first')];
    const own = id('person-of-first');
    const before = known({ late: { storedPersonId: own }, first: { storedPersonId: own } });
    const residents = new Map([
      ['late' as SignalId, 'resident-1' as ResidentId],
      ['first' as SignalId, 'resident-2' as ResidentId],
    ]);
    expect(group(signals, before, [], residents)).toEqual(['person-of-late', 'person-of-first']);
  });

  test('two whom people joined stay one, though a late signal leads the group of one of them', () => {
    const one = signal('a', { personKey: 'jansen|a|1980-02-29' });
    const late = signal('r', { personKey: 'kwak|b|1991-06-03', reference: 'K-r' });
    const joined = signal('s', { personKey: 'kwak|b|1991-06-03', reference: 'K-s' });
    const before = known({
      a: { storedPersonId: one.freshPersonId },
      s: { storedPersonId: one.freshPersonId },
    });
    const aliases = [{ personId: joined.freshPersonId, sameAs: one.freshPersonId }];
    expect(new Set(group([one, late, joined], before, aliases))).toEqual(new Set(['person-of-a']));
  });

  test('of whom is doubted does not keep the name of the person at whom somebody put another signal', () => {
    const signals = [signal('a'), signal('b', { pinnedPersonId: id('put') }), signal('c')];
    const before = known({ a: { storedPersonId: id('person-of-a') }, c: { storedPersonId: id('put') } });
    expect(decide(signals, before).get('c' as SignalId)?.identity?.outcome).toBe('review');
    expect(group(signals, before)).toEqual(['person-of-a', 'put', 'person-of-c']);
  });

  test('whose names are gone stays who they were', () => {
    const signals = [signal('a', { personKey: null }), signal('b', { personKey: null }), signal('c')];
    const before = known({ a: { storedPersonId: id('x') }, b: { storedPersonId: id('x') } });
    expect(group(signals, before)).toEqual(['x', 'x', 'person-of-c']);
  });

  const of = (...keys: readonly string[]): Signal[] =>
    keys.map((personKey, nth) =>
      signal(`s${nth}`, { personKey, reference: `K-${nth}`, creditorId: `c${nth}` }),
    );
  const outcomes = (...keys: readonly string[]): (string | undefined)[] =>
    [...decide(of(...keys)).values()].map(({ identity }) => identity?.outcome);

  test.each([
    ['the same name and birth date', 'de vries|jp|1980-02-29', 'de vries|jp|1980-02-29', 'match'],
    ['surname and initials, no birth date', 'kwakernaak|j|-', 'kwakernaak|j|-', 'match'],
    ['another spelling', 'smit|j|-', 'smith|j|-', 'match'],
    ['a birth date on one side', 'jansen|j|1980-02-29', 'jansen|j|-', 'match'],
    ['the name of a partner with it', 'jansen-de vries|a|1980-03-04', 'de vries|a|1980-03-04', 'match'],
    ['a couple of one initial, one with both names', 'jansen|j|-', 'jansen-de vries|j|-', 'review'],
    [
      'brothers whom a register gave the first of January',
      'tesfay|a|1985-01-01',
      'tesfay|a|1986-01-01',
      'review',
    ],
    ['two first names of which the second differs', 'jansen|jp|1990-05-05', 'jansen|jw|1990-05-05', 'review'],
    ['twins', 'jansen|a|1980-02-29', 'jansen|j|1980-02-29', 'review'],
    ['a bare surname', 'jansen||-', 'jansen|j|-', 'review'],
    [
      'a name that is another, with one initial and birth date',
      'goudsmit|a|1950-05-17',
      'zilverberg|a|1950-05-17',
      'review',
    ],
    ['father and son of one name', 'jansen|j|1950-03-28', 'jansen|j|1980-11-14', 'new'],
    ['man and wife', 'jansen|j|-', 'jansen|a|-', 'new'],
    ['people who share an address', 'kwakernaak|j|1980-02-29', 'zijlstra|m|1991-06-03', 'new'],
  ])('%s', (_, one, other, outcome) => {
    const persons = [...decide(of(one, other)).values()];
    expect(outcomes(one, other)).toEqual([undefined, outcome]);
    expect(new Set(persons.map(({ personId }) => personId)).size).toBe(outcome === 'match' ? 1 : 2);
    expect(outcomes(other, one)).toEqual([undefined, outcome]);
  });

  test.each([
    ['Jan', 'Joost', '1990-05-05', 'review'],
    ['Anna', 'Anne', '1990-05-05', 'review'],
    ['Anna', 'Anne', '-', 'review'],
    ['René', 'Renée', '-', 'review'],
    ['Jan Pieter', 'Jan Willem', '1990-05-05', 'review'],
    ['Sofie', 'Sophie', '1990-05-05', 'match'],
    ['Sofie', 'Sophie', '1990-01-01', 'review'],
    ['Mohammed', 'Mohamed', '1979-01-01', 'review'],
    ['Jan', 'Jan Pieter', '1990-05-05', 'match'],
  ])('%s and %s of one surname, born %s: %s', (one, other, birthDate, outcome) => {
    const signals = [one, other].map((firstNames, nth) => {
      const personKey = `zwanepol||${birthDate}`;
      return signal(`s${nth}`, {
        personKey,
        reference: `K-${nth}`,
        written: { ...noMatchFields, ...writtenAs(personKey), initials: null, firstNames },
      });
    });
    expect(decide(signals).get('s1' as SignalId)?.identity?.outcome).toBe(outcome);
  });

  test('who is parted from a person never keeps its id, in whichever order the signals came', () => {
    // Father, son, and a signal that may be either; the doubtful one came first and gave its id to the father.
    const [father, son, either] = of('jansen|j|1961-05-05', 'jansen|j|1991-11-23', 'jansen|j|-');
    if (father === undefined || son === undefined || either === undefined) throw new Error('three signals');
    const alone = decide([either]);
    const known = (
      decided: ReturnType<typeof decide>,
      settled: readonly Signal[],
    ): Map<SignalId, KnownPerson> =>
      new Map(
        [...decided].map(([signalId, { identity, personId }]) => [
          signalId,
          {
            storedPersonId: personId,
            storedIdentity: identity,
            settled: settled.some((one) => one.signalId === signalId),
          },
        ]),
      );
    const two = decide([father, either], known(alone, []));
    expect(two.get(father.signalId)?.personId).toBe(two.get(either.signalId)?.personId);
    const three = decide([father, son, either], known(two, [father]));
    expect(new Set([...three.values()].map(({ personId }) => personId)).size).toBe(3);
    expect(three.get(either.signalId)?.identity?.outcome).toBe('review');
  });

  test('a decision keeps candidates, levels and weights, and no name', () => {
    const [, second] = of('smit|j|-', 'smith|j|-');
    const { identity } = decide(of('smit|j|-', 'smith|j|-')).get(second?.signalId as SignalId) ?? {};
    expect(identity).toMatchObject({ rule: 'weight', candidates: [{ signalId: 's0' }] });
    expect(identity?.candidates[0]?.fields).toEqual([
      { field: 'surname', level: 'sound', weight: expect.any(Number) as number },
      { field: 'initials', level: 'exact', weight: expect.any(Number) as number },
    ]);
    expect(JSON.stringify(identity)).not.toMatch(/smi/i);
  });

  test('whom two people fit equally is neither', () => {
    const keys = ['jansen|a|1980-02-29', 'jansen|j|1980-02-29', 'jansen||1980-02-29'];
    expect(outcomes(...keys)).toEqual([undefined, 'review', 'review']);
  });

  test('a person whose own signals contradict the new one is not taken for it', () => {
    // The bare name came first and took the first initial for its own; the second initial cannot be the same person.
    const keys = ['jansen||1980-02-29', 'jansen|a|1980-02-29', 'jansen|b|1980-12-01'];
    expect(outcomes(...keys)).toEqual([undefined, 'match', 'new']);
  });

  test('a signal that a person put somewhere draws nobody there who is plainly called otherwise', () => {
    const personKey = 'zwanepol||1990-05-05';
    const called = (id: string, firstNames: string, changes: Partial<Signal> = {}): Signal =>
      signal(id, {
        personKey,
        reference: `K-${id}`,
        written: { ...noMatchFields, ...writtenAs(personKey), initials: null, firstNames },
        ...changes,
      });
    const signals = [called('a', 'Joost', { pinnedPersonId: id('split') }), called('b', 'Jan')];
    expect(group(signals)).toEqual(['split', 'person-of-b']);
    expect(decide(signals).get('b' as SignalId)?.identity?.outcome).toBe('review');
    expect(group([called('a', 'Joost', { pinnedPersonId: id('split') }), called('c', 'Joost')])).toEqual([
      'split',
      'split',
    ]);
  });

  test('a customer of one creditor is one person while the name allows it', () => {
    const customer = { creditorId: 'water', reference: 'K-1' };
    const signals = [
      signal('a', { ...customer, personKey: 'jansen||-' }),
      signal('b', { ...customer, personKey: 'jansen||-' }),
      signal('c', { ...customer, personKey: 'bakker|q|-' }),
    ];
    expect(group(signals)).toEqual(['person-of-a', 'person-of-a', 'person-of-c']);
    expect(decide(signals).get('b' as SignalId)?.identity?.rule).toBe('same-customer');
  });

  test('one resident of the register is one person, two are never', () => {
    const signals = of('jansen|j|-', 'jansen|j|-', 'volkomen-anders|q|-');
    const residents = new Map<SignalId, ResidentId>([
      ['s0' as SignalId, 'r1' as ResidentId],
      ['s1' as SignalId, 'r2' as ResidentId],
      ['s2' as SignalId, 'r1' as ResidentId],
    ]);
    expect(group(signals, new Map(), [], residents)).toEqual([
      'person-of-s0',
      'person-of-s1',
      'person-of-s0',
    ]);
  });

  test('persons whom people joined are one for whoever comes next', () => {
    const signals = of('jansen|j|-', 'de vries|m|-', 'jansen|j|-');
    const aliases = [{ personId: id('person-of-s1'), sameAs: id('person-of-s0') }];
    expect(group(signals, new Map(), aliases)).toEqual(['person-of-s0', 'person-of-s0', 'person-of-s0']);
  });

  test('merged persons are one', () => {
    const signals = [signal('a'), signal('b', { personKey: 'anders|c|-' })];
    const aliases = [{ personId: id('person-of-b'), sameAs: id('person-of-a') }];
    expect(group(signals, new Map(), aliases)).toEqual(['person-of-a', 'person-of-a']);
  });
});

describe('aliases', () => {
  test('are followed to their end', () => {
    const follow = aliasFollower([
      { personId: id('a'), sameAs: id('b') },
      { personId: id('b'), sameAs: id('c') },
    ]);
    expect([follow(id('a')), follow(id('b')), follow(id('c')), follow(id('z'))]).toEqual([
      'c',
      'c',
      'c',
      'z',
    ]);
  });

  test('a circle ends', () => {
    const follow = aliasFollower([
      { personId: id('a'), sameAs: id('b') },
      { personId: id('b'), sameAs: id('a') },
    ]);
    expect(follow(id('a'))).toBe('b');
  });
});
