import type { MunicipalityCode } from '#domain';
import type { MunicipalDatabase, NationalDatabase, Transaction } from '#postgres';
import { createTestDatabase, type TestDatabase } from '#testing';

const dordrecht = 'GM0505' as MunicipalityCode;
const roermond = 'GM0957' as MunicipalityCode;

describe('a transaction', () => {
  let own: TestDatabase;
  let intake: NationalDatabase;
  let desk: MunicipalDatabase;
  beforeAll(async () => {
    own = await createTestDatabase();
    intake = await own.national('intake');
    desk = await own.municipal('desk');
  });
  afterAll(() => own.drop());
  beforeEach(() => intake.acrossMunicipalities((tx) => tx.query({ text: 'delete from address_touched' })));

  const touch = (tx: Transaction, reason: string, municipality = dordrecht): Promise<object[]> =>
    tx.query({
      text: `insert into address_touched (municipality, address_id, reason)
             values ($1, '00000000-0000-0000-0000-000000000001', $2) returning touched_id`,
      values: [municipality, reason],
    });
  const reasons = async (): Promise<unknown[]> => {
    const rows = await intake.read<{ reason: string }>({
      text: 'select reason from address_touched order by touched_id',
    });
    return rows.map(({ reason }) => reason);
  };

  test('statements that were asked together run one after the other, each seeing those before it', async () => {
    const counts = await intake.acrossMunicipalities((tx) => {
      const count = (): Promise<{ all: number }[]> =>
        tx.query({ name: 'count-touched', text: 'select count(*) "all" from address_touched' });
      return Promise.all([count(), touch(tx, 'first'), count(), touch(tx, 'second'), count()]);
    });
    expect([counts[0], counts[2], counts[4]]).toEqual([[{ all: 0 }], [{ all: 1 }], [{ all: 2 }]]);
    expect(await reasons()).toEqual(['first', 'second']);
  });

  test('one of them that fails takes those before and behind it along, and its own error is the one that is told', async () => {
    const failing = intake.acrossMunicipalities((tx) =>
      Promise.all([touch(tx, 'before'), tx.query({ text: 'select 1 / 0' }), touch(tx, 'behind')]),
    );
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    expect(await reasons()).toEqual([]);
  });

  test('whoever waits for a later one first hears of the error of the first as well', async () => {
    const failing = intake.acrossMunicipalities(async (tx) => {
      const first = tx.query({ text: 'select 1 / 0' });
      const heard = first.then(
        () => 'nothing',
        () => 'late',
      );
      await touch(tx, 'behind');
      return heard;
    });
    await expect(failing).rejects.toMatchObject({ code: '22012' });
  });

  test('an error that was swallowed is told at the end: nothing of the work was committed', async () => {
    const swallowing = (tx: Transaction): Promise<string> =>
      touch(tx, 'lost')
        .then(() => tx.query({ text: 'select 1 / 0' }))
        .catch(() => [])
        .then(() => touch(tx, 'lost too').catch(() => []))
        .then(() => 'done');
    await expect(intake.acrossMunicipalities(swallowing)).rejects.toMatchObject({ code: '22012' });
    await expect(desk.withMunicipality(dordrecht, swallowing)).rejects.toMatchObject({
      code: expect.any(String) as string,
    });
    expect(await reasons()).toEqual([]);
    // Whoever goes back to a savepoint has a transaction that can be committed.
    await intake.acrossMunicipalities(async (tx) => {
      await touch(tx, 'kept');
      await tx.query({ text: 'savepoint before' });
      await tx.query({ text: 'select 1 / 0' }).catch(() => []);
      await tx.query({ text: 'rollback to before' });
    });
    expect(await reasons()).toEqual(['kept']);
  });

  test('what is asked once it has ended is refused, and does not run in the next of its connection', async () => {
    let kept: Transaction | undefined;
    await intake.acrossMunicipalities(async (tx) => {
      kept = tx;
      await touch(tx, 'inside');
    });
    await expect(kept === undefined ? undefined : touch(kept, 'too late')).rejects.toThrow('has ended');
    expect(await reasons()).toEqual(['inside']);
  });

  test('sees one municipality from its first statement on, also when many take turns on few connections', async () => {
    await intake.acrossMunicipalities((tx) => Promise.all([touch(tx, 'a'), touch(tx, 'b', roermond)]));
    const sees = { name: 'own-touched', text: 'select distinct municipality from address_touched' };
    const turns = Array.from({ length: 40 }, (_, turn) => (turn % 2 === 0 ? dordrecht : roermond));
    const seen = await Promise.all(
      turns.map((municipality) => desk.withMunicipality(municipality, (tx) => tx.query(sees))),
    );
    expect(seen).toEqual(turns.map((municipality) => [{ municipality }]));
    expect(await desk.read(sees)).toEqual([]);
    expect(await desk.withReferenceData((tx) => tx.query(sees))).toEqual([]);
  });

  test('a statement alone that fails tells its error, and its connection serves the next', async () => {
    for (let turn = 0; turn < 8; turn += 1) {
      await expect(intake.read({ text: 'select 1 / 0' })).rejects.toMatchObject({ code: '22012' });
    }
    expect(await intake.read({ text: 'select 1 one' })).toEqual([{ one: 1 }]);
  });
});
