import { randomUUID } from 'node:crypto';

import { signalStorySchema } from '#contracts';
import { storeRows } from '#testing';

import { DeskFixture, missedCall, now } from './desk-fixture.js';

describe('the story of a signal', () => {
  let desk: DeskFixture;
  beforeAll(async () => {
    desk = await DeskFixture.start();
    await storeRows(desk.owner, {
      policy_version: [
        {
          municipality: 'GM0505',
          version: 1,
          effective_from: '2025-01-01',
          activated_at: now,
          sha256: '\\x00',
          content: {
            plans: [
              {
                name: 'rent',
                reason: 'U heeft een huurachterstand. Daarom bellen wij u.',
                steps: [{ channel: 'messages' }, { channel: 'calls' }],
              },
              { name: 'messages-alone', reason: 'Wij sturen een bericht.', steps: [{ channel: 'messages' }] },
            ],
          },
        },
      ],
    });
  });
  afterAll(() => desk.stop());
  const told = async (signalId: string): Promise<ReadonlyMap<string, readonly string[]>> => {
    const answer = await desk.get(`/v1/signalen/${signalId}/uitleg`);
    expect(answer.status).toBe(200);
    const story = signalStorySchema.parse(answer.body);
    expect(story.signaalId).toBe(signalId);
    return new Map(story.onderdelen.map(({ kop, zinnen }) => [kop, zinnen]));
  };

  test('is told from what is stored: receipt, person, decision, plan, tasks, contacts, revisions, feedback', async () => {
    const person = await desk.person(
      {
        plan: 'rent',
        next_step: 'second-call',
        next_channel: 'calls',
        next_due_on: '2025-03-27',
        hold: null,
      },
      {},
      {
        judged_inputs: { amountCents: 50_000, thresholdCents: 2_500, ageDays: 78 },
        rule: 'picked-up',
        judged_rule: 'picked-up',
        identity: {
          outcome: 'match',
          rule: 'weight',
          parameters: 'dutch-1',
          candidates: [
            {
              signalId: randomUUID(),
              weight: 21,
              fields: [{ field: 'surname', level: 'one-typo', weight: 8 }],
            },
          ],
        },
      },
    );
    const taskId = await desk.task(person);
    await desk.post(`/v1/taken/${taskId}/claim`, {});
    await desk.post(`/v1/taken/${taskId}/afronden`, { contactpoging: missedCall });
    const answered = { antwoord: 'inwoner' };
    expect((await desk.post(`/v1/signalen/${person.signalId}/registerantwoorden`, answered)).status).toBe(
      201,
    );
    await desk.rows(
      `insert into decision_history (municipality, subject, subject_id, revision, superseded_at, content)
       values ('GM0505', 'signal', $1, 1, $2, $3)`,
      person.signalId,
      now,
      JSON.stringify({
        verdict: 'review',
        rule: 'looks-like-legal-person',
        inputs: {},
        personId: person.personId,
      }),
    );
    await storeRows(desk.owner, {
      feedback: [
        {
          municipality: 'GM0505',
          feedback_id: randomUUID(),
          creditor_id: 'woonbaken',
          source: 'urn:nld:kvknr:90000201.incasso',
          event_id: person.signalId,
          revision: 1,
          message: 'not-picked-up',
          created_at: now,
          state: 'sent',
        },
      ],
    });
    const story = await told(person.signalId);
    expect(story.get('Wat er binnenkwam')?.[0]).toBe(
      'Op 20 maart 2025 om 11:00 uur kregen wij een signaal van Woonbaken (Huur).',
    );
    expect(story.get('Om wie het gaat')).toEqual(
      expect.arrayContaining(['De achternaam verschilt één letter.', 'De persoon woont op dit adres.']),
    );
    expect(story.get('Wat wij besloten')).toEqual([
      'Wij hebben dit signaal opgepakt.',
      'Het bedrag is € 500,00. Dat is hoger dan de grens van € 25,00.',
      'De achterstand was 78 dagen oud.',
      'Geen enkele regel houdt het oppakken tegen.',
      'Dit volgt uit de regels van de gemeente die gelden vanaf 1 januari 2025.',
    ]);
    expect(story.get('Wat er gebeurt')).toEqual([
      'Het signaal hoort bij de zaak van 1 maart 2025 tot en met 31 maart 2025.',
      'De reden van deze aanpak: “U heeft een huurachterstand. Daarom bellen wij u.”',
      'In de middag van 24 maart 2025 belden wij de inwoner. Wij hebben elkaar niet gesproken.',
      'Tot nu toe hebben wij de inwoner niet gesproken.',
      'De volgende stap is een telefoontje, vanaf 27 maart 2025.',
    ]);
    expect(story.get('Wat er is veranderd')?.[0]).toBe(
      'Tot 24 maart 2025 om 15:00 uur was het besluit: een medewerker moet eerst kijken.',
    );
    expect(story.get('Wat de schuldeiser hoort')?.[0]).toContain('wij pakken dit signaal niet op');
  });

  test('says that no message is sent to whom none can be sent, and only then', async () => {
    const skips = async (plan: string, signal: object): Promise<boolean> => {
      const person = await desk.person({ plan }, {}, { ...signal });
      const happens = (await told(person.signalId)).get('Wat er gebeurt') ?? [];
      return happens.includes('Wij kennen geen telefoonnummer en geen e-mailadres van de inwoner.');
    };
    const none = { usable_phone: false, usable_email: false };
    expect(await skips('rent', none)).toBe(true);
    expect(await skips('rent', { ...none, usable_email: true })).toBe(false);
    expect(await skips('rent', { ...none, usable_phone: true })).toBe(false);
    expect(await skips('messages-alone', none)).toBe(false);
  });

  test('says why a step did not come about, and not that somebody came', async () => {
    const person = await desk.person();
    const visit = { channel: 'house-visits', step: 'visit', finished_on: '2025-03-25' };
    await desk.task(person, { ...visit, state: 'failed', result: 'no-capacity' });
    expect((await told(person.signalId)).get('Wat er gebeurt')).toContain(
      'Op 25 maart 2025 kon een huisbezoek niet doorgaan. Daar was geen tijd voor.',
    );
  });

  test('names nobody, and tells nothing of who else lives there', async () => {
    const person = await desk.person();
    await desk.person({ address_id: person.addressId }, { surname: 'Yılmaz' }, { amount_cents: 99_900 });
    const text = JSON.stringify([...(await told(person.signalId))]);
    expect(text).not.toMatch(/Jansen|Yılmaz|klant-1|Voorstraat|3311AB/);
    expect(text).not.toContain('999');
    expect(text).toContain('de naam en het adres die de schuldeiser ons gaf');
  });

  test('is for the own municipality, and not for an outside party', async () => {
    const elsewhere = await desk.person({ municipality: 'GM0599' });
    expect((await desk.get(`/v1/signalen/${elsewhere.signalId}/uitleg`)).status).toBe(404);
    expect((await desk.get(`/v1/signalen/${randomUUID()}/uitleg`)).status).toBe(404);
    const person = await desk.person();
    const outside = desk.token('external:demo', 'pim');
    expect((await desk.get(`/v1/signalen/${person.signalId}/uitleg`, outside)).status).toBe(403);
  });
});
