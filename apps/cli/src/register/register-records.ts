import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';

import { CsvError, parse } from 'csv-parse';

import { CommandRefused } from '../command.js';

/** A record with the line on which it ends. Values are trimmed. */
export interface CsvRecord {
  readonly values: readonly string[];
  readonly line: number;
}

const SAMPLE_BYTES = 4_096;
const RECORD_CHARACTERS_MAX = 10_000;

/**
 * The records of a file, header first, one after the other: a register need not fit into memory.
 *
 * @throws CommandRefused when the file is no UTF-8 or no CSV
 */
export async function* csvRecords(file: string): AsyncGenerator<CsvRecord> {
  const parser = parse({
    bom: true,
    delimiter: await delimiterOf(file),
    trim: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: RECORD_CHARACTERS_MAX,
  });
  const reading = pipeline(createReadStream(file), asUtf8, new PassThrough(), parser).catch(
    (error: unknown) => {
      parser.destroy(error instanceof Error ? error : new Error(String(error)));
    },
  );
  try {
    for await (const each of parser) {
      const { record, info } = each as { record: string[]; info: { lines: number } };
      yield { values: record, line: info.lines };
    }
    await reading;
  } catch (error) {
    if (error instanceof CsvError) throw new CommandRefused([`the file is no CSV: ${error.code}`]);
    throw error;
  }
}

/** A name in another encoding would be loaded with a wrong letter in it, and its bearer not be found. */
async function* asUtf8(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decoded = (chunk?: Buffer): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new CommandRefused(['the file is not UTF-8']);
    }
  };
  for await (const chunk of source) yield decoded(chunk);
  yield decoded();
}

async function delimiterOf(file: string): Promise<',' | ';'> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    const header = buffer.subarray(0, bytesRead).toString('latin1').split('\n', 1)[0] ?? '';
    return header.split(';').length > header.split(',').length ? ';' : ',';
  } finally {
    await handle.close();
  }
}
