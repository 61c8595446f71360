import { addressText, parseHouseNumber, parsePostcode, type WrittenHouseNumber } from './index.js';

function textOf(written: WrittenHouseNumber): string {
  const parsed = parseHouseNumber(written);
  return parsed.ok ? parsed.value.text : parsed.fault;
}

describe('postcode', () => {
  test.each(['1234AB', '1234ab', '1234  AB', ' 1234 Ab ', '1234-AB', '1234\u00a0AB'])(
    '%p is 1234AB',
    (text) => {
      expect(parsePostcode(text)).toEqual({ ok: true, value: '1234AB' });
    },
  );

  test.each(['', '0234AB', '123AB', '1234A', '1234ABC', '1234 12', 'AB1234', '1234ÄB'])(
    '%p is none',
    (text) => {
      expect(parsePostcode(text)).toEqual({ ok: false, fault: 'postcode-form' });
    },
  );
});

describe('house number', () => {
  test.each<[string, readonly WrittenHouseNumber[]]>([
    [
      '12',
      [{ number: 12 }, { number: '12' }, { number: ' 012 ' }, { number: '12', letter: '', addition: ' ' }],
    ],
    [
      '12-2',
      [
        { number: '12-2' },
        { number: '12 2' },
        { number: '12/2' },
        { number: '12 II' },
        { number: '12-II' },
        { number: '12II' },
        { number: '12 II hoog' },
        { number: '12 2hoog' },
        { number: '12 2e etage' },
        { number: '12-2de verdieping' },
        { number: '12-02' },
        { number: 12, addition: '2' },
        { number: 12, addition: 'ii' },
        { number: '12-2', addition: '2' },
        { number: '12-II', addition: '2' },
        { number: '12', addition: '2-hoog' },
      ],
    ],
    [
      '12-1',
      [
        { number: '12-1' },
        { number: '12 I' },
        { number: '12 1hoog' },
        { number: '12-1 hoog' },
        { number: '12 1ehoog' },
        { number: '12Ihoog' },
        { number: '12 Ihoog' },
        { number: 12, addition: 'I' },
      ],
    ],
    [
      '12A',
      [
        { number: '12A' },
        { number: '12 A' },
        { number: '12-a' },
        { number: '12', letter: 'a' },
        { number: '12', addition: 'A' },
        { number: '12A', letter: 'A' },
        { number: '12 a', addition: 'A' },
        { number: '12 á' },
      ],
    ],
    [
      '12A-3',
      [
        { number: '12-a-3' },
        { number: '12A3' },
        { number: '12 A III' },
        { number: '12', letter: 'A', addition: '3' },
        { number: '12A', letter: 'A', addition: '3' },
        { number: '12A-3', letter: 'A', addition: '3' },
        { number: '12-3', letter: 'A' },
        { number: 12, addition: 'A-3' },
      ],
    ],
    [
      '12-HS',
      [{ number: '12hs' }, { number: '12 HS' }, { number: '12 huis' }, { number: '12', addition: 'Huis' }],
    ],
    [
      '12-BIS',
      [{ number: '12 bis' }, { number: '12bis' }, { number: '12-BS' }, { number: 12, addition: 'BIS' }],
    ],
    ['12-BIS-A', [{ number: '12 bis A' }, { number: '12bisA' }, { number: '12', addition: 'BSA' }]],
    ['12-RD', [{ number: '12 rood' }, { number: 12, addition: 'RD' }]],
    ['12V', [{ number: '12V' }, { number: '12', letter: 'V' }]],
    ['12-5', [{ number: '12-V' }, { number: 12, addition: 'V' }]],
    ['12-2A', [{ number: '12-2A' }, { number: '12 2 a' }]],
    ['12-2-3', [{ number: '12-2-3' }, { number: '12 II-3' }]],
  ])('%s has these spellings', (text, spellings) => {
    for (const spelling of spellings) expect([spelling, textOf(spelling)]).toEqual([spelling, text]);
  });

  test('addresses that differ stay apart', () => {
    const texts = [
      '12',
      '12H',
      '12hs',
      '12bis',
      '12-1',
      '12-11',
      '12-1-1',
      '112',
      '12A',
      '12AB',
      '12A-B',
    ].map((number) => textOf({ number }));
    expect(new Set(texts).size).toBe(texts.length);
  });

  test('the parts', () => {
    expect(parseHouseNumber({ number: '12-a-3' })).toEqual({
      ok: true,
      value: { number: 12, letter: 'A', addition: '3', text: '12A-3' },
    });
    expect(parseHouseNumber({ number: '12 hs' })).toEqual({
      ok: true,
      value: { number: 12, letter: null, addition: 'HS', text: '12-HS' },
    });
  });

  test.each([
    ['', 'house-number-missing'],
    ['A12', 'house-number-missing'],
    [-3, 'house-number-missing'],
    ['0', 'house-number-out-of-range'],
    ['100000', 'house-number-out-of-range'],
  ])('%p is a fault: %s', (number, fault) => {
    expect(textOf({ number })).toBe(fault);
  });

  test('the alias of an address', () => {
    const postcode = parsePostcode('3311 ab');
    const houseNumber = parseHouseNumber({ number: '12 A', addition: 'II' });
    if (!postcode.ok || !houseNumber.ok) throw new Error('both are valid');
    expect(addressText(postcode.value, houseNumber.value)).toBe('3311AB 12A-2');
  });
});
