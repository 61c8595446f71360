import { randomUUID } from 'node:crypto';

import { answeredReviewSchema, reviewPageSchema, type ReviewPage } from '#contracts';
import { storeRows } from '#testing';

import { DeskFixture, type SeededPerson } from './desk-fixture.js';

describe('the review tray', () => {
  let desk: DeskFixture;
  beforeAll(async () => {
    desk = await DeskFixture.start();
  });
  afterAll(() => desk.stop());
  beforeEach(async () => {
    await desk.rows(`update signal set identity = null, verdict = 'accepted'`);
    await desk.touched();
  });

  const lead = (): string => desk.token('team-lead', 'noor');
  const page = async (query = '', token = lead()): Promise<ReviewPage> => {
    const answer = await desk.get(`/v1/beoordelingen${query}`, token);
    expect(answer.status).toBe(200);
    return reviewPageSchema.parse(answer.body);
  };
  /** A signal of which the matcher was in doubt, about somebody whose twin has a signal at the address. */
  const doubted = async (signal: object = {}): Promise<SeededPerson & { readonly twin: SeededPerson }> => {
    const twin = await desk.person({}, { initials: 'A.' });
    const identity = {
      outcome: 'review',
      rule: 'weight',
      parameters: 'dutch-1/household-1',
      candidates: [
        {
          signalId: twin.signalId,
          weight: 2.71,
          fields: [
            { field: 'surname', level: 'exact', weight: 7.47 },
            { field: 'initials', level: 'of-a-later-version', weight: -0.5 },
          ],
        },
      ],
    };
    const own = await desk.person({ address_id: twin.addressId }, {}, { identity, ...signal });
    return { ...own, twin };
  };
  const give = (signalId: string, body: object, token = lead()): ReturnType<DeskFixture['post']> =>
    desk.post(`/v1/beoordelingen/${signalId}/antwoorden`, body, token);

  test('a crisis goes first, then the oldest, whom nobody could tell last; by page and by kind', async () => {
    const late = await doubted({ receipt: '2025-03-22T10:00:00Z' });
    const early = await doubted({ receipt: '2025-03-21T10:00:00Z' });
    const crisis = await doubted({ receipt: '2025-03-23T10:00:00Z', crisis: 'eviction' });
    const company = await desk.person(
      {},
      {},
      { receipt: '2025-03-24T10:00:00Z', verdict: 'review', rule: 'looks-like-legal-person' },
    );
    const ids = (found: ReviewPage): string[] => found.beoordelingen.map(({ signaalId }) => signaalId);
    const all = await page();
    expect(ids(all)).toEqual([crisis, early, late, company].map(({ signalId }) => signalId));
    const { versie } = all.beoordelingen[0] ?? {};
    await give(crisis.signalId, { antwoord: 'onzeker', versie });
    expect(ids(await page())).toEqual([early, late, company, crisis].map(({ signalId }) => signalId));
    expect(await page('?aantal=2')).toMatchObject({ aantal: 2, meer: true });
    expect(ids(await page('?aantal=2&pagina=2'))).toEqual([company.signalId, crisis.signalId]);
    expect(ids(await page('?soort=telt-het'))).toEqual([company.signalId]);
    expect((await page('?soort=telt-het')).beoordelingen[0]).toMatchObject({
      reden: 'lijkt-rechtspersoon',
      uitleg: 'De naam lijkt op die van een bedrijf.',
    });
  });

  test('says in words what agreed, and what a number means', async () => {
    await doubted();
    const [review] = (await page()).beoordelingen;
    expect(review?.kandidaten).toMatchObject([
      {
        persoon: { voorletters: 'A.', achternaam: 'Jansen' },
        alles: 'voor',
        velden: [
          { veld: 'de achternaam', overeenkomst: 'De achternaam is gelijk.', telt: 'sterk-voor' },
          { overeenkomst: 'Er is nog een gegeven vergeleken.', telt: 'zegt-weinig' },
          { veld: 'samen wonen', telt: 'sterk-tegen' },
        ],
      },
    ]);
  });

  test('a name that is destroyed is not there, the doubt is', async () => {
    const { twin } = await doubted();
    await desk.rows('delete from signal_personal where signal_id = $1', twin.signalId);
    const [review] = (await page()).beoordelingen;
    expect(review?.kandidaten).toMatchObject([{ persoon: null, geboortedatum: null }]);
  });

  test('is read by whoever works there and answered by who may merge; never by an outside party', async () => {
    const { signalId } = await doubted();
    const worker = desk.token('outreach-worker', 'sam');
    const [seen] = (await page('', worker)).beoordelingen;
    expect(seen).toMatchObject({ signaalId: signalId, magAfhandelen: false });
    const body = { antwoord: 'verschillend', versie: seen?.versie };
    expect((await give(signalId, body, worker)).status).toBe(403);
    const outside = desk.token('external:wijkteam', 'kim');
    expect((await desk.get('/v1/beoordelingen', outside)).status).toBe(403);
    expect((await give(signalId, body, outside)).status).toBe(403);
  });

  test('what leads to nothing is asked of nobody', async () => {
    await doubted({ verdict: 'unjustified' });
    await doubted({ verdict: 'withdrawn' });
    expect((await page()).beoordelingen).toEqual([]);
  });

  test('an answer is stored with who and when, once, and folds the address', async () => {
    const { addressId, personId, signalId, twin } = await doubted();
    const [review] = (await page()).beoordelingen;
    const body = { antwoord: 'zelfde', kandidaat: twin.signalId, versie: review?.versie };
    const first = await give(signalId, body);
    expect(answeredReviewSchema.parse(first.body)).toEqual({
      signaalId: signalId,
      antwoord: 'zelfde',
      kandidaat: twin.signalId,
      op: '2025-03-24T14:00:00.000Z',
      door: 'noor',
    });
    desk.nowMs += 60_000;
    expect((await give(signalId, body)).body).toEqual(first.body);
    desk.nowMs -= 60_000;
    expect(
      await desk.rows(
        'select number, answer, answered_by from identity_answer where signal_id = $1',
        signalId,
      ),
    ).toEqual([{ number: 1, answer: 'same', answered_by: 'noor' }]);
    expect(await desk.rows('select same_as from person_alias where person_id = $1', personId)).toEqual([
      { same_as: twin.personId },
    ]);
    expect(await desk.touched()).toMatchObject([{ address_id: addressId, reason: 'persons-merged' }]);
    expect((await give(signalId, { antwoord: 'onzeker', versie: review?.versie })).status).toBe(409);
  });

  test('asks for whom and for what was seen', async () => {
    const { signalId, twin } = await doubted();
    const [review] = (await page()).beoordelingen;
    const { versie } = review ?? {};
    expect((await give(signalId, { antwoord: 'zelfde', versie })).status).toBe(400);
    expect((await give(signalId, { antwoord: 'verschillend' })).status).toBe(400);
    expect(
      (await give(signalId, { antwoord: 'verschillend', kandidaat: twin.signalId, versie })).status,
    ).toBe(400);
    expect((await give(signalId, { antwoord: 'verschillend', versie: '0'.repeat(32) })).status).toBe(409);
    expect((await give(randomUUID(), { antwoord: 'verschillend', versie })).status).toBe(404);
    expect(await desk.rows('select 1 from identity_answer where signal_id = $1', signalId)).toEqual([]);
  });

  test('another municipality has a tray of its own', async () => {
    await doubted();
    expect((await page('', desk.token('team-lead', 'noor', 'GM0599'))).beoordelingen).toEqual([]);
  });

  test('who is one already, by whatever decision, is not asked about', async () => {
    const { personId, twin } = await doubted();
    await storeRows(desk.owner, {
      person_alias: [
        {
          municipality: 'GM0505',
          person_id: twin.personId,
          same_as: personId,
          decided_at: '2025-03-24T09:00:00Z',
          decided_by: 'noor',
          reason: 'person',
        },
      ],
    });
    expect((await page()).beoordelingen).toEqual([]);
  });
});
