import { CsvError } from 'csv-parse/sync';

import { noMatchFields, prepare, type MatchFields, type PreparedPerson } from '#domain';

import { CommandRefused } from '../command.js';
import { birthDateReader, dateOfParts } from './birth-date-text.js';
import { columnsOf, type ColumnMap } from './column-map.js';
import { eachRecord, readCsvText } from './csv-text.js';

/** The people of a file, and what was noticed about it. */
export interface PeopleFile {
  readonly file: string;
  /** As they came in, trimmed. */
  readonly ids: readonly string[];
  readonly people: readonly PreparedPerson[];
  /** What a user should know and does not stop the work. */
  readonly notes: readonly string[];
}

/** So many faults of one kind are named one by one. */
const FAULTS_NAMED_MAX = 100;
const NOTES_NAMED_MAX = 10;
const RECORDS_MAX = 2_000_000;
/** Nobody is called so; comparing two such values letter by letter would not end. */
const VALUE_CHARACTERS_MAX = 1_000;
const HEADER_NAMES_SHOWN = 20;
const SHOWN_CHARACTERS_MAX = 40;

/** Reads a file of people. @throws CommandRefused with every fault and its line */
export async function readPeopleFile(file: string, map: ColumnMap): Promise<PeopleFile> {
  const csv = await readCsvText(file, columnsOf(map));
  const reading = new PeopleReading(file, map);
  try {
    eachRecord(
      csv,
      (names) => reading.header(names),
      (values, line) => reading.record(values, line),
    );
  } catch (error) {
    if (error instanceof CsvError) throw new CommandRefused([`${file}: ${csvFault(error)}`]);
    throw error;
  }
  return reading.done();
}

/** A quote that nobody closes swallows the rest of the file; the parser knows only where that ends. */
function csvFault(error: CsvError): string {
  return error.code === 'CSV_QUOTE_NOT_CLOSED'
    ? `a quote that opens behind line ${Number(error.records)} is never closed`
    : error.message;
}

/** What the map and the comparison call by one name. */
const sameNames = [
  'initials',
  'prefix',
  'surname',
  'birthName',
  'partnerName',
  'postcode',
  'houseNumber',
  'addition',
  'street',
  'place',
] as const satisfies readonly (keyof ColumnMap & keyof MatchFields)[];

class PeopleReading {
  private readonly places = new Map<string, number>();
  private columnCount = 0;
  private readonly lineOfId = new Map<string, number>();
  private readonly people: PreparedPerson[] = [];
  private readonly faults: string[] = [];
  private readonly notes: string[] = [];
  private readonly unreadDates: string[] = [];
  private readonly readDate;

  constructor(
    private readonly file: string,
    private readonly map: ColumnMap,
  ) {
    const { birthDate } = map;
    this.readDate = birthDateReader(
      birthDate !== undefined && 'format' in birthDate ? birthDate.format : null,
    );
  }

  header(names: readonly string[]): void {
    this.columnCount = names.length;
    names.forEach((name, place) => {
      if (this.places.has(name) && columnsOf(this.map).includes(name)) {
        this.faults.push(`${this.file}: line 1: column ${name} stands there twice`);
      }
      this.places.set(name, place);
    });
    const absent = columnsOf(this.map).filter((name) => !this.places.has(name));
    if (absent.includes(this.map.id)) {
      throw new CommandRefused([
        `${this.file}: line 1: no column ${this.map.id} (the id); there are: ${shownNames(names)}`,
      ]);
    }
    if (absent.length === columnsOf(this.map).length - 1) {
      throw new CommandRefused([
        `${this.file}: line 1: none of the columns of the map; there are: ${shownNames(names)}`,
      ]);
    }
    if (absent.length > 0)
      this.notes.push(`${this.file}: not compared, for there is no such column: ${absent.join(', ')}`);
  }

  record(values: readonly string[], line: number): void {
    if (values.length < this.columnCount || values.slice(this.columnCount).some((value) => value !== '')) {
      this.faults.push(
        `${this.file}: line ${line}: ${values.length} columns where the header has ${this.columnCount}`,
      );
      return;
    }
    if (values.some((value) => value.length > VALUE_CHARACTERS_MAX)) {
      this.faults.push(`${this.file}: line ${line}: a value longer than ${VALUE_CHARACTERS_MAX} characters`);
      return;
    }
    const id = this.value(values, this.map.id);
    if (id === null) {
      this.faults.push(`${this.file}: line ${line}: no id`);
      return;
    }
    const before = this.lineOfId.get(id);
    if (before !== undefined) {
      this.faults.push(`${this.file}: line ${line}: id ${shown(id)} stands on line ${before} already`);
      return;
    }
    if (this.people.length >= RECORDS_MAX)
      throw new CommandRefused([`${this.file}: more than ${RECORDS_MAX} records`]);
    this.lineOfId.set(id, line);
    this.people.push(prepare(this.fieldsOf(values, line)));
  }

  done(): PeopleFile {
    if (this.faults.length > 0) throw new CommandRefused(firstOf(this.faults, FAULTS_NAMED_MAX));
    if (this.people.length === 0) throw new CommandRefused([`${this.file}: no record behind the header`]);
    return {
      file: this.file,
      ids: [...this.lineOfId.keys()],
      people: this.people,
      notes: [...this.notes, ...firstOf(this.unreadDates, NOTES_NAMED_MAX)],
    };
  }

  private fieldsOf(values: readonly string[], line: number): MatchFields {
    const fields: Partial<Record<keyof MatchFields, string | null>> = {};
    for (const field of sameNames) fields[field] = this.value(values, this.map[field]);
    fields.firstNames = this.value(values, this.map.firstName);
    return { ...noMatchFields, ...fields, birthDate: this.birthDate(values, line) };
  }

  private birthDate(values: readonly string[], line: number): MatchFields['birthDate'] {
    const columns = this.map.birthDate;
    if (columns === undefined) return null;
    const read =
      'year' in columns
        ? dateOfParts(
            this.value(values, columns.year) ?? undefined,
            this.value(values, columns.month) ?? undefined,
            this.value(values, columns.day) ?? undefined,
          )
        : this.readDate(this.value(values, columns.column) ?? '');
    if (typeof read === 'string') {
      this.unreadDates.push(`${this.file}: line ${line}: no date as the map says; compared by its digits`);
    }
    return read;
  }

  private value(values: readonly string[], column: string | undefined): string | null {
    const place = column === undefined ? undefined : this.places.get(column);
    const value = place === undefined ? '' : (values[place] ?? '').trim();
    return value === '' ? null : value;
  }
}

function firstOf(lines: readonly string[], max: number): readonly string[] {
  if (lines.length <= max) return lines;
  return [...lines.slice(0, max), `… and ${lines.length - max} more such lines`];
}

function shownNames(names: readonly string[]): string {
  const more = names.length - HEADER_NAMES_SHOWN;
  const first = names.slice(0, HEADER_NAMES_SHOWN).map(shown).join(', ');
  return more > 0 ? `${first} and ${more} more` : first;
}

/** What stands in a file, as a terminal may show it: short, and without signs that it would obey. */
function shown(text: string): string {
  const plain = text.replaceAll(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '?');
  return plain.length > SHOWN_CHARACTERS_MAX ? `${plain.slice(0, SHOWN_CHARACTERS_MAX)}…` : plain;
}
