import type { PreparedPerson } from './prepared-person.js';

/** So many sounds of a surname stand in a key: an error further on does not hide the resident. */
const SOUNDS = 3;

/** Everybody behind one postcode and number: letter and addition are what creditors most often leave out. */
export function addressKey(postcode: string | null, houseNumber: number | null): string | null {
  return postcode === null || houseNumber === null ? null : `${postcode} ${houseNumber}`;
}

/**
 * The birth date with the beginning of each surname of the person, as it sounds. Empty without a whole date: a year
 * with three letters is hundreds of people.
 */
export function birthKeys({ birthDate, surname }: PreparedPerson): readonly string[] {
  if (birthDate === null || !isWholeDate(birthDate) || surname === null) return [];
  return [...new Set(surname.names.map(({ sound }) => `${birthDate} ${sound.slice(0, SOUNDS)}`))];
}

function isWholeDate(digits: string): boolean {
  return digits.length === 8 && digits.slice(4, 6) !== '00' && !digits.endsWith('00');
}
