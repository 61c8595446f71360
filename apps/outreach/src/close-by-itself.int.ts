import { asDay } from '#domain';
import { claimSpentApproaches, insertClosings } from '#postgres';

import { Bench, dordrecht, nowMs } from '../test/bench.js';
import { closeByItself } from './close-by-itself.js';

jest.setTimeout(60_000);

const spent = {
  next_step: null,
  next_channel: null,
  next_due_on: null,
  hold: 'plan-done',
  close_due_on: '2026-03-02',
};

describe('closing by itself', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.open();
  });
  afterAll(() => bench.close());
  afterEach(() => bench.seeds.query('truncate case_person, closing, address_touched'));

  test('a plan that ran to its end without contact closes once, however many relays run', async () => {
    const people = [];
    for (let index = 0; index < 5; index += 1) people.push(await bench.seeds.person({ casePerson: spent }));
    const closed = await Promise.all([closeByItself(bench.relay, nowMs), closeByItself(bench.relay, nowMs)]);
    expect(closed[0] + closed[1]).toBe(5);
    const rows = await bench.seeds.query('select * from closing');
    expect(rows).toHaveLength(5);
    expect(rows[0]).toMatchObject({
      number: 1,
      outcome: 'Definitief geen contact kunnen krijgen',
      day: '2026-03-02',
      closed_by: 'system',
    });
    const touched = await bench.seeds.foldTouched();
    expect(touched.map(({ addressId }) => addressId).sort()).toEqual(
      people.map((one) => one.addressId).sort(),
    );
    expect(await closeByItself(bench.relay, nowMs)).toBe(0);
  });

  test('a case-person that was closed before gets the next number', async () => {
    const person = await bench.seeds.person({ casePerson: spent });
    await bench.seeds.insert('closing', {
      municipality: dordrecht,
      person_id: person.personId,
      period_start: person.periodStart,
      number: 3,
      outcome: 'Geen reactie na eerder contact',
      closed_at: '2026-02-20',
      day: '2026-02-20',
      closed_by: 'ann',
    });
    expect(await closeByItself(bench.relay, nowMs)).toBe(1);
    expect(await bench.seeds.query('select max(number) number from closing')).toEqual([{ number: 4 }]);
  });

  test('not before its day, not a crisis, not who was reached, not while a fact waits for its fold', async () => {
    await bench.seeds.person({ casePerson: { ...spent, close_due_on: '2026-03-03' } });
    await bench.seeds.person({ casePerson: { ...spent, crisis: true } });
    await bench.seeds.person({ casePerson: { ...spent, crisis: true, close_due_on: null } });
    await bench.seeds.person({ casePerson: { ...spent, reached: true } });
    const calledBack = await bench.seeds.person({ casePerson: spent });
    await bench.seeds.insert('address_touched', {
      municipality: dordrecht,
      address_id: calledBack.addressId,
      reason: 'attempt',
    });
    expect(await closeByItself(bench.relay, nowMs)).toBe(0);
    expect(await bench.seeds.query('select * from closing')).toEqual([]);
  });

  test('not while a signal that was picked up is younger than the present: it would undo the closing, and so on', async () => {
    const later = { signal: { receipt: new Date(nowMs + 60_000) } };
    await bench.seeds.signal(await bench.seeds.person({ casePerson: spent }), 'demo-energie', later);
    const refused = { signal: { ...later.signal, verdict: 'unjustified' } };
    await bench.seeds.signal(await bench.seeds.person({ casePerson: spent }), 'demo-energie', refused);
    expect(await closeByItself(bench.relay, nowMs)).toBe(1);
    expect(await closeByItself(bench.relay, nowMs)).toBe(0);
    expect(await closeByItself(bench.relay, nowMs + 60_000)).toBe(1);
  });

  test('a contact recorded between the look and the lock is seen', async () => {
    const person = await bench.seeds.person({ casePerson: spent });
    await bench.relay.acrossMunicipalities(async (tx) => {
      const approaches = await claimSpentApproaches(tx, { today: asDay('2026-03-02'), nowMs, limit: 10 });
      expect(approaches).toHaveLength(1);
      await bench.seeds.insert('address_touched', {
        municipality: dordrecht,
        address_id: person.addressId,
        reason: 'attempt',
      });
      const closing = {
        outcome: 'Definitief geen contact kunnen krijgen',
        nowMs,
        closedBy: 'system',
      } as const;
      expect(await insertClosings(tx, { ...closing, approaches, today: asDay('2026-03-02') })).toBe(0);
    });
    expect(await bench.seeds.query('select * from closing')).toEqual([]);
    await bench.seeds.foldTouched();
    expect(await closeByItself(bench.relay, nowMs)).toBe(1);
  });
});
