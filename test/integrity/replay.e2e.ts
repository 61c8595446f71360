import { IntakeStand, mixedRecords, ownSignal } from './intake-stand.js';

jest.setTimeout(120_000);

/** The position is what a rewind changes; everything else must stay. */
const untouchedBy = ['consumer_offset', 'simulated_clock', 'schema_migration'];

describe('replay changes nothing', () => {
  let stand: IntakeStand;

  beforeAll(async () => {
    stand = await IntakeStand.open();
  });
  afterAll(() => stand.close());

  const everything = async (): Promise<Record<string, unknown>> => {
    const tables = await stand.rows<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public' and tablename <> all ($1) order by 1`,
      [untouchedBy],
    );
    const found: Record<string, unknown> = {};
    for (const { name } of tables) {
      found[name] = await stand.rows(`select to_jsonb(t) as row from ${name} t order by to_jsonb(t)::text`);
    }
    return found;
  };

  test('after a rewind to the beginning every row is as it was', async () => {
    await stand.send(mixedRecords(stand.creditor, 50));
    const first = await stand.intake(stand.newGroup());
    await stand.caughtUp();
    expect(await first.stop()).toBe(0);
    const before = await everything();
    expect(Object.values(before).flat().length).toBeGreaterThan(1_000);

    const positions = await stand.rows('select * from consumer_offset order by topic, partition');
    await stand.rows(
      `update consumer_offset
       set next_offset = 0, last_offset = null, last_appended_ms = null, last_crc32 = null, decided = true`,
    );
    const again = await stand.intake(stand.newGroup());
    await stand.positionsAre(positions);
    expect(await again.stop()).toBe(0);
    expect(await everything()).toEqual(before);
  });

  test('the same messages sent again, by another hand, are duplicates and nothing more', async () => {
    const before = await everything();
    const sent = await stand.counts();
    const signals = mixedRecords(stand.creditor, 50).filter((_, nth) => nth % 10 < 6);
    await stand.send(signals);
    const intake = await stand.intake(stand.newGroup());
    await stand.caughtUp();
    expect(await intake.stop()).toBe(0);
    expect(await stand.counts()).toEqual({ ...sent, duplicate: sent.duplicate + signals.length });
    const after = await everything();
    for (const table of [
      'signal',
      'signal_case',
      'case_person',
      'person',
      'address',
      'feedback',
      'decision_history',
    ]) {
      expect(after[table]).toEqual(before[table]);
    }
  });

  test('read into an empty database by a new group, the log gives the same decisions', async () => {
    // Each address has its signals in several partitions, so that the two readings meet them in orders of their own.
    const { creditor } = stand;
    const records = Array.from({ length: 40 }, (_, house) =>
      [15_000, 15_000, 15_001, 2_500].map((bedragInCenten, nth) =>
        ownSignal(creditor, `same-${house}-${nth}`, 5_000 + house, { bedragInCenten }),
      ),
    ).flat();
    await stand.send(records);
    const first = await stand.intake(stand.newGroup());
    await stand.caughtUp();
    expect(await first.stop()).toBe(0);

    const empty = await IntakeStand.open(stand);
    try {
      const second = await empty.intake(empty.newGroup());
      await empty.caughtUp();
      expect(await second.stop()).toBe(0);
      expect(await empty.storedPlaces()).toEqual(await stand.storedPlaces());
      expect(await decisions(empty)).toEqual(await decisions(stand));
    } finally {
      await empty.close();
    }
  });

  /** What is decided now, without the ids, revisions and history that tell in which order it was learnt. */
  const decisions = async (of: IntakeStand): Promise<unknown> => ({
    signals: await of.rows(
      `select event_id, receipt, verdict, rule, judged_verdict, judged_inputs, period_start, decided_at
       from signal order by event_id`,
    ),
    cases: await of.rows(
      `select a.alias, c.period_start, c.picked_up, c.multiple, c.consecutive, c.picked_up_on, c.state, c.outcome,
              c.closed_on
       from signal_case c join address_alias a using (municipality, address_id) order by 1, 2`,
    ),
    casePersons: await of.rows(
      `select string_agg(s.event_id, ' ' order by s.event_id) as signals, p.state, p.outcome, p.plan, p.next_step,
              p.next_due_on, p.hold, p.first_receipt
       from case_person p join signal s using (municipality, person_id, period_start)
       group by p.municipality, p.person_id, p.period_start, p.address_id order by 1`,
    ),
  });
});
