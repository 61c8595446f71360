import { signal } from '../test/histories.js';

import type { PersonId, SignalId } from './ids.js';
import { aliasFollower, groupPersons, type KnownPerson, type PersonAlias } from './person.js';
import type { Signal } from './signal.js';

const id = (text: string): PersonId => text as PersonId;
const known = (entries: Readonly<Record<string, Partial<KnownPerson>>>): Map<SignalId, KnownPerson> =>
  new Map(
    Object.entries(entries).map(([signalId, one]) => [
      signalId as SignalId,
      { storedPersonId: null, settled: false, ...one },
    ]),
  );
const group = (
  signals: readonly Signal[],
  before: Map<SignalId, KnownPerson> = new Map(),
  aliases: readonly PersonAlias[] = [],
): string[] => [...groupPersons(signals, before, aliases).values()];

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
    expect(group(signals)).toEqual(['person-of-a', 'split', 'person-of-a']);
  });

  test('whose names are gone stays who they were', () => {
    const signals = [signal('a', { personKey: null }), signal('b', { personKey: null }), signal('c')];
    const before = known({ a: { storedPersonId: id('x') }, b: { storedPersonId: id('x') } });
    expect(group(signals, before)).toEqual(['x', 'x', 'person-of-c']);
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
