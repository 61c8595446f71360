import { randomUUID } from 'node:crypto';

import { assignmentSchema, recordedContactSchema, taskPageSchema } from '#contracts';

import { DeskFixture, missedCall, now, period, reachedCall, type SeededPerson } from './desk-fixture.js';

describe('tasks of the desk', () => {
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
  const stateOf = async (taskId: string): Promise<unknown> =>
    (
      await desk.rows(
        'select state, generation, claimed_by, finished_on, result from outreach_task where task_id = $1',
        taskId,
      )
    )[0];

  describe('worklist', () => {
    test('crisis first, then what is due longest; a page and whether there is another', async () => {
      const municipality = 'GM0600';
      const here = desk.token('outreach-worker', 'sam', municipality);
      const resident = await desk.person({ municipality });
      const late = await desk.task(resident, { due_on: '2025-03-20', step: 'a' });
      const later = await desk.task(resident, { due_on: '2025-03-21', step: 'b' });
      const crisis = await desk.task(resident, { priority: 1, step: 'c' });
      await desk.task(resident, { state: 'done', step: 'd' });
      await desk.task(resident, { executor: 'external:demo', step: 'e' });
      const first = taskPageSchema.parse((await desk.get('/v1/taken?aantal=2', here)).body);
      expect(first.taken.map((task) => task.taakId)).toEqual([crisis, late]);
      expect(first.meer).toBe(true);
      const second = taskPageSchema.parse((await desk.get('/v1/taken?aantal=2&pagina=2', here)).body);
      expect(second.taken.map((task) => task.taakId)).toEqual([later]);
      expect(second.meer).toBe(false);
      const none = taskPageSchema.parse((await desk.get('/v1/taken?kanaal=brieven', here)).body);
      expect(none.taken).toEqual([]);
    });

    test('an outside party sees its own tasks only, a team lead those of everybody and in every state', async () => {
      const municipality = 'GM0601';
      const resident = await desk.person({ municipality });
      await desk.task(resident, { step: 'a' });
      const theirs = await desk.task(resident, { step: 'b', executor: 'external:demo' });
      const doubt = await desk.task(resident, { step: 'c', executor: 'worker', state: 'uncertain' });
      const list = async (path: string, role: string): Promise<string[]> =>
        taskPageSchema
          .parse((await desk.get(path, desk.token(role, 'x', municipality))).body)
          .taken.map((task) => task.taakId);
      expect(await list('/v1/taken', 'external:demo')).toEqual([theirs]);
      expect(await list('/v1/taken', 'external:other')).toEqual([]);
      expect(await list('/v1/taken?status=onzeker', 'team-lead')).toEqual([doubt]);
      expect(await list('/v1/taken?status=onzeker', 'outreach-worker')).toEqual([]);

      const failed = await desk.task(resident, { step: 'd', executor: 'external:demo', state: 'failed' });
      const letter = { executor: 'worker', channel: 'letters', state: 'done' };
      const posted = await desk.task(resident, { step: 'e', ...letter });
      expect(await list('/v1/taken?status=mislukt', 'team-lead')).toEqual([failed]);
      expect(await list('/v1/taken?status=mislukt&kanaal=telefoon', 'team-lead')).toEqual([failed]);
      expect(await list('/v1/taken?status=mislukt&uitvoerder=external:other', 'team-lead')).toEqual([]);
      expect(await list('/v1/taken?status=mislukt', 'outreach-worker')).toEqual([]);
      expect(await list('/v1/taken?status=mislukt', 'external:other')).toEqual([]);
      expect(await list('/v1/taken?status=afgerond&kanaal=brieven', 'team-lead')).toEqual([posted]);
      expect(await list('/v1/taken?uitvoerder=desk', 'team-lead')).toHaveLength(1);
      expect(await list('/v1/taken', 'team-lead')).toHaveLength(2);
      // Nobody but the team lead sees more by asking for it, and another municipality sees nothing at all.
      expect(await list('/v1/taken?status=mislukt&uitvoerder=external:demo', 'outreach-worker')).toEqual([]);
      expect(await list('/v1/taken?uitvoerder=external:demo', 'external:other')).toEqual([]);
      expect(await list('/v1/taken?uitvoerder=external:demo', 'external:demo')).toEqual([theirs]);
      const elsewhere = await desk.get('/v1/taken?status=mislukt', desk.token('team-lead', 'x', 'GM0602'));
      expect(taskPageSchema.parse(elsewhere.body).taken).toEqual([]);
      // To see it is not to do it.
      const noor = desk.token('team-lead', 'x', municipality);
      expect((await desk.post(`/v1/taken/${theirs}/claim`, {}, noor)).status).toBe(404);
    });
  });

  describe('claiming', () => {
    test('gives what is needed to do the task, for a time by the clock of the domain', async () => {
      const taskId = await desk.task(person);
      const answer = await desk.post(`/v1/taken/${taskId}/claim`, {});
      expect(answer.status).toBe(200);
      const assignment = assignmentSchema.parse(answer.body);
      expect(assignment).toMatchObject({
        status: 'in-behandeling',
        opgepaktDoor: 'sam',
        opgepaktTot: '2025-03-25T00:00:00.000Z',
        persoon: { achternaam: 'Jansen' },
        adres: { postcode: '3311AB', huisnummer: 12 },
        telefoonnummer: '+31612345678',
        signalen: [{ signaalpartner: 'Woonbaken', sector: 'Huur', bedragInCenten: 50_000 }],
      });
      expect(await stateOf(taskId)).toMatchObject({ state: 'claimed', claimed_by: 'sam', generation: 1 });
    });

    test('an outside party gets days, and never a creditor or an amount', async () => {
      const taskId = await desk.task(person, { executor: 'external:demo' });
      const token = desk.token('external:demo', 'bo');
      const answer = await desk.post(`/v1/taken/${taskId}/claim`, { generatie: 1 }, token);
      const assignment = assignmentSchema.parse(answer.body);
      expect(assignment.signalen).toBeUndefined();
      expect(JSON.stringify(answer.body)).not.toMatch(/woonbaken|50000|huur/i);
      expect(assignment.opgepaktDoor).toBe('external:demo/bo');
      expect(assignment.opgepaktTot).toBe('2025-03-31T14:00:00.000Z');
    });

    test('of two who claim at once one wins', async () => {
      for (let round = 0; round < 10; round += 1) {
        const taskId = await desk.task(await desk.person());
        const answers = await Promise.all(
          ['sam', 'kim', 'lin'].map((user) =>
            desk.post(`/v1/taken/${taskId}/claim`, {}, desk.token('outreach-worker', user)),
          ),
        );
        expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409]);
        const winner = answers.find((answer) => answer.status === 200)?.body['opgepaktDoor'];
        expect(await stateOf(taskId)).toMatchObject({ claimed_by: winner });
      }
    });

    test('claiming again what one holds gives the same answer', async () => {
      const taskId = await desk.task(person);
      const first = await desk.post(`/v1/taken/${taskId}/claim`, {});
      desk.nowMs += 60_000;
      expect((await desk.post(`/v1/taken/${taskId}/claim`, {})).body).toEqual(first.body);
    });

    test('a task of another municipality, of an outside party, or none at all does not exist', async () => {
      const elsewhere = await desk.task(await desk.person({ municipality: 'GM0599' }));
      const outside = await desk.task(person, { executor: 'external:demo' });
      for (const taskId of [elsewhere, outside, randomUUID()]) {
        const answer = await desk.post(`/v1/taken/${taskId}/claim`, {});
        expect(answer.status).toBe(404);
        expect(answer.body['type']).toBe('urn:problem-type:eropaf:not-found');
      }
    });

    test('a job of an earlier round is too late', async () => {
      const taskId = await desk.task(person, { generation: 3 });
      expect((await desk.post(`/v1/taken/${taskId}/claim`, { generatie: 2 })).status).toBe(409);
      expect((await desk.post(`/v1/taken/${taskId}/claim`, { generatie: 3 })).status).toBe(200);
    });

    test('whoever may not be approached is not handed out, by his own mark or by that of his address', async () => {
      const taskId = await desk.task(person);
      const mark = await desk.post('/v1/niet-benaderen', {
        adresId: person.addressId,
        reden: 'bezwaar',
        herzienOp: '2026-03-01',
      });
      expect(mark.status).toBe(201);
      const answer = await desk.post(`/v1/taken/${taskId}/claim`, {});
      expect(answer.body['type']).toBe('urn:problem-type:eropaf:do-not-approach');
      await desk.post(`/v1/niet-benaderen/${String(mark.body['markeringId'])}/opheffen`, {});
      expect((await desk.post(`/v1/taken/${taskId}/claim`, {})).status).toBe(200);
    });

    test('a mark on whom a resident was before counts, over any number of mergers', async () => {
      const [first, second] = [await desk.person(), await desk.person()];
      await desk.post('/v1/niet-benaderen', {
        persoonId: first.personId,
        reden: 'bezwaar',
        herzienOp: '2026-03-01',
      });
      for (const [from, into] of [
        [first, second],
        [second, person],
      ] as const) {
        const body = { persoonId: from.personId, zelfdeAls: into.personId };
        expect((await desk.post('/v1/personen/samenvoegen', body, lead())).status).toBe(200);
      }
      const answer = await desk.post(`/v1/taken/${await desk.task(person)}/claim`, {});
      expect(answer.body['type']).toBe('urn:problem-type:eropaf:do-not-approach');
    });

    test('a task that lost its reason is not handed out', async () => {
      const closed = await desk.task(await desk.person({ state: 'closed', hold: 'closed' }));
      const other = await desk.task(await desk.person({ hold: 'task-open', open_step: 'visit-1' }));
      for (const taskId of [closed, other]) {
        expect((await desk.post(`/v1/taken/${taskId}/claim`, {})).status).toBe(409);
      }
    });
  });

  test('a released task is open again under a new generation; only its holder may release', async () => {
    const taskId = await desk.task(person);
    await desk.post(`/v1/taken/${taskId}/claim`, {});
    const kim = desk.token('outreach-worker', 'kim');
    expect((await desk.post(`/v1/taken/${taskId}/vrijgeven`, {}, kim)).status).toBe(409);
    expect((await desk.post(`/v1/taken/${taskId}/vrijgeven`, {})).body).toMatchObject({ status: 'open' });
    expect(await stateOf(taskId)).toMatchObject({ state: 'queued', generation: 2, claimed_by: null });
    expect((await desk.post(`/v1/taken/${taskId}/claim`, {}, kim)).status).toBe(200);
  });

  describe('completing', () => {
    const claimed = async (over: Record<string, unknown> = {}): Promise<string> => {
      const taskId = await desk.task(person, over);
      await desk.post(`/v1/taken/${taskId}/claim`, {});
      return taskId;
    };

    test('records the attempt, its note and what came of it, and sends the address to the fold', async () => {
      const taskId = await claimed();
      const answer = await desk.post(`/v1/taken/${taskId}/afronden`, {
        contactpoging: reachedCall,
        notitie: 'Belt morgen terug.\nWil een gesprek op het stadhuis.',
        hulpGeaccepteerd: true,
        eersteGesprek: true,
      });
      expect(answer.status).toBe(200);
      const recorded = recordedContactSchema.parse(answer.body);
      expect(recorded.status).toBe('afgerond');
      expect(await desk.rows('select * from attempt where task_id = $1', taskId)).toMatchObject([
        {
          attempt_id: recorded.contactpogingId,
          person_id: person.personId,
          period_start: period,
          kind: 'Telefoon',
          direction: 'outgoing',
          reached: true,
          attempted_at: new Date(now),
          day: '2025-03-24',
          part_of_day: 'Middag',
          recorded_by: 'sam',
        },
      ]);
      expect(
        await desk.rows('select note from attempt_note where attempt_id = $1', recorded.contactpogingId),
      ).toMatchObject([{ note: 'Belt morgen terug.\nWil een gesprek op het stadhuis.' }]);
      expect(await desk.rows('select * from approach where person_id = $1', person.personId)).toMatchObject([
        {
          offer_made_at: new Date(now),
          offer_accepted_at: new Date(now),
          first_conversation_at: new Date(now),
          informed_at: new Date(now),
          informed_how: 'conversation',
        },
      ]);
      expect(await stateOf(taskId)).toMatchObject({
        state: 'done',
        finished_on: '2025-03-24',
        result: 'reached',
      });
      expect(await desk.touched()).toMatchObject([
        { address_id: person.addressId, from_receipt: new Date(now), reason: 'attempt' },
      ]);
    });

    test('the same report twice is one report, another is refused', async () => {
      const taskId = await claimed();
      const report = { contactpoging: missedCall, notitie: 'Voicemail ingesproken.' };
      const first = await desk.post(`/v1/taken/${taskId}/afronden`, report);
      desk.nowMs += 5_000;
      expect(await desk.post(`/v1/taken/${taskId}/afronden`, report)).toMatchObject({
        status: 200,
        body: first.body,
      });
      const other = await desk.post(`/v1/taken/${taskId}/afronden`, { contactpoging: reachedCall });
      expect(other.body['type']).toBe('urn:problem-type:eropaf:task-otherwise-ended');
      expect(await desk.rows('select 1 from attempt where task_id = $1', taskId)).toHaveLength(1);
    });

    test('sent many times at once it is one attempt', async () => {
      const taskId = await claimed();
      const report = { contactpoging: missedCall };
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => desk.post(`/v1/taken/${taskId}/afronden`, report)),
      );
      expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
      expect(await desk.rows('select 1 from attempt where task_id = $1', taskId)).toHaveLength(1);
    });

    test('whoever does not hold the task cannot end it', async () => {
      const taskId = await claimed();
      const kim = desk.token('outreach-worker', 'kim');
      const answer = await desk.post(`/v1/taken/${taskId}/afronden`, { contactpoging: missedCall }, kim);
      expect(answer.body['type']).toBe('urn:problem-type:eropaf:task-not-yours');
      const open = await desk.task(await desk.person());
      expect((await desk.post(`/v1/taken/${open}/afronden`, { contactpoging: missedCall })).status).toBe(409);
    });

    test('a contact that cannot have been is refused with every fault', async () => {
      const taskId = await claimed();
      const answer = await desk.post(`/v1/taken/${taskId}/afronden`, {
        contactpoging: { ...missedCall, datum: '2025-03-25' },
        hulpGeaccepteerd: true,
        eersteGesprek: true,
      });
      expect(answer.status).toBe(400);
      expect(answer.body['fouten']).toEqual([
        { in: 'body', pointer: '/contactpoging/datum', code: 'in-the-future' },
        { in: 'body', pointer: '/hulpGeaccepteerd', code: 'needs-contact' },
        { in: 'body', pointer: '/eersteGesprek', code: 'needs-contact' },
      ]);
      const early = { ...missedCall, datum: '2025-03-19' };
      expect((await desk.post(`/v1/taken/${taskId}/afronden`, { contactpoging: early })).body).toMatchObject({
        fouten: [{ pointer: '/contactpoging/datum', code: 'before-receipt' }],
      });
      const evening = { ...missedCall, dagdeel: 'Avond' };
      expect((await desk.post(`/v1/taken/${taskId}/afronden`, { contactpoging: evening })).status).toBe(400);
      expect(await stateOf(taskId)).toMatchObject({ state: 'claimed' });
    });

    test('a contact of another channel is recorded apart: under this task it would count wrongly for ever', async () => {
      const taskId = await claimed();
      const letter = { ...missedCall, soort: 'Brief' };
      const refused = await desk.post(`/v1/taken/${taskId}/afronden`, { contactpoging: letter });
      expect([refused.status, refused.body['fouten']]).toMatchObject([
        400,
        [{ pointer: '/contactpoging/soort', code: 'not-of-this-channel' }],
      ]);
      expect(await stateOf(taskId)).toMatchObject({ state: 'claimed' });
    });

    test('a call of this morning, recorded in the afternoon, was at the latest at noon', async () => {
      const taskId = await claimed();
      const call = { ...missedCall, dagdeel: 'Ochtend' };
      await desk.post(`/v1/taken/${taskId}/afronden`, { contactpoging: call });
      const rows = await desk.rows<{ attempted_at: Date }>(
        'select attempted_at from attempt where task_id = $1',
        taskId,
      );
      expect(rows[0]?.attempted_at.toISOString()).toBe('2025-03-24T10:59:59.999Z');
    });

    test('a task that could not be done fails with its reason, twice the same', async () => {
      const taskId = await claimed();
      const report = { mislukt: 'telefoonnummer-onbruikbaar' };
      const first = await desk.post(`/v1/taken/${taskId}/afronden`, report);
      expect(first.body).toMatchObject({ status: 'mislukt', contactpogingId: null });
      expect((await desk.post(`/v1/taken/${taskId}/afronden`, report)).body).toEqual(first.body);
      expect(await stateOf(taskId)).toMatchObject({ state: 'failed', result: 'phone-unusable' });
      expect(await desk.touched()).toMatchObject([{ from_receipt: null, reason: 'task-failed' }]);
    });
  });

  describe('a task in doubt', () => {
    test('is decided by the team lead only', async () => {
      const taskId = await desk.task(person, { state: 'uncertain', holder: 'person', claimed_by: 'kim' });
      const again = { besluit: 'opnieuw' };
      expect((await desk.post(`/v1/taken/${taskId}/beslissen`, again)).status).toBe(403);
      expect((await desk.post(`/v1/taken/${taskId}/beslissen`, again, lead())).status).toBe(200);
      expect(await stateOf(taskId)).toMatchObject({ state: 'queued', generation: 2, claimed_by: null });
      expect((await desk.post(`/v1/taken/${taskId}/beslissen`, again, lead())).status).toBe(409);
    });

    test('that was done after all gets its attempt', async () => {
      const doubt = {
        channel: 'letters',
        state: 'uncertain',
        holder: 'process',
        claimed_by: 'letters-1',
        executor: 'worker',
      };
      const taskId = await desk.task(person, doubt);
      const without = await desk.post(`/v1/taken/${taskId}/beslissen`, { besluit: 'gedaan' }, lead());
      expect(without.body['fouten']).toMatchObject([{ code: 'attempt-required' }]);
      const decision = { besluit: 'gedaan', contactpoging: { ...missedCall, soort: 'Brief' } };
      expect((await desk.post(`/v1/taken/${taskId}/beslissen`, decision, lead())).status).toBe(200);
      expect(await desk.rows('select kind, recorded_by from attempt where task_id = $1', taskId)).toEqual([
        { kind: 'Brief', recorded_by: 'noor' },
      ]);
    });

    test('is answered by whoever held it and reports late', async () => {
      const taskId = await desk.task(person, { state: 'uncertain', holder: 'person', claimed_by: 'sam' });
      const late = await desk.post(`/v1/taken/${taskId}/afronden`, { contactpoging: missedCall });
      expect(late.body).toMatchObject({ status: 'afgerond' });
    });
  });
});
