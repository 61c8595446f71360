import { asDay, rateOf, Z_95, type MunicipalityCode } from '#domain';
import {
  attemptRow,
  casePersonRow,
  caseRow,
  createTestDatabase,
  freshId,
  signalRow,
  storeRows,
  type StoredRow,
  type TestDatabase,
} from '#testing';

import type { MunicipalDatabase } from '../database.js';
import { contactRates, type ContactRateQuery, type ContactRates } from './monitor-contact-rates.js';

const dordrecht = 'GM0505' as MunicipalityCode;
const march: ContactRateQuery = {
  municipality: dordrecht,
  view: 'closed',
  split: 'none',
  variant: 'divosa',
  range: { first: asDay('2025-03-01'), last: asDay('2025-04-01') },
};

/** Cases closed on a day, each with one person, one signal and the attempts that are named. */
function closedCase(
  closedOn: string,
  outcome: string,
  attempts: readonly { kind: string; reached: boolean }[],
  over: StoredRow = {},
  sectors: readonly string[] = ['Huur'],
): Record<'signal_case' | 'case_person' | 'signal' | 'attempt', StoredRow[]> {
  const address_id = freshId();
  const person_id = freshId();
  const period_start = `${closedOn.slice(0, 7)}-01`;
  const reached = attempts.some((attempt) => attempt.reached);
  const state = { state: 'closed', outcome, closed_on: closedOn, reached };
  const base = { address_id, period_start, ...state };
  return {
    signal_case: [caseRow({ ...base, multiple: sectors.length > 1, ...over })],
    case_person: [casePersonRow({ ...base, person_id, attempts: attempts.length, age_group: 'under27' })],
    signal: sectors.map((sector) =>
      signalRow({ address_id, person_id, period_start, sector, receipt: `${closedOn}T08:00:00Z` }),
    ),
    attempt: attempts.map((attempt) => attemptRow({ person_id, period_start, ...attempt })),
  };
}

const missedCall = { kind: 'Telefoon', reached: false };
const answeredCall = { kind: 'Telefoon', reached: true };
const letter = { kind: 'Brief', reached: false };
const visit = { kind: 'Huisbezoek', reached: true };
const noContact = 'Definitief geen contact kunnen krijgen';
const help = 'Vervolghulp en/of verwijzing financieel';
const paid = 'Inwoner heeft zelf al betaald/betalingsregeling getroffen';

describe('contact rates of a small town, counted by hand', () => {
  let database: TestDatabase;
  let monitor: MunicipalDatabase;
  const ask = (over: Partial<ContactRateQuery> = {}): Promise<ContactRates> =>
    monitor.withMunicipality(dordrecht, (tx) => contactRates(tx, { ...march, ...over }));

  beforeAll(async () => {
    database = await createTestDatabase();
    monitor = await database.municipal('monitor');
    const owner = await database.national('owner');
    await storeRows(owner, {
      policy_version: [1, 2].map((version) => ({
        municipality: dordrecht,
        version,
        effective_from: version === 1 ? '2021-01-01' : '2025-04-15',
        activated_at: '2021-01-01T00:00:00Z',
        sha256: '\\x00',
        content: { inhabitants: version === 1 ? 1_000 : 2_000 },
      })),
    });
    for (const rows of [
      closedCase('2025-03-31', help, [letter, answeredCall, visit], {}, ['Huur', 'Energie']),
      closedCase('2025-03-01', noContact, [letter, missedCall]),
      closedCase('2025-03-20', 'Inwoner al bekend bij schuldhulpverlening', []),
      closedCase('2025-04-01', paid, [answeredCall], { consecutive: true }, ['Zorg']),
      closedCase('2025-04-30', noContact, [letter], {}, ['Zorg']),
      // Outside every figure: withdrawn, superseded, nothing picked up, another month.
      closedCase('2025-04-02', 'Niet opgepakt: andere reden', []),
      closedCase('2025-04-03', noContact, [letter], { state: 'superseded' }),
      closedCase('2025-04-04', 'Niet opgepakt: onterecht signaal', [], { picked_up: false }),
      closedCase('2025-05-01', help, [visit]),
      // The same months a year before: one of two.
      closedCase('2024-03-15', help, [visit]),
      closedCase('2024-04-15', noContact, [letter]),
      // Another municipality.
      ...[closedCase('2025-03-05', help, [visit])].map((other) =>
        Object.fromEntries(
          Object.entries(other).map(([table, list]) => [
            table,
            list.map((row) => ({ ...row, municipality: 'GM0599' })),
          ]),
        ),
      ),
    ]) {
      await storeRows(owner, rows);
    }
    await storeRows(owner, {
      signal_case: [caseRow({ period_start: '2025-03-01', reached: true })],
    });
  });
  afterAll(() => database.drop());

  test('total, months, and the change on a year before with its interval', async () => {
    const { total, months, comparison, benchmark } = await ask();
    expect(total.contact).toEqual(rateOf(2, 5, Z_95));
    expect(total.acceptance).toMatchObject({ numerator: 1, denominator: 2 });
    expect(total.stillOpen).toBeNull();
    expect(total.yearBefore).toMatchObject({ numerator: 1, denominator: 2 });
    expect(total.change?.difference).toBeCloseTo(-0.1, 12);
    expect(months.map(({ month, contact }) => [month, contact.numerator, contact.denominator])).toEqual([
      ['2025-03-01', 1, 3],
      ['2025-04-01', 1, 2],
    ]);
    expect(comparison).toBe('within-chance');
    expect(benchmark).toMatchObject({ year: 2024, rate: 0.2 });
  });

  test('our own denominator leaves out whoever was helped already, and has no benchmark', async () => {
    const { total, comparison } = await ask({ variant: 'own' });
    expect(total.contact).toMatchObject({ numerator: 2, denominator: 4 });
    expect(comparison).toBeNull();
  });

  test('a month without cases is 0/0, never 0 %', async () => {
    const { total } = await ask({ range: { first: asDay('2025-06-01'), last: asDay('2025-06-01') } });
    expect(total.contact).toEqual({ numerator: 0, denominator: 0, rate: null, low: null, high: null });
  });

  test('cohort: by matching period, with the share still open', async () => {
    const { total } = await ask({ view: 'cohort' });
    expect(total.contact).toMatchObject({ numerator: 3, denominator: 6 });
    expect(total.stillOpen).toMatchObject({ numerator: 1, denominator: 6 });
  });

  test('by sector a case counts once in each sector, so columns do not add up', async () => {
    const { parts, partsAddUp } = await ask({ split: 'sector' });
    expect(partsAddUp).toBe(false);
    const shown = parts
      .filter(({ total }) => total.contact.denominator > 0)
      .map(({ part, total }) => [part, total.contact.numerator, total.contact.denominator]);
    expect(shown).toEqual([
      ['Energie', 1, 1],
      ['Huur', 1, 3],
      ['Zorg', 1, 2],
    ]);
  });

  test('by channel: per case and per attempt are two figures', async () => {
    const { parts, perAttempt } = await ask({ split: 'channel' });
    const perCase = parts.map(({ part, total }) => [
      part,
      total.contact.numerator,
      total.contact.denominator,
    ]);
    expect(perCase).toEqual([
      ['letters', 1, 3],
      ['messages', 0, 0],
      ['calls', 2, 3],
      ['house-visits', 1, 1],
      ['other', 0, 0],
    ]);
    expect(perAttempt.get('letters')).toMatchObject({ numerator: 0, denominator: 3 });
    expect(perAttempt.get('calls')).toMatchObject({ numerator: 2, denominator: 3 });
    expect(perAttempt.get('messages')?.rate).toBeNull();
  });

  test('adjusted for the channel mix of a year before: half visited, half written to only', async () => {
    const { adjusted } = await ask();
    // Visited now: 1 of 1. Written to only: 0 of 1.
    expect(adjusted).toMatchObject({ rate: 0.5, coverage: 1 });
  });

  test('four disjoint classes and their total', async () => {
    const { classes, parts } = await ask({ split: 'case-class' });
    expect(classes).toEqual({
      counts: { single: 3, multiple: 1, consecutive: 1, 'multiple-and-consecutive': 0 },
      total: 5,
    });
    expect(parts.map(({ total }) => total.contact.denominator)).toEqual([3, 1, 1, 0]);
  });

  test('per signal and per approached resident under their own names', async () => {
    const rates = await ask();
    expect(rates.perSignal).toMatchObject({ numerator: 3, denominator: 6 });
    expect(rates.perApproachedResident).toMatchObject({ numerator: 2, denominator: 4 });
  });

  test('signals per 1,000 inhabitants, by receipt in Amsterdam and the policy of the month', async () => {
    const { received } = await ask();
    expect(received).toEqual([
      { month: '2025-03-01', signals: 4, inhabitants: 1_000, perThousand: 4 },
      { month: '2025-04-01', signals: 5, inhabitants: 2_000, perThousand: 2.5 },
    ]);
  });

  test('an attempt counts for the period that follows, and for the person that it turned out to be', async () => {
    const owner = await database.national('owner');
    const municipality = 'GM0600' as MunicipalityCode;
    const [address_id, person_id, alias] = [freshId(), freshId(), freshId()];
    const shared = {
      municipality,
      address_id,
      state: 'closed',
      outcome: help,
      closed_on: '2025-03-30',
      reached: true,
    };
    await storeRows(owner, {
      signal_case: ['2025-02-01', '2025-03-01'].map((period_start) => caseRow({ ...shared, period_start })),
      case_person: ['2025-02-01', '2025-03-01'].map((period_start) =>
        casePersonRow({
          ...shared,
          period_start,
          person_id,
          attempts: 1,
          led_by_period_start: period_start === '2025-03-01' ? '2025-02-01' : null,
        }),
      ),
      person_alias: [
        {
          municipality,
          person_id: alias,
          same_as: person_id,
          decided_at: '2025-03-01T00:00:00Z',
          decided_by: 'test',
          reason: 'person',
        },
      ],
      attempt: [attemptRow({ municipality, person_id: alias, period_start: '2025-02-01', ...visit })],
    });
    const { parts, perAttempt } = await monitor.withMunicipality(municipality, (tx) =>
      contactRates(tx, { ...march, municipality, split: 'channel' }),
    );
    expect(parts.find(({ part }) => part === 'house-visits')?.total.contact).toMatchObject({
      numerator: 2,
      denominator: 2,
    });
    expect(perAttempt.get('house-visits')).toMatchObject({ numerator: 1, denominator: 1 });
  });
});
