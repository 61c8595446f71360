import { chanceOf, type Chance } from '../chance.js';
import { populationNames, type Surname } from './names.js';

/** A house of the invented municipality. */
export interface House {
  readonly postcode: string;
  readonly number: number;
  readonly letter: string | null;
  readonly addition: string | null;
}

/** An invented person of the register. */
export interface Inhabitant {
  /** `p`, household and place in it: nothing that could be taken for a BSN. */
  readonly id: string;
  readonly firstNames: string;
  readonly female: boolean;
  readonly surname: Surname;
  readonly partner: Surname | null;
  /** YYYYMMDD. */
  readonly birthDate: string;
  /** Where somebody lives, or lived before leaving or dying. */
  readonly house: House;
  readonly previous: House | null;
  readonly registration: 'resident' | 'left' | 'deceased';
}

/** What draws are for, so that no two share their chance. */
const purpose = { household: 11, house: 12 } as const;

const HOUSEHOLDS_A_STREET = 20;
const LETTERS = 'ABCDEGHJKLMNPRSTVWXZ';
const YEAR_NOW = 2026;
const ADULT_FROM = YEAR_NOW - 18;

/**
 * One household by its number: the same for the same seed, whatever was made before it. So a population of any size is
 * read from its beginning, and any of its people again without the others.
 */
export function householdOf(seed: number, index: number): readonly Inhabitant[] {
  const chance = chanceOf(seed, purpose.household, index);
  const house = houseOf(seed, index);
  const previous = chance.happens(0.06) ? houseOf(seed, otherHousehold(index, chance)) : null;
  const members = membersOf(chance);
  const people: Inhabitant[] = members.map((member, place) => ({
    ...member,
    id: `p${index}-${place}`,
    house,
    previous,
    registration: 'resident',
  }));
  if (chance.happens(0.03)) {
    const [gone] = membersOf(chance);
    const registration = chance.happens(0.6) ? 'left' : 'deceased';
    if (gone !== undefined)
      people.push({ ...gone, id: `p${index}-gone`, house, previous: null, registration });
  }
  return people;
}

/** Nine of ten move within a few streets of each other by number; which, says nothing of who lived there. */
function otherHousehold(index: number, chance: Chance): number {
  const other = index + chance.between(-40_000, 40_000);
  return other < 0 || other === index ? index + 977 : other;
}

/** The house of a household: rows of houses, some with letters, and flats of ten or twenty doors to one number. */
export function houseOf(seed: number, index: number): House {
  const street = Math.floor(index / HOUSEHOLDS_A_STREET);
  const door = index % HOUSEHOLDS_A_STREET;
  const chance = chanceOf(seed, purpose.house, street);
  const letter = (which: number): string => LETTERS.charAt(which % LETTERS.length);
  const postcode = `${1000 + (Math.floor(street / 400) % 8_900)}${letter(street)}${letter(Math.floor(street / 20))}`;
  const first = chance.between(1, 90);
  const kind = chance.weighted([
    ['row', 76],
    ['letters', 10],
    ['flat', 12],
    ['tower', 2],
  ] as const);
  switch (kind) {
    case 'row':
      return { postcode, number: first + 2 * door, letter: null, addition: null };
    case 'letters':
      return { postcode, number: first + (door >> 1), letter: door % 2 === 0 ? null : 'A', addition: null };
    case 'flat':
      return { postcode, number: first + (door >= 10 ? 2 : 0), letter: null, addition: `${(door % 10) + 1}` };
    case 'tower':
      return { postcode, number: first, letter: null, addition: `${door + 1}` };
    default:
      return kind satisfies never;
  }
}

type Member = Pick<Inhabitant, 'firstNames' | 'female' | 'surname' | 'partner' | 'birthDate'>;

function membersOf(chance: Chance): readonly Member[] {
  const kind = chance.weighted([
    ['single', 40],
    ['couple', 28],
    ['family', 25],
    ['parent', 7],
  ] as const);
  const born = chance.between(kind === 'single' || kind === 'couple' ? 1930 : 1955, 2000);
  const head = adult(chance, born, chance.happens(kind === 'parent' ? 0.85 : 0.5));
  const hasPartner = kind === 'couple' || kind === 'family';
  if (!hasPartner && kind !== 'parent') return [head];
  const members: Member[] = [];
  if (hasPartner) {
    const other = adult(
      chance,
      born + chance.between(-7, 7),
      chance.happens(0.06) ? head.female : !head.female,
    );
    if (chance.happens(0.65)) {
      members.push({ ...head, partner: other.surname }, { ...other, partner: head.surname });
    } else members.push(head, other);
  } else members.push(head);
  if (kind === 'couple') return members;
  const father = members.find(({ female }) => !female) ?? head;
  return [...members, ...childrenOf(chance, born, father, members)];
}

function childrenOf(
  chance: Chance,
  born: number,
  father: Member,
  parents: readonly Member[],
): readonly Member[] {
  const children: Member[] = [];
  const count = chance.weighted([
    [1, 38],
    [2, 43],
    [3, 19],
  ]);
  const first = Math.min(born + chance.between(21, 34), YEAR_NOW - 1);
  for (let child = 0; child < count; child += 1) {
    const before = children.at(-1);
    const isTwin = before !== undefined && chance.happens(0.04);
    const female = chance.happens(0.5);
    const parent = parents.find((one) => one.female === female);
    // A son of his father's name; a daughter of her mother's is rarer.
    const isNamed = parent !== undefined && chance.happens(female ? 0.015 : 0.03);
    const year = Math.min(first + child * 2 + chance.between(0, 1), YEAR_NOW);
    children.push({
      firstNames: isNamed ? parent.firstNames : populationNames.firstNames(chance, female),
      female,
      surname: father.surname,
      partner: null,
      birthDate: isTwin ? before.birthDate : dateIn(year, chance),
    });
  }
  return children;
}

function adult(chance: Chance, year: number, female: boolean): Member {
  return {
    firstNames: populationNames.firstNames(chance, female),
    female,
    surname: populationNames.surname(chance),
    partner: null,
    birthDate: dateIn(Math.min(year, ADULT_FROM - 1), chance),
  };
}

function dateIn(year: number, chance: Chance): string {
  const month = chance.between(1, 12);
  const day = chance.between(1, new Date(Date.UTC(2001, month, 0)).getUTCDate());
  // Who does not know the day is registered as born on the first of January.
  return chance.happens(0.01)
    ? `${year}0101`
    : `${year}${`${month}`.padStart(2, '0')}${`${day}`.padStart(2, '0')}`;
}

/** Whether a person can have arrears of his own. */
export function isAdult({ birthDate }: Pick<Inhabitant, 'birthDate'>): boolean {
  return Number(birthDate.slice(0, 4)) < ADULT_FROM;
}

/** The people of a population one household after the other, until there are so many. */
export function* populationOf(
  seed: number,
  persons: number,
): Generator<{ readonly household: number; readonly people: readonly Inhabitant[] }> {
  let made = 0;
  for (let household = 0; made < persons; household += 1) {
    const people = householdOf(seed, household).slice(0, persons - made);
    made += people.length;
    yield { household, people };
  }
}
