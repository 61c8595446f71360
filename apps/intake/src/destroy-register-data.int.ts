import { randomUUID } from 'node:crypto';

import { asDay } from '#domain';
import { destroyRegisterData, type NationalDatabase } from '#postgres';
import { casePersonRow, createTestDatabase, storeRows, type StoredRow, type TestDatabase } from '#testing';

const today = '2026-06-10';
const before = '2026-06-09';
const municipality = 'GM0505';

describe('what registers and helpers said of people goes on its day', () => {
  let database: TestDatabase;
  let intake: NationalDatabase;
  let owner: NationalDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    intake = await database.national('intake');
    owner = await database.national('owner');
  });
  afterAll(() => database.drop());
  beforeEach(() =>
    owner.acrossMunicipalities((tx) =>
      tx.query({
        text: 'truncate resident_bsn, secret_address, known_help_list, known_help_person, case_person',
      }),
    ),
  );

  const destroy = async (atMost = 100): Promise<Record<string, number>> => {
    const gone = await intake.acrossMunicipalities((tx) => destroyRegisterData(tx, asDay(today), atMost));
    return Object.fromEntries(gone.map(({ destroyed, what }) => [what, destroyed]));
  };
  const left = (column: string, table: string): Promise<unknown[]> =>
    owner.acrossMunicipalities(async (tx) =>
      (await tx.query<{ value: unknown }>({ text: `select ${column} "value" from ${table} order by 1` })).map(
        ({ value }) => value,
      ),
    );
  const bsn = (destroyAfter: string): StoredRow => ({
    municipality,
    person_id: randomUUID(),
    nonce: '\\x00',
    sealed: '\\x00',
    seen_at: '2026-01-01T10:00:00Z',
    destroy_after: destroyAfter,
  });
  const secret = (destroyAfter: string, over: StoredRow = {}): StoredRow => ({
    municipality,
    person_id: randomUUID(),
    since: '2026-01-01T10:00:00Z',
    seen_at: '2026-01-01T10:00:00Z',
    destroy_after: destroyAfter,
    ...over,
  });
  const list = (name: string, expiresOn: string): StoredRow => ({
    municipality,
    list: name,
    kind: 'debt-help',
    helper: 'Sociaal Wijkteam',
    ground: 'Wgs 8b',
    loaded_at: '2026-01-01T10:00:00Z',
    loaded_by: 'operator',
    entries: 1,
    expires_on: expiresOn,
    sha256: '\\x00',
  });
  const listed = (name: string, entry: number, destroyAfter: string): StoredRow => ({
    municipality,
    list: name,
    entry,
    surname: 'Voorbeeld',
    postcode: '3311AB',
    house_number: 12,
    destroy_after: destroyAfter,
  });

  test('a sealed BSN behind its last day, and none on it', async () => {
    await storeRows(owner, { resident_bsn: [bsn(before), bsn(today), bsn('2026-12-01')] });
    expect(await destroy()).toEqual({ bsn: 1, 'secret-address': 0, 'known-help': 0 });
    expect(await left('destroy_after', 'resident_bsn')).toEqual([today, '2026-12-01']);
    expect(await destroy()).toMatchObject({ bsn: 0 });
  });

  test('a mark of a secret address, unless somebody is being approached there', async () => {
    const [personId, housemate, addressId] = [randomUUID(), randomUUID(), randomUUID()];
    const at = { municipality, address_id: addressId, period_start: '2026-05-01' };
    await storeRows(owner, {
      secret_address: [secret(before), secret(today), secret(before, { person_id: personId })],
      case_person: [
        casePersonRow({ ...at, person_id: personId, state: 'superseded' }),
        casePersonRow({ ...at, person_id: housemate, state: 'open' }),
      ],
    });
    expect(await destroy()).toMatchObject({ 'secret-address': 1 });
    expect(await left('destroy_after', 'secret_address')).toEqual([before, today]);
    await owner.acrossMunicipalities((tx) => tx.query({ text: `update case_person set state = 'closed'` }));
    expect(await destroy()).toMatchObject({ 'secret-address': 1 });
    expect(await left('destroy_after', 'secret_address')).toEqual([today]);
  });

  test('a mark that was lifted protects nobody, and goes whoever is approached', async () => {
    const personId = randomUUID();
    await storeRows(owner, {
      secret_address: [secret(before, { person_id: personId, lifted_at: '2026-02-01T10:00:00Z' })],
      case_person: [
        casePersonRow({
          municipality,
          person_id: personId,
          address_id: randomUUID(),
          period_start: '2026-05-01',
        }),
      ],
    });
    expect(await destroy()).toMatchObject({ 'secret-address': 1 });
  });

  test('people on a list that has expired or is gone; the head of the list stays', async () => {
    await storeRows(owner, {
      known_help_list: [list('expired', before), list('asked', today)],
      known_help_person: [
        listed('expired', 1, before),
        listed('expired', 2, '2027-01-01'),
        listed('asked', 1, today),
        listed('forgotten', 1, '2027-01-01'),
      ],
    });
    expect(await destroy()).toMatchObject({ 'known-help': 3 });
    expect(await left('list', 'known_help_person')).toEqual(['asked']);
    expect(await left('list', 'known_help_list')).toEqual(['asked', 'expired']);
  });

  test('no more at once than was asked for', async () => {
    await storeRows(owner, { resident_bsn: [bsn(before), bsn(before), bsn(before)] });
    expect([await destroy(2), await destroy(2), await destroy(2)].map(({ bsn: gone }) => gone)).toEqual([
      2, 1, 0,
    ]);
  });

  test('whoever sweeps reads none of it', async () => {
    for (const table of ['resident_bsn', 'secret_address', 'known_help_person'])
      await expect(
        intake.acrossMunicipalities((tx) => tx.query({ text: `select 1 from ${table}` })),
      ).rejects.toThrow(/permission denied/);
  });
});
