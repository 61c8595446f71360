import { caseSchema, handOverPageSchema, letterReleaseSchema, taskPageSchema } from '#contracts';
import { storeRows } from '#testing';

import { DeskFixture, period, type SeededPerson } from './desk-fixture.js';

const asked = '2025-03-24T13:00:00Z';

describe('a secret address, and what registers said', () => {
  let desk: DeskFixture;
  let person: SeededPerson;
  beforeAll(async () => {
    desk = await DeskFixture.start();
  });
  afterAll(() => desk.stop());
  beforeEach(async () => {
    person = await desk.person();
  });

  const makeSecret = (personId = person.personId): Promise<void> =>
    storeRows(desk.owner, {
      secret_address: [
        {
          municipality: 'GM0505',
          person_id: personId,
          since: asked,
          seen_at: asked,
          destroy_after: '2026-03-20',
        },
      ],
    });
  const check = (over: object = {}): Promise<void> =>
    storeRows(desk.owner, {
      register_check: [
        {
          municipality: 'GM0505',
          check_id: person.signalId,
          person_id: person.personId,
          address_id: person.addressId,
          reason: 'new-signal',
          state: 'queued',
          generation: 1,
          priority: 5,
          hold_until: '2025-03-25T13:00:00Z',
          asked_at: asked,
          attempts: 0,
          in_doubt: false,
          ...over,
        },
      ],
    });
  const readCase = async (of = period) => {
    const { body } = await desk.get(`/v1/zaken/${person.addressId}/${of}`);
    const found = caseSchema.parse(body);
    const [only] = found.personen;
    if (only === undefined) throw new Error('the case has a person');
    return { adres: found.adres, person: only };
  };
  const release = (verb: 'aanvragen' | 'vrijgeven', user: string, municipality = 'GM0505') =>
    desk.post(
      `/v1/zaakpersonen/${person.personId}/${period}/briefvrijgave/${verb}`,
      {},
      desk.token('outreach-worker', user, municipality),
    );

  test('stands in no case and no worklist, which say that there is one', async () => {
    const taskId = await desk.task(person);
    expect((await readCase()).adres).toMatchObject({ straat: 'Voorstraat' });
    await makeSecret();
    const found = await readCase();
    expect(found).toMatchObject({ adres: null, person: { geheimAdres: true } });
    const { body } = await desk.get('/v1/taken?kanaal=telefoon&aantal=100');
    const listed = taskPageSchema.parse(body).taken.find((task) => task.taakId === taskId);
    expect(listed?.geheimAdres).toBe(true);
    const claimed = await desk.post(`/v1/taken/${taskId}/claim`, {});
    expect(claimed).toMatchObject({ status: 200, body: { adres: null, geheimAdres: true } });
  });

  test('is given to whoever of the municipality goes there, and to no outside party', async () => {
    await makeSecret();
    const visit = { channel: 'house-visits', step: 'visit-1' };
    const own = await desk.task(person, visit);
    expect((await desk.post(`/v1/taken/${own}/claim`, {})).body).toMatchObject({
      adres: { straat: 'Voorstraat' },
    });
    const theirs = await desk.task(person, { ...visit, step: 'visit-2', executor: 'external:demo' });
    const refused = await desk.post(`/v1/taken/${theirs}/claim`, {}, desk.token('external:demo', 'bo'));
    expect(refused).toMatchObject({ status: 409, body: { type: 'urn:problem-type:eropaf:address-secret' } });
    // It would wait there for ever: the municipality has it now.
    expect((await desk.post(`/v1/taken/${theirs}/claim`, {})).status).toBe(200);
  });

  const visitBy = async (whom: SeededPerson, step = 'visit-1') => {
    const taskId = await desk.task(whom, { channel: 'house-visits', step, executor: 'external:demo' });
    return {
      taskId,
      claim: () => desk.post(`/v1/taken/${taskId}/claim`, {}, desk.token('external:demo', 'bo')),
    };
  };
  const kept = { status: 409, body: { type: 'urn:problem-type:eropaf:address-secret' } };

  test('is secret for whoever was split off there too', async () => {
    const { addressId, personId, signalId } = person;
    await desk.person({ person_id: personId, address_id: addressId, period_start: '2025-02-01' });
    await makeSecret();
    const answer = await desk.post(
      '/v1/personen/splitsen',
      { persoonId: personId, signalen: [signalId] },
      desk.token('team-lead', 'noor'),
    );
    expect(answer.status).toBe(200);
    const other = String(answer.body['nieuwePersoonId']);
    // As the fold leaves it: the old person has no signal in this period any more, the new one has.
    await desk.rows(
      `update case_person set state = 'superseded' where person_id = $1 and period_start = $2`,
      personId,
      period,
    );
    const split = await desk.person({ person_id: other, address_id: addressId });
    expect(await readCase()).toMatchObject({
      adres: null,
      person: { persoonId: other, geheimAdres: true },
    });
    expect(await (await visitBy(split)).claim()).toMatchObject(kept);
    // A letter to the new person waits for two people as well.
    const asking = await desk.post(`/v1/zaakpersonen/${other}/${period}/briefvrijgave/aanvragen`, {});
    expect(asking.status).toBe(200);
  });

  test('is secret in every period, and whoever shares the house', async () => {
    const housemate = await desk.person({ address_id: person.addressId, period_start: '2025-01-01' });
    expect((await readCase('2025-01-01')).adres).toMatchObject({ straat: 'Voorstraat' });
    await makeSecret();
    expect(await readCase('2025-01-01')).toMatchObject({
      adres: null,
      person: { persoonId: housemate.personId, geheimAdres: true },
    });
    const shared = await desk.person({ address_id: person.addressId });
    const visit = await visitBy(shared);
    const { body } = await desk.get(
      '/v1/taken?kanaal=huisbezoeken&aantal=100',
      desk.token('external:demo', 'bo'),
    );
    const listed = taskPageSchema.parse(body).taken.find((task) => task.taakId === visit.taskId);
    expect(listed?.geheimAdres).toBe(true);
    expect(await visit.claim()).toMatchObject(kept);
    await desk.rows(`update secret_address set lifted_at = now() where person_id = $1`, person.personId);
    expect((await readCase('2025-01-01')).adres).toMatchObject({ straat: 'Voorstraat' });
  });

  test('is not told again to the outside party that holds the task, which may give it back', async () => {
    const { claim, taskId } = await visitBy(person);
    expect((await claim()).body).toMatchObject({ adres: { straat: 'Voorstraat' } });
    await makeSecret();
    const again = await claim();
    expect(again).toMatchObject(kept);
    expect(JSON.stringify(again.body)).not.toMatch(/Voorstraat|3311AB/);
    const back = await desk.post(`/v1/taken/${taskId}/vrijgeven`, {}, desk.token('external:demo', 'bo'));
    expect(back.status).toBe(200);
    expect(await claim()).toMatchObject(kept);
    expect((await desk.post(`/v1/taken/${taskId}/claim`, {})).body).toMatchObject({
      adres: { straat: 'Voorstraat' },
    });
  });

  test('an answer too old for a visit is asked anew at the claim, where anybody is looked up', async () => {
    const policy = (register: object, version: number): Promise<void> =>
      storeRows(desk.owner, {
        policy_version: [
          {
            municipality: 'GM0505',
            version,
            effective_from: '2025-01-01',
            activated_at: asked,
            sha256: '\\x00',
            content: register,
          },
        ],
      });
    const claim = async (step: string, channel = 'house-visits'): Promise<void> => {
      const taskId = await desk.task(person, { step, channel });
      expect((await desk.post(`/v1/taken/${taskId}/claim`, {})).status).toBe(200);
    };
    const open = () =>
      desk.rows(
        `select reason from register_check where person_id = $1 and state = 'created'`,
        person.personId,
      );
    await policy({}, 1);
    await claim('visit-1');
    expect(await open()).toEqual([]);
    await policy({ residentRegister: { source: 'brp', holdHours: 24, freshForVisitHours: 72 } }, 2);
    await check({ state: 'answered', outcome: 'resident', answered_at: '2025-03-22T14:00:00Z' });
    await claim('visit-2');
    await claim('call-2', 'calls');
    expect(await open()).toEqual([]);
    await desk.rows(
      `update register_check set answered_at = '2025-03-20T14:00:00Z' where person_id = $1`,
      person.personId,
    );
    await claim('visit-3');
    await claim('visit-4');
    expect(await open()).toEqual([{ reason: 'before-visit' }]);
  });

  test('stays secret for whom the resident turned out to be', async () => {
    const before = await desk.person();
    await makeSecret(before.personId);
    await desk.rows(
      `insert into person_alias (municipality, person_id, same_as, decided_at, decided_by, reason)
       values ('GM0505', $1, $2, now(), 'spec', 'person')`,
      before.personId,
      person.personId,
    );
    expect((await readCase()).adres).toBeNull();
  });

  test('stays secret where the resident lived under the id that is another now', async () => {
    const now = await desk.person();
    await makeSecret(now.personId);
    await desk.rows(
      `insert into person_alias (municipality, person_id, same_as, decided_at, decided_by, reason)
       values ('GM0505', $1, $2, now(), 'spec', 'person')`,
      person.personId,
      now.personId,
    );
    expect((await readCase()).adres).toBeNull();
  });

  test('gets a letter when one asked for it and another released it', async () => {
    expect(await release('aanvragen', 'sam')).toMatchObject({ status: 409 });
    await makeSecret();
    expect((await release('vrijgeven', 'sam')).body['type']).toBe(
      'urn:problem-type:eropaf:release-not-asked',
    );
    expect(await release('aanvragen', 'sam')).toMatchObject({ status: 200 });
    expect((await release('vrijgeven', 'sam')).body['type']).toBe(
      'urn:problem-type:eropaf:release-by-another',
    );
    const released = letterReleaseSchema.parse((await release('vrijgeven', 'noor')).body);
    expect(released).toMatchObject({ aangevraagdDoor: 'sam', vrijgegevenDoor: 'noor' });
    // Who releases again, or asks again, changes nothing of who did.
    expect((await release('vrijgeven', 'kim')).body).toEqual(released);
    expect((await release('aanvragen', 'kim')).body).toEqual(released);
    expect(await release('aanvragen', 'sam', 'GM0599')).toMatchObject({ status: 404 });
    expect((await readCase()).person.briefvrijgave).toEqual(released);
  });

  test('what was looked up is shown: waiting, gone on without, answered', async () => {
    expect((await readCase()).person.registercontrole).toBeNull();
    await desk.rows(
      `update case_person set next_step = 'letter', next_channel = 'letters', next_due_on = '2025-03-24', hold = null
       where person_id = $1`,
      person.personId,
    );
    await check();
    expect((await readCase()).person).toMatchObject({
      wachtOp: 'register-check',
      registercontrole: { status: 'wacht', wachtTot: '2025-03-25T13:00:00.000Z', uitkomst: null },
    });
    await desk.rows(`update register_check set hold_until = $1 where person_id = $2`, asked, person.personId);
    expect((await readCase()).person).toMatchObject({
      wachtOp: null,
      registercontrole: { status: 'niet-gecontroleerd', wachtTot: null },
    });
    await desk.rows(
      `update register_check set state = 'answered', outcome = 'resident', answered_at = $1, in_doubt = true
       where person_id = $2`,
      asked,
      person.personId,
    );
    expect((await readCase()).person.registercontrole).toMatchObject({
      status: 'beantwoord',
      uitkomst: 'inwoner',
      inOnderzoek: true,
    });
    await makeSecret();
    expect((await readCase()).person.wachtOp).toBe('letter-release');
  });
});

describe('what is passed on', () => {
  let desk: DeskFixture;
  beforeAll(async () => {
    desk = await DeskFixture.start();
  });
  afterAll(() => desk.stop());

  const handOver = (person: SeededPerson, kind: string, addressee: string): Promise<void> =>
    storeRows(desk.owner, {
      hand_over: [
        {
          municipality: person.municipality,
          person_id: person.personId,
          period_start: period,
          kind,
          address_id: person.addressId,
          addressee,
          made_at: asked,
          check_id: person.signalId,
        },
      ],
    });
  const finish = (person: SeededPerson, kind: string, user = 'sam') =>
    desk.post(
      `/v1/overdrachten/${person.personId}/${period}/${kind}/afronden`,
      {},
      desk.token('outreach-worker', user),
    );
  const closings = (person: SeededPerson) =>
    desk.rows('select outcome, closed_by from closing where person_id = $1', person.personId);

  test('stands in a list until it was done; the contact of a helper closes the case-person, once', async () => {
    const person = await desk.person();
    await handOver(person, 'debt-help', 'Sociaal Wijkteam');
    await handOver(await desk.person({ municipality: 'GM0599' }), 'debt-help', 'Elders');
    const list = async () => handOverPageSchema.parse((await desk.get('/v1/overdrachten')).body).overdrachten;
    expect(await list()).toEqual([
      expect.objectContaining({ persoonId: person.personId, soort: 'schuldhulp', aan: 'Sociaal Wijkteam' }),
    ]);
    await desk.touched();
    expect((await finish(person, 'schuldhulp')).body).toMatchObject({ gedaanDoor: 'sam' });
    expect((await finish(person, 'schuldhulp', 'noor')).body).toMatchObject({ gedaanDoor: 'sam' });
    expect(await closings(person)).toEqual([
      { outcome: 'Inwoner al bekend bij schuldhulpverlening', closed_by: 'sam' },
    ]);
    expect((await desk.touched()).map(({ reason }) => reason)).toEqual(['closing']);
    expect(await list()).toEqual([]);
  });

  test('to another municipality closes nothing: the verdict did', async () => {
    const person = await desk.person({
      state: 'closed',
      outcome: 'Persoon is geen inwoner (meer) in de gemeente',
    });
    await handOver(person, 'other-municipality', 'GM0599');
    expect(await finish(person, 'andere-gemeente')).toMatchObject({ status: 200, body: { aan: 'GM0599' } });
    expect(await closings(person)).toEqual([]);
    expect(await finish(person, 'schuldhulp')).toMatchObject({ status: 404 });
  });
});
