import type { MatchField, MatchLevel } from '../matching/index.js';

type Words<Field extends MatchField> = Readonly<Record<MatchLevel<Field>, string>>;
type TextLevel = 'exact' | 'sound' | 'one-typo' | 'part' | 'similar' | 'different';

/** @param name with its article, as it stands within a sentence */
function textWords(name: string): Readonly<Record<TextLevel, string>> {
  const first = capital(name);
  return {
    exact: `${first} is gelijk.`,
    sound: `${first} klinkt hetzelfde.`,
    'one-typo': `${first} verschilt één letter.`,
    part: `Een deel van ${name} is gelijk.`,
    similar: `${first} lijkt erop.`,
    different: `${first} is anders.`,
  };
}

const swapped = 'De voornaam en de achternaam staan in elkaars plaats.';

/** How a field agrees, in a sentence that can be read out (B1). A level without its sentence does not compile. */
const levelWords: { readonly [Field in MatchField]: Words<Field> } = {
  surname: { ...textWords('de achternaam'), swapped },
  prefix: {
    exact: 'Het tussenvoegsel is gelijk.',
    'one-missing': 'Het tussenvoegsel staat er maar één keer bij.',
    different: 'Het tussenvoegsel is anders.',
  },
  firstNames: {
    ...textWords('de voornaam'),
    swapped,
    initial: 'De voorletter past bij de voornaam.',
  },
  initials: {
    exact: 'De voorletters zijn gelijk.',
    beginning: 'De voorletters beginnen gelijk.',
    first: 'De eerste voorletter is gelijk.',
    different: 'De voorletters zijn anders.',
  },
  birthDate: {
    exact: 'De geboortedatum is gelijk.',
    'day-month-swapped': 'Bij de geboortedatum staan dag en maand in elkaars plaats.',
    'one-digit': 'De geboortedatum verschilt één cijfer.',
    'known-part': 'Wat bekend is van de geboortedatum, is gelijk.',
    'first-of-january': 'Eén van de geboortedata is 1 januari. Dat staat vaak voor onbekend.',
    'two-digits': 'De geboortedatum verschilt twee cijfers.',
    year: 'Het geboortejaar is gelijk, de dag niet.',
    different: 'De geboortedatum is anders.',
  },
  postcode: {
    exact: 'De postcode is gelijk.',
    'one-character': 'De postcode verschilt één teken.',
    area: 'De cijfers van de postcode zijn gelijk.',
    different: 'De postcode is anders.',
  },
  houseNumber: {
    exact: 'Het huisnummer is gelijk.',
    'one-digit': 'Het huisnummer verschilt één cijfer.',
    different: 'Het huisnummer is anders.',
  },
  addition: {
    exact: 'De toevoeging bij het huisnummer is gelijk.',
    'one-missing': 'De toevoeging bij het huisnummer staat er maar één keer bij.',
    different: 'De toevoeging bij het huisnummer is anders.',
  },
  street: textWords('de straat'),
  place: textWords('de plaats'),
};

const fieldWords: Readonly<Record<MatchField, string>> = {
  surname: 'de achternaam',
  prefix: 'het tussenvoegsel',
  firstNames: 'de voornaam',
  initials: 'de voorletters',
  birthDate: 'de geboortedatum',
  postcode: 'de postcode',
  houseNumber: 'het huisnummer',
  addition: 'de toevoeging bij het huisnummer',
  street: 'de straat',
  place: 'de plaats',
};

/** How a stored comparison of one field is told. Another version may have stored what this one does not know. */
export function levelSentence(field: string, level: string): string {
  const ofField: Readonly<Record<string, Readonly<Record<string, string>>>> = levelWords;
  const words = Object.hasOwn(ofField, field) ? ofField[field] : undefined;
  const known = words !== undefined && Object.hasOwn(words, level) ? words[level] : undefined;
  return known ?? 'Er is nog een gegeven vergeleken.';
}

/** A field with its article; "een ander gegeven" where this version does not know it. */
export function fieldWord(field: string): string {
  const words: Readonly<Record<string, string>> = fieldWords;
  return Object.hasOwn(words, field) ? (words[field] ?? '') : 'een ander gegeven';
}

/** What a weight means: nobody can read bits. Each bit doubles how likely it is that both are one person. */
export const matchStrengths = ['strong-for', 'for', 'little', 'against', 'strong-against'] as const;
export type MatchStrength = (typeof matchStrengths)[number];

/** From here on it says something; two to one. */
const SAYS_SOMETHING_BITS = 1;
/** From here on it alone is enough among people at one address. */
const STRONG_BITS = 3.5;

export function strengthOf(weight: number): MatchStrength {
  if (weight >= STRONG_BITS) return 'strong-for';
  if (weight >= SAYS_SOMETHING_BITS) return 'for';
  if (weight > -SAYS_SOMETHING_BITS) return 'little';
  return weight > -STRONG_BITS ? 'against' : 'strong-against';
}

export function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
