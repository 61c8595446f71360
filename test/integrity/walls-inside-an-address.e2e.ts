import { OutreachStand } from '../outreach-stand.js';
import { until } from '../processes.js';
import { IntakeStand, ownSignal } from './intake-stand.js';

jest.setTimeout(180_000);

describe('walls inside an address', () => {
  let stand: IntakeStand;
  let outreach: OutreachStand;

  beforeAll(async () => {
    stand = await IntakeStand.open();
    outreach = await OutreachStand.open(stand, 9);
    await stand.clock('2026-03-02T09:00:00Z');
  });
  afterAll(async () => {
    await stand.close();
    await outreach.close();
  });

  test("two people behind one door: neither letter names the other, or the other's creditor", async () => {
    const [north, south] = stand.creditors;
    if (north === undefined || south === undefined) throw new Error('a stand has two creditors');
    const people = [
      { creditor: north, surname: 'Zilverberg', id: 'of-zilverberg' },
      { creditor: south, surname: 'Goudsmit', id: 'of-goudsmit' },
    ];
    const intake = await stand.intake(stand.newGroup(), { EROPAF_CLOCK: 'simulated' });
    const letters = await stand.app('outreach', outreach.settings);
    for (const { creditor, id, surname } of people) {
      // Written differently, and still one address.
      const adres =
        id === 'of-goudsmit'
          ? { postcode: '3315gh', huisnummer: '12-A' }
          : { postcode: '3315 GH', huisnummer: '12', huisletter: 'A' };
      await stand.send(
        [
          ownSignal(creditor, id, 12, {
            adres,
            persoon: { voorletters: 'A.', achternaam: surname, geboortedatum: '1950-05-17' },
            ontstaansdatum: '2026-01-02',
            signaaldatum: '2026-03-01',
          }),
        ],
        creditor,
      );
    }
    await stand.caughtUp();
    const cases = await stand.rows('select multiple, picked_up from signal_case');
    expect(cases).toEqual([{ multiple: true, picked_up: true }]);
    const persons = await stand.rows(
      `select s.event_id, s.creditor_id, count(*) over (partition by p.person_id) as signals, p.plan
       from case_person p join signal s using (municipality, person_id, period_start) order by 1`,
    );
    expect(persons).toEqual([
      { event_id: 'of-goudsmit', creditor_id: south.id, signals: 1, plan: 'several-older' },
      { event_id: 'of-zilverberg', creditor_id: north.id, signals: 1, plan: 'several-older' },
    ]);

    await stand.clock('2026-03-03T09:00:00Z');
    const texts = await outreach.letters(2);
    expect(texts).toHaveLength(2);
    for (const { creditor, surname } of people) {
      const other = people.find((one) => one.surname !== surname);
      if (other === undefined) throw new Error('there are two people');
      const own = texts.filter((text) => text.includes(surname));
      expect(own).toHaveLength(1);
      expect(own[0]).toContain(creditor.name);
      expect(own[0]).not.toContain(other.surname);
      expect(own[0]).not.toContain(other.creditor.name);
    }

    // What one creditor hears says nothing of the other's signal.
    await stand.rows(
      `insert into closing (municipality, person_id, period_start, number, outcome, closed_at, day, closed_by)
       select municipality, person_id, period_start, 1, 'Definitief geen contact kunnen krijgen', $1, '2026-03-03', 'test'
       from signal where event_id = 'of-zilverberg'`,
      ['2026-03-03T09:00:00Z'],
    );
    await stand.rows(
      `insert into address_touched (municipality, address_id, from_receipt, reason)
       select distinct municipality, address_id, null::timestamptz, 'closing' from signal`,
    );
    const heard = await outreach.heardBy(north.id, 1);
    expect(heard.map(({ data }) => [data['signaal'], data['oordeel']])).toEqual([
      ['of-zilverberg', 'geenContact'],
    ]);
    const told = await until('the feedback is sent', async () => {
      const rows = await stand.rows('select creditor_id, event_id from feedback');
      return rows.length > 0 ? rows : undefined;
    });
    expect(told).toEqual([{ creditor_id: north.id, event_id: 'of-zilverberg' }]);

    expect(await letters.stop()).toBe(0);
    expect(await intake.stop()).toBe(0);
  });
});
