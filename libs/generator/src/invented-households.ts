import type { Chance } from './chance.js';

/** A person with an address, as the columns of a file have it. */
export interface PersonRow {
  readonly firstName: string;
  readonly surname: string;
  /** yyyymmdd. */
  readonly birthDate: string;
  readonly houseNumber: string;
  readonly street: string;
  readonly place: string;
  readonly postcode: string;
}

export const personColumns = [
  'firstName',
  'surname',
  'birthDate',
  'houseNumber',
  'street',
  'place',
  'postcode',
] as const satisfies readonly (keyof PersonRow)[];

/** What names a file is about; places and postcodes go with them. */
export type NameStyle = 'dutch' | 'english';

const openings: Readonly<Record<NameStyle, string>> = {
  dutch: 'b br d dr f g gr h j k kl kn l m n p r s sch sl st t v w z',
  english: 'b bl br c ch d f g gr h j k l m n p r s sh st t th tr w wh',
};
const middles: Readonly<Record<NameStyle, string>> = {
  dutch: 'a aa e ee i ie ij o oe oo ou u ui eu ei',
  english: 'a ai e ea ee i ie o oa oo ou u y ay ey',
};
const endings: Readonly<Record<NameStyle, string>> = {
  dutch: 'k l m n p r s t ng rs ns kt ls nd rd',
  english: 'ck l ll m n nd ng p r rd s sh t th x',
};
const tails: Readonly<Record<NameStyle, string>> = {
  dutch: 'en er stra sma man huis veld dijk inga ink a',
  english: 'er ton son ley field ford man wood well s',
};
const streetTails: Readonly<Record<NameStyle, readonly string[]>> = {
  dutch: ['straat', 'weg', 'laan', 'plein', 'hof', 'singel'],
  english: [' street', ' road', ' place', ' court', ' crescent', ' circuit'],
};

/** Names of one file: each as frequent as its place in the list says (Zipf), so that few are common and most rare. */
export interface NameStock {
  firstName(chance: Chance): string;
  surname(chance: Chance): string;
  street(chance: Chance): string;
  place(chance: Chance): string;
  postcode(chance: Chance): string;
}

export function nameStock(style: NameStyle, records: number, chance: Chance): NameStock {
  const firstNames = stock(chance, 700, () => forge(style, chance, 1, 2));
  const surnames = stock(
    chance,
    Math.max(500, records / 3),
    () => forge(style, chance, 1, 2) + pick(tails[style], chance),
  );
  const streets = stock(
    chance,
    Math.max(300, records / 4),
    () => forge(style, chance, 1, 2) + chance.pick(streetTails[style]),
  );
  const places = stock(chance, Math.max(40, records / 12), () => forge(style, chance, 2, 2));
  const letter = (): string => 'ABCDEGHJKLMNPRSTVWXZ'.charAt(chance.between(0, 19));
  const postcodes = stock(chance, Math.max(200, records / 5), () =>
    style === 'dutch'
      ? `${chance.between(1000, 9999)}${letter()}${letter()}`
      : `${chance.between(2000, 7999)}`,
  );
  return {
    firstName: zipf(firstNames, 0.8),
    surname: zipf(surnames, 0.75),
    street: zipf(streets, 0.4),
    place: zipf(places, 0.5),
    postcode: zipf(postcodes, 0.3),
  };
}

/** People of whom nobody is anybody else: households, or unrelated people only. */
export function inventPeople(
  count: number,
  households: boolean,
  names: NameStock,
  chance: Chance,
): readonly PersonRow[] {
  const people: PersonRow[] = [];
  while (people.length < count) people.push(...household(households, names, chance));
  return people.slice(0, count);
}

/** Who shares an address: partners, children, twins, and a son with his father's name. */
function household(isFamily: boolean, names: NameStock, chance: Chance): readonly PersonRow[] {
  const address = {
    houseNumber: `${chance.weighted([
      [chance.between(1, 30), 6],
      [chance.between(1, 150), 3],
      [chance.between(1, 700), 1],
    ])}`,
    street: names.street(chance),
    place: names.place(chance),
    postcode: names.postcode(chance),
  };
  const born = chance.between(1925, 1996);
  const head = {
    ...address,
    firstName: names.firstName(chance),
    surname: names.surname(chance),
    birthDate: birthDate(born, chance),
  };
  const people: PersonRow[] = [head];
  if (!isFamily) return people;
  if (chance.happens(0.55)) {
    const surname = chance.happens(0.5) ? head.surname : names.surname(chance);
    people.push({
      ...address,
      firstName: names.firstName(chance),
      surname,
      birthDate: birthDate(born + chance.between(-6, 6), chance),
    });
  }
  const children = chance.weighted([
    [0, 55],
    [1, 18],
    [2, 18],
    [3, 9],
  ]);
  for (let child = 0; child < children; child += 1) {
    const before = people.at(-1);
    const isTwin = child > 0 && chance.happens(0.04);
    const firstName = nameOfChild(people, head.firstName, names, chance);
    people.push({
      ...address,
      firstName,
      surname: head.surname,
      birthDate:
        isTwin && before !== undefined ? before.birthDate : birthDate(born + chance.between(20, 38), chance),
    });
  }
  return people;
}

/** Now and then the father's name, for one child; no two children of a house have one name. */
function nameOfChild(
  people: readonly PersonRow[],
  fathers: string,
  names: NameStock,
  chance: Chance,
): string {
  const taken = people.slice(1).map(({ firstName }) => firstName);
  if (chance.happens(0.04) && !taken.includes(fathers)) return fathers;
  let firstName = names.firstName(chance);
  while (taken.includes(firstName) || firstName === fathers) firstName = names.firstName(chance);
  return firstName;
}

function birthDate(year: number, chance: Chance): string {
  const month = `${chance.between(1, 12)}`.padStart(2, '0');
  return `${year}${month}${`${chance.between(1, 28)}`.padStart(2, '0')}`;
}

function forge(style: NameStyle, chance: Chance, from: number, to: number): string {
  const count = chance.between(from, to);
  let name = '';
  for (let syllable = 0; syllable < count; syllable += 1) {
    name += pick(openings[style], chance) + pick(middles[style], chance);
  }
  return name + pick(endings[style], chance);
}

function pick(words: string, chance: Chance): string {
  return chance.pick(words.split(' '));
}

function stock(_: Chance, count: number, forged: () => string): readonly string[] {
  const names = new Set<string>();
  for (let tries = 0; names.size < count && tries < count * 20; tries += 1) names.add(forged());
  return [...names];
}

/** The n-th of a list is as frequent as 1 / n to the power of the exponent. */
function zipf(names: readonly string[], exponent: number): (chance: Chance) => string {
  const sums: number[] = [];
  let sum = 0;
  names.forEach((_, index) => {
    sum += 1 / (index + 1) ** exponent;
    sums.push(sum);
  });
  return (chance) => {
    const drawn = chance.fraction() * sum;
    let from = 0;
    let to = sums.length - 1;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((sums[middle] ?? sum) < drawn) from = middle + 1;
      else to = middle;
    }
    return names[from] ?? '';
  };
}
