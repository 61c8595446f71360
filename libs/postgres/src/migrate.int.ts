import { createTestDatabase, type TestDatabase } from '#testing';

import type { MunicipalityCode } from '#domain';

describe('a migrated database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('shows the desk no row of another municipality, and none without one', async () => {
    const relay = await database.national('owner');
    await relay.acrossMunicipalities((tx) =>
      tx.query({
        text: `insert into person (municipality, person_id) values ('GM0505', gen_random_uuid()), ('GM0599', gen_random_uuid())`,
      }),
    );
    const desk = await database.municipal('monitor');
    const count = { text: 'select municipality from signal' };
    await expect(
      desk.withMunicipality('GM0505' as MunicipalityCode, (tx) => tx.query(count)),
    ).resolves.toEqual([]);
  });
});
