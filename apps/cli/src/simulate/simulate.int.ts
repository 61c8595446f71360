import { randomUUID } from 'node:crypto';

import { SIMULATED_RECEIPT_HEADER, type PolicyDocument } from '#contracts';
import { asDay, type MunicipalityCode } from '#domain';
import { SignalGenerator } from '#generator';
import { onlyRead, type NationalDatabase, type Transaction } from '#postgres';
import { createTestDatabase, seedReference, testRegistry, type TestDatabase } from '#testing';

import { TestIntake, type TimedRecord } from '../../../intake/src/testing-intake.js';
import { CommandRefused } from '../command.js';
import { readStored } from '../policy-source.js';
import { recordedWhatIf, type Prepared } from './prepare-what-if.js';
import { runWhatIf } from './run-what-if.js';

jest.setTimeout(180_000);

const days = { from: asDay('2026-02-01'), until: asDay('2026-03-31') };
const nowMs = Date.UTC(2026, 3, 15, 10);
const municipality = 'GM0505' as MunicipalityCode;
const RECORDS = 500;

/** The records of two invented months as a broker would hand them over, by topic. */
function recordsByTopic(): ReadonlyMap<string, readonly TimedRecord[]> {
  const generator = new SignalGenerator({
    seed: 11,
    firstDay: days.from,
    lastDay: days.until,
    registry: testRegistry(),
  });
  const all = [...generator.byDay(RECORDS)].flatMap(({ records }) => records);
  // Nobody does the steps of a plan in this test, so no withdrawal comes after an attempt.
  const kept = all.filter(({ ledger }) => ledger.what !== 'withdrawal' || !ledger.approachedBefore);
  return new Map(
    [...Map.groupBy(kept, ({ topic }) => topic)].map(([topic, records]) => [
      topic,
      records.map(({ headers, key, receiptMs, value }) => ({
        key: Buffer.from(key),
        value,
        headers: Object.entries(headers)
          .filter(([name]) => name !== SIMULATED_RECEIPT_HEADER)
          .map(([name, text]) => [name, Buffer.from(text)] as const),
        appendTimeMs: receiptMs,
      })),
    ]),
  );
}

/** A what-if against signals that the real intake took, judged and folded. */
describe('a what-if of recorded signals', () => {
  let database: TestDatabase;
  let owner: NationalDatabase;
  let operator: NationalDatabase;
  let policy: PolicyDocument;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await database.national('owner');
    operator = await database.national('operator');
    await operator.acrossMunicipalities(seedReference);
    const intakeDatabase = await database.national('intake');
    for (const [topic, records] of recordsByTopic()) {
      const intake = new TestIntake(intakeDatabase, nowMs, { clusterId: 'test', topic, partition: 0 });
      await intake.take(records);
    }
    const [stored] = await operator.acrossMunicipalities((tx) => readStored(tx, municipality));
    if (stored === undefined) throw new Error('the policy of Dordrecht was stored');
    policy = stored.document;
  });
  afterAll(() => database.drop());

  const rows = <Row extends object>(text: string): Promise<Row[]> =>
    owner.acrossMunicipalities((tx) => tx.query<Row>({ text }));
  const prepare = (
    then: PolicyDocument = policy,
    over: Partial<Parameters<typeof recordedWhatIf>[1]> = {},
  ): Promise<Prepared> =>
    operator.acrossMunicipalities((tx) =>
      recordedWhatIf(tx, { policy: then, against: null, days, nowMs, ...over }),
    );
  const stricter = (): PolicyDocument => ({
    ...policy,
    thresholds: { ...policy.thresholds, defaultCents: 30_000 },
  });

  it('judges every signal as the intake did, and cuts the same cases', async () => {
    const { before } = runWhatIf((await prepare()).whatIf);
    const stored = await rows<{ verdict: string; signals: number }>(
      'select verdict, count(*)::integer signals from signal group by verdict',
    );
    expect(before.signals).toEqual(Object.fromEntries(stored.map((row) => [row.verdict, row.signals])));
    expect(before.signals.accepted).toBeGreaterThan(300);
    const [cases] = await rows<Record<string, number>>(
      `select (count(*) filter (where not multiple and not consecutive))::integer single,
         (count(*) filter (where multiple and not consecutive))::integer multiple,
         (count(*) filter (where not multiple and consecutive))::integer consecutive,
         (count(*) filter (where multiple and consecutive))::integer "multiple-and-consecutive"
       from signal_case where picked_up`,
    );
    expect(before.cases.counts).toEqual(cases);
  });

  it('changes nothing where the policy is the same, and names whom another policy touches', async () => {
    expect(runWhatIf((await prepare()).whatIf).changed).toEqual([]);
    const { after, before, changed } = runWhatIf((await prepare(stricter())).whatIf);
    expect(after.signals.accepted).toBeLessThan(before.signals.accepted ?? 0);
    const persons = await rows<{ person_id: string; signal_id: string }>(
      'select person_id, signal_id from signal',
    );
    const known = new Set(persons.map((row) => `${row.person_id} ${row.signal_id}`));
    expect(changed.length).toBeGreaterThan(50);
    expect(changed.filter(({ personId, signalId }) => !known.has(`${personId} ${signalId}`))).toEqual([]);
  });

  it('writes nothing: the transaction cannot, and every table says what it said', async () => {
    const before = await contents();
    await operator.acrossMunicipalities(async (tx) => {
      const { whatIf } = await recordedWhatIf(tx, { policy: stricter(), against: null, days, nowMs });
      runWhatIf(whatIf);
    });
    expect(await contents()).toEqual(before);
    expect(before.length).toBeGreaterThan(25);
    const write = operator.acrossMunicipalities(async (tx) => {
      await onlyRead(tx);
      await tx.query({
        text: `insert into policy_version (municipality, version, effective_from, activated_at, sha256, content)
               values ('GM0505', 9, '2030-01-01', now(), '\\x00', '{}')`,
      });
    });
    await expect(write).rejects.toMatchObject({ code: '25006' });
  });

  const contents = async (): Promise<readonly unknown[]> => {
    const tables = await rows<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
       order by relname`,
    );
    const found: unknown[] = [];
    for (const { name } of tables) {
      const [row] = await rows(
        `select '${name}' as table, count(*) as rows, md5(string_agg(t::text, ',' order by t::text)) as content from ${name} t`,
      );
      found.push(row);
    }
    return found;
  };

  it('gets no name, no reference and no day of birth', async () => {
    const read = (tx: Transaction): Promise<Record<string, unknown>[]> =>
      tx.query({ text: `select * from signals_without_names('GM0505', '2026-02-01', '2026-04-01')` });
    const found = await operator.acrossMunicipalities(read);
    expect(Object.keys(found[0] ?? {})).toEqual([
      'signal_id',
      'same_customer',
      'birth_month',
      'language',
      'marked',
    ]);
    const months = found.map((row) => row['birth_month']).filter((month) => month !== null);
    expect(months.length).toBeGreaterThan(100);
    expect(months.filter((month) => typeof month !== 'string' || !month.endsWith('-01'))).toEqual([]);
    for (const role of ['desk', 'monitor'] as const) {
      const municipal = await database.municipal(role);
      await expect(municipal.withMunicipality(municipality, read)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('approaches nobody who asked to be left alone', async () => {
    const approached = async (): Promise<number> => runWhatIf((await prepare()).whatIf).before.approached;
    const before = await approached();
    const [chosen] = await rows<{ person_id: string }>(
      `select person_id from case_person where next_step is not null order by person_id limit 1`,
    );
    await owner.acrossMunicipalities((tx) =>
      tx.query({
        text: `insert into do_not_approach (municipality, mark_id, person_id, reason, marked_at, marked_by, review_on, subject_hash)
               values ('GM0505', $1, $2, 'objection', now(), 'test', '2027-01-01', '\\x00')`,
        values: [randomUUID(), chosen?.person_id],
      }),
    );
    expect(await approached()).toBe(before - 1);
  });

  it('shows reach as a range from approaches of the municipality that are closed, and only then', async () => {
    expect(runWhatIf((await prepare()).whatIf).before.reach).toBeNull();
    await owner.acrossMunicipalities((tx) =>
      tx.query({
        text: `update case_person set state = 'closed', outcome = 'Definitief geen contact kunnen krijgen',
                 closed_on = '2026-04-10', next_step = null, next_channel = null, next_due_on = null, hold = 'closed',
                 reached = person_id::text < '4'
               where picked_up and led_by_period_start is null`,
      }),
    );
    const { after, before } = runWhatIf((await prepare(stricter())).whatIf);
    const [actual] = await rows<{ reached: number; closed: number }>(
      `select (count(*) filter (where reached))::integer reached, count(*)::integer closed
       from case_person where picked_up and led_by_period_start is null`,
    );
    const { approaches = 0, high = 0, low = 0, withoutHistory = 0 } = before.reach ?? {};
    expect(approaches + withoutHistory).toBeGreaterThan(200);
    const share = (actual?.reached ?? 0) / (actual?.closed ?? 1);
    expect(low / approaches).toBeLessThan(share);
    expect(high / approaches).toBeGreaterThan(share);
    expect(after.reach?.approaches).toBeLessThan(approaches);
  });

  it('says what it cannot do', async () => {
    const refused = (over: Parameters<typeof prepare>[1], then = policy): Promise<Prepared> =>
      prepare(then, over);
    const noDays = { from: asDay('2024-01-01'), until: asDay('2024-01-31') };
    await expect(refused({ days: noDays })).rejects.toThrow('no recorded signals');
    await expect(refused({ signalsMax: 10 })).rejects.toThrow('more than 10 signals');
    await expect(refused({}, { ...policy, municipality: 'GM0599' })).rejects.toThrow('no policy in force');
    await expect(refused({ nowMs: Date.UTC(2000, 0, 1) })).rejects.toThrow(CommandRefused);
    const fromTheFifth = { ...policy, matchingPeriod: { startDay: 5 } };
    await expect(refused({}, fromTheFifth)).rejects.toThrow('--from');
  });
});
