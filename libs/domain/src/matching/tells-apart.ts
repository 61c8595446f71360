import type { FieldLevel } from './compare-levels.js';
import type { MatchField } from './match-fields.js';
import type { ComparedText, PreparedPerson } from './prepared-person.js';
import { osaDistance } from './similarity.js';

type Levels = Readonly<Partial<Record<MatchField, readonly string[]>>>;

/**
 * What tells people apart who have much in common, however much the rest weighs: twins and couples differ in little
 * else. Another name altogether, one that begins alike (Jan, Joost), a letter (Anna, Anne), a digit of the birth date
 * (brothers whom a register gave the first of January): nobody is told of debts under such a name before a person has
 * looked.
 */
const anyDifference: Levels = {
  surname: ['similar', 'swapped', 'different'],
  firstNames: ['one-typo', 'similar', 'swapped', 'initial', 'different'],
  initials: ['first', 'different'],
  birthDate: ['one-digit', 'two-digits', 'first-of-january', 'year', 'different'],
};

/** What tells them apart unless the birth date is one: a partner's name added (J. Jansen-de Vries), René and Renée. */
const withoutDate: Levels = { surname: ['part'], firstNames: ['sound'] };

/** What no misspelling explains. */
const otherPerson: Levels = {
  surname: ['different'],
  birthDate: ['two-digits', 'year', 'different'],
};
const otherGivenName: Levels = { firstNames: ['initial', 'different'], initials: ['first', 'different'] };

/** Whether something tells the two apart that a person has to look at. */
export function mayBeAnother(
  levels: readonly FieldLevel[],
  one: PreparedPerson,
  other: PreparedPerson,
): boolean {
  return (
    hasLevel(levels, anyDifference) ||
    (!areBornTogether(levels, one) && hasLevel(levels, withoutDate)) ||
    haveOtherInitials(one.initials, other.initials)
  );
}

/**
 * Whether something tells the two apart that nobody writes by mistake, of two at one door. Who has the date of birth and
 * the given name of the other is the other, however the surname was mangled.
 */
export function isAnother(
  levels: readonly FieldLevel[],
  one: PreparedPerson,
  other: PreparedPerson,
): boolean {
  if (areBornTogether(levels, one)) {
    if (isFirstNameWithSlip(one.firstNames, other.firstNames)) return false;
  } else if (hasLevel(levels, otherPerson)) return true;
  // Carel and Karel begin otherwise, and are one name.
  const isOneName = hasLevel(levels, { firstNames: ['exact', 'sound', 'one-typo'] });
  return hasLevel(levels, otherGivenName) || (!isOneName && haveOtherInitials(one.initials, other.initials));
}

/** In a shorter name one other letter is another name (Tim, Tom), and two others make one of (Joris, Joost) another. */
const SLIP_LENGTH_MIN = 4;
const TWO_SLIPS_LENGTH_MIN = 6;

/** "Frnk" is Frank Jacobus Johannes: the first of the names, but for a slip. */
function isFirstNameWithSlip(one: ComparedText | null, other: ComparedText | null): boolean {
  if (one === null || other === null) return false;
  const [left = '', right = ''] = [one, other].map(({ folded }) => folded.split(' ', 1)[0] ?? '');
  const shorter = Math.min(left.length, right.length);
  const slips = shorter >= TWO_SLIPS_LENGTH_MIN ? 2 : shorter >= SLIP_LENGTH_MIN ? 1 : 0;
  return osaDistance(left, right, slips) <= slips;
}

/**
 * Whether both have the same whole date of birth. Offices write the first of January for a day that nobody knows: whole
 * families, and thousands of one surname, share it.
 */
export function areBornTogether(levels: readonly FieldLevel[], one: PreparedPerson): boolean {
  return (
    levels.some(({ field, level }) => field === 'birthDate' && level === 'exact') &&
    one.birthDate?.endsWith('0101') === false
  );
}

function hasLevel(levels: readonly FieldLevel[], wanted: Levels): boolean {
  return levels.some(({ field, level }) => wanted[field]?.includes(level) === true);
}

/** Jan Pieter and Jan Willem share a part of their names; neither is short for the other. */
function haveOtherInitials(one: string, other: string): boolean {
  return !one.startsWith(other) && !other.startsWith(one);
}
