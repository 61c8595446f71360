import { writtenFullName, writtenName } from './written-name.js';

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

describe('writtenFullName', () => {
  it.each([
    ['J.', 'De', 'Graaf', 'J. de Graaf'],
    ['J.', 'VAN DER', 'LINDEN', 'J. van der Linden'],
    ['J.', "'T", 'Hart', "J. 't Hart"],
    ['Jip', 'van den', 'Berg', 'Jip van den Berg'],
    ['J.', '', 'DE GRAAF', 'J. de Graaf'],
    ['J.', '', 'VAN DER LINDEN', 'J. van der Linden'],
    ['J.', '', 'Vries', 'J. Vries'],
  ])('behind %s the prefix of “%s” “%s” is small: %s', (called, prefix, surname, written) => {
    expect(writtenFullName(called, prefix, surname)).toBe(written);
  });

  it.each([
    ['de', 'Graaf', 'De Graaf'],
    ['VAN DER', 'LINDEN', 'Van der Linden'],
    ["'t", 'Hart', "'t Hart"],
    ['', 'DE GRAAF', 'De Graaf'],
  ])('where nothing stands before “%s” “%s” it begins with a capital: %s', (prefix, surname, written) => {
    expect(writtenFullName('', prefix, surname)).toBe(written);
  });

  it.each([
    ['of a surname', 'Van Damme', 'J. Van Damme'],
    ['that is the whole surname', 'DEN', 'J. Den'],
  ])('leaves the capital %s as it came', (_what, surname, written) => {
    expect(writtenFullName('J.', '', surname)).toBe(written);
  });
});
