import { foldText } from '../normalise/fold-text.js';
import { parseHouseNumber } from '../normalise/house-number.js';
import { initialsOfFirstNames, initialsOfInitials } from '../normalise/initials.js';
import { parseSurname } from '../normalise/surname.js';
import { dutchSound } from './dutch-sound.js';
import type { MatchFields } from './match-fields.js';

/** A text in the forms in which it is compared. */
export interface ComparedText {
  /** Folded, without spaces and hyphens. */
  readonly text: string;
  /** The folded words, with the spaces and hyphens between them. */
  readonly folded: string;
  /** As it sounds in Dutch, for the spellings that are one. */
  readonly sound: string;
  /** A bit for each letter that occurs: whoever shares few letters is not worth a closer look. */
  readonly letters: number;
}

/** A surname, with what else the person may be called. */
export interface ComparedSurname extends ComparedText {
  /** The prefix, folded, without spaces; empty when there is none. */
  readonly prefix: string;
  /** Prefix and name as one text, for files that write "dichiera". */
  readonly whole: string;
  /** Every name under which the person may be known: the surname, birth and partner name, and all their parts. */
  readonly names: readonly ComparedText[];
}

/** A person and an address, brought into the forms of the comparison once. */
export interface PreparedPerson {
  readonly surname: ComparedSurname | null;
  /** Null where only initials are known. */
  readonly firstNames: ComparedText | null;
  /** `jp`; empty when neither initials nor first names are known. */
  readonly initials: string;
  /** Eight digits, yyyymmdd, unknown parts as 00; any digits where the text was no date. Null: unknown. */
  readonly birthDate: string | null;
  /** Capitals and digits. */
  readonly postcode: string | null;
  /** The digits of the number. */
  readonly houseNumber: string | null;
  /** Letter and addition; empty when there is none. */
  readonly addition: string;
  readonly street: ComparedText | null;
  readonly place: ComparedText | null;
}

/** Folds everything that comparing needs, once a person and not once a pair. */
export function prepare(fields: MatchFields): PreparedPerson {
  return { ...prepareNames(fields), ...addressOf(fields) };
}

/** Who somebody is, without where. */
export type PreparedNames = Pick<PreparedPerson, 'surname' | 'firstNames' | 'initials' | 'birthDate'>;

/** The part of `prepare` that does not depend on an address. */
export function prepareNames(fields: MatchFields): PreparedNames {
  const { firstNames, initials } = givenNamesOf(fields);
  return { surname: surnameOf(fields), firstNames, initials, birthDate: birthDigits(fields.birthDate) };
}

/** No name, street or place is longer; what a broken file holds beyond it is not compared, so the work is bounded. */
const COMPARED_MAX = 500;

/** A text in the forms in which it is compared; null where no letter or digit is left. */
export function comparedText(written: string | null): ComparedText | null {
  return written === null ? null : comparedFolded(foldText(written.slice(0, COMPARED_MAX)));
}

function comparedFolded(folded: string): ComparedText | null {
  const text = withoutBreaks(folded);
  return text === '' ? null : { text, folded, sound: dutchSound(text), letters: letterBits(text) };
}

/**
 * A text whose forms were made before and kept.
 *
 * @param sound of `dutchSound`
 */
export function comparedBefore(folded: string, sound: string): ComparedText {
  const text = withoutBreaks(folded);
  return { text, folded, sound, letters: letterBits(text) };
}

function withoutBreaks(folded: string): string {
  return folded.includes(' ') || folded.includes('-') ? folded.replace(/[ -]+/g, '') : folded;
}

const LETTERS = 26;
const CODE_OF_A = 97;

/** Digits and letters of other scripts share the bits that the alphabet leaves. */
function letterBits(text: string): number {
  let bits = 0;
  for (let index = 0; index < text.length; index += 1) {
    const letter = text.charCodeAt(index) - CODE_OF_A;
    bits |= 1 << (letter >= 0 && letter < LETTERS ? letter : LETTERS + (Math.abs(letter) % 5));
  }
  return bits;
}

/**
 * Names repeat: a hundred surnames are those of a quarter of the people, and a household shares one. What was folded is
 * kept by what was written, up to this many of each kind, and then begun anew.
 */
const REMEMBERED_MAX = 50_000;

function remembered<Value>(make: (fields: MatchFields) => Value, keyOf: (fields: MatchFields) => string) {
  const known = new Map<string, Value>();
  return (fields: MatchFields): Value => {
    const key = keyOf(fields);
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = make(fields);
    if (known.size >= REMEMBERED_MAX) known.clear();
    known.set(key, value);
    return value;
  };
}

const surnameOf = remembered(
  foldSurname,
  ({ birthName, partnerName, prefix, surname }) =>
    `${prefix ?? ''}\n${surname ?? ''}\n${birthName ?? ''}\n${partnerName ?? ''}`,
);
const givenNamesOf = remembered(
  foldGivenNames,
  ({ firstNames, initials }) => `${firstNames ?? ''}\n${initials ?? ''}`,
);

function foldSurname({ birthName, partnerName, prefix, surname }: MatchFields): ComparedSurname | null {
  const parsed = parseSurname((prefix ?? '').slice(0, COMPARED_MAX), (surname ?? '').slice(0, COMPARED_MAX));
  const names: ComparedText[] = [];
  for (const name of [parsed?.main ?? null, mainOf(birthName), mainOf(partnerName)]) {
    if (name === null) continue;
    addName(names, name);
    if (name.includes('-')) for (const part of name.split('-')) addName(names, mainOf(part));
  }
  return surnameOfNames(parsed?.prefix.replaceAll(' ', '') ?? '', names);
}

/**
 * @param prefix folded, without spaces
 * @param names the first is the surname
 */
export function surnameOfNames(prefix: string, names: readonly ComparedText[]): ComparedSurname | null {
  const [first] = names;
  if (first === undefined) return null;
  const { folded, letters, sound, text } = first;
  return { text, folded, sound, letters, prefix, whole: prefix + text, names };
}

/** @param name folded */
function addName(names: ComparedText[], name: string | null): void {
  const compared = name === null ? null : comparedFolded(name);
  if (compared !== null && !names.some(({ text }) => text === compared.text)) names.push(compared);
}

function mainOf(written: string | null): string | null {
  return written === null ? null : (parseSurname('', written.slice(0, COMPARED_MAX))?.main ?? null);
}

function foldGivenNames(fields: MatchFields): Pick<PreparedPerson, 'firstNames' | 'initials'> {
  const own = initialsOfInitials((fields.initials ?? '').slice(0, COMPARED_MAX));
  const fromNames = initialsOfFirstNames((fields.firstNames ?? '').slice(0, COMPARED_MAX));
  const names = comparedText(fields.firstNames);
  // "J.P." and "JP" in the field for first names are initials.
  const isName = names !== null && names.text !== fromNames;
  return { firstNames: isName ? names : null, initials: own === '' ? fromNames : own };
}

function birthDigits(written: MatchFields['birthDate']): string | null {
  if (written === null) return null;
  if (typeof written === 'string') {
    const digits = written.replace(/\D+/g, '');
    return digits === '' ? null : digits;
  }
  const { year, month, day } = written;
  return `${year}`.padStart(4, '0') + `${month ?? 0}`.padStart(2, '0') + `${day ?? 0}`.padStart(2, '0');
}

type Address = Pick<PreparedPerson, 'postcode' | 'houseNumber' | 'addition' | 'street' | 'place'>;

function addressOf(fields: MatchFields): Address {
  // Number and street are exchanged where only the other one holds what this one must.
  const swapped = !/\d/.test(fields.houseNumber ?? '') && /^\s*\d+\s*\p{L}?\s*$/u.test(fields.street ?? '');
  const [writtenNumber, writtenStreet] = swapped
    ? [fields.street, fields.houseNumber]
    : [fields.houseNumber, fields.street];
  const number = parseHouseNumber({ number: writtenNumber ?? '', addition: fields.addition });
  const digits = /\d+/.exec(writtenNumber ?? '')?.[0].replace(/^0+(?=\d)/, '') ?? null;
  const postcode = (fields.postcode ?? '').toUpperCase().replace(/[^A-Z0-9]+/g, '');
  return {
    postcode: postcode === '' ? null : postcode,
    houseNumber: number.ok ? `${number.value.number}` : digits,
    addition: number.ok ? `${number.value.letter ?? ''}${number.value.addition ?? ''}` : '',
    street: comparedText(writtenStreet),
    place: comparedText(fields.place),
  };
}
