import { foldText } from './fold-text.js';

/** In all capitals or all small letters without dots, up to this many letters are initials and not a name. */
const BARE_INITIALS_MAX = 5;

/**
 * Initials from the field for initials: "J.P.", "J P", "JP" and "jp" are `jp`. A creditor that puts a first name
 * there ("Jan") writes it in mixed case: it gives `j`.
 */
export function initialsOfInitials(written: string): string {
  const bare = written.trim();
  const oneCase = bare === bare.toUpperCase() || bare === bare.toLowerCase();
  if (oneCase && /^\p{L}+$/u.test(bare) && [...bare].length <= BARE_INITIALS_MAX) return foldText(bare);
  return firstLetters(bare);
}

/**
 * Initials from first names: "Jan Peter", "Jan-Peter" and "J.P." are `jp`. A word in capitals without a vowel ("JP")
 * is no name but initials; one with a vowel ("JO") is a name.
 */
export function initialsOfFirstNames(written: string): string {
  const bare = written.trim();
  if (/^\p{Lu}{2,5}$/u.test(bare) && !/[aeiouy]/.test(foldText(bare))) return foldText(bare);
  return firstLetters(bare);
}

function firstLetters(written: string): string {
  return foldText(written)
    .split(/[ -]/)
    .map((word) => [...word][0] ?? '')
    .join('');
}
