/** Letters that Unicode does not take apart into a letter and a mark. */
const undecomposed: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'ss',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ı: 'i',
};

const APOSTROPHES = /['’‘‛`´ʹʻʼʽ′＇]/gu;
const HYPHENS = /[-‐‑‒–—―−﹣－]/gu;

/**
 * Words of a text in one spelling: small letters without diacritics, parted by single spaces. A hyphen between two
 * words stays and loses the spaces around it; apostrophes, dots and other signs part words. Letters of other
 * scripts stay as they are. Folding again changes nothing.
 */
export function foldText(text: string): string {
  return lettersOnly(text)
    .replace(APOSTROPHES, ' ')
    .replace(HYPHENS, '-')
    .replace(/[^\p{L}\p{N}-]+/gu, ' ')
    .replace(/ *-[ -]*/g, '-')
    .replace(/^[ -]+|[ -]+$/g, '');
}

/** NFKD takes letters and marks apart; twice, because a small letter may come apart again (İ becomes i and a dot). */
function lettersOnly(text: string): string {
  let folded = text;
  for (let round = 0; round < 2; round += 1) {
    folded = folded
      .normalize('NFKD')
      .toLowerCase()
      .replace(/\p{M}+/gu, '')
      .replace(/[ßẞøæœłđðþħŧŋı]/gu, (letter) => undecomposed[letter] ?? letter);
  }
  return folded;
}
