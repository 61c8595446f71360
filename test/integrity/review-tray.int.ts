import { randomUUID } from 'node:crypto';

import type { ReviewView, SignalData } from '#contracts';
import type { MunicipalityCode } from '#domain';
import { fixedClock } from '#platform';
import type { NationalDatabase } from '#postgres';
import {
  createTestDatabase,
  seedReference,
  signalData,
  signalRecord,
  testCreditors,
  type TestDatabase,
} from '#testing';

import type { User } from '../../apps/desk/src/access/user.js';
import type { Desk } from '../../apps/desk/src/desk.js';
import { Refusal } from '../../apps/desk/src/refusal.js';
import { answerRegister } from '../../apps/desk/src/use-cases/answer-register.js';
import { answerReview } from '../../apps/desk/src/use-cases/answer-review.js';
import { explainSignal } from '../../apps/desk/src/use-cases/explain-signal.js';
import { listReviews } from '../../apps/desk/src/use-cases/list-reviews.js';
import { mergePersons } from '../../apps/desk/src/use-cases/merge-persons.js';
import { recordContact } from '../../apps/desk/src/use-cases/record-contact.js';
import { splitPerson } from '../../apps/desk/src/use-cases/split-person.js';
import { TestIntake, type TimedRecord } from '../../apps/intake/src/testing-intake.js';

const march = (day: number, hour = 10): number => Date.UTC(2026, 2, day, hour);
const { energy, otherEnergy } = testCreditors;
const periodStart = '2026-03-01';

const lead: User = {
  municipality: 'GM0505' as MunicipalityCode,
  role: 'team-lead',
  actor: 'noor',
  executor: 'desk',
};

/** Twins, of one household: surname and birth date are the same, the initials are not. */
const anna = { voorletters: 'A.', achternaam: 'Jansen', geboortedatum: '1980-02-29' };
const joke = { ...anna, voorletters: 'J.' };
/** Who may be anybody of the household. */
const bare = { achternaam: 'Jansen' };

type Answered = Awaited<ReturnType<typeof answerReview>>;

describe('the review tray meets the fold', () => {
  let database: TestDatabase;
  let national: NationalDatabase;
  let desk: Desk;
  let intake: TestIntake;
  let house = 200;
  let nowMs = march(20, 15);

  beforeAll(async () => {
    database = await createTestDatabase();
    national = await database.national('intake');
    await (await database.national('operator')).acrossMunicipalities(seedReference);
    desk = {
      database: await database.municipal('desk'),
      clock: { nowMs: () => fixedClock(nowMs).nowMs() },
      pseudonymKey: Buffer.alloc(32, 3),
    };
    intake = new TestIntake(national, march(20, 15));
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    house += 1;
  });

  const signal = (
    id: string,
    atMs: number,
    persoon: Partial<SignalData['persoon']>,
    changes: Partial<SignalData> = {},
    source: string = energy.source,
  ): TimedRecord => ({
    ...signalRecord(
      source,
      `${id}-${house}`,
      signalData({
        klantreferentie: `K-${id}-${house}`,
        adres: { postcode: '3311 AB', huisnummer: `${house}` },
        ...changes,
        persoon: persoon as SignalData['persoon'],
      }),
    ),
    appendTimeMs: atMs,
  });

  interface Standing {
    readonly signal_id: string;
    readonly address_id: string;
    readonly person_id: string;
    readonly verdict: string;
    readonly attempts: number;
    readonly outcome: string | null;
  }
  const standing = async (id: string): Promise<Standing> => {
    const [found] = await national.acrossMunicipalities((tx) =>
      tx.query<Standing>({
        text: `select s.signal_id, s.address_id, s.person_id, s.verdict, p.attempts, s.identity ->> 'outcome' outcome
               from signal s join case_person p on p.municipality = s.municipality and p.person_id = s.person_id
                 and p.period_start = s.period_start and p.address_id = s.address_id
               where s.event_id = $1`,
        values: [`${id}-${house}`],
      }),
    );
    if (found === undefined) throw new Error(`no signal ${id}`);
    return found;
  };
  const tray = async (user: User = lead): Promise<readonly ReviewView[]> => {
    const page = await listReviews(desk, user, { query: { pagina: 1, aantal: 100 } });
    return page.beoordelingen;
  };
  /** The reviews of the house of this test. */
  const here = async (): Promise<readonly ReviewView[]> => {
    const ids = await national.acrossMunicipalities((tx) =>
      tx.query<{ signal_id: string }>({
        text: `select signal_id from signal where event_id like '%-' || $1`,
        values: [`${house}`],
      }),
    );
    return (await tray()).filter(({ signaalId }) => ids.some(({ signal_id }) => signal_id === signaalId));
  };
  const only = async (): Promise<ReviewView> => {
    const found = await here();
    expect(found).toHaveLength(1);
    return found[0] as ReviewView;
  };
  const give = (
    { signaalId, versie }: ReviewView,
    body: { antwoord: 'zelfde'; kandidaat: string } | { antwoord: 'verschillend' | 'onzeker' },
    user: User = lead,
  ): Promise<Answered> => answerReview(desk, user, { path: { signaalId }, body: { ...body, versie } });
  const folded = async (): Promise<void> => {
    while ((await intake.refold()) > 0);
  };
  const refused = (answer: unknown): string | undefined =>
    answer instanceof Refusal ? answer.code : undefined;
  const contact = (personId: string, datum: string): Promise<unknown> =>
    recordContact(desk, lead, {
      path: { persoonId: personId, periodeStart: periodStart },
      body: {
        contactpogingId: randomUUID(),
        contactpoging: { soort: 'Telefoon', bereikt: false, datum, dagdeel: 'Ochtend', richting: 'uitgaand' },
      },
    });
  const answersOf = (signalId: string): Promise<object[]> =>
    national.acrossMunicipalities((tx) =>
      tx.query({
        text: `select decided_by from person_pin where signal_id = $1`,
        values: [signalId],
      }),
    );
  const twins = async (): Promise<ReviewView> => {
    await intake.take([signal('a', march(9), anna), signal('b', march(10), joke, {}, otherEnergy.source)]);
    return only();
  };

  test('shows twins with what is known of both, and no address', async () => {
    const review = await twins();
    expect(review).toMatchObject({
      soort: 'wie-is-het',
      reden: 'misschien-dezelfde-inwoner',
      persoon: { voorletters: 'J.', achternaam: 'Jansen' },
      geboortedatum: '1980-02-29',
      onzeker: null,
      afhandelen: 'antwoord',
      magAfhandelen: true,
    });
    const [candidate] = review.kandidaten;
    expect(candidate).toMatchObject({
      persoon: { voorletters: 'A.' },
      persoonId: (await standing('a')).person_id,
    });
    expect(candidate?.velden.map(({ overeenkomst, telt }) => [overeenkomst, telt])).toEqual(
      expect.arrayContaining([
        ['De voorletters zijn anders.', expect.stringContaining('tegen')],
        ['De geboortedatum is gelijk.', 'sterk-voor'],
      ]),
    );
    expect(JSON.stringify(review)).not.toMatch(/3311|postcode|straat/);
    expect((await here())[0]?.versie).toBe(review.versie);
  });

  test('the same: one case-person with the facts of both, once', async () => {
    const review = await twins();
    const [a, b] = [await standing('a'), await standing('b')];
    expect(a.person_id).not.toBe(b.person_id);
    await contact(b.person_id, '2026-03-18');
    await contact(a.person_id, '2026-03-19');
    await folded();
    const same = { antwoord: 'zelfde', kandidaat: a.signal_id } as const;
    const first = await give(review, same);
    expect(first).toMatchObject({ signaalId: b.signal_id, antwoord: 'zelfde', door: 'noor' });
    // Nobody is asked again while the fold has yet to follow.
    expect(await here()).toEqual([]);
    await folded();
    expect(await here()).toEqual([]);
    expect(await standing('b')).toMatchObject({ person_id: a.person_id, attempts: 2 });
    expect(await give(review, same)).toEqual(first);
    expect(refused(await give(review, { antwoord: 'verschillend' }))).toBe('review-settled');
  });

  test('the same stays the same when a late signal leads the other', async () => {
    const review = await twins();
    await give(review, { antwoord: 'zelfde', kandidaat: (await standing('a')).signal_id });
    await folded();
    await intake.take([
      signal('late', march(8), joke, { ontstaansdatum: '2025-12-01', signaaldatum: '2026-03-06' }),
    ]);
    await folded();
    expect((await standing('late')).verdict).toBe('accepted');
    expect((await standing('b')).person_id).toBe((await standing('a')).person_id);
  });

  test('a wrong "the same" is undone by a split, and is not asked again', async () => {
    const review = await twins();
    const a = await standing('a');
    await give(review, { antwoord: 'zelfde', kandidaat: a.signal_id });
    await folded();
    await splitPerson(desk, lead, { body: { persoonId: a.person_id, signalen: [review.signaalId] } });
    await folded();
    expect((await standing('b')).person_id).not.toBe(a.person_id);
    expect(await here()).toEqual([]);
    const again = await give(review, { antwoord: 'zelfde', kandidaat: a.signal_id });
    expect(refused(again)).toBe('review-settled');
  });

  /** Of b only the surname is known; late, the same creditor tells its customer's full name, which is that of a. */
  const lateNameOfTheCustomer = (): TimedRecord =>
    signal('late', march(8), anna, {
      klantreferentie: `K-b-${house}`,
      ontstaansdatum: '2025-12-01',
      signaaldatum: '2026-03-06',
    });
  const bareName = async (): Promise<ReviewView> => {
    await intake.take([signal('a', march(9), anna, {}, otherEnergy.source), signal('b', march(10), bare)]);
    return only();
  };

  test('a late signal that makes the doubt go away empties the tray', async () => {
    const review = await bareName();
    await intake.take([lateNameOfTheCustomer()]);
    expect(await standing('b')).toMatchObject({
      outcome: 'match',
      person_id: (await standing('a')).person_id,
    });
    expect(await here()).toEqual([]);
    expect(refused(await give(review, { antwoord: 'verschillend' }))).toBe('review-settled');
  });

  test('different: they stay two, though what comes later agrees', async () => {
    const review = await bareName();
    const b = await standing('b');
    await give(review, { antwoord: 'verschillend' });
    expect(await here()).toEqual([]);
    await folded();
    await intake.take([lateNameOfTheCustomer()]);
    await folded();
    expect(await standing('b')).toMatchObject({ person_id: b.person_id });
    expect((await standing('late')).person_id).toBe((await standing('a')).person_id);
    expect((await standing('a')).person_id).not.toBe(b.person_id);
    expect(await here()).toEqual([]);
  });

  test('different was wrong: a merge makes them one, and the tray stays empty', async () => {
    const review = await twins();
    const [a, b] = [await standing('a'), await standing('b')];
    await give(review, { antwoord: 'verschillend' });
    await folded();
    await mergePersons(desk, lead, { body: { persoonId: b.person_id, zelfdeAls: a.person_id } });
    await folded();
    expect((await standing('b')).person_id).toBe(a.person_id);
    expect(await here()).toEqual([]);
  });

  test('unsure: it goes behind the others with its day, and can be answered still', async () => {
    const review = await twins();
    await give(review, { antwoord: 'onzeker' });
    const first = await give(review, { antwoord: 'onzeker' });
    expect(refused(first)).toBeUndefined();
    house += 1;
    await twins();
    const ids = (await tray()).map(({ signaalId }) => signaalId);
    expect(ids.indexOf(review.signaalId)).toBe(ids.length - 1);
    expect((await tray()).at(-1)?.onzeker).toEqual({ op: '2026-03-20T15:00:00.000Z', door: 'noor' });
    expect(refused(await give(review, { antwoord: 'verschillend' }))).toBeUndefined();
    await folded();
  });

  test('two who answer at once: one counts, the other is told; the same answer twice is one', async () => {
    const review = await twins();
    const same = { antwoord: 'zelfde', kandidaat: (await standing('a')).signal_id } as const;
    const sam: User = { ...lead, actor: 'sam' };
    const answers = await Promise.all([give(review, same), give(review, { antwoord: 'verschillend' }, sam)]);
    expect(answers.map(refused).sort()).toEqual(['review-settled', undefined]);
    await folded();
    const joined = refused(answers[0]) === undefined;
    expect((await standing('a')).person_id === (await standing('b')).person_id).toBe(joined);
    expect(await answersOf(review.signaalId)).toHaveLength(joined ? 0 : 1);

    house += 1;
    const other = await twins();
    const both = { antwoord: 'verschillend' } as const;
    const [one, two] = await Promise.all([give(other, both), give(other, both, sam)]);
    expect(one).toEqual(two);
    await folded();
  });

  test('while the fold runs nothing deadlocks and nobody is lost', async () => {
    const reviews: ReviewView[] = [];
    const houses: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      house += 1;
      houses.push(house);
      reviews.push(await twins());
    }
    let folding = true;
    const folds = (async () => {
      while (folding) await intake.refold();
    })();
    const answers = await Promise.all(
      reviews.map((review, nth) =>
        give(
          review,
          nth % 2 === 0
            ? { antwoord: 'zelfde', kandidaat: review.kandidaten[0]?.signaalId ?? '' }
            : { antwoord: 'verschillend' },
        ),
      ),
    );
    folding = false;
    await folds;
    await folded();
    expect(answers.map(refused)).toEqual(reviews.map(() => undefined));
    for (const [nth, one] of houses.entries()) {
      house = one;
      expect((await standing('a')).person_id === (await standing('b')).person_id).toBe(nth % 2 === 0);
    }
  });

  test('who was not seen is not answered about', async () => {
    const review = await bareName();
    await intake.take([
      signal(
        'late',
        march(8),
        joke,
        { ontstaansdatum: '2025-12-01', signaaldatum: '2026-03-06' },
        otherEnergy.source,
      ),
    ]);
    const ofB = async (): Promise<ReviewView> => {
      const found = (await here()).find(({ signaalId }) => signaalId === review.signaalId);
      if (found === undefined) throw new Error('the doubt is gone');
      return found;
    };
    expect((await ofB()).kandidaten).toHaveLength(2);
    expect(refused(await give(review, { antwoord: 'verschillend' }))).toBe('review-changed');
    const changed = await ofB();
    expect(changed.versie).not.toBe(review.versie);
    const strange = await give(changed, { antwoord: 'zelfde', kandidaat: randomUUID() });
    expect(strange).toMatchObject({ faults: [{ pointer: '/kandidaat', code: 'unknown-value' }] });
    expect(refused(await give(changed, { antwoord: 'verschillend' }))).toBeUndefined();
    await folded();
  });

  test('another municipality sees nothing and answers nothing', async () => {
    const review = await twins();
    const elsewhere: User = { ...lead, municipality: 'GM0599' as MunicipalityCode };
    expect(await tray(elsewhere)).toEqual([]);
    expect(refused(await give(review, { antwoord: 'verschillend' }, elsewhere))).toBe('not-found');
    expect(await here()).toHaveLength(1);
  });

  test('whether a signal counts: the register found nobody, until it finds the resident', async () => {
    await intake.take([signal('a', march(9), { voorletters: 'K.', achternaam: 'Zijlstra' })]);
    const { signal_id } = await standing('a');
    const answer = async (antwoord: 'niemand-gevonden' | 'inwoner'): Promise<void> => {
      nowMs += 1_000;
      await answerRegister(desk, lead, { path: { signaalId: signal_id }, body: { antwoord } });
      await folded();
    };
    await answer('niemand-gevonden');
    expect(await only()).toMatchObject({
      soort: 'telt-het',
      reden: 'niemand-gevonden',
      kandidaten: [],
      afhandelen: 'registerantwoord',
    });
    expect(refused(await give(await only(), { antwoord: 'onzeker' }))).toBe('review-settled');
    await answer('inwoner');
    expect(await here()).toEqual([]);
  });

  test('whether a signal counts: it is a company, and the creditor hears that and not where somebody lives', async () => {
    const shop = { achternaam: 'Bakkerij Zijlstra Beheer BV' };
    await intake.take([signal('a', march(9), shop)]);
    const review = await only();
    expect(review).toMatchObject({ soort: 'telt-het', reden: 'lijkt-rechtspersoon' });
    await answerRegister(desk, lead, {
      path: { signaalId: review.signaalId },
      body: { antwoord: 'rechtspersoon' },
    });
    await folded();
    expect(await here()).toEqual([]);
    expect(await standing('a')).toMatchObject({ verdict: 'unjustified' });
    const told = await national.acrossMunicipalities((tx) =>
      tx.query({ text: 'select message from feedback where signal_id = $1', values: [review.signaalId] }),
    );
    expect(told).toEqual([{ message: 'unjustified' }]);
    const story = await explainSignal(desk, lead, { path: { signaalId: review.signaalId } });
    expect(JSON.stringify(story)).toContain('De schuld staat op naam van een rechtspersoon');
  });
});
