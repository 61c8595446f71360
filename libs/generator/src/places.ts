import { chanceOf, type Chance } from './chance.js';

/** Where a household lives. Every household has a place of its own. */
export interface Place {
  readonly postcode: string;
  readonly number: number;
  readonly letter: string | null;
  /** Digits or a word behind the number, as one of `additionSpellings` writes it. */
  readonly addition: Addition | null;
  readonly street: string;
}

type Addition = '2' | '3' | 'hs' | 'bis';

/** As a creditor writes it in the fields of the contract. */
export interface WrittenPlace {
  readonly postcode: string;
  readonly huisnummer: string;
  readonly huisletter?: string;
  readonly huisnummertoevoeging?: string;
}

/** Postcodes of Dordrecht (GM0505) by their four digits. */
const DISTRICTS = [3311, 3312, 3313, 3314, 3315, 3316, 3317, 3318, 3319, 3328, 3329] as const;
const POSTCODE_LETTERS = 'ABCDEGHJKLMNPRTVWXZ';
const PAIRS = POSTCODE_LETTERS.length * POSTCODE_LETTERS.length;
const NUMBERS = 250;

/** Households that can live apart: more than any run has signals. */
export const HOUSEHOLDS_MAX = DISTRICTS.length * PAIRS * NUMBERS;

/** Prime, so that steps of this size visit every place once. */
const STRIDE = 611_953;

const STREETS = (
  'Lindelaan Merelstraat Waterlelie Korenbloemweg Sterrenlaan Vlinderstraat Kastanjehof Beukenlaan Havenzicht ' +
  'Zwaluwstraat Molenwei Elzenhof Zonnedauw Rietkraag Bosrand Nachtegaalplein Wilgenpad Tulpenstraat'
).split(' ');

export const PLACE_NAME = 'Dordrecht';

export function placeOf(seed: number, household: number): Place {
  const slot = (household * STRIDE + Math.abs(seed % HOUSEHOLDS_MAX)) % HOUSEHOLDS_MAX;
  const district = DISTRICTS[slot % DISTRICTS.length] ?? DISTRICTS[0];
  const pair = Math.floor(slot / DISTRICTS.length) % PAIRS;
  const number = 1 + Math.floor(slot / DISTRICTS.length / PAIRS);
  const chance = chanceOf(seed, 0x91ace, household);
  const pairText =
    POSTCODE_LETTERS.charAt(pair % POSTCODE_LETTERS.length) +
    POSTCODE_LETTERS.charAt(Math.floor(pair / POSTCODE_LETTERS.length));
  return {
    postcode: `${district}${pairText}`,
    number,
    letter: chance.happens(0.12) ? chance.pick(['A', 'B', 'C', 'D']) : null,
    addition: chance.happens(0.12) ? chance.pick<Addition>(['2', '3', 'hs', 'bis']) : null,
    street: chance.pick(STREETS),
  };
}

const additionSpellings: Readonly<Record<Addition, readonly string[]>> = {
  '2': ['-2', ' 2', ' II', '-II', ' 2hoog'],
  '3': ['-3', ' 3', ' III', ' 3hoog'],
  hs: ['hs', ' HS', '-hs', ' huis'],
  bis: [' bis', 'bis', '-BIS'],
};

/** The usual spelling: `3311 AB`, `12A-2`. */
export function writtenPlace(place: Place): WrittenPlace {
  const { postcode, number, letter, addition } = place;
  const behind = addition === null ? '' : (additionSpellings[addition][0] ?? '');
  const postcodeText = `${postcode.slice(0, 4)} ${postcode.slice(4)}`;
  return { postcode: postcodeText, huisnummer: `${number}${joined(letter ?? '', behind)}` };
}

/** A word right behind the letter would read as one word with it. */
function joined(letter: string, behind: string): string {
  return letter !== '' && /^\p{L}/u.test(behind) ? `${letter} ${behind}` : `${letter}${behind}`;
}

/**
 * Another spelling of the same place, as creditors' files differ: 12-2, 12 II, 12 A, 12a, or in fields apart where
 * the creditor's ground has these.
 */
export function respelledPlace(place: Place, chance: Chance, fieldsApart: boolean): WrittenPlace {
  const { number, letter, addition } = place;
  const postcode = chance.pick([
    place.postcode,
    place.postcode.toLowerCase(),
    `${place.postcode.slice(0, 4)}  ${place.postcode.slice(4)}`,
  ]);
  const behind = addition === null ? '' : chance.pick(additionSpellings[addition]);
  if (fieldsApart && chance.happens(0.5)) {
    const bare = behind.replace(/^[ -]/u, '');
    return {
      postcode,
      huisnummer: String(number),
      ...(letter === null ? {} : { huisletter: letter }),
      ...(bare === '' ? {} : { huisnummertoevoeging: bare }),
    };
  }
  const beside =
    letter === null ? '' : chance.pick([letter, ` ${letter}`, letter.toLowerCase(), `-${letter}`]);
  return { postcode, huisnummer: `${number}${joined(beside, behind)}` };
}
