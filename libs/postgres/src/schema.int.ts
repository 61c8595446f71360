import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { createTestDatabase, type TestDatabase } from '#testing';

import { describeSchema } from './describe-schema.js';
import { packageRoot } from './package-root.js';

describe('schema.sql', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('is what the migrations lead to (else: bin/eropaf schema > libs/postgres/schema.sql)', async () => {
    const owner = await database.national('owner');
    const schema = await owner.acrossMunicipalities(describeSchema);
    expect(readFileSync(join(packageRoot(), 'libs/postgres/schema.sql'), 'utf8')).toBe(schema);
  });
});
