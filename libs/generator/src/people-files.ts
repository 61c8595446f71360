import { chanceOf, letters, type Chance } from './chance.js';
import {
  inventPeople,
  nameStock,
  personColumns,
  type NameStock,
  type NameStyle,
  type PersonRow,
} from './invented-households.js';

/** A record of a file, with the person whom it is about, which only the judge of the matching may see. */
export interface FiledPerson {
  readonly id: string;
  readonly person: number;
  readonly row: PersonRow;
}

/** What a file for the matching commands is like. */
export interface PeopleFileOptions {
  readonly seed: number;
  readonly style: NameStyle;
  /** Records in the file, or in each of two. */
  readonly records: number;
  /** With families: parents, children, twins, sons named after their father. Else unrelated people. */
  readonly families: boolean;
  /** Faults in one copied record, on average. */
  readonly faultsPerCopy: number;
  /** Records of one person besides the first: each number is as likely as its weight says. */
  readonly copies: readonly (readonly [count: number, weight: number])[];
}

/** A file in which people stand several times, each time with other faults. */
export function peopleWithDuplicates(options: PeopleFileOptions): readonly FiledPerson[] {
  const chance = chanceOf(options.seed, 1);
  const names = nameStock(options.style, options.records, chance);
  const people = inventPeople(options.records, options.families, names, chance);
  const records: FiledPerson[] = [];
  for (let person = 0; records.length < options.records; person += 1) {
    const row = withGaps(people[person] as PersonRow, chance);
    records.push({ id: `p-${person}-first`, person, row });
    const copies = chance.weighted(options.copies);
    for (let copy = 0; copy < copies; copy += 1) {
      records.push({
        id: `p-${person}-copy-${copy}`,
        person,
        row: copied(row, options.faultsPerCopy, names, chance),
      });
    }
  }
  return shuffled(records.slice(0, options.records), chance);
}

/** Two files in which nobody stands twice; of this part of the people both files know. */
export function peopleInTwoFiles(
  options: Omit<PeopleFileOptions, 'copies'>,
  inBoth: number,
): { readonly left: readonly FiledPerson[]; readonly right: readonly FiledPerson[] } {
  const chance = chanceOf(options.seed, 2);
  const names = nameStock(options.style, options.records, chance);
  const people = inventPeople(Math.ceil(options.records * (2 - inBoth)), options.families, names, chance);
  const left: FiledPerson[] = [];
  const right: FiledPerson[] = [];
  people.forEach((invented, person) => {
    const row = withGaps(invented, chance);
    const knows = chance.weighted([
      ['both', inBoth],
      ['left', 1 - inBoth],
      ['right', 1 - inBoth],
    ] as const);
    if (knows !== 'right' && left.length < options.records) left.push({ id: `l-${person}`, person, row });
    if (knows !== 'left' && right.length < options.records) {
      right.push({ id: `r-${person}`, person, row: copied(row, options.faultsPerCopy, names, chance) });
    }
  });
  return { left: shuffled(left, chance), right: shuffled(right, chance) };
}

/** As a file of comma-separated values, with a header; the id says nothing of the person. */
export function csvOfPeople(records: readonly FiledPerson[]): string {
  const lines = records.map(({ id, row }) => [id, ...personColumns.map((column) => row[column])].join(','));
  return [['id', ...personColumns].join(','), ...lines, ''].join('\n');
}

const GAP = 0.04;

function withGaps(row: PersonRow, chance: Chance): PersonRow {
  const gaps = Object.fromEntries(
    personColumns.filter(() => chance.happens(GAP)).map((column) => [column, '']),
  );
  return { ...row, ...gaps };
}

function copied(row: PersonRow, faults: number, names: NameStock, chance: Chance): PersonRow {
  let copy = row;
  const count = Math.max(1, Math.round(faults * (0.3 + 1.4 * chance.fraction())));
  for (let fault = 0; fault < count; fault += 1) copy = withFault(copy, names, chance);
  return copy;
}

/** Where faults fall: dates are typed with more care than streets. */
const columnsAtRisk: readonly (readonly [keyof PersonRow, number])[] = [
  ['firstName', 20],
  ['surname', 20],
  ['birthDate', 6],
  ['houseNumber', 12],
  ['street', 18],
  ['place', 14],
  ['postcode', 10],
];

/** One fault in one record: what typists, scanners and forms do to it. */
function withFault(row: PersonRow, names: NameStock, chance: Chance): PersonRow {
  const column = chance.weighted(columnsAtRisk);
  const value = row[column];
  switch (
    chance.weighted([
      ['typo', 64],
      ['sound', 8],
      ['gap', 8],
      ['other', 11],
      ['exchanged', 7],
      ['space', 2],
    ] as const)
  ) {
    case 'typo':
      // A wrong date is mostly another date, not another digit.
      if (column === 'birthDate' && chance.happens(0.7))
        return { ...row, birthDate: otherValue(column, row, names, chance) };
      return { ...row, [column]: typo(value, chance) };
    case 'sound':
      return { ...row, [column]: asHeard(value, chance) };
    case 'gap':
      return { ...row, [column]: '' };
    case 'other':
      return { ...row, [column]: otherValue(column, row, names, chance) };
    case 'exchanged':
      return chance.happens(0.7)
        ? { ...row, firstName: row.surname, surname: row.firstName }
        : { ...row, street: row.houseNumber, houseNumber: row.street };
    case 'space':
      return { ...row, [column]: cut(value, chance, ' ') };
  }
}

function otherValue(column: keyof PersonRow, row: PersonRow, names: NameStock, chance: Chance): string {
  switch (column) {
    case 'birthDate':
      return `${chance.between(1920, 2005)}${`${chance.between(101, 1228)}`.padStart(4, '0')}`;
    case 'houseNumber':
      return `${chance.between(1, 200)}`;
    case 'firstName':
    case 'surname':
    case 'street':
    case 'place':
      return names[column](chance);
    case 'postcode':
      return row.postcode.split('').reverse().join('');
  }
}

/** Insert, leave out, replace, or exchange two neighbours. */
function typo(value: string, chance: Chance): string {
  if (value.length < 2) return value;
  const place = chance.between(0, value.length - 2);
  const sign = /^\d+$/.test(value) ? `${chance.between(0, 9)}` : letters(chance, 1);
  const [before, at, next, behind] = [
    value.slice(0, place),
    value[place],
    value[place + 1],
    value.slice(place + 2),
  ];
  return chance.pick([
    `${before}${sign}${at}${next}${behind}`,
    `${before}${next}${behind}`,
    `${before}${sign}${next}${behind}`,
    `${before}${next}${at}${behind}`,
  ]);
}

const heard: readonly (readonly [string, string])[] = [
  ['ij', 'y'],
  ['ei', 'ij'],
  ['ou', 'au'],
  ['ck', 'k'],
  ['ks', 'x'],
  ['ss', 's'],
  ['ph', 'f'],
  ['ee', 'ea'],
  ['th', 't'],
  ['0', 'o'],
  ['1', 'l'],
  ['m', 'rn'],
  ['z', 's'],
  ['v', 'f'],
];

/** As somebody spells who heard it, or a scanner that read it. */
function asHeard(value: string, chance: Chance): string {
  const fitting = heard.filter(([from]) => value.includes(from));
  if (fitting.length === 0) return typo(value, chance);
  const [from, to] = chance.pick(fitting);
  return value.replace(from, to);
}

function cut(value: string, chance: Chance, sign: string): string {
  const place = chance.between(1, Math.max(1, value.length - 1));
  return value.slice(0, place) + sign + value.slice(place);
}

function shuffled<T>(items: readonly T[], chance: Chance): readonly T[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = chance.between(0, last);
    [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
  }
  return mixed;
}
