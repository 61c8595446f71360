import fc from 'fast-check';
import { foldText } from './fold-text.js';
import {
  looksLikeLegalPerson,
  parseHouseNumber,
  parsePersonName,
  parsePostcode,
  personKey,
  type PersonName,
  type WrittenHouseNumber,
} from './index.js';

const anyText = fc.string({ unit: 'binary', maxLength: 40 });
const nameText = fc
  .array(
    fc.constantFrom(
      'van',
      'der',
      'de',
      'v',
      'd',
      'vd',
      "'t",
      't',
      'Berg',
      'Wit',
      'Den',
      'mw',
      'J.',
      ',',
      '(',
      '-',
      'Ö',
      'é',
      '.',
    ),
    { maxLength: 7 },
  )
  .chain((words) => fc.constantFrom('', ' ').map((gap) => words.join(gap)));
const additionText = fc
  .array(
    fc.constantFrom(
      'I',
      'II',
      'V',
      'X',
      'A',
      'E',
      'H',
      '1',
      '2',
      '10',
      'hs',
      'huis',
      'bis',
      'BS',
      'hoog',
      'etage',
      'e',
      'ste',
      'BSA',
      'rood',
    ),
    { maxLength: 5 },
  )
  .chain((words) => fc.constantFrom('', ' ', '-', '/').map((gap) => words.join(gap)));

const anyHouseNumber: fc.Arbitrary<WrittenHouseNumber> = fc.record({
  number: fc
    .tuple(
      fc.integer({ min: 1, max: 99_999 }),
      fc.constantFrom('', ' ', '-'),
      fc.oneof(additionText, anyText),
    )
    .map(([number, gap, rest]) => `${number}${gap}${/^\d/.test(gap + rest) ? '-' : ''}${rest}`),
  letter: fc.option(fc.oneof(additionText, anyText)),
  addition: fc.option(fc.oneof(additionText, anyText)),
});

function nameOf(prefix: string, surname: string, initials: string): PersonName | null {
  const parsed = parsePersonName({ prefix, surname, initials });
  return parsed.ok ? parsed.value : null;
}

describe('normalising twice changes nothing', () => {
  test('postcode-is-idempotent', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^ ?[1-9][0-9]{3}[ -]{0,2}[A-Za-z]{2} ?$/), (text) => {
        const once = parsePostcode(text);
        expect(once.ok && parsePostcode(once.value)).toEqual(once);
      }),
    );
  });

  test('house-number-is-idempotent', () => {
    fc.assert(
      fc.property(anyHouseNumber, (written) => {
        const once = parseHouseNumber(written);
        if (!once.ok) throw new Error('a number was given');
        const { number, letter, addition, text } = once.value;
        expect(parseHouseNumber({ number: text })).toEqual(once);
        expect(parseHouseNumber({ number, letter, addition })).toEqual(once);
      }),
      { numRuns: 3_000 },
    );
  });

  test('folding-is-idempotent', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
      { numRuns: 3_000 },
    );
  });

  test('name-is-idempotent', () => {
    fc.assert(
      fc.property(nameText, fc.oneof(nameText, anyText), (prefix, surname) => {
        const once = nameOf(prefix, surname, '');
        if (once === null) return;
        const text = `${once.prefix} ${once.surname}`;
        const twice = nameOf('', text, '');
        expect(twice === null ? null : `${twice.prefix} ${twice.surname}`.trim()).toBe(text.trim());
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('spellings of one thing are one', () => {
  test('case-and-spaces-of-an-address-do-not-matter', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999 }), additionText, (number, addition) => {
        const once = parseHouseNumber({ number, addition });
        expect(parseHouseNumber({ number: ` ${number}`, addition: ` ${addition.toLowerCase()} ` })).toEqual(
          once,
        );
        expect(parseHouseNumber({ number: `${number} ${addition}` })).toEqual(once);
      }),
    );
  });

  test('case-and-diacritics-of-a-name-do-not-matter', () => {
    const letters = fc.stringMatching(/^[A-Za-zÀÉÈËÏÖÜçñ]{1,12}$/);
    fc.assert(
      fc.property(letters, letters, (first, second) => {
        const surname = `${first}-${second}`;
        const plain = surname.normalize('NFD').replace(/\p{M}/gu, '');
        expect(nameOf('', surname.toUpperCase(), 'J.')).toEqual(nameOf('', plain.toLowerCase(), 'J'));
      }),
    );
  });

  test('a-prefix-is-the-same-before-behind-and-in-its-own-field', () => {
    const prefix = fc.constantFrom(
      'van',
      'de',
      'van der',
      'van den',
      "'t",
      'ten',
      'v.d.',
      "van 't",
      'op den',
    );
    const surname = fc.stringMatching(/^[BGHKMRW][aeiou]{1,2}[lmnrst]{3,6}$/);
    fc.assert(
      fc.property(prefix, surname, (one, name) => {
        const own = nameOf(one, name, '');
        expect(nameOf('', `${one} ${name}`, '')).toEqual(own);
        expect(nameOf('', `${name}, ${one}`, '')).toEqual(own);
        expect(nameOf(one.toUpperCase(), `${one} ${name.toUpperCase()}`, '')).toEqual(own);
      }),
    );
  });
});

describe('any text', () => {
  test('nothing-throws-and-keys-never-mix-their-parts', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, anyText, (first, second, third, fourth) => {
        parsePostcode(first);
        parseHouseNumber({ number: first, letter: second, addition: third });
        looksLikeLegalPerson(first);
        const parsed = parsePersonName({
          surname: first,
          prefix: second,
          initials: third,
          firstNames: fourth,
        });
        if (!parsed.ok) return;
        expect(parsed.value.surname).not.toBe('');
        expect(personKey(parsed.value, null, 'x').split('|').length).toBe(
          parsed.value.initials === '' ? 4 : 3,
        );
      }),
      { numRuns: 1_000 },
    );
  });
});
