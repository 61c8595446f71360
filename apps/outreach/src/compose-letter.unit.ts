import { asDay } from '#domain';
import { letterFaults } from '#letters';
import type { LetterSignal } from '#postgres';

import { composeLetter, type LetterMaterial } from './compose-letter.js';

const signal: LetterSignal = {
  creditorId: 'energie-a',
  initials: 'J.P.',
  firstNames: null,
  prefix: 'van der',
  surname: 'Linden',
  postcode: '3311GR',
  houseNumber: 12,
  houseLetter: 'A',
  houseAddition: 'hs',
  street: 'Voorstraat',
  place: 'Dordrecht',
};

const material: LetterMaterial = {
  signals: [signal],
  nameOfCreditor: (id) => ({ 'energie-a': 'Energie A', 'water-b': 'Éénwater', 'zorg-c': 'Zorg C' })[id],
  settings: {
    municipalityName: 'Dordrecht',
    sender: {
      name: 'Gemeente Dordrecht',
      addressLines: ['Voorbeeldplein 1'],
      contactName: 'Samira de Wit',
      contactPhone: '078 555 01 23',
      openingHours: 'elke werkdag',
      privacyPage: 'dordrecht.example/privacy',
    },
  },
  reference: '7K3M9QX2TB',
  day: asDay('2026-03-02'),
};

const letter = (more: Partial<LetterMaterial>) => {
  const made = composeLetter({ ...material, ...more });
  if (typeof made === 'string') throw new Error(made);
  expect(letterFaults(made)).toEqual([]);
  return made;
};

describe('what a letter is made of', () => {
  test('name and address as the window of the envelope shows them', () => {
    expect(letter({}).recipient).toEqual({
      name: 'J.P. van der Linden',
      addressLines: ['Voorstraat 12A hs', '3311 GR  Dordrecht'],
    });
  });

  test('first names where there are no initials, and neither prefix nor gap where there is none', () => {
    const plain = { ...signal, initials: null, firstNames: 'Jip', prefix: null };
    expect(letter({ signals: [plain] }).recipient.name).toBe('Jip Linden');
  });

  test('a creditor that has names in capitals only does not make the letter shout', () => {
    const loud = { ...signal, initials: 'J.', prefix: 'VAN DER', surname: 'LINDEN-BOS' };
    expect(letter({ signals: [loud] }).recipient.name).toBe('J. van der Linden-Bos');
  });

  test('behind initials a prefix is small, however its creditor has it', () => {
    const graaf = { ...signal, initials: 'J.', prefix: 'De', surname: 'Graaf' };
    expect(letter({ signals: [graaf] }).recipient.name).toBe('J. de Graaf');
    expect(letter({ signals: [{ ...graaf, initials: null }] }).recipient.name).toBe('De Graaf');
  });

  test('street and place from another signal about the same house, else what the post needs', () => {
    const bare = { ...signal, street: null, place: null, houseLetter: null, houseAddition: null };
    expect(letter({ signals: [bare, signal] }).recipient.addressLines[0]).toBe('Voorstraat 12');
    const elsewhere = { ...signal, houseNumber: 99 };
    expect(letter({ signals: [bare, elsewhere] }).recipient.addressLines).toEqual([
      'Postcode 3311 GR, huisnummer 12',
      '3311 GR  Dordrecht',
    ]);
  });

  test('each creditor once, in the order of the alphabet', () => {
    const of = (creditorId: string) => ({ ...signal, creditorId });
    expect(
      letter({ signals: [of('zorg-c'), of('water-b'), of('zorg-c'), of('energie-a')] }).creditors,
    ).toEqual(['Éénwater', 'Energie A', 'Zorg C']);
  });

  test('no letter about nothing, to nobody, or from a creditor without a name', () => {
    expect(composeLetter({ ...material, signals: [] })).toBe('nothing-to-write-about');
    expect(composeLetter({ ...material, signals: [{ ...signal, surname: null }] })).toBe('names-are-gone');
    expect(composeLetter({ ...material, signals: [{ ...signal, creditorId: 'x' }] })).toBe(
      'creditor-unknown',
    );
  });
});
