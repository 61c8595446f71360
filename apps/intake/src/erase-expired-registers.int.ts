import { asDay } from '#domain';
import type { NationalDatabase } from '#postgres';
import { createTestDatabase, type TestDatabase } from '#testing';

import { eraseExpiredRegisters } from './erase-expired-registers.js';

describe('a register behind its last day', () => {
  let database: TestDatabase;
  let intake: NationalDatabase;
  let operator: NationalDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    intake = await database.national('intake');
    operator = await database.national('operator');
    await operator.acrossMunicipalities(async (tx) => {
      for (const municipality of ['GM0505', 'GM0599']) {
        await tx.query({
          text: `insert into local_register values ($1, 1, 'Wgs 8b', 'DPIA', now(), 'operator', 3, $2)`,
          values: [municipality, municipality === 'GM0505' ? '2026-03-31' : '2026-04-30'],
        });
        await tx.query({
          text: `insert into local_resident (municipality, resident_id, load_number, surname, registration, address_in_doubt, packed)
                 select $1, gen_random_uuid(), 1, 'Voorbeeld', 'resident', false, '' from generate_series(1, 3)`,
          values: [municipality],
        });
      }
    });
  });
  afterAll(() => database.drop());

  const left = (): Promise<Record<string, unknown>[]> =>
    operator.acrossMunicipalities((tx) =>
      tx.query({
        text: `select municipality, count(*) as residents, (select count(*) from local_register) as registers
               from local_resident group by 1 order by 1`,
      }),
    );
  const erase = (today: string): Promise<number> =>
    intake.acrossMunicipalities((tx) => eraseExpiredRegisters(tx, asDay(today)));

  it('is used on that day, erased on the next, and no other with it', async () => {
    expect(await erase('2026-03-31')).toBe(0);
    expect(await left()).toHaveLength(2);
    expect(await erase('2026-04-01')).toBe(3);
    expect(await erase('2026-04-01')).toBe(0);
    expect(await left()).toEqual([{ municipality: 'GM0599', residents: 3, registers: 1 }]);
  });

  it('waits while somebody loads it anew', async () => {
    await operator.acrossMunicipalities(async (tx) => {
      await tx.query({
        text: `select pg_advisory_xact_lock(hashtextextended('local-register GM0599', 0))`,
      });
      expect(await erase('2026-06-01')).toBe(0);
    });
    expect(await erase('2026-06-01')).toBe(3);
  });
});
