import { readFile } from 'node:fs/promises';

import { z } from 'zod';

import { CommandRefused } from '../command.js';

const columnName = z.string().trim().min(1).max(200);
const column = z.union([columnName, z.strictObject({ column: columnName })]);
const text = column.transform((value) => (typeof value === 'string' ? value : value.column));

const birthDate = z.union([
  columnName.transform((name) => ({ column: name, format: null })),
  z.strictObject({
    column: columnName,
    format: z
      .string()
      .regex(
        /^(?=.*yyyy)[^\dA-Za-z]*(?:(?:yyyy|MM?|dd?)[^\dA-Za-z]*)+$/,
        'a format such as yyyyMMdd or d-M-yyyy',
      )
      .optional()
      .transform((format) => format ?? null),
  }),
  z.strictObject({ year: columnName, month: columnName.optional(), day: columnName.optional() }),
]);

/** MAP.json: which column of a file holds what. All fields but the id may be left out. */
export const ColumnMap = z.strictObject({
  id: text,
  firstName: text.optional(),
  initials: text.optional(),
  prefix: text.optional(),
  surname: text.optional(),
  birthName: text.optional(),
  partnerName: text.optional(),
  birthDate: birthDate.optional(),
  postcode: text.optional(),
  houseNumber: text.optional(),
  addition: text.optional(),
  street: text.optional(),
  place: text.optional(),
});
export type ColumnMap = z.infer<typeof ColumnMap>;
export type BirthDateColumns = NonNullable<ColumnMap['birthDate']>;

/** Every column that the map names, once. */
export function columnsOf(map: ColumnMap): readonly string[] {
  const { birthDate: date, ...texts } = map;
  const dates = date === undefined ? [] : 'year' in date ? [date.year, date.month, date.day] : [date.column];
  return [...new Set([...Object.values(texts), ...dates].filter((name) => name !== undefined))];
}

/** @throws CommandRefused with every fault of the file */
export async function readColumnMap(file: string): Promise<ColumnMap> {
  let document: unknown;
  try {
    document = JSON.parse((await readFile(file, 'utf8')).replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof SyntaxError) throw new CommandRefused([`${file}: not JSON: ${error.message}`]);
    throw error;
  }
  const parsed = ColumnMap.safeParse(document);
  if (!parsed.success) {
    throw new CommandRefused(
      parsed.error.issues.map(({ message, path }) => `${file}: ${path.join('.') || '(map)'}: ${message}`),
    );
  }
  if (columnsOf(parsed.data).length < 2) throw new CommandRefused([`${file}: names no column but the id`]);
  return parsed.data;
}
