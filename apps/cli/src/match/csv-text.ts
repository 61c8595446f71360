import { readFile, stat } from 'node:fs/promises';

import { CsvError, parse } from 'csv-parse/sync';

import { CommandRefused } from '../command.js';

/** A larger file would not fit into memory beside what is made of it. */
const BYTES_MAX = 512 * 1024 * 1024;
/** A line of megabytes keeps the parser busy for minutes, and is no line about a person. */
const LINE_CHARACTERS_MAX = 100_000;
/** What of a file is looked at to recognise its delimiter. */
const SAMPLE_CHARACTERS = 64 * 1024;
const delimiters = [',', ';', '\t', '|'] as const;

/** Quotes within a value stand for themselves; the number of columns is judged by us, with the line. */
const reading = {
  bom: true,
  trim: true,
  relax_quotes: true,
  relax_column_count: true,
  skip_empty_lines: true,
} as const;

/** A file as it was read. */
export interface CsvText {
  readonly text: string;
  readonly encoding: 'utf-8' | 'utf-16le' | 'windows-1252';
  readonly delimiter: string;
}

/** @param expected columns of which the header should hold some */
export async function readCsvText(file: string, expected: readonly string[]): Promise<CsvText> {
  const { size } = await stat(file);
  if (size > BYTES_MAX) throw new CommandRefused([`${file}: larger than ${BYTES_MAX} bytes`]);
  const bytes = await readFile(file);
  const encoding = encodingOf(bytes);
  const text = new TextDecoder(encoding).decode(bytes);
  if (text.trim() === '') throw new CommandRefused([`${file}: empty`]);
  if (isNoText(text)) throw new CommandRefused([`${file}: no text, but bytes of something else`]);
  const endless = new RegExp(`[^\\r\\n]{${LINE_CHARACTERS_MAX + 1}}`).exec(text);
  if (endless !== null) {
    const line = text.slice(0, endless.index).split(/\r\n|\r|\n/).length;
    throw new CommandRefused([`${file}: line ${line}: longer than ${LINE_CHARACTERS_MAX} characters`]);
  }
  return { text, encoding, delimiter: delimiterOf(text, expected) };
}

/** A pdf or a spreadsheet: a zero anywhere, or more than one sign in a hundred that no text has. */
function isNoText(text: string): boolean {
  const sample = text.slice(0, SAMPLE_CHARACTERS);
  const strange = sample.length - sample.replaceAll(noTextSigns, '').length;
  return text.includes('\0') || strange > sample.length / 100;
}

const noTextSigns = /[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\ufffd]/g;

/** Bytes that are no UTF-8 are taken for what Windows writes in Western Europe, which holds all of Latin-1. */
function encodingOf(bytes: Buffer): CsvText['encoding'] {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** The delimiter under which the header names most of the expected columns; between equals, the one that cuts most. */
function delimiterOf(text: string, expected: readonly string[]): string {
  const sample = text.slice(0, SAMPLE_CHARACTERS);
  const scored = delimiters.map((delimiter) => {
    const header = headerOf(sample, delimiter);
    return {
      delimiter,
      known: header.filter((name) => expected.includes(name)).length,
      columns: header.length,
    };
  });
  scored.sort((left, right) => right.known - left.known || right.columns - left.columns);
  return scored[0]?.delimiter ?? ',';
}

/** The header as this delimiter cuts it; nothing where quotes then stand where none may. */
function headerOf(sample: string, delimiter: string): readonly string[] {
  try {
    const [header] = parse(sample, { ...reading, delimiter, to: 1 });
    return header ?? [];
  } catch (error) {
    if (error instanceof CsvError) return [];
    throw error;
  }
}

/** Hands on each record behind the header, with the line on which it ends. Values are trimmed. */
export function eachRecord(
  { delimiter, text }: Pick<CsvText, 'text' | 'delimiter'>,
  onHeader: (names: readonly string[]) => void,
  onRecord: (values: readonly string[], line: number) => void,
): void {
  let isHeader = true;
  parse(text, {
    ...reading,
    delimiter,
    on_record: (values: string[], { lines }) => {
      if (isHeader) onHeader(values);
      else onRecord(values, lines);
      isHeader = false;
      // Nothing is kept by the parser: a file of 100,000 people is in memory once.
      return null;
    },
  });
}
