import { DAY_PATTERN } from '../bounded-text.js';
import type { JsonObject, JsonValue } from '../canonical-json.js';
import type { FaultList } from './faults.js';

/** Weights of the elfproef for the nine digits of a burgerservicenummer. */
const WEIGHTS = [9, 8, 7, 6, 5, 4, 3, 2, -1] as const;

/** True when eight or nine digits pass the elfproef of the burgerservicenummer; nine zeros are no number. */
export function passesElfproef(digits: string): boolean {
  if (!/^[0-9]{8,9}$/u.test(digits)) return false;
  const nine = digits.padStart(9, '0');
  let sum = 0;
  for (let index = 0; index < 9; index += 1) sum += (WEIGHTS[index] ?? 0) * (nine.charCodeAt(index) - 48);
  return sum % 11 === 0 && !/^0+$/u.test(nine);
}

/** Digits in groups, with at most five characters between two groups that are neither letter nor digit. */
const DIGIT_RUN = /[0-9]+(?:[^\p{L}\p{N}]{1,5}[0-9]+)*/gu;
const NINE = 9;
const EIGHT = 8;

/**
 * True when the text holds eight or nine digits that pass the elfproef: written together, or in groups with spaces,
 * dots, hyphens or whatever else is no letter between them. A longer row of digits without a gap (a phone number, an account) is not cut into pieces.
 */
export function holdsBsn(text: string): boolean {
  if (!hasEightDigits(text)) return false;
  for (const [run] of plainDigits(text).matchAll(DIGIT_RUN)) {
    const groups = run.split(/[^0-9]+/u);
    for (let first = 0; first < groups.length; first += 1) {
      let digits = '';
      for (let last = first; last < groups.length && digits.length < NINE; last += 1) {
        digits += groups[last] ?? '';
        if (digits.length >= EIGHT && passesElfproef(digits)) return true;
      }
    }
  }
  return false;
}

/** The quick way out for nearly every field: fewer than eight digits. Beyond ASCII each character may be a digit. */
function hasEightDigits(text: string): boolean {
  if (text.length < EIGHT) return false;
  let digits = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if ((unit >= 48 && unit <= 57) || unit > 0x2bf) digits += 1;
  }
  return digits >= EIGHT;
}

/** The text with the digits of every script as 0–9 and without characters that only hide between them. */
function plainDigits(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[^\P{Nd}0-9]/gu, (digit) => String(digitValue(digit.codePointAt(0) ?? 0)));
}

/** Unicode keeps the ten digits of a script together in order, so the place in its row of digits is the value. */
function digitValue(codePoint: number): number {
  let zero = codePoint;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return (codePoint - zero) % 10;
}

const BSN_NAMES = new Set(['bsn', 'burgerservicenummer', 'sofinummer']);

function isBsnName(name: string): boolean {
  return BSN_NAMES.has(
    name
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, ''),
  );
}

/** What the walk over the data needs to know of the contract. */
export interface BsnScope {
  /** Pointers of all members that the contract knows. Only these are named in a fault. */
  readonly knownPointers: ReadonlySet<string>;
  /** Pointers whose text is not looked at: references and phone numbers are often nine digits long. */
  readonly exemptPointers: ReadonlySet<string>;
}

const DAY = new RegExp(DAY_PATTERN, 'u');

/**
 * Looks for a BSN anywhere in the data: in the name of a member at any depth, and in every text or number outside the
 * exempt places. Plain days are left out, since one birth date in eleven passes the elfproef.
 */
export function findBsn(value: JsonValue, pointer: string, scope: BsnScope, faults: FaultList): void {
  if (typeof value === 'string') {
    if (!scope.exemptPointers.has(pointer) && !DAY.test(value) && holdsBsn(value)) {
      faults.add(pointer, 'bsn-present');
    }
    return;
  }
  if (typeof value === 'number') {
    if (!scope.exemptPointers.has(pointer) && passesElfproef(String(value)))
      faults.add(pointer, 'bsn-present');
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) findBsn(item, pointer, NOTHING_KNOWN, faults);
    return;
  }
  for (const [name, member] of Object.entries(value as JsonObject)) {
    const place = `${pointer}/${name}`;
    if (scope.knownPointers.has(place)) {
      findBsn(member ?? null, place, scope, faults);
      continue;
    }
    // Below a member that the contract does not know nothing is exempt; its faults lie at the nearest known place.
    if (isBsnName(name) || holdsBsn(name)) faults.add(pointer, 'bsn-present');
    findBsn(member ?? null, pointer, NOTHING_KNOWN, faults);
  }
}

const NOTHING_KNOWN: BsnScope = { knownPointers: new Set(), exemptPointers: new Set() };

const RAW_NAME = /bsn|burgerservicenummer|sofinummer/iu;

/**
 * For bytes that could not be read as JSON: true when they may hold a BSN. Which field a number stands in is unknown
 * there, so this errs on the side of keeping nothing.
 */
export function mayHoldBsn(bytes: Buffer): boolean {
  const text = bytes
    .toString('utf8')
    .replace(/\\u([0-9a-f]{4})/giu, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return RAW_NAME.test(text) || holdsBsn(text);
}
