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
  visitLevels(left, right, (field, level, value, otherValue) => {
    levels.push(otherValue === null ? { field, level, value } : { field, level, value, otherValue });
  });
  return levels;
}

/** Is told of each field; the arguments are those of `FieldLevel`, null for none. */
export type LevelVisitor = (
  field: MatchField,
  level: MatchLevel,
  value: string | null,
  otherValue: string | null,
) => void;

/** As `compareLevels`, for whoever compares a million pairs and keeps nothing of them. */
export function visitLevels(left: PreparedPerson, right: PreparedPerson, visit: LevelVisitor): void {
  visitNames(left, right, visit);
  if (left.birthDate !== null && right.birthDate !== null) {
    const level = birthDateLevel(left.birthDate, right.birthDate);
    visit('birthDate', level, level === 'exact' ? left.birthDate : null, null);
  }
  if (left.postcode !== null && right.postcode !== null) {
    const level = postcodeLevel(left.postcode, right.postcode);
    visit('postcode', level, level === 'exact' ? left.postcode : null, null);
  }
  visitHouse(left, right, visit);
  visitText('street', left.street, right.street, visit);
  visitText('place', left.place, right.place, visit);
}

function visitNames(left: PreparedPerson, right: PreparedPerson, visit: LevelVisitor): void {
  if (namesAreSwapped(left, right)) {
    visit('surname', 'swapped', left.surname?.text ?? '', right.surname?.text ?? '');
    visit('firstNames', 'swapped', left.firstNames?.text ?? '', right.firstNames?.text ?? '');
    return;
  }
  if (left.surname !== null && right.surname !== null) {
    visitSurname(left.surname, right.surname, visit);
    const prefix = prefixLevel(left.surname.prefix, right.surname.prefix);
    if (prefix !== null) visit('prefix', prefix, null, null);
  }
  if (left.firstNames !== null && right.firstNames !== null) {
    const level = firstNamesLevel(left.firstNames, right.firstNames);
    visit('firstNames', level, level === 'exact' ? left.firstNames.text : null, null);
  } else if (left.initials !== '' && right.initials !== '') {
    visit('initials', initialsLevel(left.initials, right.initials), null, null);
  }
}

/** First name and surname stand in each other's field, and not also in their own ("Thomas Thomas"). */
function namesAreSwapped(left: PreparedPerson, right: PreparedPerson): boolean {
  if (left.surname === null || right.surname === null) return false;
  if (left.firstNames === null || right.firstNames === null) return false;
  if (isClose(left.surname, right.surname) || isClose(left.firstNames, right.firstNames)) return false;
  return isClose(left.surname, right.firstNames)
    ? isAlike(left.firstNames, right.surname)
    : isClose(left.firstNames, right.surname) && isAlike(left.surname, right.firstNames);
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

function visitSurname(left: ComparedSurname, right: ComparedSurname, visit: LevelVisitor): void {
  if (left.whole === right.whole || left.text === right.text) {
    visit('surname', 'exact', left.text, null);
    return;
  }
  if (isClose(left, right)) {
    visit('surname', left.sound === right.sound ? 'sound' : 'one-typo', null, null);
    return;
  }
  const bearsMore = left.names.length > 1 || right.names.length > 1;
  const shared = bearsMore ? sharedName(left, right) : null;
  if (shared !== null) visit('surname', 'part', shared.value, shared.otherValue);
  else if (bearsMore && left.names.some((one) => right.names.some((other) => isOneTypo(one, other))))
    visit('surname', 'part', null, null);
  else visit('surname', wordLevel(left, right), null, null);
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

function firstNamesLevel(left: ComparedText, right: ComparedText): MatchLevel<'firstNames'> {
  const level = textLevel(left, right);
  return level === 'different' && left.text.charCodeAt(0) === right.text.charCodeAt(0) ? 'initial' : level;
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
  return isOneTypo(left, right) ? 'one-typo' : wordLevel(left, right);
}

/** The level of two texts that are more than a slip apart. */
function wordLevel(left: ComparedText, right: ComparedText): 'part' | 'similar' | 'different' {
  if (sharesWord(left.folded, right.folded)) return 'part';
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

/** A shorter word says too little to be shared. */
const SHARED_WORD_LENGTH_MIN = 3;

/** One of several words is the same: "Anna Maria" and "Anna". Read in place: most pairs of a household come here. */
function sharesWord(left: string, right: string): boolean {
  if (wordEnd(left, 0) === left.length && wordEnd(right, 0) === right.length) return false;
  for (let start = 0; start < left.length;) {
    const end = wordEnd(left, start);
    if (end - start >= SHARED_WORD_LENGTH_MIN && hasWord(right, left, start, end)) return true;
    start = end + 1;
  }
  return false;
}

function hasWord(text: string, other: string, otherStart: number, otherEnd: number): boolean {
  const length = otherEnd - otherStart;
  for (let start = 0; start < text.length;) {
    const end = wordEnd(text, start);
    let same = end - start === length ? 0 : length + 1;
    while (same < length && text.charCodeAt(start + same) === other.charCodeAt(otherStart + same)) same += 1;
    if (same === length) return true;
    start = end + 1;
  }
  return false;
}

const SPACE = 32;
const HYPHEN = 45;

function wordEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && text.charCodeAt(end) !== SPACE && text.charCodeAt(end) !== HYPHEN) end += 1;
  return end;
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

function visitHouse(left: PreparedPerson, right: PreparedPerson, visit: LevelVisitor): void {
  if (left.houseNumber === null || right.houseNumber === null) return;
  const same = left.houseNumber === right.houseNumber;
  const isNear =
    Math.max(left.houseNumber.length, right.houseNumber.length) > 1 &&
    osaDistance(left.houseNumber, right.houseNumber, 1) <= 1;
  const level = same ? 'exact' : isNear ? 'one-digit' : 'different';
  visit('houseNumber', level, same ? left.houseNumber : null, null);
  if (left.addition === '' && right.addition === '') return;
  const addition =
    left.addition === right.addition
      ? 'exact'
      : left.addition === '' || right.addition === ''
        ? 'one-missing'
        : 'different';
  visit('addition', addition, null, null);
}

function visitText(
  field: 'street' | 'place',
  left: ComparedText | null,
  right: ComparedText | null,
  visit: LevelVisitor,
): void {
  if (left === null || right === null) return;
  const level = textLevel(left, right);
  visit(field, level, level === 'exact' ? left.text : null, null);
}

/** Where a level stands in its field, 0 for the best. */
export function levelRank<Field extends MatchField>(field: Field, level: MatchLevel<Field>): number {
  const levels: readonly string[] = matchLevels[field];
  return levels.indexOf(level);
}
