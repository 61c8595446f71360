import { signal } from '../test/histories.js';

import type { PersonId } from './ids.js';
import { matchParameterVersions } from './matching/index.js';
import { groupPersons, personIdInMemory, type PersonAlias } from './person.js';
import { PersonGroup } from './same-person.js';
import type { Signal } from './signal.js';

/** How often it was asked whether people joined two groups, by all that folded one house. */
function questionsOf(signals: readonly Signal[], aliases: readonly PersonAlias[]): number {
  const ask = Object.getOwnPropertyDescriptor(PersonGroup.prototype, 'isJoinedWith');
  let questions = 0;
  PersonGroup.prototype.isJoinedWith = function (other: PersonGroup): boolean {
    questions += 1;
    return (ask?.value as PersonGroup['isJoinedWith']).call(this, other);
  };
  try {
    const persons = groupPersons(signals, {
      known: new Map(),
      aliases,
      residents: new Map(),
      matchParameters: matchParameterVersions,
      sparePersonId: personIdInMemory,
    });
    expect(new Set([...persons.values()].map(({ personId }) => personId)).size).toBe(
      signals.length - aliases.length,
    );
    return questions;
  } finally {
    if (ask !== undefined) Object.defineProperty(PersonGroup.prototype, 'isJoinedWith', ask);
  }
}

/** A hostel: everybody has a name and a birth date of their own. */
const hostel = Array.from({ length: 120 }, (_, at) => {
  const letters = [at % 26, Math.floor(at / 26)].map((one) => String.fromCharCode(97 + one));
  const name = letters.map((letter) => letter.repeat(4)).join('o');
  const birthDate = `${1940 + (at % 60)}-${String(1 + (at % 12)).padStart(2, '0')}-17`;
  return signal(`s${at}`, {
    personKey: `${name}|${letters[0] ?? ''}|${birthDate}`,
    reference: `K${at}`,
    eventId: `e${at}`,
    receiptMs: Date.UTC(2026, 9, 1, 11) + at,
    freshPersonId: `person-${at}` as PersonId,
  });
});

test('who lives with many is not asked of every two of them whether people joined them', () => {
  expect(questionsOf(hostel, [])).toBe(0);
});

test('of two who were joined it is asked, once for each who came after them', () => {
  const aliases = [{ personId: 'person-1' as PersonId, sameAs: 'person-0' as PersonId }];
  expect(questionsOf(hostel, aliases)).toBe(hostel.length - 2);
});
