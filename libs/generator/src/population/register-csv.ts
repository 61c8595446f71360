import { populationOf, type House, type Inhabitant } from './households.js';

const header =
  'id,voornamen,tussenvoegsel,achternaam,tussenvoegsel_partner,achternaam_partner,geboortedatum,postcode,huisnummer,' +
  'huisletter,huisnummertoevoeging,vorige_postcode,vorig_huisnummer,vorige_huisletter,vorige_huisnummertoevoeging,verblijf';
const words = { resident: 'ingezetene', left: 'vertrokken', deceased: 'overleden' } as const;
const LINES_A_CHUNK = 2_000;

/** A population as a file that `eropaf register load` takes, in chunks of whole lines. */
export function* registerCsv(seed: number, persons: number): Generator<string> {
  let lines = [header];
  for (const { people } of populationOf(seed, persons)) {
    for (const person of people) lines.push(lineOf(person));
    if (lines.length < LINES_A_CHUNK) continue;
    yield `${lines.join('\n')}\n`;
    lines = [];
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`;
}

function lineOf(person: Inhabitant): string {
  const { birthDate, firstNames, house, id, partner, previous, registration, surname } = person;
  return [
    id,
    firstNames,
    surname.prefix,
    surname.main,
    partner?.prefix ?? '',
    partner?.main ?? '',
    birthDate,
    ...cells(house),
    ...cells(previous),
    words[registration],
  ].join(',');
}

function cells(house: House | null): readonly (string | number)[] {
  return house === null
    ? ['', '', '', '']
    : [house.postcode, house.number, house.letter ?? '', house.addition ?? ''];
}
