import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { writeWitness } from '#platform';
import type { NationalDatabase, Transaction } from '#postgres';
import { createTestDatabase, type TestDatabase } from '#testing';

import { DatabaseAge, DatabaseIsOlder } from './database-age.js';

describe('the age of the database', () => {
  let own: TestDatabase;
  let relay: NationalDatabase;
  let folder: string;
  beforeAll(async () => {
    own = await createTestDatabase();
    relay = await own.national('relay');
    folder = await mkdtemp(join(tmpdir(), 'eropaf-witness-'));
  });
  afterAll(async () => {
    await own.drop();
    await rm(folder, { recursive: true });
  });

  test('an answer that is overtaken by the next round is of the same database', async () => {
    const age = new DatabaseAge(relay, folder);
    await age.check();
    await age.round();
    await relay.acrossMunicipalities(async (tx) => {
      const overtaken: Transaction = {
        query: async (statement) => {
          const rows = await tx.query(statement);
          await age.round();
          return rows as never;
        },
      };
      await expect(age.confirm(overtaken)).resolves.toBeUndefined();
    });
  });

  test('one that has counted less than was seen before it was asked is another one', async () => {
    const age = new DatabaseAge(relay, folder);
    await age.check();
    await age.round();
    const older: Transaction = {
      query: () => Promise.resolve([{ counted: 1 }] as never),
    };
    await age.round();
    await expect(age.confirm(older)).rejects.toThrow(DatabaseIsOlder);
  });

  test('a folder that has seen more than the database counted lets nothing begin', async () => {
    await writeWitness(folder, 1_000_000);
    await expect(new DatabaseAge(relay, folder).check()).rejects.toThrow(DatabaseIsOlder);
  });
});
