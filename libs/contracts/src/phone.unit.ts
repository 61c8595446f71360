import fc from 'fast-check';
import { parsePhone } from './index.js';

it.each([
  ['06 - 12 34 56 78', '+31612345678', true],
  ['(078) 770 45 67', '+31787704567', false],
  ['0031612345678', '+31612345678', true],
  ['+32 470 12 34 56', '+32470123456', true],
])('%s is %s', (text, e164, mobiel) => {
  expect(parsePhone(text)).toEqual({ e164, bruikbaar: true, mobiel });
});

it.each([
  undefined,
  '',
  'geen',
  '06',
  '0612345',
  '097 012 345 678',
  '0000000000',
  'bel 0612345678 na 18 uur',
])('%s is not usable, and no fault', (text) => {
  expect(parsePhone(text)).toEqual({ e164: null, bruikbaar: false, mobiel: false });
});

it('any text gives an answer', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const { e164, bruikbaar } = parsePhone(text);
      expect(e164 !== null).toBe(bruikbaar);
      if (e164 !== null) expect(e164).toMatch(/^\+[1-9][0-9]{5,14}$/);
    }),
  );
});
