import { wordOf } from './rule-sentences.js';

/**
 * What a matching decision stored of one signal: with how many it was compared, and how each field of the one that
 * came out agreed. No name and no value, only how alike they were.
 */
export interface ToldMatch {
  readonly outcome: 'match' | 'review' | 'no-match';
  readonly candidates: number;
  readonly fields: readonly {
    readonly field: string;
    /** Above 0 the field speaks for the same person, below 0 against, at 0 it says nothing (it was missing). */
    readonly weight: number;
  }[];
}

const fieldNames: Readonly<Record<string, string>> = {
  surname: 'de achternaam',
  prefix: 'het tussenvoegsel',
  firstName: 'de voornaam',
  firstNames: 'de voornaam of voorletters',
  initials: 'de voorletters',
  birthDate: 'de geboortedatum',
  postcode: 'de postcode',
  houseNumber: 'het huisnummer',
  addition: 'de toevoeging bij het huisnummer',
  street: 'de straat',
  place: 'de plaats',
  address: 'het adres',
};

/** Who we think it is, out of the stored comparison. */
export function matchSentences({ candidates, fields, outcome }: ToldMatch): readonly string[] {
  const looked = `Wij vergeleken het signaal met ${candidates === 1 ? '1 persoon' : `${candidates} personen`}.`;
  return [looked, ...outcomeSentences[outcome], ...fieldSentences(fields)];
}

const outcomeSentences: Readonly<Record<ToldMatch['outcome'], readonly string[]>> = {
  match: ['Eén persoon past duidelijk het best.'],
  review: ['Het is niet zeker wie het is.', 'Een medewerker kijkt daarom mee.'],
  'no-match': ['Niemand past goed genoeg bij het signaal.'],
};

function fieldSentences(fields: ToldMatch['fields']): readonly string[] {
  const named = (wanted: (weight: number) => boolean): string =>
    listed([
      ...new Set(
        fields
          .filter(({ weight }) => wanted(weight))
          .map(({ field }) => wordOf(fieldNames, field, 'een ander gegeven')),
      ),
    ]);
  const agree = named((weight) => weight > 0);
  const differ = named((weight) => weight < 0);
  const missing = named((weight) => weight === 0);
  return [
    ...(agree === '' ? [] : [`Wat overeenkomt: ${agree}.`]),
    ...(differ === '' ? [] : [`Wat verschilt: ${differ}.`]),
    ...(missing === '' ? [] : [`Wat wij niet konden vergelijken: ${missing}.`]),
  ];
}

function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} en ${names.at(-1) ?? ''}`;
}
