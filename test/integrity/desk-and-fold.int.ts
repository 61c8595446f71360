import { randomUUID } from 'node:crypto';

import type { SignalData } from '#contracts';
import type { MunicipalityCode } from '#domain';
import { fixedClock } from '#platform';
import type { NationalDatabase } from '#postgres';
import {
  createTestDatabase,
  seedReference,
  signalData,
  signalRecord,
  testCreditors,
  testPolicy,
  withdrawalRecord,
  type TestDatabase,
} from '#testing';

import type { User } from '../../apps/desk/src/access/user.js';
import type { Desk } from '../../apps/desk/src/desk.js';
import { Refusal } from '../../apps/desk/src/refusal.js';
import { closeCasePerson } from '../../apps/desk/src/use-cases/close-case-person.js';
import { liftDoNotApproach } from '../../apps/desk/src/use-cases/lift-do-not-approach.js';
import { markDoNotApproach } from '../../apps/desk/src/use-cases/mark-do-not-approach.js';
import { mergePersons } from '../../apps/desk/src/use-cases/merge-persons.js';
import { moveSignal } from '../../apps/desk/src/use-cases/move-signal.js';
import { recordContact } from '../../apps/desk/src/use-cases/record-contact.js';
import { recordLanguage } from '../../apps/desk/src/use-cases/record-language.js';
import { splitPerson } from '../../apps/desk/src/use-cases/split-person.js';
import { TestIntake, type TimedRecord } from '../../apps/intake/src/testing-intake.js';

const march = (day: number, hour = 10): number => Date.UTC(2026, 2, day, hour);
const { energy, otherEnergy } = testCreditors;
const periodStart = '2026-03-01';
const dordrecht = testPolicy();
const arabic = [{ name: 'arabic-call', channel: 'calls', delayWorkingDays: 1 }];

const lead: User = {
  municipality: 'GM0505' as MunicipalityCode,
  role: 'team-lead',
  actor: 'noor',
  executor: 'desk',
};

/** What the fold says of one signal and of the person in whose case it lies. */
interface Standing {
  readonly signal_id: string;
  readonly address_id: string;
  readonly person_id: string;
  readonly verdict: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly reached: boolean;
  readonly attempts: number;
  readonly hold: string | null;
}

describe('what people record meets the fold', () => {
  let database: TestDatabase;
  let national: NationalDatabase;
  let desk: Desk;
  let intake: TestIntake;
  let house = 100;

  beforeAll(async () => {
    database = await createTestDatabase();
    national = await database.national('intake');
    await (await database.national('operator')).acrossMunicipalities(seedReference);
    await activateForArabic();
    desk = {
      database: await database.municipal('desk'),
      clock: fixedClock(march(20, 15)),
      pseudonymKey: Buffer.alloc(32, 3),
    };
    intake = new TestIntake(national, march(20, 15));
  });
  afterAll(() => database.drop());
  /** A version of the policy that has a plan for whoever asked for Arabic. */
  async function activateForArabic(): Promise<void> {
    const content = JSON.stringify({
      ...dordrecht,
      plans: [
        {
          name: 'in-arabic',
          reason: 'U vroeg om Arabisch.',
          when: { preferredLanguages: ['ar'] },
          steps: arabic,
        },
        ...dordrecht.plans,
      ],
    });
    await (
      await database.national('operator')
    ).acrossMunicipalities((tx) =>
      tx.query({
        text: `insert into policy_version (municipality, version, effective_from, activated_at, sha256, content)
               values ('GM0505', 2, '2026-03-15', now(), '\\x00', $1)`,
        values: [content],
      }),
    );
  }
  beforeEach(() => {
    house += 1;
  });

  const signal = (
    id: string,
    atMs: number,
    changes: Partial<SignalData>,
    source: string = energy.source,
  ): TimedRecord => ({
    ...signalRecord(
      source,
      `${id}-${house}`,
      signalData({ adres: { postcode: '3311 AB', huisnummer: `${house}` }, ...changes }),
    ),
    appendTimeMs: atMs,
  });
  const surname = (achternaam: string): Partial<SignalData> => ({
    persoon: { voorletters: 'A.', achternaam },
  });
  const standing = async (id: string): Promise<Standing> => {
    const [found] = await national.acrossMunicipalities((tx) =>
      tx.query<Standing>({
        text: `select s.signal_id, s.address_id, s.person_id, s.verdict, p.state, p.outcome, p.reached, p.attempts,
                 p.hold
               from signal s join case_person p on p.municipality = s.municipality and p.person_id = s.person_id
                 and p.period_start = s.period_start and p.address_id = s.address_id
               where s.event_id = $1`,
        values: [`${id}-${house}`],
      }),
    );
    if (found === undefined) throw new Error(`no signal ${id}`);
    return found;
  };
  const done = async <T>(answer: Promise<T | Refusal>): Promise<T> => {
    const value = await answer;
    if (value instanceof Refusal) throw new Error(`${value.code} ${JSON.stringify(value.faults)}`);
    await intake.refold();
    return value;
  };
  const contact = (personId: string, bereikt: boolean, datum: string): Promise<unknown> =>
    done(
      recordContact(desk, lead, {
        path: { persoonId: personId, periodeStart: periodStart },
        body: {
          contactpogingId: randomUUID(),
          contactpoging: { soort: 'Telefoon', bereikt, datum, dagdeel: 'Ochtend', richting: 'uitgaand' },
        },
      }),
    );

  test('a reached contact stops the plan, a closing ends the case', async () => {
    await intake.take([signal('a', march(9), {})]);
    const before = await standing('a');
    expect(before).toMatchObject({ state: 'open', reached: false, hold: null });
    await contact(before.person_id, true, '2026-03-19');
    expect(await standing('a')).toMatchObject({ state: 'open', reached: true, attempts: 1, hold: 'reached' });
    const eindresultaat = '(Budget)advies en/of quick fix';
    await done(
      closeCasePerson(desk, lead, {
        path: { persoonId: before.person_id, periodeStart: periodStart },
        body: { eindresultaat },
      }),
    );
    expect(await standing('a')).toMatchObject({ state: 'closed', outcome: eindresultaat });
  });

  test('the language that a resident asks for chooses the plan, and taking it back does too', async () => {
    await intake.take([signal('a', march(16), { signaaldatum: '2026-03-16' })]);
    const planOf = async (): Promise<unknown> => {
      const { person_id: personId } = await standing('a');
      const rows = await national.acrossMunicipalities((tx) =>
        tx.query({
          text: 'select plan, next_step from case_person where person_id = $1',
          values: [personId],
        }),
      );
      return rows[0];
    };
    const before = await planOf();
    const ask = async (taal: 'ar' | null): Promise<void> => {
      const path = { persoonId: (await standing('a')).person_id };
      expect(await recordLanguage(desk, lead, { path, body: { taal } })).not.toBeInstanceOf(Refusal);
      await intake.refold();
    };
    await ask('ar');
    expect(await planOf()).toEqual({ plan: 'in-arabic', next_step: 'arabic-call' });
    await ask(null);
    expect(await planOf()).toEqual(before);
  });

  test('an attempt that is recorded after a withdrawal but was before it keeps the signal', async () => {
    await intake.take([signal('a', march(9), {})]);
    const { person_id } = await standing('a');
    await intake.take([
      {
        ...withdrawalRecord(energy.source, `w-${house}`, {
          gemeentecode: 'GM0505',
          ingetrokkenSignaal: `a-${house}`,
          datum: '2026-03-18',
        }),
        appendTimeMs: march(18),
      },
    ]);
    expect(await standing('a')).toMatchObject({ verdict: 'withdrawn' });
    await contact(person_id, false, '2026-03-17');
    expect(await standing('a')).toMatchObject({ verdict: 'accepted', attempts: 1 });
  });

  test('a mark holds the plan', async () => {
    await intake.take([signal('a', march(9), {})]);
    const { person_id } = await standing('a');
    await done(
      markDoNotApproach(desk, lead, {
        body: { persoonId: person_id, reden: 'bezwaar', herzienOp: '2026-12-01' },
      }),
    );
    expect(await standing('a')).toMatchObject({ hold: 'do-not-approach' });
  });

  test('a mark outlives the rows of whom it names: their next signal is recognised, a namesake is not', async () => {
    const born = { voorletters: 'Q.', achternaam: `Herkend-${house}`, geboortedatum: '1971-02-03' };
    await intake.take([signal('a', march(9), { persoon: born })]);
    const { person_id, signal_id } = await standing('a');
    const mark = await done(
      markDoNotApproach(desk, lead, {
        body: { persoonId: person_id, reden: 'bezwaar', herzienOp: '2027-03-01' },
      }),
    );
    // While the rows are there the mark stands on the person, and a twin of one initial is not silenced with them.
    await intake.take([
      signal('twin', march(10), { persoon: { ...born, voornamen: 'Quinta' }, klantreferentie: 'K-6' }),
    ]);
    const recognised = (): Promise<unknown[]> =>
      national.acrossMunicipalities((tx) => tx.query({ text: 'select 1 from recognised_mark' }));
    expect(await recognised()).toEqual([]);
    const owner = await database.national('owner');
    await owner.acrossMunicipalities(async (tx) => {
      await tx.query({ text: 'delete from signal_personal where signal_id = $1', values: [signal_id] });
      await tx.query({
        text: 'delete from address_alias where address_id in (select address_id from signal where signal_id = $1)',
        values: [signal_id],
      });
    });
    const elsewhere = { adres: { postcode: '3312 AB', huisnummer: `${house}` } };
    await intake.take([
      signal('again', march(12), { persoon: born, klantreferentie: 'K-7', ...elsewhere }),
      signal('namesake', march(12), {
        persoon: { ...born, geboortedatum: '1990-05-06' },
        klantreferentie: 'K-8',
        ...elsewhere,
      }),
    ]);
    expect(await recognised()).toHaveLength(1);
    expect(await standing('again')).toMatchObject({ hold: 'do-not-approach', verdict: 'accepted' });
    expect(await standing('namesake')).toMatchObject({ hold: null, verdict: 'accepted' });
    await done(liftDoNotApproach(desk, lead, { path: { markeringId: mark.markeringId }, body: {} }));
    expect(await standing('again')).toMatchObject({ hold: null });
  });

  test('two persons that are merged have one case-person, and the facts of both', async () => {
    await intake.take([
      signal('a', march(9), surname('Smit')),
      signal('b', march(10), surname('Verbrugge'), otherEnergy.source),
    ]);
    const [a, b] = [await standing('a'), await standing('b')];
    expect(a.person_id).not.toBe(b.person_id);
    await contact(b.person_id, true, '2026-03-19');
    await done(mergePersons(desk, lead, { body: { persoonId: b.person_id, zelfdeAls: a.person_id } }));
    expect((await standing('b')).person_id).toBe(a.person_id);
    expect(await standing('a')).toMatchObject({ reached: true, attempts: 1, hold: 'reached' });
  });

  test('a person with a case at two addresses is approached once: the other waits, and goes on when the first ends', async () => {
    const february = Date.UTC(2026, 1, 10, 10);
    const there = { adres: { postcode: '3313 AB', huisnummer: `${house}` } };
    await intake.take([
      signal('here', february, {
        ...surname('Elders'),
        ontstaansdatum: '2025-12-01',
        signaaldatum: '2026-02-09',
      }),
      signal('there', march(10), { ...surname('Elders'), ...there }, otherEnergy.source),
    ]);
    const [here, other] = [await standing('here'), await standing('there')];
    expect([here.hold, other.hold]).toEqual([null, null]);
    await done(mergePersons(desk, lead, { body: { persoonId: other.person_id, zelfdeAls: here.person_id } }));
    expect(await standing('here')).toMatchObject({ hold: null });
    expect(await standing('there')).toMatchObject({ hold: 'follows', person_id: here.person_id });
    await done(
      closeCasePerson(desk, lead, {
        path: { persoonId: here.person_id, periodeStart: '2026-02-01' },
        body: {
          eindresultaat: 'Verwijzing zonder tussenkomst inwoner',
          motivering: 'Bekend bij het wijkteam.',
        },
      }),
    );
    while ((await intake.refold()) > 0);
    expect(await standing('here')).toMatchObject({ state: 'closed' });
    expect(await standing('there')).toMatchObject({ state: 'open', hold: null });
  });

  test('a person that is split leaves the facts with whom they name', async () => {
    await intake.take([
      signal('a', march(9), surname('Bakker')),
      signal('b', march(10), surname('Bakker'), otherEnergy.source),
    ]);
    const [a, b] = [await standing('a'), await standing('b')];
    expect(a.person_id).toBe(b.person_id);
    await contact(a.person_id, true, '2026-03-19');
    const { nieuwePersoonId } = await done(
      splitPerson(desk, lead, { body: { persoonId: a.person_id, signalen: [b.signal_id] } }),
    );
    expect(await standing('a')).toMatchObject({ person_id: a.person_id, reached: true });
    expect(await standing('b')).toMatchObject({ person_id: nieuwePersoonId, reached: false, hold: null });
  });

  test('a signal that is moved joins the case of the other address, and leaves its own', async () => {
    await intake.take([
      signal('a', march(9), surname('Visser')),
      signal(
        'b',
        march(10),
        { ...surname('Visser'), adres: { postcode: '3312 CD', huisnummer: `${house}` } },
        otherEnergy.source,
      ),
    ]);
    const [a, b] = [await standing('a'), await standing('b')];
    expect(a.address_id).not.toBe(b.address_id);
    await done(
      moveSignal(desk, lead, {
        path: { signaalId: b.signal_id },
        body: { naarAdresId: a.address_id, persoonBehouden: false },
      }),
    );
    const moved = await standing('b');
    expect(moved).toMatchObject({ address_id: a.address_id, person_id: a.person_id, state: 'open' });
    const cases = await national.acrossMunicipalities((tx) =>
      tx.query({
        text: `select address_id, state, multiple from signal_case where address_id = any($1::uuid[]) order by multiple`,
        values: [[a.address_id, b.address_id]],
      }),
    );
    expect(cases).toEqual([
      { address_id: b.address_id, state: 'superseded', multiple: false },
      { address_id: a.address_id, state: 'open', multiple: true },
    ]);
  });

  test('while the fold runs and people record, nobody is lost and nothing deadlocks', async () => {
    // Twelve whom nobody takes for each other.
    const surnames =
      'Adema Brandsma Ciggaar Dijkgraaf Eshuis Fluit Goudswaard Hoek Idzinga Jurna Kwak Luyben'.split(' ');
    const ids = Array.from({ length: 12 }, (_, index) => `s${index}`);
    await intake.take(
      ids.map((id, index) =>
        signal(id, march(9), { ...surname(surnames[index] ?? ''), klantreferentie: `K-${id}` }),
      ),
    );
    const persons = await Promise.all(ids.map((id) => standing(id)));
    let folding = true;
    const folds = (async () => {
      while (folding) await intake.refold();
    })();
    await Promise.all(
      persons.flatMap(({ person_id }) =>
        [17, 18, 19].map((day) =>
          recordContact(desk, lead, {
            path: { persoonId: person_id, periodeStart: periodStart },
            body: {
              contactpogingId: randomUUID(),
              contactpoging: {
                soort: 'Telefoon',
                bereikt: false,
                datum: `2026-03-${day}`,
                dagdeel: 'Avond',
                richting: 'uitgaand',
              },
            },
          }),
        ),
      ),
    );
    folding = false;
    await folds;
    while ((await intake.refold()) > 0);
    for (const id of ids) expect(await standing(id)).toMatchObject({ attempts: 3 });
  });
});
