import { testStack } from '#testing';

import { IntakeStand, ownSignal } from '../integrity/intake-stand.js';
import { OutreachStand } from '../outreach-stand.js';
import { freePort, until, type AppProcess } from '../processes.js';

jest.setTimeout(180_000);

interface RateLine {
  readonly teller: number | null;
  readonly noemer: number | null;
  readonly waarde: number | null;
}

describe('the way of one signal, through the real processes', () => {
  let stand: IntakeStand;
  let outreach: OutreachStand;
  let deskPort: number;
  let apps: { intake: AppProcess; outreach: AppProcess; desk: AppProcess; monitor: AppProcess };

  beforeAll(async () => {
    stand = await IntakeStand.open();
    outreach = await OutreachStand.open(stand, 8);
    deskPort = await freePort();
    await stand.clock('2026-03-02T09:00:00Z');
    apps = {
      intake: await stand.intake(stand.newGroup(), { EROPAF_CLOCK: 'simulated' }),
      outreach: await stand.app('outreach', outreach.settings),
      desk: await stand.app('desk', { ...outreach.settings, EROPAF_DESK_PORT: deskPort }),
      monitor: await stand.app('monitor', {}),
    };
    for (const app of Object.values(apps)) await app.ready();
  }, 120_000);
  afterAll(async () => {
    await stand.close();
    await outreach.close();
  });

  const desk = async (
    method: 'GET' | 'POST',
    path: string,
    body?: object,
  ): Promise<Record<string, unknown>> => {
    const token = `${testStack().configuration.EROPAF_DEMO_TOKEN}.GM0505.outreach-worker.sam`;
    const answer = await fetch(`http://127.0.0.1:${deskPort}/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  };
  const contactRate = async (): Promise<RateLine> => {
    const query = 'gemeente=GM0505&van=2026-03&tot=2026-03';
    const token = `${testStack().configuration.EROPAF_DEMO_TOKEN}.GM0505.team-lead.noor`;
    const answer = await fetch(`http://127.0.0.1:${apps.monitor.port}/v1/contactcijfers?${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { totaal } = (await answer.json()) as { totaal: { contactgraad: RateLine } };
    return totaal.contactgraad;
  };
  const casePerson = async (): Promise<Record<string, unknown> | undefined> =>
    (await stand.rows<Record<string, unknown>>('select * from case_person'))[0];
  const waitsFor = (what: Record<string, unknown>): Promise<Record<string, unknown>> =>
    until(`the case-person says ${JSON.stringify(what)}`, async () => {
      const found = await casePerson();
      const says =
        found !== undefined && Object.entries(what).every(([name, value]) => found[name] === value);
      return says ? found : undefined;
    });

  test('in, judged, written to, visited, reached, counted, and told to the creditor', async () => {
    expect(await contactRate()).toMatchObject({ teller: 0, noemer: 0, waarde: null });

    const { creditor } = stand;
    await stand.send([
      ownSignal(creditor, 'way-1', 12, {
        persoon: { voorletters: 'J.', achternaam: 'Zilverberg', geboortedatum: '1950-05-17' },
        ontstaansdatum: '2026-01-02',
        signaaldatum: '2026-03-01',
      }),
    ]);
    const planned = await waitsFor({ next_step: 'announcing-letter', next_due_on: '2026-03-03' });
    expect(await stand.rows('select verdict, rule from signal')).toEqual([
      { verdict: 'accepted', rule: 'picked-up' },
    ]);

    await stand.clock('2026-03-03T09:00:00Z');
    const [letter] = await outreach.letters(1);
    expect(letter).toContain('J. Zilverberg');
    expect(letter).toContain(creditor.name);
    await waitsFor({ next_step: 'first-visit', next_due_on: '2026-03-10', attempts: 1, reached: false });

    await stand.clock('2026-03-10T09:00:00Z');
    const task = await until('the visit stands in the worklist', async () => {
      const { taken } = await desk('GET', 'taken?kanaal=huisbezoeken');
      return (taken as { taakId: string }[])[0];
    });
    expect(await desk('POST', `taken/${task.taakId}/claim`, {})).toMatchObject({
      persoon: { achternaam: 'Zilverberg' },
      adres: { postcode: '3315GH' },
    });
    await desk('POST', `taken/${task.taakId}/afronden`, {
      contactpoging: {
        soort: 'Huisbezoek',
        bereikt: true,
        datum: '2026-03-10',
        dagdeel: 'Ochtend',
        richting: 'uitgaand',
      },
      aanbodGedaan: true,
      hulpGeaccepteerd: true,
    });
    await waitsFor({ hold: 'reached', attempts: 2, reached: true });

    await desk('POST', `zaakpersonen/${String(planned['person_id'])}/2026-03-01/afsluiten`, {
      eindresultaat: '(Budget)advies en/of quick fix',
    });
    await waitsFor({ state: 'closed', outcome: '(Budget)advies en/of quick fix', closed_on: '2026-03-10' });
    expect(await contactRate()).toMatchObject({ teller: 1, noemer: 1, waarde: 1 });

    const heard = await outreach.heardBy(creditor.id, 1);
    expect(heard.map(({ data }) => data)).toEqual([
      {
        signaal: 'way-1',
        klantreferentie: 'K-12',
        gemeentecode: 'GM0505',
        oordeel: 'hulpAanvaard',
        revisie: 1,
        datum: '2026-03-10',
      },
    ]);
    expect(heard[0]?.text).not.toMatch(/Zilverberg|3315/);
  });

  test('no process has written a name, an address or a reference into its log', async () => {
    for (const app of Object.values(apps)) {
      expect(app.log).not.toBe('');
      expect(app.log).not.toMatch(/Zilverberg|3315 ?GH|K-12\b/);
      expect(await app.stop()).toBe(0);
    }
  });
});
