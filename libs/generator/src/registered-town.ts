import { chanceOf } from './chance.js';
import { dayNumber } from './days.js';
import { residentOf, type Resident } from './people.js';

/** The municipality of the demo that holds a register of its own: Roermond. */
export const REGISTERED_MUNICIPALITY = 'GM0957';

export interface TownHouse {
  readonly postcode: string;
  readonly number: number;
  readonly addition: string | null;
}

/** Somebody in the register of the invented town. */
export interface TownResident {
  readonly id: string;
  readonly who: Resident;
  readonly partner: Resident | null;
  /** Where somebody lives, or lived before leaving or dying. */
  readonly house: TownHouse;
  readonly previous: TownHouse | null;
  readonly registration: 'resident' | 'left' | 'deceased';
}

export interface TownOptions {
  readonly seed: number;
  /** The day on which the signals are received, as YYYY-MM-DD. */
  readonly day: string;
  readonly residents: number;
}

/** What the draws are for, so that no other share their chance. */
const purpose = 0x70a1;

const HOUSES_A_STREET = 20;
/** So many households away lies the house from which somebody came: another's now, as houses do not stay empty. */
const MOVED_BY = 137;

/** A register of so many residents, the same for the same seed and day. */
export function townOf({ day, residents, seed }: TownOptions): readonly TownResident[] {
  const people: TownResident[] = [];
  for (let household = 0; people.length < residents; household += 1)
    people.push(...householdOf(seed, household, dayNumber(day)));
  return people.slice(0, residents);
}

function householdOf(seed: number, household: number, onDay: number): readonly TownResident[] {
  const chance = chanceOf(seed, purpose, household);
  const size = chance.weighted([
    [1, 40],
    [2, 35],
    [3, 18],
    [4, 7],
  ]);
  const previous = chance.happens(0.06) ? houseOf(household + MOVED_BY) : null;
  const married = size > 1 && chance.happens(0.6);
  const gone = chance.happens(0.05) ? chance.pick(['left', 'deceased'] as const) : null;
  const people = Array.from({ length: size }, (_, ordinal) => residentOf(seed, household, ordinal, onDay));
  return people.map((who, ordinal): TownResident => {
    const partner = married && ordinal < 2 ? people[1 - ordinal] : undefined;
    const isGone = gone !== null && ordinal === size - 1;
    return {
      // Letters between: nine digits could pass for a burgerservicenummer; another seed has other people.
      id: `s${seed}r${household}-${ordinal}`,
      who,
      partner: partner === undefined || partner.surname === who.surname ? null : partner,
      house: houseOf(household),
      previous: isGone ? null : previous,
      registration: isGone ? gone : 'resident',
    };
  });
}

/** Rows of houses, and every eighth street a flat of which all doors share postcode and number. */
export function houseOf(household: number): TownHouse {
  const street = Math.floor(household / HOUSES_A_STREET);
  const door = household % HOUSES_A_STREET;
  const letter = (which: number): string => 'ABCDEGHJKLMNPRSTVWXZ'.charAt(which % 20);
  const postcode = `${6040 + (street % 10)}${letter(street)}${letter(Math.floor(street / 20))}`;
  return street % 8 === 7
    ? { postcode, number: 10, addition: `${door + 1}` }
    : { postcode, number: 1 + 2 * door, addition: null };
}

const header =
  'id,voornamen,tussenvoegsel,achternaam,tussenvoegsel_partner,achternaam_partner,geboortedatum,postcode,huisnummer,' +
  'huisnummertoevoeging,vorige_postcode,vorig_huisnummer,vorige_huisnummertoevoeging,verblijf';
const words = { resident: 'ingezetene', left: 'vertrokken', deceased: 'overleden' } as const;

/** The register as a file that `eropaf register load` takes. */
export function townCsv(town: readonly TownResident[]): string {
  const lines = town.map(({ house, id, partner, previous, registration, who }) =>
    [
      id,
      who.firstNames,
      who.prefix ?? '',
      who.surname,
      partner?.prefix ?? '',
      partner?.surname ?? '',
      who.birthDay,
      ...cells(house),
      ...cells(previous),
      words[registration],
    ].join(','),
  );
  return `${[header, ...lines].join('\n')}\n`;
}

function cells(house: TownHouse | null): readonly (string | number)[] {
  return house === null ? ['', '', ''] : [house.postcode, house.number, house.addition ?? ''];
}
