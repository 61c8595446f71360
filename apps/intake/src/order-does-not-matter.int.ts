import fc from 'fast-check';

import type { SignalData } from '#contracts';
import type { NationalDatabase } from '#postgres';
import {
  createTestDatabase,
  seedReference,
  signalData,
  signalRecord,
  testCreditors,
  withdrawalRecord,
  type TestDatabase,
} from '#testing';

import { TestIntake, type TimedRecord } from './testing-intake.js';

const DAY_MS = 86_400_000;
const firstMs = Date.UTC(2026, 0, 5, 9);
const nowMs = firstMs + 200 * DAY_MS;

/** One event of a history, without the names that make it unique in the database. */
interface Event {
  readonly kind: 'signal' | 'withdrawal';
  readonly number: number;
  readonly day: number;
  readonly creditor: 'energy' | 'otherEnergy';
  readonly reference: number;
  readonly cents: number;
  readonly person: number;
  readonly crisis: 'geen' | 'uithuiszetting' | 'eindeLeveringEnergie';
  readonly warm: boolean;
  readonly withdraws: number;
}

const event: fc.Arbitrary<Omit<Event, 'number'>> = fc.record({
  kind: fc.constantFrom('signal' as const, 'signal' as const, 'signal' as const, 'withdrawal' as const),
  day: fc.integer({ min: 0, max: 120 }),
  creditor: fc.constantFrom('energy' as const, 'otherEnergy' as const),
  reference: fc.integer({ min: 0, max: 1 }),
  cents: fc.constantFrom(2_500, 2_501, 10_000, 10_001),
  person: fc.integer({ min: 0, max: 2 }),
  crisis: fc.constantFrom(
    'geen' as const,
    'geen' as const,
    'uithuiszetting' as const,
    'eindeLeveringEnergie' as const,
  ),
  warm: fc.boolean(),
  withdraws: fc.integer({ min: 0, max: 7 }),
});

const histories = fc
  .array(event, { minLength: 2, maxLength: 8 })
  .map((events) => events.map((one, number): Event => ({ ...one, number })));

const persons = [
  { voorletters: 'A.', achternaam: 'Voorbeeld' },
  { voorletters: 'B.', achternaam: 'Voorbeeld' },
  { voorletters: 'A.', achternaam: 'Voorbeeld', geboortedatum: '1990-02-03' },
];

/** The same history under other ids and at another address: as often as wanted in one database. */
function toRecord(one: Event, prefix: string, houseNumber: number): TimedRecord {
  const { source } = testCreditors[one.creditor];
  const appendTimeMs = firstMs + one.day * DAY_MS + one.number * 1_000;
  const id = `${prefix}-${one.number}`;
  if (one.kind === 'withdrawal') {
    const withdraws = one.withdraws === one.number ? 99 : one.withdraws;
    const data = {
      gemeentecode: 'GM0505',
      ingetrokkenSignaal: `${prefix}-${withdraws}`,
      datum: '2026-01-01',
    };
    return { ...withdrawalRecord(source, id, data), appendTimeMs };
  }
  const crisissignaal: SignalData['crisissignaal'] =
    one.crisis === 'eindeLeveringEnergie'
      ? { soort: one.crisis, einddatumLevering: '2026-06-01' }
      : { soort: one.crisis };
  const data = signalData({
    klantreferentie: `K-${one.reference}`,
    persoon: persons[one.person] ?? { achternaam: 'Voorbeeld' },
    adres: { postcode: '3312 CD', huisnummer: `${houseNumber}` },
    bedragInCenten: one.cents,
    ontstaansdatum: '2025-11-20',
    signaaldatum: '2026-01-01',
    crisissignaal,
    warmeOverdracht: one.warm,
  });
  return { ...signalRecord(source, id, data), appendTimeMs };
}

describe('order-does-not-matter', () => {
  let database: TestDatabase;
  let intakeDatabase: NationalDatabase;
  let houseNumber = 0;
  let partition = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    intakeDatabase = await database.national('intake');
    const operator = await database.national('operator');
    await operator.acrossMunicipalities(seedReference);
  });
  afterAll(() => database.drop());

  const newIntake = (): TestIntake => {
    partition += 1;
    return new TestIntake(intakeDatabase, nowMs, { clusterId: 'test', topic: 'signals.energie', partition });
  };

  /** What is derived for an address, by the keys of its signals: no ids, revisions or feedback. */
  const derivedAt = async (
    prefix: string,
  ): Promise<{ signals: object[]; cases: object[]; casePersons: object[] }> => {
    const query = (text: string): Promise<Record<string, unknown>[]> =>
      intakeDatabase.acrossMunicipalities((tx) => tx.query({ text, values: [`${prefix}-%`] }));
    const key = `replace(s.event_id, split_part(s.event_id, '-', 1) || '-', '')`;
    const signals = await query(
      `select ${key} as key, verdict, rule, judged_verdict, judged_rule, judged_inputs, period_start, policy_version,
              withdrawn_after_attempt, decided_at
       from signal s where event_id like $1 order by 1`,
    );
    const cases = await query(
      `select distinct c.period_start, c.period_end, c.picked_up, c.multiple, c.consecutive, c.crisis, c.picked_up_on,
              c.state, c.outcome, c.closed_on, c.reached
       from signal_case c join signal s using (municipality, address_id)
       where s.event_id like $1 and c.state <> 'superseded' order by 1`,
    );
    const casePersons = await query(
      `select string_agg(${key}, ',' order by ${key}) as keys, p.period_start, p.picked_up, p.crisis, p.first_receipt,
              p.crisis_receipt, p.led_by_period_start, p.state, p.outcome, p.closed_on, p.plan, p.next_step,
              p.next_channel, p.next_due_on, p.next_part_of_day, p.hold, p.open_step, p.close_due_on,
              p.first_attempt_due_on, p.priority, p.age_group
       from case_person p join signal s using (municipality, person_id, period_start, address_id)
       where s.event_id like $1 and p.state <> 'superseded'
       group by p.municipality, p.person_id, p.period_start, p.address_id order by 1, 2`,
    );
    return { signals, cases, casePersons };
  };

  it('two withdrawals of one signal: the first by receipt is the one that decided, also when it comes last', async () => {
    const at = (houseNumber += 1);
    const event = {
      creditor: 'energy',
      reference: 0,
      cents: 10_000,
      person: 0,
      crisis: 'geen',
      warm: false,
    } as const;
    const [signal, early, late] = [
      toRecord({ ...event, kind: 'signal', number: 0, day: 0, withdraws: 0 }, `w${at}`, at),
      toRecord({ ...event, kind: 'withdrawal', number: 1, day: 0, withdraws: 0 }, `w${at}`, at),
      toRecord({ ...event, kind: 'withdrawal', number: 2, day: 1, withdraws: 0 }, `w${at}`, at),
    ];
    for (const record of [signal, late, early]) await newIntake().take([record]);
    expect((await derivedAt(`w${at}`)).signals).toMatchObject([
      { verdict: 'withdrawn', decided_at: new Date(early.appendTimeMs) },
    ]);
  });

  it('gives the same derived rows for the same set, in any order and any split', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.infiniteStream(fc.nat()), async (events, chance) => {
        const inOrder = `a${(houseNumber += 1)}`;
        await newIntake().take(events.map((one) => toRecord(one, inOrder, houseNumber)));
        const shuffled = `b${(houseNumber += 1)}`;
        const at = houseNumber;
        const left = events.map((one) => toRecord(one, shuffled, at));
        while (left.length > 0) {
          const size = 1 + ((chance.next().value ?? 0) % 3);
          const batch: TimedRecord[] = [];
          while (batch.length < size && left.length > 0) {
            batch.push(...left.splice((chance.next().value ?? 0) % left.length, 1));
          }
          await newIntake().take(batch);
        }
        const expected = await derivedAt(inOrder);
        expect(expected.signals).toHaveLength(events.filter(({ kind }) => kind === 'signal').length);
        expect(await derivedAt(shuffled)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  it('what decided is revised with the decision: the highest amount of a repeat', async () => {
    const common = {
      kind: 'signal',
      creditor: 'energy',
      reference: 0,
      person: 0,
      crisis: 'geen',
      withdraws: 0,
      day: 0,
    } as const;
    const events: Event[] = [
      { ...common, number: 0, cents: 2_501, warm: false },
      { ...common, number: 1, cents: 10_000, warm: false },
      { ...common, number: 2, cents: 2_501, warm: false },
    ];
    const prefix = `d${(houseNumber += 1)}`;
    const records = events.map((one) => toRecord(one, prefix, houseNumber));
    for (const number of [0, 2, 1]) await newIntake().take(records.slice(number, number + 1));
    const [last] = await intakeDatabase.acrossMunicipalities((tx) =>
      tx.query({
        text: 'select judged_verdict, judged_inputs, revision from signal where event_id = $1',
        values: [`${prefix}-2`],
      }),
    );
    expect(last).toEqual({
      judged_verdict: 'repeated',
      judged_inputs: { amountCents: 2_501, highestCents: 10_000 },
      revision: 2,
    });
  });

  it('each crisis kind is picked up, whatever its amount and age', async () => {
    const crises: SignalData['crisissignaal'][] = [
      { soort: 'uithuiszetting' },
      { soort: 'eindeLeveringEnergie', einddatumLevering: '2026-07-01' },
      { soort: 'afsluitingWater' },
      { soort: 'royementZorgverzekering' },
    ];
    const kinds: Partial<SignalData>[] = [
      {},
      { bedragInCenten: 100 },
      { ontstaansdatum: '2026-01-03', signaaldatum: '2026-01-03' },
      { ontstaansdatum: '2020-01-03' },
    ];
    const prefix = `c${(houseNumber += 1)}`;
    const at = { adres: { postcode: '3312 CD', huisnummer: `${houseNumber}` } };
    let number = 0;
    const records = crises.flatMap((crisissignaal) =>
      kinds.flatMap((kind) => {
        number += 1;
        const data = signalData({
          ...at,
          ontstaansdatum: '2025-11-20',
          signaaldatum: '2026-01-04',
          klantreferentie: `K-${number}`,
          ...kind,
        });
        const ordinary = signalRecord(testCreditors.energy.source, `${prefix}-${number}a`, data);
        const crisis = signalRecord(testCreditors.energy.source, `${prefix}-${number}b`, {
          ...data,
          crisissignaal,
        });
        return [
          { ...ordinary, appendTimeMs: firstMs + number },
          { ...crisis, appendTimeMs: firstMs + DAY_MS + number },
        ];
      }),
    );
    await newIntake().take(records);
    const verdicts = await intakeDatabase.acrossMunicipalities((tx) =>
      tx.query<{ verdict: string; count: number }>({
        text: `select verdict, count(*) as count from signal where event_id like $1 and event_id like '%b' group by 1`,
        values: [`${prefix}-%`],
      }),
    );
    expect(verdicts).toEqual([{ verdict: 'accepted', count: crises.length * kinds.length }]);
  });
});

describe('one-case-per-address-and-period', () => {
  let database: TestDatabase;
  let intakeDatabase: NationalDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    intakeDatabase = await database.national('intake');
    const operator = await database.national('operator');
    await operator.acrossMunicipalities(seedReference);
  });
  afterAll(() => database.drop());

  it('two intakes, two months, one address, 1,000 rounds: the kind is always right', async () => {
    const rounds = 1_000;
    const perBatch = 25;
    const intakes = [0, 1].map(
      (partition) =>
        new TestIntake(intakeDatabase, nowMs, { clusterId: 'race', topic: 'signals.energie', partition }),
    );
    for (let first = 0; first < rounds; first += perBatch) {
      const batchOf = (which: number): TimedRecord[] =>
        Array.from({ length: perBatch }, (_, index) => {
          const round = first + index;
          const data = signalData({
            klantreferentie: `K-${which}`,
            persoon: { voorletters: 'A.', achternaam: 'Voorbeeld' },
            adres: { postcode: '3313 EF', huisnummer: `${round + 1}` },
            ontstaansdatum: '2025-11-20',
            signaaldatum: '2026-01-01',
          });
          return {
            ...signalRecord(testCreditors.energy.source, `race-${which}-${round}`, data),
            appendTimeMs: firstMs + which * 31 * DAY_MS,
          };
        });
      await Promise.all(intakes.map((intake, which) => intake.take(batchOf(which))));
    }
    const kinds = await intakeDatabase.acrossMunicipalities((tx) =>
      tx.query({
        text: `select period_start, multiple, consecutive, count(*) as count from signal_case group by 1, 2, 3 order by 1, 2, 3`,
      }),
    );
    expect(kinds).toEqual([
      { period_start: '2026-01-01', multiple: false, consecutive: false, count: rounds },
      { period_start: '2026-02-01', multiple: false, consecutive: true, count: rounds },
    ]);
  }, 120_000);
});
