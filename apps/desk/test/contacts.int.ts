import { randomUUID } from 'node:crypto';

import { closedCasePersonSchema, recordedContactSchema } from '#contracts';
import { outcomeMeanings, outcomes } from '#domain';
import { storeRows } from '#testing';

import { DeskFixture, missedCall, now, period, reachedCall, type SeededPerson } from './desk-fixture.js';

describe('contacts without a task, and closing', () => {
  let desk: DeskFixture;
  let person: SeededPerson;
  beforeAll(async () => {
    desk = await DeskFixture.start();
  });
  afterAll(() => desk.stop());
  beforeEach(async () => {
    desk.nowMs = Date.parse(now);
    person = await desk.person();
    await desk.touched();
  });
  const lead = (): string => desk.token('team-lead', 'noor');
  const contactPath = (one: SeededPerson = person): string =>
    `/v1/zaakpersonen/${one.personId}/${period}/contactpogingen`;
  const closePath = (one: SeededPerson = person): string =>
    `/v1/zaakpersonen/${one.personId}/${period}/afsluiten`;
  const reach = (one: SeededPerson = person): Promise<unknown> =>
    desk.post(contactPath(one), { contactpogingId: randomUUID(), contactpoging: reachedCall });
  const help = { eindresultaat: 'Vervolghulp en/of verwijzing' };

  test('somebody phones back: an incoming contact under an id that the caller chose', async () => {
    const report = {
      contactpogingId: randomUUID(),
      contactpoging: { ...reachedCall, richting: 'inkomend' },
      aanbodGedaan: true,
      notitie: 'Belde over de brief.',
    };
    const first = await desk.post(contactPath(), report);
    expect(first.status).toBe(201);
    expect(recordedContactSchema.parse(first.body)).toMatchObject({ taakId: null, status: null });
    desk.nowMs += 60_000;
    expect((await desk.post(contactPath(), report)).body).toEqual(first.body);
    const changed = { ...report, contactpoging: { ...report.contactpoging, bereikt: false } };
    expect((await desk.post(contactPath(), changed)).body['type']).toBe(
      'urn:problem-type:eropaf:attempt-differs',
    );
    expect(
      await desk.rows('select direction, reached from attempt where person_id = $1', person.personId),
    ).toEqual([{ direction: 'incoming', reached: true }]);
    expect(await desk.touched()).toHaveLength(1);
  });

  test('an answered message is a contact but informs nobody; a conversation does, and the first stands', async () => {
    const say = (soort: string, extra: object = {}): Promise<unknown> =>
      desk.post(contactPath(), {
        contactpogingId: randomUUID(),
        contactpoging: { ...reachedCall, soort },
        ...extra,
      });
    const approach = async (): Promise<unknown> =>
      (await desk.rows('select * from approach where person_id = $1', person.personId))[0];
    await say('SMS/Whatsapp');
    expect(await approach()).toBeUndefined();
    await say('Telefoon');
    expect(await approach()).toMatchObject({ informed_at: new Date(now), informed_how: 'conversation' });
    desk.nowMs += 600_000;
    await say('Huisbezoek', { hulpGeaccepteerd: true });
    expect(await approach()).toMatchObject({
      informed_at: new Date(now),
      offer_accepted_at: new Date(desk.nowMs),
      first_conversation_at: null,
    });
  });

  test('moments are noted on every period through which the approach runs', async () => {
    const april = '2025-04-01';
    await desk.person({
      person_id: person.personId,
      address_id: person.addressId,
      period_start: april,
      led_by_period_start: period,
      hold: 'follows',
    });
    await desk.post(contactPath(), {
      contactpogingId: randomUUID(),
      contactpoging: reachedCall,
      hulpGeaccepteerd: true,
    });
    const rows = await desk.rows<{ period_start: string }>(
      'select period_start from approach where person_id = $1 order by 1',
      person.personId,
    );
    expect(rows.map((row) => row.period_start)).toEqual([period, april]);
  });

  test('nobody known, another municipality, a period without a case: not found', async () => {
    const elsewhere = await desk.person({ municipality: 'GM0599' });
    const body = { contactpogingId: randomUUID(), contactpoging: reachedCall };
    expect((await desk.post(contactPath(elsewhere), body)).status).toBe(404);
    expect((await desk.post(`/v1/zaakpersonen/${randomUUID()}/${period}/contactpogingen`, body)).status).toBe(
      404,
    );
    const early = `/v1/zaakpersonen/${person.personId}/2024-01-01/contactpogingen`;
    expect((await desk.post(early, body)).status).toBe(404);
  });

  describe('closing', () => {
    test('with each of the 16 outcomes, once where the attempts allow it', async () => {
      for (const outcome of outcomes) {
        const resident = await desk.person();
        if (outcomeMeanings[outcome].reached === true) await reach(resident);
        const answer = await desk.post(
          closePath(resident),
          {
            eindresultaat: outcome,
            ...(outcome === 'Niet opgepakt: andere reden' ? { reden: 'geen-capaciteit' } : {}),
            ...(outcome === 'Verwijzing zonder tussenkomst inwoner'
              ? { motivering: 'Besproken in de wijk.' }
              : {}),
          },
          lead(),
        );
        expect([outcome, answer.status]).toEqual([outcome, 200]);
        expect(closedCasePersonSchema.parse(answer.body).eindresultaat).toBe(outcome);
      }
    });

    test('a contradiction is refused with the words of the domain', async () => {
      const refused = async (body: object, token?: string): Promise<unknown> => {
        const answer = await desk.post(closePath(), body, token ?? desk.token('outreach-worker', 'sam'));
        expect(answer.status).toBe(422);
        return (answer.body['fouten'] as { code: string }[]).map((one) => one.code);
      };
      expect(await refused(help)).toEqual(['no-reached-attempt']);
      expect(await refused({ eindresultaat: 'Verwijzing zonder tussenkomst inwoner' })).toEqual([
        'team-lead-required',
        'motivation-required',
      ]);
      expect(await refused({ eindresultaat: 'Verwijzing zonder tussenkomst inwoner' }, lead())).toEqual([
        'motivation-required',
      ]);
      await reach();
      expect(await refused({ eindresultaat: 'Definitief geen contact kunnen krijgen' })).toEqual([
        'reached-attempt-exists',
      ]);
    });

    test('a reason belongs to one outcome, and to that always', async () => {
      const other = { eindresultaat: 'Niet opgepakt: andere reden' };
      expect((await desk.post(closePath(), other)).body['fouten']).toMatchObject([
        { code: 'reason-required' },
      ]);
      const wrong = { eindresultaat: 'Inwoner is overleden', reden: 'anders' };
      expect((await desk.post(closePath(), wrong)).body['fouten']).toMatchObject([
        { code: 'reason-not-allowed' },
      ]);
      expect((await desk.post(closePath(), { ...other, reden: 'niet-veilig' })).status).toBe(200);
      expect(await desk.rows('select reason from closing where person_id = $1', person.personId)).toEqual([
        { reason: 'not-safe' },
      ]);
    });

    test('of two who close at once one wins, and the same again is the same answer', async () => {
      for (let round = 0; round < 10; round += 1) {
        const resident = await desk.person();
        await reach(resident);
        const answers = await Promise.all(
          ['sam', 'kim'].map((user) =>
            desk.post(closePath(resident), help, desk.token('outreach-worker', user)),
          ),
        );
        expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
        const winner = answers.find((answer) => answer.status === 200)?.body['afgeslotenDoor'] as string;
        const again = await desk.post(closePath(resident), help, desk.token('outreach-worker', winner));
        expect(again.status).toBe(200);
        expect(await desk.rows('select 1 from closing where person_id = $1', resident.personId)).toHaveLength(
          1,
        );
      }
    });

    test('while one closes as not reached another records a contact: one of the two sees the other', async () => {
      for (let round = 0; round < 10; round += 1) {
        const resident = await desk.person();
        const [closed] = await Promise.all([
          desk.post(closePath(resident), { eindresultaat: 'Definitief geen contact kunnen krijgen' }),
          reach(resident),
        ]);
        const rows = await desk.rows<{ closed: Date | null; reached: Date }>(
          `select (select max(closed_at) from closing where person_id = $1) closed,
                  (select max(recorded_at) from attempt where person_id = $1 and reached) reached`,
          resident.personId,
        );
        expect(rows[0]?.reached).toBeInstanceOf(Date);
        // The contact came first: the closing was refused. Or the closing came first, and it was right then.
        expect(closed.status).toBe(rows[0]?.closed === null ? 422 : 200);
      }
    });

    test('a contact after the closing opens it again, and it can be closed anew', async () => {
      await desk.post(closePath(), { eindresultaat: 'Definitief geen contact kunnen krijgen' });
      expect((await desk.post(closePath(), help)).status).toBe(409);
      desk.nowMs += 60_000;
      await reach();
      expect((await desk.post(closePath(), help)).status).toBe(200);
      expect(
        await desk.rows(
          'select number, outcome from closing where person_id = $1 order by 1',
          person.personId,
        ),
      ).toEqual([
        { number: 1, outcome: 'Definitief geen contact kunnen krijgen' },
        { number: 2, outcome: 'Vervolghulp en/of verwijzing' },
      ]);
    });

    test('a contact in a period that follows counts for the one that leads', async () => {
      const april = '2025-04-01';
      await desk.person({
        person_id: person.personId,
        address_id: person.addressId,
        period_start: april,
        led_by_period_start: period,
        hold: 'follows',
      });
      desk.nowMs = Date.parse('2025-04-22T10:00:00Z');
      const body = {
        contactpogingId: randomUUID(),
        contactpoging: { ...reachedCall, datum: '2025-04-22', dagdeel: 'Ochtend' },
      };
      expect(
        (await desk.post(`/v1/zaakpersonen/${person.personId}/${april}/contactpogingen`, body)).status,
      ).toBe(201);
      expect((await desk.post(closePath(), help)).status).toBe(200);
      const follower = `/v1/zaakpersonen/${person.personId}/${april}/afsluiten`;
      expect((await desk.post(follower, { eindresultaat: 'Inwoner is overleden' })).status).toBe(409);
    });

    test('what nothing was picked up of is closed already', async () => {
      const resident = await desk.person(
        {
          state: 'closed',
          hold: 'closed',
          picked_up: false,
          outcome: 'Niet opgepakt: onterecht signaal',
        },
        {},
        { verdict: 'unjustified' },
      );
      expect((await desk.post(closePath(resident), help)).status).toBe(409);
    });

    test('an alias is followed: facts go to the person that both are', async () => {
      const other = await desk.person();
      await storeRows(desk.owner, {
        person_alias: [
          {
            municipality: 'GM0505',
            person_id: other.personId,
            same_as: person.personId,
            decided_at: now,
            decided_by: 'test',
            reason: 'person',
          },
        ],
      });
      await desk.post(contactPath(other), { contactpogingId: randomUUID(), contactpoging: missedCall });
      expect(await desk.rows('select 1 from attempt where person_id = $1', person.personId)).toHaveLength(1);
      const touched = await desk.touched();
      expect(new Set(touched.map((row) => row.address_id))).toEqual(
        new Set([person.addressId, other.addressId]),
      );
    });
  });
});
