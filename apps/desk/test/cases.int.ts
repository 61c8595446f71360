import { randomUUID } from 'node:crypto';

import { caseSchema, foundCasesSchema } from '#contracts';
import { storeRows } from '#testing';

import { DeskFixture, missedCall, now, period, type SeededPerson } from './desk-fixture.js';

describe('cases', () => {
  let desk: DeskFixture;
  beforeAll(async () => {
    desk = await DeskFixture.start();
  });
  afterAll(() => desk.stop());
  const find = async (body: object, municipality = 'GM0505'): Promise<string[]> => {
    const answer = await desk.post(
      '/v1/zaken/zoeken',
      body,
      desk.token('outreach-worker', 'sam', municipality),
    );
    return foundCasesSchema.parse(answer.body).zaken.map((one) => one.persoonId);
  };

  describe('are found', () => {
    let person: SeededPerson;
    beforeAll(async () => {
      person = await desk.person(
        {},
        { phone: '+31786390000', postcode: '3312CD', house_number: 7, birth_date: '1990-01-31' },
      );
      await desk.person({}, { postcode: '3312CD', house_number: 7, birth_date: '1960-01-31' });
    });

    test('by the reference on the letter, however it is typed', async () => {
      await desk.task(person, { letter_reference: 'K7PQ2XW9TA', step: 'letter' });
      expect(await find({ briefkenmerk: 'k7pq2xw9ta' })).toEqual([person.personId]);
      expect(await find({ briefkenmerk: 'K7PQ2XW9TB' })).toEqual([]);
    });

    test('by phone number in any notation', async () => {
      for (const telefoonnummer of ['078-6390000', '+31 78 639 00 00', '0031786390000']) {
        expect(await find({ telefoonnummer })).toEqual([person.personId]);
      }
      const strange = await desk.post('/v1/zaken/zoeken', { telefoonnummer: 'bel mij' });
      expect(strange.body['fouten']).toEqual([{ in: 'body', pointer: '/telefoonnummer', code: 'malformed' }]);
    });

    test('by address and birth date, not by address alone', async () => {
      const search = { postcode: '3312 cd', huisnummer: 7, geboortedatum: '1990-01-31' };
      expect(await find(search)).toEqual([person.personId]);
      expect((await desk.post('/v1/zaken/zoeken', { postcode: '3312CD', huisnummer: 7 })).status).toBe(400);
    });

    test('in one’s own municipality only', async () => {
      expect(await find({ telefoonnummer: '0786390000' }, 'GM0599')).toEqual([]);
    });

    test('under the person that somebody turned out to be', async () => {
      const former = await desk.person({ state: 'superseded' });
      await desk.task(former, { letter_reference: 'OLDLETTER1' });
      await storeRows(desk.owner, {
        person_alias: [
          {
            municipality: 'GM0505',
            person_id: former.personId,
            same_as: person.personId,
            decided_at: now,
            decided_by: 'test',
            reason: 'person',
          },
        ],
      });
      expect(await find({ briefkenmerk: 'OLDLETTER1' })).toEqual([person.personId]);
    });
  });

  test('are read with persons, signals, attempts, tasks and decisions; house-sharers apart', async () => {
    const person = await desk.person();
    const sharer = await desk.person(
      { address_id: person.addressId },
      { surname: 'Yılmaz', phone: null },
      { amount_cents: 99_900, receipt: '2025-03-21T10:00:00Z' },
    );
    const taskId = await desk.task(person);
    await desk.post(`/v1/taken/${taskId}/claim`, {});
    await desk.post(`/v1/taken/${taskId}/afronden`, { contactpoging: missedCall, notitie: 'Geen gehoor.' });
    await desk.rows(
      `insert into decision_history (municipality, subject, subject_id, revision, superseded_at, content)
       values ('GM0505', 'signal', $1, 1, $2, '{"verdict": "review"}')`,
      person.signalId,
      now,
    );
    const answer = await desk.get(`/v1/zaken/${person.addressId}/${period}`);
    expect(answer.status).toBe(200);
    const found = caseSchema.parse(answer.body);
    expect(found).toMatchObject({ status: 'open', opgepakt: true, adres: { postcode: '3311AB' } });
    const shown = (personId: string): unknown =>
      found.personen.find(({ persoonId }) => persoonId === personId);
    expect(found.personen).toHaveLength(2);
    expect(shown(person.personId)).toMatchObject({
      persoonId: person.personId,
      persoon: { achternaam: 'Jansen' },
      signalen: [{ signaalId: person.signalId, signaalpartner: 'Woonbaken', bedragInCenten: 50_000 }],
      contactpogingen: [{ taakId: taskId, bereikt: false, notitie: 'Geen gehoor.' }],
      taken: [{ taakId: taskId, status: 'afgerond', beeindigdOp: '2025-03-24' }],
    });
    expect(shown(sharer.personId)).toMatchObject({
      persoonId: sharer.personId,
      persoon: { achternaam: 'Yılmaz' },
      telefoonnummer: null,
      signalen: [{ bedragInCenten: 99_900 }],
      contactpogingen: [],
      taken: [],
    });
    expect(found.eerdereBesluiten).toMatchObject([{ onderwerp: 'signal', onderwerpId: person.signalId }]);
  });

  test('a failed task says why, in a closed list, whoever had it', async () => {
    const person = await desk.person();
    const failed = (step: string, result: string): Promise<string> =>
      desk.task(person, { state: 'failed', step, result, finished_on: '2025-03-24' });
    const tasks = [
      [await failed('a', 'tries-spent'), 'lukt-steeds-niet'],
      [await failed('b', 'phone-unusable'), 'telefoonnummer-onbruikbaar'],
      [await failed('c', 'a code of another version'), 'anders'],
      [await desk.task(person, { state: 'done', step: 'd', result: 'sent' }), null],
    ] as const;
    const found = caseSchema.parse((await desk.get(`/v1/zaken/${person.addressId}/${period}`)).body);
    const shown = new Map(found.personen[0]?.taken.map((task) => [task.taakId, task.redenMislukt]));
    expect(shown).toEqual(new Map(tasks));
    expect(found.personen[0]?.signalen[0]?.crisissignaal).toBe('geen');
  });

  test('a letter or a claim for one house-sharer never tells what the other owes', async () => {
    const person = await desk.person();
    await desk.person({ address_id: person.addressId }, {}, { amount_cents: 99_900 });
    const taskId = await desk.task(person);
    const claim = await desk.post(`/v1/taken/${taskId}/claim`, {});
    expect(claim.body['signalen']).toEqual([
      { signaalpartner: 'Woonbaken', sector: 'Huur', bedragInCenten: 50_000 },
    ]);
  });

  test('of another municipality, or none at all: not found', async () => {
    const elsewhere = await desk.person({ municipality: 'GM0599' });
    expect((await desk.get(`/v1/zaken/${elsewhere.addressId}/${period}`)).status).toBe(404);
    expect((await desk.get(`/v1/zaken/${randomUUID()}/${period}`)).status).toBe(404);
  });
});
