import { asDay, instantMsOf, lawTerms, type ConversationTerms, type MunicipalityCode } from '#domain';
import { readConversationTerms, type NationalDatabase } from '#postgres';
import { createTestDatabase, type TestDatabase } from '#testing';

import { CommandRefused } from './command.js';
import { activatePolicy } from './policy-command.js';
import { inForceOn, readStored, readStoredSource, readWritten } from './policy-source.js';

jest.setTimeout(60_000);

const march = instantMsOf(asDay('2026-03-10'));
const heemskerk = readWritten('heemskerk');
const from = (effectiveFrom: string, changes: object = {}): typeof heemskerk => ({
  ...heemskerk,
  ...changes,
  effectiveFrom,
});

describe('versions of a policy, as an operator stores them', () => {
  let database: TestDatabase;
  let operator: NationalDatabase;
  const activate = (
    document: typeof heemskerk,
    simulated = false,
  ): Promise<{ version: number; isNew: boolean }> =>
    operator.acrossMunicipalities((tx) => activatePolicy(tx, document, march, simulated));
  const faultsOf = async (document: typeof heemskerk): Promise<readonly string[]> => {
    try {
      await activate(document);
    } catch (error) {
      if (error instanceof CommandRefused) return error.faults;
      throw error;
    }
    return [];
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    operator = await database.national('operator');
  });
  afterAll(() => database.drop());

  it('the first takes effect on a later day; in the past under a simulated clock only', async () => {
    expect(await faultsOf(from('2026-03-10'))).toEqual(['effectiveFrom: must lie after 2026-03-10']);
    expect(await activate(from('2026-01-01'), true)).toEqual({ version: 1, isNew: true });
    expect(await activate(from('2026-01-01'), true)).toEqual({ version: 1, isNew: false });
  });

  it('a next one lies after today and not before the last, whatever clock', async () => {
    const changed = { thresholds: { defaultCents: 7_500 } };
    expect(await faultsOf(from('2026-03-10', changed))).toEqual(['effectiveFrom: must lie after 2026-03-10']);
    expect(await activate(from('2026-04-15', changed))).toEqual({ version: 2, isNew: true });
    expect(await faultsOf(from('2026-04-14', { thresholds: { defaultCents: 1 } }))).toEqual([
      'effectiveFrom: lies before that of version 2',
    ]);
  });

  it('a new matching period begins with a period of the old and the new version', async () => {
    const changed = { matchingPeriod: { startDay: 15 } };
    expect(await faultsOf(from('2026-05-15', changed))).toEqual([
      expect.stringContaining('new matching period'),
    ]);
    expect(
      await faultsOf(from('2026-05-01', { lookBackMonths: 5, matchingPeriod: { startDay: 1 } })),
    ).toEqual([]);
  });

  it('is found by its number, or as the one in force on a day', async () => {
    const versions = await operator.acrossMunicipalities((tx) => readStored(tx, 'GM0396'));
    expect(versions.map(({ effectiveFrom, version }) => [version, effectiveFrom])).toEqual([
      [1, '2026-01-01'],
      [2, '2026-04-15'],
      [3, '2026-05-01'],
    ]);
    const on = (day: string): number | undefined => inForceOn(versions, asDay(day))?.version;
    expect([on('2025-12-31'), on('2026-04-14'), on('2026-04-15'), on('2027-01-01')]).toEqual([
      undefined,
      1,
      2,
      3,
    ]);
    const read = (source: string): Promise<number> =>
      operator.acrossMunicipalities(
        async (tx) => (await readStoredSource(tx, source, asDay('2026-04-20'))).version,
      );
    expect(await read('GM0396')).toBe(2);
    expect(await read('GM0396@1')).toBe(1);
    await expect(read('GM0396@9')).rejects.toThrow('no such version; there are 1 (from 2026-01-01)');
    await expect(read('GM0999')).rejects.toThrow('no policy was ever activated');
  });

  it('shortens the terms that the monitor counts by, from its day on', async () => {
    const conversationTerms = { ...heemskerk.conversationTerms, firstConversationDays: 14 };
    await activate(
      from('2026-06-01', { matchingPeriod: { startDay: 1 }, lookBackMonths: 5, conversationTerms }),
    );
    const monitor = await database.municipal('monitor');
    const municipality = 'GM0396' as MunicipalityCode;
    const termsOn = (today: string): Promise<ConversationTerms> =>
      monitor.withMunicipality(municipality, (tx) =>
        readConversationTerms(tx, { municipality, today: asDay(today) }),
      );
    expect(await termsOn('2026-05-31')).toEqual(lawTerms);
    expect(await termsOn('2026-06-01')).toEqual({ ...lawTerms, firstConversationDays: 14 });
    expect(await termsOn('2025-01-01')).toEqual(lawTerms);
  });

  it('is never edited in place: no role of a process or of the operator may', async () => {
    const roles = ['operator', 'intake', 'relay'] as const;
    for (const role of roles) {
      const national = await database.national(role);
      for (const text of [
        'update policy_version set effective_from = effective_from',
        'delete from policy_version',
      ])
        await expect(national.acrossMunicipalities((tx) => tx.query({ text }))).rejects.toThrow(
          'permission denied for table policy_version',
        );
    }
  });
});
