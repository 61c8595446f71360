import { createTestDatabase, type TestDatabase } from '#testing';
import fc from 'fast-check';

import type { NationalDatabase } from '../database.js';
import { binaryArray, type ColumnType } from './binary-array.js';

// Further off than 285 years from 2000 microseconds are no whole numbers any more; those go as text.
const instants = fc
  .date({ min: new Date('1800-01-01T00:00:00Z'), max: new Date('2200-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

/** What each type is given, and signs that quoting would have had to escape. */
const valuesOf: Readonly<Record<ColumnType, fc.Arbitrary<unknown>>> = {
  bigint: fc.oneof(fc.maxSafeInteger(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  boolean: fc.boolean(),
  bytea: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  date: instants.map((instant) => instant.slice(0, 10)),
  integer: fc.integer(),
  jsonb: fc
    .dictionary(fc.constantFrom('a', '"', '\\', '{é'), fc.oneof(fc.string(), fc.integer()))
    .map((value) => JSON.stringify(value)),
  smallint: fc.integer({ min: -32_768, max: 32_767 }),
  text: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.replaceAll('\0', '').toWellFormed()),
    fc.constantFrom('NULL', '', '"', '\\', '{}', 'IJssel ß 🏠', 'x'.repeat(70_000)),
  ),
  timestamptz: fc.oneof(
    instants,
    instants.map((instant) => new Date(instant)),
  ),
  uuid: fc.uuid(),
};

/** Not as its type is written here: goes as the driver's text, and the server judges it. */
const strangers: Readonly<Record<ColumnType, readonly unknown[]>> = {
  bigint: ['1', 1.5, 2n ** 63n],
  boolean: ['t'],
  bytea: ['\\x00'],
  date: ['2026-02-30', '0000-00-00', '20260201', 'infinity'],
  integer: [2 ** 31, 1.5, '1'],
  jsonb: [() => 1, Symbol('none')],
  smallint: [32_768],
  text: [1],
  timestamptz: [
    '2026-02-01',
    '2026-02-01 10:00:00+01',
    '2026-02-30T00:00:00.000Z',
    '2026-04-31T23:59:59.999Z',
    new Date(NaN),
    '1700-01-01T00:00:00.000Z',
    1,
  ],
  uuid: ['not one', 'A0000000-0000-4000-8000-000000000000'],
};

describe('a column in the binary format', () => {
  let database: TestDatabase;
  let operator: NationalDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    operator = await database.national('operator');
  });
  afterAll(() => database.drop());

  const read = (type: ColumnType, column: unknown): Promise<object[]> =>
    operator.acrossMunicipalities((tx) =>
      tx.query({ text: `select value::text from unnest($1::${type}[]) as given (value)`, values: [column] }),
    );

  test.each(Object.keys(valuesOf) as ColumnType[])(
    '%s: the server reads what the text would say',
    async (type) => {
      const rows = fc.array(fc.option(valuesOf[type]), { maxLength: 30 });
      await fc.assert(
        fc.asyncProperty(rows, async (values) => {
          const array = binaryArray(type, values);
          expect(array).not.toBeNull();
          expect(await read(type, array)).toEqual(await read(type, values));
        }),
        { numRuns: 40 },
      );
    },
  );

  test.each(Object.entries(strangers).flatMap(([type, all]) => all.map((one) => [type, one] as const)))(
    '%s: %p goes as text',
    (type, value) => {
      expect(binaryArray(type as ColumnType, [null, value])).toBeNull();
    },
  );

  test('a sign that no text may hold is refused by the server, as it is in a text', async () => {
    await expect(read('text', binaryArray('text', ['a\0b']))).rejects.toMatchObject({ code: '22021' });
  });
});
