import { letters, type Chance } from '../chance.js';

/** Spellings that are taken for each other, in both directions; those at the end of a word apart. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/ss/, 's'],
  [/(?<![s])s(?![sc])(?=.)/, 'ss'],
  [/ij/, 'y'],
  [/y/, 'ij'],
  [/ij/, 'ei'],
  [/ei(?!j)/, 'ij'],
  [/ou/, 'au'],
  [/au/, 'ou'],
  [/ck/, 'k'],
  [/(?<![ck])k(?!k)(?=.)/, 'ck'],
  [/ks/, 'x'],
  [/x/, 'ks'],
  [/ph/, 'f'],
  [/f/, 'ph'],
  [/dt$/, 't'],
  [/(?<!d)t$/, 'd'],
  [/d$/, 't'],
  [/[éëèï]/, ''],
];
const bare: Readonly<Record<string, string>> = { é: 'e', ë: 'e', è: 'e', ï: 'i' };

/** How creditors write the prefix of a name. */
const prefixForms: Readonly<Record<string, readonly string[]>> = {
  'van der': ['v.d.', 'vd', 'v d', 'van de', 'vander', ''],
  'van den': ['v.d.', 'vd', 'van de', 'van der', ''],
  'van de': ['v.d.', 'vd', 'van der', ''],
  van: ['v.', 'v', 'Van', ''],
  de: ['De', 'd', ''],
  "van 't": ['van t', 'v.t.', 'van het', ''],
  "in 't": ['in t', 'in het', ''],
  ten: ['Ten', ''],
  ter: ['Ter', ''],
};

/** A name as it was written, with its prefix apart. */
export interface WrittenParts {
  readonly firstNames: string | null;
  readonly prefix: string;
  readonly surname: string;
}

/** One misspelling: of the prefix, of the sound of a name, or of one letter. */
export function misspelt(name: WrittenParts, chance: Chance): WrittenParts {
  const forms = prefixForms[name.prefix];
  if (forms !== undefined && chance.happens(0.4)) return { ...name, prefix: chance.pick(forms) };
  if (name.firstNames !== null && chance.happens(0.25))
    return { ...name, firstNames: otherSpelling(name.firstNames, chance) };
  return { ...name, surname: otherSpelling(name.surname, chance) };
}

function otherSpelling(word: string, chance: Chance): string {
  const fitting = spellings.filter(([pattern]) => pattern.test(word));
  if (fitting.length > 0 && chance.happens(0.75)) {
    const [pattern, form] = chance.pick(fitting);
    return word.replace(pattern, (found) => (form === '' ? (bare[found] ?? found) : form));
  }
  return slip(word, chance);
}

/** A letter too few, too many, another, or two exchanged; never the first, which people get right. */
function slip(word: string, chance: Chance): string {
  if (word.length < 3) return word;
  const place = chance.between(1, word.length - 2);
  const [before, at, next, behind] = [
    word.slice(0, place),
    word[place],
    word[place + 1],
    word.slice(place + 2),
  ];
  const letter = letters(chance, 1);
  return chance.pick([
    `${before}${next}${behind}`,
    `${before}${at}${letter}${next}${behind}`,
    `${before}${letter}${next}${behind}`,
    `${before}${next}${at}${behind}`,
  ]);
}
