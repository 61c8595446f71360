import { jaroWinkler, osaDistance } from './similarity.js';
import { matchLevels, type MatchField, type MatchLevel } from './match-fields.js';
import type { ComparedSurname, ComparedText, PreparedPerson } from './prepared-person.js';

/** The level of each field that both sides have, and the value on which they agree, for its frequency. */
export interface FieldLevel<Field extends MatchField = MatchField> {
  readonly field: Field;
  readonly level: MatchLevel<Field>;
  /** The value on which they agree, in its compared form; null where there is none. */
  readonly value: string | null;
  /** How the other side has that value, where it differs; the more common of the two counts. */
  readonly otherValue?: string;
}

/** Similarity from which two names are called similar: what Winkler's rule gives one error in a short name. */
const SIMILAR_FROM = 0.88;
/** In a shorter text one other letter is another name ("Lee", "Lea"). */
const TYPO_LENGTH_MIN = 4;
/** In a shorter text two other letters are another name. */
const TWO_TYPOS_LENGTH_MIN = 7;

type TextLevel = 'exact' | 'sound' | 'one-typo' | 'part' | 'similar' | 'different';

/** Compares what both sides know. A field that one side lacks is not in the answer: it says nothing. */
export function compareLevels(left: PreparedPerson, right: PreparedPerson): readonly FieldLevel[] {
  const levels: FieldLevel[] = [];
  compareNames(levels, left, right);
  if (left.birthDate !== null && right.birthDate !== null) {
    const level = birthDateLevel(left.birthDate, right.birthDate);
    levels.push({ field: 'birthDate', level, value: level === 'exact' ? left.birthDate : null });
  }
  if (left.postcode !== null && right.postcode !== null) {
    const level = postcodeLevel(left.postcode, right.postcode);
    levels.push({ field: 'postcode', level, value: level === 'exact' ? left.postcode : null });
  }
  compareHouse(levels, left, right);
  compareText(levels, 'street', left.street, right.street);
  compareText(levels, 'place', left.place, right.place);
  return levels;
}

function compareNames(levels: FieldLevel[], left: PreparedPerson, right: PreparedPerson): void {
  if (namesAreSwapped(left, right)) {
    const [one, other] = [left, right].map(({ firstNames, surname }) => ({
      surname: surname?.text ?? '',
      firstNames: firstNames?.text ?? '',
    })) as [Record<'surname' | 'firstNames', string>, Record<'surname' | 'firstNames', string>];
    for (const field of ['surname', 'firstNames'] as const) {
      levels.push({ field, level: 'swapped', value: one[field], otherValue: other[field] });
    }
    return;
  }
  if (left.surname !== null && right.surname !== null) {
    levels.push(surnameLevel(left.surname, right.surname));
    const prefix = prefixLevel(left.surname.prefix, right.surname.prefix);
    if (prefix !== null) levels.push({ field: 'prefix', level: prefix, value: null });
  }
  if (left.firstNames !== null && right.firstNames !== null) {
    levels.push(firstNamesLevel(left.firstNames, right.firstNames));
  } else if (left.initials !== '' && right.initials !== '') {
    const level = initialsLevel(left.initials, right.initials);
    levels.push({ field: 'initials', level, value: null });
  }
}

/** First name and surname stand in each other's field, and not also in their own ("Thomas Thomas"). */
function namesAreSwapped(left: PreparedPerson, right: PreparedPerson): boolean {
  if (left.surname === null || right.surname === null) return false;
  if (left.firstNames === null || right.firstNames === null) return false;
  const areCrossed = isClose(left.surname, right.firstNames)
    ? isAlike(left.firstNames, right.surname)
    : isClose(left.firstNames, right.surname) && isAlike(left.surname, right.firstNames);
  return areCrossed && !isClose(left.surname, right.surname) && !isClose(left.firstNames, right.firstNames);
}

function isAlike(left: ComparedText, right: ComparedText): boolean {
  return isClose(left, right) || isSimilar(left, right);
}

/** Equal, or equal but for one slip. */
function isClose(left: ComparedText, right: ComparedText): boolean {
  return left.sound === right.sound || isOneTypo(left, right);
}

function isOneTypo(left: ComparedText, right: ComparedText): boolean {
  if (Math.min(left.text.length, right.text.length) < TYPO_LENGTH_MIN) return false;
  return mayBeWithin(left, right, 1) && osaDistance(left.text, right.text, 1) <= 1;
}

/** Each edit changes at most one letter on either side, so more strange letters mean more edits. */
function mayBeWithin(left: ComparedText, right: ComparedText, distance: number): boolean {
  return (
    bitCount(left.letters & ~right.letters) <= distance && bitCount(right.letters & ~left.letters) <= distance
  );
}

function surnameLevel(left: ComparedSurname, right: ComparedSurname): FieldLevel<'surname'> {
  if (left.whole === right.whole) return { field: 'surname', level: 'exact', value: left.text };
  const level = textLevel(left, right);
  if (level === 'exact' || level === 'sound' || level === 'one-typo') {
    return { field: 'surname', level, value: level === 'exact' ? left.text : null };
  }
  const shared = left.names.length > 1 || right.names.length > 1 ? sharedName(left, right) : null;
  if (shared !== null) return { field: 'surname', level: 'part', ...shared };
  return { field: 'surname', level, value: null };
}

/** A name that both bear; of several the first of the alphabet, so that the order of the two does not matter. */
function sharedName(
  left: ComparedSurname,
  right: ComparedSurname,
): { readonly value: string; readonly otherValue: string } | null {
  let found: { sound: string; value: string; otherValue: string } | null = null;
  for (const one of left.names) {
    if (found !== null && found.sound <= one.sound) continue;
    const other = right.names.find(({ sound }) => sound === one.sound);
    if (other !== undefined) found = { sound: one.sound, value: one.text, otherValue: other.text };
  }
  return found;
}

function prefixLevel(left: string, right: string): MatchLevel<'prefix'> | null {
  if (left === '' && right === '') return null;
  if (left === right) return 'exact';
  return left === '' || right === '' ? 'one-missing' : 'different';
}

function firstNamesLevel(left: ComparedText, right: ComparedText): FieldLevel<'firstNames'> {
  const level = textLevel(left, right);
  if (level !== 'different')
    return { field: 'firstNames', level, value: level === 'exact' ? left.text : null };
  return {
    field: 'firstNames',
    level: left.text[0] === right.text[0] ? 'initial' : 'different',
    value: null,
  };
}

function initialsLevel(left: string, right: string): MatchLevel<'initials'> {
  if (left === right) return 'exact';
  if (left.startsWith(right) || right.startsWith(left)) return 'beginning';
  return left[0] === right[0] ? 'first' : 'different';
}

/** Levels of any text, the best first. */
function textLevel(left: ComparedText, right: ComparedText): TextLevel {
  if (left.text === right.text) return 'exact';
  if (left.sound === right.sound) return 'sound';
  if (isOneTypo(left, right)) return 'one-typo';
  if (sharesWord(left.words, right.words)) return 'part';
  return isSimilar(left, right) ? 'similar' : 'different';
}

function isSimilar(left: ComparedText, right: ComparedText): boolean {
  const shorter = Math.min(left.text.length, right.text.length);
  const hasTwoTypos =
    shorter >= TWO_TYPOS_LENGTH_MIN &&
    mayBeWithin(left, right, 2) &&
    osaDistance(left.text, right.text, 2) <= 2;
  return hasTwoTypos || (mayReachSimilar(left, right) && jaroWinkler(left.text, right.text) >= SIMILAR_FROM);
}

/**
 * Whether Jaro–Winkler can reach its limit at all. Letters that the other text has not cannot be common, which bounds
 * Jaro's mean; Winkler's start adds at most 0.4 of what is missing, and nothing if the first letters differ. Nearly all
 * pairs end here, at a tenth of the price.
 */
function mayReachSimilar(left: ComparedText, right: ComparedText): boolean {
  const leftCommon = left.text.length - bitCount(left.letters & ~right.letters);
  const rightCommon = right.text.length - bitCount(right.letters & ~left.letters);
  const common = Math.min(leftCommon, rightCommon);
  const jaroMax = (common / left.text.length + common / right.text.length + 1) / 3;
  const startMax = left.text.charCodeAt(0) === right.text.charCodeAt(0) ? 0.4 : 0;
  return jaroMax + startMax * (1 - jaroMax) >= SIMILAR_FROM;
}

function bitCount(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return (((count + (count >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** One of several words is the same: "Anna Maria" and "Anna". Words of one or two letters say too little. */
function sharesWord(left: readonly string[], right: readonly string[]): boolean {
  if (left.length === 1 && right.length === 1) return false;
  return left.some((word) => word.length > 2 && right.includes(word));
}

function birthDateLevel(left: string, right: string): MatchLevel<'birthDate'> {
  if (left === right) return left.length === 8 && left.endsWith('00') ? 'known-part' : 'exact';
  const isDate = left.length === 8 && right.length === 8;
  const sameYear = isDate && left.startsWith(right.slice(0, 4));
  if (sameYear) {
    const [leftMonth, rightMonth] = [left.slice(4, 6), right.slice(4, 6)];
    const [leftDay, rightDay] = [left.slice(6), right.slice(6)];
    if (leftMonth === '00' || rightMonth === '00') return 'known-part';
    if (leftMonth === rightMonth && (leftDay === '00' || rightDay === '00')) return 'known-part';
    if (leftMonth === rightDay && leftDay === rightMonth) return 'day-month-swapped';
  }
  const distance = osaDistance(left, right, 2);
  if (distance === 1) return 'one-digit';
  if (sameYear && (left.endsWith('0101') || right.endsWith('0101'))) return 'first-of-january';
  if (distance === 2) return 'two-digits';
  return sameYear ? 'year' : 'different';
}

function postcodeLevel(left: string, right: string): MatchLevel<'postcode'> {
  if (left === right) return 'exact';
  if (osaDistance(left, right, 1) === 1) return 'one-character';
  const isDutch = left.length === 6 && right.length === 6;
  return isDutch && left.startsWith(right.slice(0, 4)) ? 'area' : 'different';
}

function compareHouse(levels: FieldLevel[], left: PreparedPerson, right: PreparedPerson): void {
  if (left.houseNumber === null || right.houseNumber === null) return;
  const same = left.houseNumber === right.houseNumber;
  const isNear =
    Math.max(left.houseNumber.length, right.houseNumber.length) > 1 &&
    osaDistance(left.houseNumber, right.houseNumber, 1) <= 1;
  const level = same ? 'exact' : isNear ? 'one-digit' : 'different';
  levels.push({ field: 'houseNumber', level, value: same ? left.houseNumber : null });
  if (left.addition === '' && right.addition === '') return;
  const addition =
    left.addition === right.addition
      ? 'exact'
      : left.addition === '' || right.addition === ''
        ? 'one-missing'
        : 'different';
  levels.push({ field: 'addition', level: addition, value: null });
}

function compareText(
  levels: FieldLevel[],
  field: 'street' | 'place',
  left: ComparedText | null,
  right: ComparedText | null,
): void {
  if (left === null || right === null) return;
  const level = textLevel(left, right);
  levels.push({ field, level, value: level === 'exact' ? left.text : null });
}

/** Where a level stands in its field, 0 for the best. */
export function levelRank<Field extends MatchField>(field: Field, level: MatchLevel<Field>): number {
  const levels: readonly string[] = matchLevels[field];
  return levels.indexOf(level);
}
