import { writtenName, writtenPrefix } from './written-name.js';

describe('writtenName', () => {
  it.each([
    ['VRIES', 'Vries'],
    ['JANSEN-BAKKER', 'Jansen-Bakker'],
    ['YILMAZ DEMIR', 'Yilmaz Demir'],
    ['IJSSELSTEIN', 'IJsselstein'],
    ['CÖMERT', 'Cömert'],
  ])('writes %s as %s', (given, written) => {
    expect(writtenName(given)).toBe(written);
  });

  it.each([
    ['somebody’s own spelling', 'de Vries'],
    ['inner capitals that cannot be known', 'MCDONALD'],
    ['the same with Mac', 'MACLEOD'],
    ['an apostrophe', "O'BRIEN"],
    ['a single letter', 'O'],
    ['a dot, as in initials', 'J.P.'],
    ['another script', 'ΠΑΠΑΣ'],
  ])('leaves %s as it is', (_what, name) => {
    expect(writtenName(name)).toBe(name);
  });
});

describe('writtenPrefix', () => {
  it.each([
    ['VAN DER', 'van der'],
    ["'T", "'t"],
    ['van den', 'van den'],
    ['Van', 'Van'],
  ])('writes %s as %s', (given, written) => {
    expect(writtenPrefix(given)).toBe(written);
  });
});
