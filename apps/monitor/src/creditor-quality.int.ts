import { creditorQualitySchema, ProblemException } from '#contracts';
import { asDay, workingCalendar, Z_95, type MunicipalityCode } from '#domain';
import { readCreditorQuality, type MunicipalDatabase, type NationalDatabase } from '#postgres';
import {
  createTestDatabase,
  freshId,
  seedReference,
  signalRow,
  storeRows,
  type StoredRow,
  type TestDatabase,
} from '#testing';

import { CreditorQualityFigures } from './figures/creditor-quality.js';

jest.setTimeout(60_000);

const municipality = 'GM0505' as MunicipalityCode;
const march = { first: asDay('2026-03-01'), last: asDay('2026-03-01') };
const holder = { municipality, role: 'team-lead', name: 'noor' } as const;
const bsnLike = '111222333';
const question = { gemeente: 'GM0505', van: '2026-03', tot: '2026-03' };

interface Sent {
  readonly row?: StoredRow;
  readonly reference?: string | null;
  readonly answers?: readonly string[];
}

describe('how good the signals of a creditor are', () => {
  let database: TestDatabase;
  let owner: NationalDatabase;
  let monitor: MunicipalDatabase;
  let figures: CreditorQualityFigures;

  async function send(creditor: string, times: number, { row = {}, reference = 'K-1', answers = [] }: Sent) {
    for (let nth = 0; nth < times; nth += 1) {
      const base = { period_start: '2026-03-01', receipt: '2026-03-09T09:00:00Z', creditor_id: creditor };
      const signal = signalRow({ person_id: freshId(), ...base, ...row });
      const { signal_id } = signal;
      const personal = {
        municipality,
        signal_id,
        person_key: 'k',
        reference,
        surname: 'Voorbeeld',
        postcode: '3311AB',
        house_number: 12,
        destroy_after: '2026-09-09',
      };
      await storeRows(owner, { signal: [signal], signal_personal: reference === null ? [] : [personal] });
      await owner.acrossMunicipalities(async (tx) => {
        for (const [number, answer] of answers.entries())
          await tx.query({
            text: `insert into register_answer (municipality, answer_id, signal_id, answer, answered_at, source)
                   values ($1, $2, $3, $4, $5, 'test')`,
            values: [municipality, freshId(), signal_id, answer, new Date(Date.UTC(2026, 2, 10 + number))],
          });
      });
    }
  }

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await database.national('owner');
    monitor = await database.municipal('monitor');
    await (await database.national('operator')).acrossMunicipalities(seedReference);
    figures = new CreditorQualityFigures(monitor, workingCalendar([]), Z_95);
    await send('good', 12, { row: { usable_phone: true } });
    await send('poor', 11, { row: { usable_phone: false }, reference: bsnLike });
    await send('poor', 10, { row: { verdict: 'repeated', usable_phone: true }, reference: null });
    await send('poor', 2, { row: { verdict: 'unjustified', usable_phone: true }, reference: '123456789' });
    await send('poor', 1, { answers: ['nobody-found'], row: { usable_phone: true } });
    await send('poor', 1, { answers: ['nobody-found', 'resident'], row: { usable_phone: true } });
    const energy = { crisis: 'end-of-energy-supply', usable_phone: true };
    await send('poor', 1, { row: { ...energy, crisis_end: '2026-04-06' } });
    await send('poor', 1, { row: { ...energy, crisis_end: '2026-04-05' } });
    // Of another month: the day in Amsterdam counts.
    await send('poor', 1, { row: { receipt: '2026-02-28T22:59:00Z', usable_phone: true } });
    await send('poor', 1, { row: { receipt: '2026-02-28T23:01:00Z', usable_phone: true } });
  });
  afterAll(() => database.drop());

  test('is counted with the denominator of each quality', async () => {
    const answer = await figures.answer(question, holder);
    expect(creditorQualitySchema.parse(answer)).toEqual(answer);
    const { signaalpartners } = answer;
    const poor = signaalpartners.find(({ signaalpartner }) => signaalpartner === 'poor');
    expect(poor?.signalen).toBe(28);
    const counts = Object.entries(poor?.aandelen ?? {}).map(([name, { teller, noemer }]) => [
      name,
      teller,
      noemer,
    ]);
    expect(counts).toEqual([
      ['bruikbaarTelefoonnummer', 17, 28],
      ['herhaald', 10, 28],
      ['onterecht', 2, 28],
      ['nietGevondenInRegister', 1, 28],
      ['crisisTeLaat', 1, 2],
      ['klantreferentieLijktOpBsn', 11, 18],
    ]);
  });

  test('leaves the municipality without a count under ten', async () => {
    const { signaalpartners } = await figures.answer({ ...question, extern: 'true' }, holder);
    const [good, poor] = signaalpartners;
    expect(good).toMatchObject({ signaalpartner: 'good', signalen: 12 });
    expect(poor?.aandelen['herhaald']).toMatchObject({ teller: 10, noemer: 28 });
    for (const { aandelen, signalen } of signaalpartners) {
      expect(signalen ?? 10).toBeGreaterThanOrEqual(10);
      for (const { noemer, teller } of Object.values(aandelen)) {
        expect(teller ?? 10).toBeGreaterThanOrEqual(10);
        expect(noemer ?? 10).toBeGreaterThanOrEqual(10);
        if (teller !== null && noemer !== null) expect(noemer - teller).toBeGreaterThanOrEqual(10);
      }
    }
    expect(poor?.aandelen['onterecht']).toMatchObject({ teller: null, waarde: null });
    expect(poor?.aandelen['crisisTeLaat']).toMatchObject({ teller: null, noemer: null });
  });

  test('is asked by month and municipality, and by nothing that means nothing here', async () => {
    const refused = await figures
      .answer({ ...question, uitsplitsing: 'sector', van: 'maart' }, holder)
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ProblemException);
    await expect(figures.answer({ ...question, gemeente: 'GM0599' }, holder)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('the monitor is told how many references look like a BSN, and reads none', async () => {
    await monitor.withMunicipality(municipality, async (tx) => {
      expect((await readCreditorQuality(tx, { municipality, range: march })).length).toBe(2);
    });
    const reads = monitor.withMunicipality(municipality, (tx) =>
      tx.query({ text: 'select reference from signal_personal' }),
    );
    await expect(reads).rejects.toThrow('permission denied');
    const elsewhere = await monitor.withMunicipality('GM0599' as MunicipalityCode, (tx) =>
      tx.query({ text: `select * from references_like_bsn('2026-01-01', '2027-01-01')` }),
    );
    expect(elsewhere).toEqual([]);
  });
});
