import { holdsBsn } from '#contracts';
import { parseDay, parseHouseNumber, parsePostcode, type Day } from '#domain';
import { parse } from 'csv-parse/sync';

import { CommandRefused } from '../command.js';
import { readCsvText } from '../match/csv-text.js';

/** The only columns that a list may have: what is needed to know that somebody is meant (Wgs 8b). */
const columns = [
  'voorletters',
  'tussenvoegsel',
  'achternaam',
  'geboortedatum',
  'postcode',
  'huisnummer',
  'huisletter',
  'huisnummertoevoeging',
] as const;
const required = ['achternaam', 'postcode', 'huisnummer'] as const;
const entriesMax = 100_000;
const faultsShown = 50;

/** One person who is helped. */
export interface ListedPerson {
  readonly initials: string | null;
  readonly prefix: string | null;
  readonly surname: string;
  readonly birthDate: Day | null;
  readonly postcode: string;
  readonly houseNumber: number;
  readonly houseLetter: string | null;
  readonly houseAddition: string | null;
}

/**
 * Reads a list of a helper.
 *
 * @throws CommandRefused with every fault by line, never with a value
 */
export async function readKnownHelpFile(file: string): Promise<readonly ListedPerson[]> {
  const { text, delimiter } = await readCsvText(file, columns);
  const faults: string[] = [];
  const rows: Record<string, string>[] = parse(text, {
    bom: true,
    delimiter,
    trim: true,
    skip_empty_lines: true,
    columns: (header: string[]) => {
      const names = header.map((name) => name.trim().toLowerCase());
      faults.push(...headerFaults(names));
      return names;
    },
  });
  if (faults.length > 0) throw new CommandRefused(faults);
  if (rows.length > entriesMax) throw new CommandRefused([`more than ${entriesMax} lines`]);
  const persons = rows.map((row, index) =>
    personOf(row, (fault) => faults.push(`line ${index + 2}: ${fault}`)),
  );
  if (faults.length > 0) throw new CommandRefused(faults.slice(0, faultsShown));
  return persons.filter((person) => person !== null);
}

function headerFaults(names: readonly string[]): string[] {
  const known: readonly string[] = columns;
  return [
    ...names
      .filter((name) => !known.includes(name))
      .map((name) => `column ${name} does not belong in a list`),
    ...names
      .filter((name, index) => names.indexOf(name) < index)
      .map((name) => `column ${name} stands twice`),
    ...required.filter((name) => !names.includes(name)).map((name) => `column ${name} is missing`),
  ];
}

function personOf(row: Record<string, string>, fault: (text: string) => unknown): ListedPerson | null {
  const given = (name: (typeof columns)[number]): string | null => row[name] || null;
  const surname = given('achternaam');
  const postcode = parsePostcode(row['postcode'] ?? '');
  const house = parseHouseNumber({
    number: row['huisnummer'] ?? '',
    letter: given('huisletter'),
    addition: given('huisnummertoevoeging'),
  });
  const written = given('geboortedatum');
  const birthDate = written === null ? null : parseDay(written);
  const names = [surname, given('voorletters'), given('tussenvoegsel'), given('huisnummertoevoeging')];
  if (surname === null) fault('achternaam is empty');
  if (!postcode.ok) fault('postcode is none');
  if (!house.ok) fault('huisnummer is none');
  if (written !== null && birthDate === null) fault('geboortedatum is no day as YYYY-MM-DD');
  if (names.some((text) => text !== null && (text.length > 200 || holdsBsn(text))))
    fault('a name or an addition is too long, or may hold a BSN');
  if (surname === null || !postcode.ok || !house.ok) return null;
  return {
    initials: given('voorletters'),
    prefix: given('tussenvoegsel'),
    surname,
    birthDate,
    postcode: postcode.value,
    houseNumber: house.value.number,
    houseLetter: house.value.letter,
    houseAddition: house.value.addition,
  };
}
