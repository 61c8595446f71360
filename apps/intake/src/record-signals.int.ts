import type { MunicipalityCode } from '#domain';
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

const march = (day: number, hour = 10): number => Date.UTC(2026, 2, day, hour);
const nowMs = march(31);
const { energy, otherEnergy } = testCreditors;

const signal = (
  id: string,
  atMs: number,
  changes: Parameters<typeof signalData>[0] = {},
  source: string = energy.source,
): TimedRecord => ({ ...signalRecord(source, id, signalData(changes)), appendTimeMs: atMs });

const withdrawal = (id: string, signalId: string, atMs: number): TimedRecord => ({
  ...withdrawalRecord(energy.source, id, {
    gemeentecode: 'GM0505',
    ingetrokkenSignaal: signalId,
    datum: '2026-03-01',
  }),
  appendTimeMs: atMs,
});

describe('recording signals', () => {
  let database: TestDatabase;
  let intakeDatabase: NationalDatabase;
  let operator: NationalDatabase;
  let partition = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    intakeDatabase = await database.national('intake');
    operator = await database.national('operator');
    await operator.acrossMunicipalities(seedReference);
  });
  afterAll(() => database.drop());

  const newIntake = (): TestIntake => {
    partition += 1;
    return new TestIntake(intakeDatabase, nowMs, { clusterId: 'test', topic: 'signals.energie', partition });
  };
  const rows = <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
    intakeDatabase.acrossMunicipalities((tx) => tx.query<Row>({ text, values }));
  const verdictOf = async (id: string): Promise<{ verdict: string; rule: string; revision: number }> => {
    const found = await rows<{ verdict: string; rule: string; revision: number }>(
      'select verdict, rule, revision from signal where event_id = $1',
      [id],
    );
    if (found[0] === undefined) throw new Error(`no signal ${id}`);
    return found[0];
  };
  const address = (number: string): { adres: { postcode: string; huisnummer: string } } => ({
    adres: { postcode: '3311 AB', huisnummer: number },
  });

  it('opens a case with one person and a first step that is due', async () => {
    await newIntake().take([signal('first', march(9), address('1'))]);
    expect(await verdictOf('first')).toEqual({ verdict: 'accepted', rule: 'picked-up', revision: 1 });
    const cases = await rows(
      `select c.picked_up, c.multiple, c.state, p.plan, p.next_step, p.next_due_on, p.hold, p.first_attempt_due_on
       from signal_case c join case_person p using (municipality, address_id, period_start)
       join signal s using (municipality, address_id) where s.event_id = 'first'`,
    );
    expect(cases).toEqual([
      {
        picked_up: true,
        multiple: false,
        state: 'open',
        plan: 'everybody',
        next_step: 'first-message',
        next_due_on: '2026-03-10',
        hold: null,
        first_attempt_due_on: '2026-03-16',
      },
    ]);
  });

  it('tells a duplicate from a conflict, and keeps each record in one row', async () => {
    const intake = newIntake();
    const changes = address('2');
    await intake.take([
      signal('twice', march(9), changes),
      signal('twice', march(9), changes),
      signal('twice', march(9), { ...changes, bedragInCenten: 20_000 }),
    ]);
    await intake.take([signal('twice', march(10), changes)]);
    expect(intake.tallies).toEqual([
      { signals: 1, withdrawals: 0, duplicates: 1, quarantined: 1, seenBefore: 0, lookedUp: {} },
      { signals: 0, withdrawals: 0, duplicates: 1, quarantined: 0, seenBefore: 0, lookedUp: {} },
    ]);
  });

  it('does not pick up a repeat, and picks up a risen amount', async () => {
    const intake = newIntake();
    await intake.take([signal('r1', march(9), address('4'))]);
    await intake.take([
      signal('r2', march(12), address('4')),
      signal('r3', march(13), { ...address('4'), bedragInCenten: 15_001 }),
    ]);
    expect((await verdictOf('r2')).verdict).toBe('repeated');
    expect(await verdictOf('r3')).toMatchObject({ verdict: 'accepted', rule: 'amount-risen' });
    expect(await rows(`select message, revision, replaces from feedback where event_id = 'r2'`)).toEqual([
      { message: 'repeated', revision: 1, replaces: null },
    ]);
  });

  it('revises what a late signal changes, and tells the creditor what is replaced', async () => {
    await newIntake().take([signal('late-2', march(12), address('5'))]);
    expect((await verdictOf('late-2')).verdict).toBe('accepted');
    await newIntake().take([signal('late-1', march(9), address('5'))]);
    expect(await verdictOf('late-2')).toMatchObject({ verdict: 'repeated', revision: 2 });
    await newIntake().take([withdrawal('late-w', 'late-1', march(10))]);
    expect((await verdictOf('late-1')).verdict).toBe('withdrawn');
    expect(await verdictOf('late-2')).toMatchObject({ verdict: 'accepted', revision: 3 });
    const told = await rows<{ message: string; replaces: string | null; feedback_id: string }>(
      `select message, replaces, feedback_id from feedback where event_id = 'late-2' order by revision`,
    );
    expect(told.map(({ message }) => message)).toEqual(['repeated', 'under-consideration']);
    expect(told[1]?.replaces).toBe(told[0]?.feedback_id);
    const history = await rows(
      `select revision from decision_history where subject = 'signal' order by revision`,
    );
    expect(history).toEqual([{ revision: 1 }, { revision: 1 }, { revision: 2 }]);
  });

  it('lets a withdrawal count that overtook its signal', async () => {
    await newIntake().take([withdrawal('w-before', 'overtaken', march(8))]);
    await newIntake().take([signal('overtaken', march(9), address('6'))]);
    expect(await verdictOf('overtaken')).toMatchObject({
      verdict: 'withdrawn',
      rule: 'withdrawn-before-signal',
    });
    const [one] = await rows(
      `select c.state, c.outcome, c.picked_up from signal_case c join signal s using (municipality, address_id)
       where s.event_id = 'overtaken'`,
    );
    expect(one).toEqual({ state: 'closed', outcome: 'Niet opgepakt: andere reden', picked_up: false });
  });

  it('folds an address again when a fact came: closed, told, and reopened by a new signal', async () => {
    await newIntake().take([signal('c1', march(9), address('9'))]);
    const [one] = await rows<{ person_id: string; period_start: string; address_id: string }>(
      `select person_id, period_start, address_id from signal where event_id = 'c1'`,
    );
    const desk = await database.municipal('desk');
    await desk.withMunicipality('GM0505' as MunicipalityCode, async (tx) => {
      const key = ['GM0505', one?.person_id, one?.period_start];
      await tx.query({
        text: `insert into attempt (municipality, attempt_id, person_id, period_start, kind, direction, reached,
                 attempted_at, day, part_of_day, recorded_at, recorded_by)
               values ($1, gen_random_uuid(), $2, $3, 'Telefoon', 'outgoing', true, $4, '2026-03-11', 'Ochtend', $4, 'test')`,
        values: [...key, new Date(march(11))],
      });
      await tx.query({
        text: `insert into closing (municipality, person_id, period_start, number, outcome, closed_at, day, closed_by)
               values ($1, $2, $3, 1, 'Inwoner regelt het zelf/hoeft geen hulp vanuit vroegsignalering', $4, '2026-03-12', 'test')`,
        values: [...key, new Date(march(12))],
      });
      await tx.query({
        text: `insert into address_touched (municipality, address_id, from_receipt, reason) values ($1, $2, null, 'closing')`,
        values: ['GM0505', one?.address_id],
      });
    });
    const intake = newIntake();
    expect(await intake.refold()).toBe(1);
    const stateOf = async (): Promise<unknown> => {
      const [found] = await rows(
        `select c.state, c.outcome, c.closed_on, c.reached, p.hold, p.attempts from signal_case c
         join case_person p using (municipality, address_id, period_start)
         where c.address_id = $1`,
        [one?.address_id],
      );
      return found;
    };
    expect(await stateOf()).toEqual({
      state: 'closed',
      outcome: 'Inwoner regelt het zelf/hoeft geen hulp vanuit vroegsignalering',
      closed_on: '2026-03-12',
      reached: true,
      hold: 'closed',
      attempts: 1,
    });
    expect(await rows(`select message from feedback where event_id = 'c1'`)).toEqual([
      { message: 'no-help-wanted' },
    ]);
    await intake.take([signal('c2', march(13), { ...address('9'), klantreferentie: 'K-2' })]);
    expect(await stateOf()).toMatchObject({ state: 'open', outcome: null, closed_on: null, hold: null });
    expect(await rows(`select message from feedback where event_id = 'c1' order by revision`)).toEqual([
      { message: 'no-help-wanted' },
      { message: 'under-consideration' },
    ]);
  });

  it('keeps two people of one address apart, and makes their case multiple', async () => {
    await newIntake().take([
      signal('p1', march(9), address('7')),
      signal(
        'p2',
        march(9, 11),
        { ...address('7'), persoon: { voorletters: 'C.', achternaam: 'Anders' } },
        otherEnergy.source,
      ),
    ]);
    const persons = await rows(
      `select p.plan from case_person p join signal s using (municipality, person_id, period_start)
       where s.event_id in ('p1', 'p2')`,
    );
    expect(persons).toEqual([{ plan: 'several' }, { plan: 'several' }]);
    const [one] = await rows(
      `select multiple, consecutive from signal_case c join signal s using (municipality, address_id) where s.event_id = 'p1'`,
    );
    expect(one).toEqual({ multiple: true, consecutive: false });
  });

  it('a replay of the same records at their own places changes nothing', async () => {
    const place = { clusterId: 'test', topic: 'signals.energie', partition: 900 };
    const records = [
      signal('again-1', march(9), address('8')),
      signal('again-1', march(9), address('8')),
      signal('again-2', march(10), { ...address('8'), bedragInCenten: 0 }),
      withdrawal('again-3', 'again-1', march(11)),
    ];
    await new TestIntake(intakeDatabase, nowMs, place).take(records);
    const before = await everything();
    await operator.acrossMunicipalities((tx) =>
      tx.query({
        text: `update consumer_offset set next_offset = 0, last_offset = null, last_appended_ms = null, last_crc32 = null where partition = 900`,
      }),
    );
    const again = new TestIntake(intakeDatabase, nowMs, place);
    await again.resume(0n);
    await again.take(records);
    expect(await everything()).toEqual(before);
    expect(again.tallies[0]).toMatchObject({ signals: 0, withdrawals: 0, quarantined: 0 });
  });

  const everything = async (): Promise<unknown> => {
    const tables = [
      'signal',
      'withdrawal',
      'duplicate',
      'quarantine',
      'feedback',
      'signal_case',
      'case_person',
      'person',
      'address',
    ];
    const found: Record<string, unknown> = {};
    for (const table of tables)
      found[table] = await rows(`select to_jsonb(t) as row from ${table} t order by 1`);
    return found;
  };
});
