import { holdsBsn } from '#contracts';
import { parseDay, parseHouseNumber, parsePostcode, type Day } from '#domain';
import { CsvError } from 'csv-parse/sync';

import { CommandRefused } from '../command.js';
import { eachRecord, readCsvText, type CsvText } from '../match/csv-text.js';

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
  const { header, records } = recordsOf(await readCsvText(file, columns));
  const names = header.map((name) => name.toLowerCase());
  const faults = headerFaults(names);
  if (faults.length > 0) throw new CommandRefused(faults);
  if (records.length > entriesMax) throw new CommandRefused([`more than ${entriesMax} lines`]);
  const persons = records.map(({ line, values }) => {
    if (values.length !== names.length) {
      faults.push(`line ${line}: ${values.length} columns where the header has ${names.length}`);
      return null;
    }
    const row = Object.fromEntries(names.map((name, place) => [name, values[place] ?? '']));
    return personOf(row, (fault) => faults.push(`line ${line}: ${fault}`));
  });
  if (faults.length > 0) throw new CommandRefused(faults.slice(0, faultsShown));
  return persons.filter((person) => person !== null);
}

interface ListRecord {
  readonly values: readonly string[];
  readonly line: number;
}

/** The parser's own words would show a piece of the line, and with it a name: only its code is handed on. */
function recordsOf(csv: CsvText): {
  readonly header: readonly string[];
  readonly records: readonly ListRecord[];
} {
  let header: readonly string[] = [];
  const records: ListRecord[] = [];
  try {
    eachRecord(
      csv,
      (names) => {
        header = names;
      },
      (values, line) => records.push({ values, line }),
    );
  } catch (error) {
    if (error instanceof CsvError) throw new CommandRefused([`the file is no CSV: ${error.code}`]);
    throw error;
  }
  return { header, records };
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
