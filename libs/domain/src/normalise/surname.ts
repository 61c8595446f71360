import { foldText } from './fold-text.js';

/** A surname in one spelling, small letters without diacritics. */
export interface Surname {
  /** `van der`, `d`, `t`; empty when there is none. */
  readonly prefix: string;
  /** The rest; the parts of a double name in their order, parted by a hyphen. Never empty. */
  readonly main: string;
}

/** Tussenvoegsels that may stand before a surname, folded. */
const prefixWords: ReadonlySet<string> = new Set(
  (
    'van de der den t het s ten ter te op in aan bij onder over uit uijt voor tot toe des d du da das dos do del ' +
    'della di el la le les al ben bin ibn von vom zu zum zur am auf af'
  ).split(' '),
);

/** Those that also stand behind it in creditors' files ("Berg van der"); rarer ones could be part of the name there. */
const trailingPrefixWords: ReadonlySet<string> = new Set(
  'van de der den t het ten ter te op in aan d'.split(' '),
);

/** Forms of address, which are no part of a name. */
const titles: ReadonlySet<string> = new Set(['dhr', 'mevr', 'mevrouw', 'mw']);

/** No surname is longer; so the work on one name is bounded. */
const WORDS_MAX = 40;

/**
 * Splits the tussenvoegsel out of whichever field it stands in. "van der Berg", "Berg, van der", "Berg (van der)",
 * "Van Der Berg", "v.d. Berg" and prefix "van der" with "Berg" are all `van der` + `berg`.
 *
 * "v." is van and "v.d." van der. That v.d. may stand for van den as well is accepted: two spellings then stay
 * two persons, which costs a second letter and tells nobody of another's debts. For the same reason van de, van
 * den and van der stay three names.
 *
 * @returns null when no letter or digit is left
 */
export function parseSurname(writtenPrefix: string, writtenSurname: string): Surname | null {
  const field = wordsOf(writtenPrefix);
  const { before, behind } = splitBehind(writtenSurname);
  const own = splitPrefix([...behind, ...withoutTitles(before)]);
  const repeated = own.prefix.length > 0 && own.prefix.join(' ') === expand(withoutTitles(field)).join(' ');
  const { prefix, rest } = repeated ? own : splitPrefix([...field, ...own.prefix, ...own.rest]);
  const main = expandDoubleName(rest.join(' '));
  if (main !== '') return { prefix: prefix.join(' '), main };
  // "Den" or "Van" alone is somebody's whole surname.
  const whole = prefix.join(' ');
  return whole === '' ? null : { prefix: '', main: whole };
}

/** What stands behind a comma or in brackets is a prefix if all of it can be one; else it belongs to the name. */
function splitBehind(written: string): { before: readonly string[]; behind: readonly string[] } {
  const match = /^([^,(]*)[,(](.*)$/su.exec(written);
  if (match !== null) {
    const behind = expand(wordsOf(match[2] ?? ''));
    if (behind.every((word) => prefixWords.has(word))) return { before: wordsOf(match[1] ?? ''), behind };
  }
  return { before: wordsOf(written), behind: [] };
}

interface Split {
  readonly prefix: readonly string[];
  readonly rest: readonly string[];
}

/** Prefix words at the start, and those at the end, which belong before them. */
function splitPrefix(words: readonly string[]): Split {
  const expanded = expand(withoutTitles(words));
  const start = expanded.findIndex((word) => !prefixWords.has(word));
  if (start < 0) return { prefix: expanded, rest: [] };
  const end = expanded.findLastIndex((word) => !trailingPrefixWords.has(expand([word])[0] ?? word)) + 1;
  if (end <= start) return { prefix: expanded.slice(0, start), rest: expanded.slice(start) };
  return {
    prefix: expand([...expanded.slice(end), ...expanded.slice(0, start)]),
    rest: expanded.slice(start, end),
  };
}

function withoutTitles(words: readonly string[]): readonly string[] {
  const start = words.findIndex((word) => !titles.has(word));
  return start < 0 ? words : words.slice(start);
}

/** Writes out the abbreviated prefixes at the start of some words: v → van, v d and vd → van der. */
function expand(words: readonly string[]): readonly string[] {
  const done: string[] = [];
  let index = 0;
  for (; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === 'v') done.push('van');
    else if (word === 'vd') done.push('van', 'der');
    else if (word === 'd' && done.at(-1) === 'van') done.push('der');
    else if (prefixWords.has(word)) done.push(word);
    else break;
  }
  return [...done, ...words.slice(index)];
}

/** The parts of a double name keep their own prefixes: "Jansen-v.d. Berg" is jansen-van der berg. */
function expandDoubleName(main: string): string {
  return main
    .split('-')
    .map((part, position) => {
      const words = expand(part.split(' '));
      return position === 0 || words.every((word) => prefixWords.has(word)) ? part : words.join(' ');
    })
    .join('-');
}

function wordsOf(written: string): readonly string[] {
  return foldText(written)
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, WORDS_MAX);
}
