import { chanceOf, type Chance } from '../chance.js';
import { householdOf, houseOf, isAdult, type House, type Inhabitant } from './households.js';
import { misspelt, type WrittenParts } from './misspell.js';
import { signalMix, type SignalMix } from './mix.js';
import { type Surname } from './names.js';

/** What a creditor says of somebody of a population. */
export interface PopulationSignal {
  readonly number: number;
  readonly firstNames: string | null;
  readonly initials: string | null;
  readonly prefix: string;
  readonly surname: string;
  /** YYYYMMDD. */
  readonly birthDate: string | null;
  readonly house: House;
  /** Who it is about; null: nobody of the register. Only the judge of the matching may see what follows. */
  readonly truth: Inhabitant | null;
  readonly kind: 'ordinary' | 'shares-surname' | 'twin-or-same-initials' | 'stranger';
  /** How the creditor would have written it without a slip: what can be told from it at all. */
  readonly meant: WrittenParts;
}

const purpose = 13;
const TRIES_MAX = 20_000;

/**
 * One signal by its number, the same for the same seed. The parts of the mix are drawn apart from each other: a signal
 * may have a married name, no birth date and two misspellings at once.
 *
 * @param households so many households does the population have
 */
export function signalOf(
  seed: number,
  number: number,
  households: number,
  mix: SignalMix = signalMix,
): PopulationSignal {
  const chance = chanceOf(seed, purpose, number);
  const drawn = chance.fraction();
  const about =
    drawn < mix.notInRegister
      ? stranger(seed, households, chance, mix)
      : inhabitant(seed, households, chance, mix, drawn - mix.notInRegister);
  const name = meantName(about.person, about.married, chance, mix);
  const slips = chance.weighted([
    [0, 1 - mix.oneMisspelling - mix.twoMisspellings],
    [1, mix.oneMisspelling],
    [2, mix.twoMisspellings],
  ]);
  let written: WrittenParts = name;
  for (let slip = 0; slip < slips; slip += 1) written = misspelt(written, chance);
  return {
    number,
    firstNames: written.firstNames,
    initials: name.firstNames === null ? initialsOf(about.person.firstNames, chance) : null,
    prefix: written.prefix,
    surname: written.surname,
    birthDate: chance.happens(mix.withoutBirthDate) ? null : about.person.birthDate,
    house: chance.happens(mix.wrongAddition) ? withWrongAddition(about.house, chance) : about.house,
    truth: about.truth,
    kind: about.kind,
    meant: name,
  };
}

interface About {
  readonly person: Inhabitant;
  readonly truth: Inhabitant | null;
  readonly house: House;
  readonly married: boolean;
  readonly kind: PopulationSignal['kind'];
}

/** Somebody who is not in the register: at a house of somebody who is, or at none that it knows. */
function stranger(seed: number, households: number, chance: Chance, mix: SignalMix): About {
  const [person] = householdOf(seed + 7_919, chance.between(0, households - 1));
  if (person === undefined) throw new RangeError('a household has members');
  const knowsHouse = chance.happens(mix.strangerAtRegisteredAddress);
  const household = chance.between(0, households - 1);
  const house = knowsHouse ? houseOf(seed, household) : houseOf(seed, households + 100_000 + household);
  const [member] = householdOf(seed, household);
  const isRelated = knowsHouse && member !== undefined && chance.happens(mix.strangerWithNameOfHousehold);
  return {
    person: isRelated ? { ...person, surname: member.surname, partner: null } : person,
    truth: null,
    house,
    married: false,
    kind: 'stranger',
  };
}

function inhabitant(seed: number, households: number, chance: Chance, mix: SignalMix, drawn: number): About {
  const kind =
    drawn < mix.twinOrSameInitials
      ? 'twin-or-same-initials'
      : drawn < mix.sharesSurnameAndAddress
        ? 'shares-surname'
        : 'ordinary';
  const known = 1 - mix.notInRegister;
  const married = kind === 'ordinary' && chance.happens(mix.marriedName / known);
  const moved = kind === 'ordinary' && chance.happens(mix.moved / known);
  const isKnownMove = moved && !chance.happens(mix.movedLongAgo);
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const people = householdOf(seed, chance.between(0, households - 1));
    const fitting = people.filter(
      (one) =>
        isAdult(one) &&
        kindOf(one, people) === kind &&
        (!married || one.partner !== null) &&
        (!isKnownMove || one.previous !== null),
    );
    if (fitting.length === 0) continue;
    const person = chance.pick(fitting);
    const old = isKnownMove
      ? person.previous
      : moved
        ? houseOf(seed, chance.between(0, households - 1))
        : null;
    return { person, truth: person, house: old ?? person.house, married, kind };
  }
  throw new RangeError('the population is too small for the mix');
}

/** Who shares a surname with another at the address, and who of them also the initials or the date. */
function kindOf(person: Inhabitant, household: readonly Inhabitant[]): PopulationSignal['kind'] {
  const others = household.filter((one) => one !== person && one.surname.main === person.surname.main);
  if (others.length === 0) return 'ordinary';
  const isClose = others.some(
    (one) => one.birthDate === person.birthDate || one.firstNames[0] === person.firstNames[0],
  );
  return isClose ? 'twin-or-same-initials' : 'shares-surname';
}

function meantName(person: Inhabitant, married: boolean, chance: Chance, mix: SignalMix): WrittenParts {
  const { partner, surname } = person;
  const written =
    married && partner !== null
      ? chance.weighted([
          [partner, 4],
          [doubled(partner, surname), 4],
          [doubled(surname, partner), 2],
        ])
      : surname;
  const first = person.firstNames.split(' ');
  const firstNames = chance.happens(mix.initialsOnly)
    ? null
    : first.slice(0, chance.between(1, first.length)).join(' ');
  return { firstNames, prefix: written.prefix, surname: written.main };
}

function doubled(one: Surname, other: Surname): Surname {
  const behind = other.prefix === '' ? other.main : `${other.prefix} ${other.main}`;
  return { prefix: one.prefix, main: `${one.main}-${behind}` };
}

/** All initials, or the first alone. */
function initialsOf(firstNames: string, chance: Chance): string {
  const all = firstNames.split(' ').map((name) => `${name.charAt(0)}.`);
  return (chance.happens(0.6) ? all : all.slice(0, 1)).join('');
}

/** Letter and addition left out, or another; one where there is none. */
function withWrongAddition(house: House, chance: Chance): House {
  const has = house.letter !== null || house.addition !== null;
  if (has && chance.happens(0.6)) return { ...house, letter: null, addition: null };
  return chance.happens(0.5)
    ? { ...house, letter: chance.pick(['A', 'B', 'C']), addition: null }
    : { ...house, letter: null, addition: `${chance.between(1, 9)}` };
}

const columns =
  'number,first_names,initials,prefix,surname,birth_date,postcode,house_number,letter,addition,truth,kind';
const LINES_A_CHUNK = 2_000;

/** Signals as a file with the truth, in chunks of whole lines. */
export function* signalsCsv(seed: number, count: number, households: number): Generator<string> {
  let lines = [columns];
  for (let number = 0; number < count; number += 1) {
    const { birthDate, firstNames, house, initials, kind, prefix, surname, truth } = signalOf(
      seed,
      number,
      households,
    );
    const cells = [number, firstNames, initials, prefix, surname, birthDate, house.postcode, house.number];
    lines.push([...cells, house.letter, house.addition, truth?.id, kind].map((cell) => cell ?? '').join(','));
    if (lines.length < LINES_A_CHUNK) continue;
    yield `${lines.join('\n')}\n`;
    lines = [];
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`;
}
