import { normaliseTokens, splitTokens } from './house-number-tokens.js';
import type { Parsed } from './parsed.js';
import type { Postcode } from './postcode.js';

/** A house number as the creditor wrote it. The first field may carry letter and addition as well. */
export interface WrittenHouseNumber {
  readonly number: string | number;
  readonly letter?: string | null | undefined;
  readonly addition?: string | null | undefined;
}

/** A house number in parts, with the one text that all its spellings share. */
export interface HouseNumber {
  /** 1 to 99999, as in the BAG. */
  readonly number: number;
  /** One capital, directly after the number. */
  readonly letter: string | null;
  /** Capitals and digits, parts of one kind parted by a hyphen: "2", "HS", "BIS-A", "2-3". */
  readonly addition: string | null;
  /** `12`, `12A`, `12-2`, `12A-3`. Normalising it again gives the same house number. */
  readonly text: string;
}

const NUMBER_MAX = 99_999;

/**
 * Brings every spelling of one house number to one text: "12-2", "12 II" and "12 2hoog" are `12-2`.
 *
 * The rules, in their order:
 * 1. The number is the leading digits of the first field, without leading zeros, 1 to 99999.
 * 2. What follows is cut into tokens at everything that is no letter or digit, and between digits and letters.
 * 3. The letter field stands before, the addition field after what follows the number; what the first field
 *    already ends with is not counted twice ("12A" with letter A is 12A).
 * 4. The first token is the house letter if it is one letter, in whichever field it stood: creditors swap the
 *    two. So "12 A", "12-a" and "12" with addition A are 12A. All other tokens are the addition.
 * 5. I to X are floors and become digits. I, V and X alone stay letters where they directly follow the number
 *    ("12V") or stand in the letter field, for rows of houses are lettered so far.
 * 6. Floor words after a number fall away: "2 hoog", "2e etage", "2de verdieping" are 2.
 * 7. `huis` and `hs` are HS; `bs` and `bis` are BIS, with or without a letter behind it; `rood` is RD, `zwart` ZW.
 *    A lone H stays a letter: it is Amsterdam's short form of huis, but elsewhere the house between G and I,
 *    and doubt means two addresses.
 */
export function parseHouseNumber(written: WrittenHouseNumber): Parsed<HouseNumber> {
  const leading = /^\s*(\d+)(.*)$/s.exec(`${written.number}`);
  if (leading === null) return { ok: false, fault: 'house-number-missing' };
  const number = Number(leading[1]);
  if (number < 1 || number > NUMBER_MAX) return { ok: false, fault: 'house-number-out-of-range' };

  const letterTokens = splitTokens(written.letter ?? '');
  const additionTokens = splitTokens(written.addition ?? '');
  const rest = leading[2] ?? '';
  const own = withoutRepeated(splitTokens(rest), letterTokens, additionTokens);
  const attached = letterTokens.length > 0 || /^\p{L}/u.test(rest);
  const tokens = normaliseTokens([...letterTokens, ...own, ...additionTokens], attached);

  const first = tokens[0];
  const letter = first !== undefined && /^[A-Z]$/.test(first) ? first : null;
  const addition = joinTokens(letter === null ? tokens : tokens.slice(1));
  const text = `${number}${letter ?? ''}${addition === null ? '' : `-${addition}`}`;
  return { ok: true, value: { number, letter, addition, text } };
}

/** Canonical text of an address within a municipality: `3311AB 12A-2`. The alias under which its address is found. */
export function addressText(postcode: Postcode, houseNumber: HouseNumber): string {
  return `${postcode} ${houseNumber.text}`;
}

/** Creditors repeat letter and addition in the number field; compared in canonical form, so that "12-2" with II is caught too. */
function withoutRepeated(
  own: readonly string[],
  letterTokens: readonly string[],
  additionTokens: readonly string[],
): readonly string[] {
  let left = own;
  if (letterTokens.length > 0 && sameTokens(left.slice(0, letterTokens.length), letterTokens)) {
    left = left.slice(letterTokens.length);
  }
  for (let length = left.length; length > 0 && additionTokens.length > 0; length -= 1) {
    if (sameTokens(left.slice(left.length - length), additionTokens))
      return left.slice(0, left.length - length);
  }
  return left;
}

function sameTokens(left: readonly string[], right: readonly string[]): boolean {
  return normaliseTokens(left, false).join(' ') === normaliseTokens(right, false).join(' ');
}

/** Letters beside letters and digits beside digits keep a hyphen between them, or 2-3 would become 23. */
function joinTokens(tokens: readonly string[]): string | null {
  if (tokens.length === 0) return null;
  return tokens.reduce((text, token) => {
    const sameKind = /\d$/.test(text) === /^\d/.test(token);
    return sameKind ? `${text}-${token}` : `${text}${token}`;
  });
}
