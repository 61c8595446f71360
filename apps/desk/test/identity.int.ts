import { randomUUID } from 'node:crypto';

import {
  caseSchema,
  doNotApproachSchema,
  mergedPersonsSchema,
  movedSignalSchema,
  recordedLanguageSchema,
  splitPersonSchema,
} from '#contracts';

import { DeskFixture, period, type SeededPerson } from './desk-fixture.js';

const receipt = new Date('2025-03-20T10:00:00Z');

describe('who is who, and who is left alone', () => {
  let desk: DeskFixture;
  let person: SeededPerson;
  beforeAll(async () => {
    desk = await DeskFixture.start();
  });
  afterAll(() => desk.stop());
  beforeEach(async () => {
    person = await desk.person();
    await desk.touched();
  });
  const lead = (): string => desk.token('team-lead', 'noor');

  describe('merging', () => {
    const merge = (persoonId: string, zelfdeAls: string): ReturnType<DeskFixture['post']> =>
      desk.post('/v1/personen/samenvoegen', { persoonId, zelfdeAls }, lead());

    test('writes an alias and folds the addresses of both from their first signals on', async () => {
      const other = await desk.person({}, {}, { receipt: '2025-03-21T09:00:00Z' });
      const answer = await merge(other.personId, person.personId);
      expect(mergedPersonsSchema.parse(answer.body)).toEqual({
        persoonId: other.personId,
        zelfdeAls: person.personId,
      });
      const touched = await desk.touched();
      expect(touched.sort((a, b) => Number(a.from_receipt) - Number(b.from_receipt))).toEqual([
        { address_id: person.addressId, from_receipt: receipt, reason: 'persons-merged' },
        {
          address_id: other.addressId,
          from_receipt: new Date('2025-03-21T09:00:00Z'),
          reason: 'persons-merged',
        },
      ]);
    });

    test('goes from end to end, so that there is never a circle', async () => {
      const [a, b, c] = [await desk.person(), await desk.person(), await desk.person()];
      expect((await merge(a.personId, b.personId)).status).toBe(200);
      expect((await merge(a.personId, c.personId)).body).toEqual({
        persoonId: b.personId,
        zelfdeAls: c.personId,
      });
      for (const [from, into] of [
        [c, a],
        [a, c],
        [b, b],
      ] as const) {
        expect((await merge(from.personId, into.personId)).status).toBe(409);
      }
    });

    test('in both directions at once happens once', async () => {
      for (let round = 0; round < 5; round += 1) {
        const [a, b] = [await desk.person(), await desk.person()];
        const answers = await Promise.all([merge(a.personId, b.personId), merge(b.personId, a.personId)]);
        expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
      }
    });

    test('is the team lead’s, within one municipality', async () => {
      const body = { persoonId: person.personId, zelfdeAls: randomUUID() };
      expect((await desk.post('/v1/personen/samenvoegen', body)).status).toBe(403);
      const elsewhere = await desk.person({ municipality: 'GM0599' });
      expect((await merge(person.personId, elsewhere.personId)).status).toBe(404);
    });
  });

  describe('splitting', () => {
    const split = (persoonId: string, signalen: string[]): ReturnType<DeskFixture['post']> =>
      desk.post('/v1/personen/splitsen', { persoonId, signalen }, lead());

    test('pins signals to a new person, once; something stays behind', async () => {
      const second = await desk.person({
        person_id: person.personId,
        address_id: person.addressId,
        period_start: '2025-04-01',
      });
      expect((await split(person.personId, [person.signalId, second.signalId])).status).toBe(422);
      const strange = await split(person.personId, [randomUUID(), second.signalId]);
      expect(strange.body['fouten']).toEqual([{ in: 'body', pointer: '/signalen/0', code: 'unknown-value' }]);
      const answer = await split(person.personId, [second.signalId]);
      const { nieuwePersoonId } = splitPersonSchema.parse(answer.body);
      expect(nieuwePersoonId).not.toBe(person.personId);
      expect(
        await desk.rows('select person_id, decided_by from person_pin where signal_id = $1', second.signalId),
      ).toEqual([{ person_id: nieuwePersoonId, decided_by: 'noor' }]);
      expect(await desk.touched()).toEqual([
        { address_id: person.addressId, from_receipt: receipt, reason: 'person-split' },
      ]);
      expect((await split(person.personId, [second.signalId])).status).toBe(409);
    });
  });

  describe('moving a signal', () => {
    const move = (
      signalId: string,
      naarAdresId: string,
      persoonBehouden = false,
    ): ReturnType<DeskFixture['post']> =>
      desk.post(`/v1/signalen/${signalId}/verplaatsen`, { naarAdresId, persoonBehouden }, lead());

    test('writes a dated assignment and folds both addresses', async () => {
      const other = await desk.person();
      const answer = await move(person.signalId, other.addressId);
      expect(movedSignalSchema.parse(answer.body)).toEqual({
        signaalId: person.signalId,
        vanAdresId: person.addressId,
        naarAdresId: other.addressId,
      });
      expect(await desk.rows('select * from assignment where signal_id = $1', person.signalId)).toMatchObject(
        [
          {
            number: 1,
            from_address_id: person.addressId,
            to_address_id: other.addressId,
            keeps_person: false,
          },
        ],
      );
      expect(
        await desk.rows('select address_id, person_id from signal where signal_id = $1', person.signalId),
      ).toEqual([{ address_id: other.addressId, person_id: null }]);
      const touched = await desk.touched();
      expect(touched.map((row) => row.address_id).sort()).toEqual([person.addressId, other.addressId].sort());
      expect(touched.every((row) => row.from_receipt?.getTime() === receipt.getTime())).toBe(true);
    });

    test('of a resident who moved keeps the person', async () => {
      const other = await desk.person();
      await move(person.signalId, other.addressId, true);
      expect(await desk.rows('select person_id from signal where signal_id = $1', person.signalId)).toEqual([
        { person_id: person.personId },
      ]);
    });

    test('to where it lies, to nowhere, or from another municipality is refused', async () => {
      const elsewhere = await desk.person({ municipality: 'GM0599' });
      expect((await move(person.signalId, person.addressId)).status).toBe(409);
      expect((await move(person.signalId, randomUUID())).status).toBe(404);
      expect((await move(person.signalId, elsewhere.addressId)).status).toBe(404);
      expect((await move(elsewhere.signalId, person.addressId)).status).toBe(404);
    });
  });

  test('what a register answered is an event of its own', async () => {
    const answer = await desk.post(`/v1/signalen/${person.signalId}/registerantwoorden`, {
      antwoord: 'geen-inwoner',
    });
    expect(answer.status).toBe(201);
    expect(await desk.rows('select answer, source from register_answer')).toEqual([
      { answer: 'not-resident', source: 'desk:sam' },
    ]);
    expect(await desk.touched()).toEqual([
      { address_id: person.addressId, from_receipt: receipt, reason: 'register-answer' },
    ]);
  });

  describe('the language that a resident asked for', () => {
    const record = (
      taal: unknown,
      token?: string,
      personId = person.personId,
    ): ReturnType<DeskFixture['post']> =>
      desk.post(`/v1/personen/${personId}/voorkeurstaal`, { taal }, token);
    const inCase = async (): Promise<unknown> => {
      const { body } = await desk.get(`/v1/zaken/${person.addressId}/${period}`);
      return caseSchema.parse(body).personen[0]?.voorkeurstaal;
    };

    test('is recorded with who and when, shown in the case, told, and sends the address to the fold', async () => {
      expect(await inCase()).toBeNull();
      const first = await record('ar');
      expect([first.status, recordedLanguageSchema.parse(first.body)]).toEqual([
        200,
        { persoonId: person.personId, taal: 'ar', op: '2025-03-24T14:00:00.000Z', door: 'sam' },
      ]);
      expect(await desk.touched()).toEqual([
        { address_id: person.addressId, from_receipt: null, reason: 'preferred-language' },
      ]);
      desk.nowMs += 60_000;
      expect((await record('ar', lead())).body).toEqual(first.body);
      expect(await desk.touched()).toEqual([]);
      expect(await inCase()).toEqual({ taal: 'ar', op: '2025-03-24T14:00:00.000Z', door: 'sam' });
      const story = await desk.get(`/v1/signalen/${person.signalId}/uitleg`);
      expect(JSON.stringify(story.body)).toContain('Dat is Arabisch.');
      expect((await record(null, lead())).body).toMatchObject({ taal: null, door: 'noor' });
      expect(await inCase()).toMatchObject({ taal: null });
      expect(JSON.stringify((await desk.get(`/v1/signalen/${person.signalId}/uitleg`)).body)).not.toContain(
        'Arabisch',
      );
    });

    test('is the same for all ids that are one resident', async () => {
      const other = await desk.person({ address_id: person.addressId });
      await record('en', undefined, other.personId);
      await desk.post(
        '/v1/personen/samenvoegen',
        { persoonId: other.personId, zelfdeAls: person.personId },
        lead(),
      );
      expect((await record('en')).body).toMatchObject({ taal: 'en', persoonId: person.personId });
      await record('nl', undefined, other.personId);
      const rows = await desk.rows<{ person_id: string; language: string | null }>(
        'select person_id, language from person where person_id = any($1) order by language',
        [person.personId, other.personId],
      );
      expect(rows).toEqual([
        { person_id: person.personId, language: 'nl' },
        { person_id: other.personId, language: null },
      ]);
    });

    test('is for people of the own municipality, in a language that there is', async () => {
      const elsewhere = await desk.person({ municipality: 'GM0599' });
      expect((await record('ar', undefined, elsewhere.personId)).status).toBe(404);
      expect((await record('ar', undefined, randomUUID())).status).toBe(404);
      expect((await record('ar', desk.token('external:demo', 'bo'))).status).toBe(403);
      expect((await record('fr')).body['fouten']).toEqual([
        { in: 'body', pointer: '/taal', code: 'unknown-value' },
      ]);
      expect((await desk.post(`/v1/personen/${person.personId}/voorkeurstaal`, {})).body['fouten']).toEqual([
        { in: 'body', pointer: '/taal', code: 'missing' },
      ]);
    });

    test('is changed in no other municipality, whatever a statement says', async () => {
      const elsewhere = await desk.person({ municipality: 'GM0599' });
      const changed = await desk.desk.withMunicipality('GM0505' as never, (tx) =>
        tx.query({
          text: `update person set language = 'ar', language_recorded_by = 'sam' where person_id = $1 returning 1`,
          values: [elsewhere.personId],
        }),
      );
      expect(changed).toEqual([]);
      expect(await desk.rows('select language from person where person_id = $1', elsewhere.personId)).toEqual(
        [{ language: null }],
      );
    });
  });

  describe('do not approach', () => {
    const mark = (body: object, token?: string): ReturnType<DeskFixture['post']> =>
      desk.post('/v1/niet-benaderen', { reden: 'bezwaar', herzienOp: '2026-03-01', ...body }, token);

    test('is marked once, on a person or an address, and lifted once', async () => {
      const first = await mark({ persoonId: person.personId });
      expect(first.status).toBe(201);
      const view = doNotApproachSchema.parse(first.body);
      expect(view).toMatchObject({ persoonId: person.personId, adresId: null, opgehevenOp: null });
      expect((await mark({ persoonId: person.personId })).body).toEqual(first.body);
      expect(await desk.touched()).toEqual([
        { address_id: person.addressId, from_receipt: null, reason: 'do-not-approach' },
      ]);
      const path = `/v1/niet-benaderen/${view.markeringId}/opheffen`;
      const lifted = await desk.post(path, {});
      expect(doNotApproachSchema.parse(lifted.body).opgehevenOp).not.toBeNull();
      desk.nowMs += 60_000;
      expect((await desk.post(path, {})).body).toEqual(lifted.body);
      expect(await desk.touched()).toHaveLength(1);
    });

    test('is recognised after anonymisation by a keyed hash that only the key can make', async () => {
      const { body } = await mark({ persoonId: person.personId });
      const rows = await desk.rows<{ subject_hash: Buffer }>(
        'select subject_hash from do_not_approach where mark_id = $1',
        body['markeringId'],
      );
      expect(rows[0]?.subject_hash).toHaveLength(32);
      expect(rows[0]?.subject_hash.toString('utf8')).not.toContain('jansen');
    });

    test('asks for exactly one subject, a day to look again, and the team lead for safety', async () => {
      const both = await mark({
        persoonId: person.personId,
        adresId: person.addressId,
        herzienOp: '2025-03-24',
      });
      expect(both.body['fouten']).toEqual([
        { in: 'body', pointer: '', code: 'exactly-one' },
        { in: 'body', pointer: '/herzienOp', code: 'not-in-the-future' },
      ]);
      const unsafe = { persoonId: person.personId, reden: 'niet-veilig', herzienOp: '2026-06-01' };
      expect((await mark(unsafe)).body['fouten']).toEqual([
        { in: 'body', pointer: '/reden', code: 'team-lead-required' },
        { in: 'body', pointer: '/herzienOp', code: 'too-far-away' },
      ]);
      expect((await mark({ ...unsafe, herzienOp: '2026-03-24' }, lead())).status).toBe(201);
      expect((await mark({ persoonId: randomUUID() })).status).toBe(404);
      expect((await mark({ adresId: randomUUID() })).status).toBe(404);
    });
  });

  test('a lock gives no right to change what is derived', async () => {
    const update = (table: string, set: string): Promise<unknown> =>
      desk.desk.withMunicipality('GM0505' as never, (tx) =>
        tx.query({
          text: `update ${table} set ${set} where municipality = 'GM0505' and address_id = $1`,
          values: [person.addressId],
        }),
      );
    await expect(update('case_person', 'revision = 99')).rejects.toThrow(/row-level security/);
    await expect(update('case_person', `state = 'closed'`)).rejects.toThrow(/permission denied/);
    await expect(update('address', 'joined_into = address_id')).rejects.toThrow(/row-level security/);
    expect(
      await desk.rows(
        'select revision from case_person where person_id = $1 and period_start = $2',
        person.personId,
        period,
      ),
    ).toEqual([{ revision: 1 }]);
  });
});
