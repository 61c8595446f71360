import { asAdmin } from '#postgres';
import { createTestDatabase, testStack, type TestDatabase } from '#testing';

describe('days of the quarantine', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  test('those before the first kept go, with their keys, also once the catalogue was analysed', async () => {
    const intake = await database.national('intake');
    const days = Array.from({ length: 150 }, (_, nth) =>
      new Date(Date.UTC(2026, 0, 1 + nth)).toISOString().slice(0, 10),
    );
    await intake.acrossMunicipalities(async (tx) => {
      for (const day of days) {
        await tx.query({ text: 'select make_quarantine_day($1)', values: [day] });
        await tx.query({
          text: 'insert into quarantine_key (day, wrapped) values ($1, $2)',
          values: [day, Buffer.alloc(4)],
        });
      }
    });
    // What the planner knows of the catalogue decides in which order it asks; without this the fault does not show.
    await asAdmin(testStack().postgres, database.name, (client) =>
      client.query('analyze pg_catalog.pg_class, pg_catalog.pg_inherits'),
    );
    const [answer] = await intake.acrossMunicipalities((tx) =>
      tx.query<{ dropped: number }>({ text: `select drop_quarantine_days_before('2026-01-31') dropped` }),
    );
    expect(answer).toEqual({ dropped: 30 });
    const left = await intake.acrossMunicipalities((tx) =>
      tx.query<{ first: string; days: number }>({
        text: 'select min(day)::text "first", count(*)::int days from quarantine_key',
      }),
    );
    expect(left).toEqual([{ first: '2026-01-31', days: 120 }]);
  });
});
