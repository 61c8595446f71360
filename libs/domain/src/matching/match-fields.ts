import type { Day } from '../calendar/index.js';

/** A birth date of which month and day may be unknown; what a register writes as 00. */
export interface PartialDate {
  readonly year: number;
  readonly month: number | null;
  readonly day: number | null;
}

/** A whole day as a birth date. */
export function partialDate(day: Day): PartialDate {
  const [year = 0, month = 0, dayOfMonth = 0] = day.split('-').map(Number);
  return { year, month, day: dayOfMonth };
}

/** What is known of a person and an address, as it came in. Null: not known, and then not compared. */
export interface MatchFields {
  readonly firstNames: string | null;
  readonly initials: string | null;
  /** The prefix (tussenvoegsel); it may also stand in `surname`. */
  readonly prefix: string | null;
  readonly surname: string | null;
  readonly birthName: string | null;
  readonly partnerName: string | null;
  /** A text is what could not be read as a date ("19190332"); its digits are compared. */
  readonly birthDate: PartialDate | string | null;
  readonly postcode: string | null;
  /** The number, with or without letter and addition. */
  readonly houseNumber: string | null;
  /** Letter and addition together. */
  readonly addition: string | null;
  readonly street: string | null;
  readonly place: string | null;
}

/** Nothing known; to be filled in. */
export const noMatchFields: MatchFields = {
  firstNames: null,
  initials: null,
  prefix: null,
  surname: null,
  birthName: null,
  partnerName: null,
  birthDate: null,
  postcode: null,
  houseNumber: null,
  addition: null,
  street: null,
  place: null,
};

/**
 * The levels on which each field can agree, the best first. `swapped`: the first name stands in the field of the
 * surname and the other way round. The order is that of their weights.
 */
export const matchLevels = {
  surname: ['exact', 'sound', 'one-typo', 'part', 'swapped', 'similar', 'different'],
  prefix: ['exact', 'one-missing', 'different'],
  firstNames: ['exact', 'sound', 'one-typo', 'part', 'swapped', 'similar', 'initial', 'different'],
  initials: ['exact', 'beginning', 'first', 'different'],
  birthDate: [
    'exact',
    'day-month-swapped',
    'one-digit',
    'known-part',
    'first-of-january',
    'two-digits',
    'year',
    'different',
  ],
  postcode: ['exact', 'one-character', 'area', 'different'],
  houseNumber: ['exact', 'one-digit', 'different'],
  addition: ['exact', 'one-missing', 'different'],
  street: ['exact', 'sound', 'one-typo', 'part', 'similar', 'different'],
  place: ['exact', 'sound', 'one-typo', 'part', 'similar', 'different'],
} as const;

export type MatchField = keyof typeof matchLevels;
export type MatchLevel<Field extends MatchField = MatchField> = (typeof matchLevels)[Field][number];

/** Every field, in the order in which they are shown. */
export const matchFieldNames = Object.keys(matchLevels) as readonly MatchField[];
