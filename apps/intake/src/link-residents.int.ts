import fc from 'fast-check';

import {
  addressKey,
  birthKeys,
  noMatchFields,
  packResident,
  parseHouseNumber,
  prepare,
  type RegisteredPerson,
  type ResidentDecision,
  type ResidentId,
} from '#domain';
import type { SignalData } from '#contracts';
import { derivedId } from '#platform';
import { upsertResidents, type NationalDatabase, type ResidentRow } from '#postgres';
import {
  createTestDatabase,
  seedReference,
  signalData,
  signalRecord,
  testCreditors,
  withdrawalRecord,
  type TestDatabase,
} from '#testing';

import { TestIntake, type TimedRecord } from './testing-intake.js';

const DAY_MS = 86_400_000;
const firstMs = Date.UTC(2026, 2, 2, 9);
const nowMs = firstMs + 20 * DAY_MS;

interface Resident {
  readonly id: string;
  readonly names: string;
  readonly surname: string;
  readonly partner?: string;
  readonly born: string;
  readonly at: string | null;
  readonly before?: string;
  readonly registration?: ResidentRow['registration'];
  readonly inDoubt?: boolean;
}

/** Invented people around one street. */
const register: readonly Resident[] = [
  { id: 'jan', names: 'Jan Pieter', surname: 'van der Molen', born: '19610412', at: '3311AB 12A' },
  {
    id: 'els',
    names: 'Elsbeth',
    surname: 'Kuipers',
    partner: 'van der Molen',
    born: '19630921',
    at: '3311AB 12A',
  },
  { id: 'kees', names: 'Kees', surname: 'Dijkgraaf', born: '19880202', at: '3312CD 7', before: '3311AB 14' },
  {
    id: 'mia',
    names: 'Maria',
    surname: 'Overwater',
    born: '19440730',
    at: null,
    before: '3311AB 16',
    registration: 'deceased',
  },
  {
    id: 'bo',
    names: 'Bo',
    surname: 'Vertrek',
    born: '19991111',
    at: null,
    before: '3311AB 18',
    registration: 'left',
  },
  { id: 'tom', names: 'Tom', surname: 'Tweeling', born: '20010505', at: '3311AB 20' },
  { id: 'tim', names: 'Tim', surname: 'Tweeling', born: '20010505', at: '3311AB 20' },
  { id: 'piet', names: 'Piet', surname: 'Onzeker', born: '19700101', at: '3311AB 22', inDoubt: true },
];

const residentId = (id: string): string => derivedId('resident', 'GM0505', id);

/** Rows of a load by another version of the program: they are folded when they are read, and come out alike. */
const loadedBefore: ReadonlySet<string> = new Set(['jan', 'tim', 'bo']);

function rowOf(one: Resident): ResidentRow {
  const place = (text: string | null | undefined) => {
    const [postcode = null, house = ''] = (text ?? '').split(' ');
    const number = parseHouseNumber({ number: house });
    return number.ok
      ? { postcode, number: number.value.number, letter: number.value.letter }
      : { postcode: null, number: null, letter: null };
  };
  const [now, before] = [place(one.at), place(one.before)];
  const keyOf = (surname: string): string | null =>
    birthKeys(prepare({ ...noMatchFields, surname, birthDate: one.born }))[0] ?? null;
  return {
    municipality: 'GM0505',
    resident_id: residentId(one.id),
    load_number: 1,
    first_names: one.names,
    initials: null,
    prefix: null,
    surname: one.surname,
    partner_prefix: null,
    partner_surname: one.partner ?? null,
    birth_date: one.born,
    postcode: now.postcode,
    house_number: now.number,
    house_letter: now.letter,
    house_addition: null,
    previous_postcode: before.postcode,
    previous_house_number: before.number,
    previous_house_letter: before.letter,
    previous_house_addition: null,
    registration: one.registration ?? 'resident',
    address_in_doubt: one.inDoubt ?? false,
    address_key: addressKey(now.postcode, now.number),
    previous_address_key: addressKey(before.postcode, before.number),
    birth_key: keyOf(one.surname),
    partner_birth_key: one.partner === undefined ? null : keyOf(one.partner),
    packed: loadedBefore.has(one.id) ? '' : packResident(personOf(one, now, before)),
  };
}

interface House {
  readonly postcode: string | null;
  readonly number: number | null;
  readonly letter: string | null;
}

function personOf(one: Resident, now: House, before: House): RegisteredPerson {
  const placeOf = ({ letter, number, postcode }: House) =>
    postcode === null || number === null ? null : { postcode, number, letter, addition: null };
  return {
    residentId: residentId(one.id) as ResidentId,
    firstNames: one.names,
    initials: null,
    prefix: null,
    surname: one.surname,
    partnerPrefix: null,
    partnerSurname: one.partner ?? null,
    birthDate: one.born,
    address: placeOf(now),
    previousAddress: placeOf(before),
    registration: one.registration ?? 'resident',
    addressInDoubt: one.inDoubt ?? false,
  };
}

type Written = SignalData['persoon'] & { readonly huisnummer: string; readonly postcode?: string };

const written: Readonly<Record<string, Written>> = {
  jan: {
    voorletters: 'J.P.',
    tussenvoegsel: 'v.d.',
    achternaam: 'Moolen',
    geboortedatum: '1961-04-12',
    huisnummer: '12-a',
  },
  els: {
    voornamen: 'Elsbeth',
    achternaam: 'van der Molen-Kuypers',
    geboortedatum: '1963-09-21',
    huisnummer: '12A',
  },
  kees: { voornamen: 'Kees', achternaam: 'Dykgraaf', geboortedatum: '1988-02-02', huisnummer: '14' },
  keesUndated: { voornamen: 'Kees', achternaam: 'Dijkgraaf', huisnummer: '14' },
  keesElsewhere: {
    voornamen: 'Kees',
    achternaam: 'Dijkgraaf',
    geboortedatum: '1988-02-02',
    postcode: '3319 ZZ',
    huisnummer: '301',
  },
  keesAtHome: {
    voorletters: 'K',
    achternaam: 'Dijkgraaf',
    geboortedatum: '1988-02-02',
    postcode: '3312 CD',
    huisnummer: '7',
  },
  mia: { voorletters: 'M', achternaam: 'Overwater', geboortedatum: '1944-07-30', huisnummer: '16' },
  bo: { voornamen: 'Bo', achternaam: 'Vertrek', geboortedatum: '1999-11-11', huisnummer: '18' },
  twin: { voorletters: 'T.', achternaam: 'Tweeling', geboortedatum: '2001-05-05', huisnummer: '20' },
  tom: { voornamen: 'Tom', achternaam: 'Tweeling', geboortedatum: '2001-05-05', huisnummer: '20' },
  piet: { voornamen: 'Piet', achternaam: 'Onzeker', geboortedatum: '1970-01-01', huisnummer: '22' },
  stranger: { voornamen: 'Wilma', achternaam: 'Bastiaansen', geboortedatum: '1979-08-08', huisnummer: '22' },
};

let number = 0;

function record(who: string, changes: { id?: string; atMs?: number; street?: string } = {}): TimedRecord {
  number += 1;
  const { huisnummer, postcode = '3311 AB', ...persoon } = written[who] as Written;
  const data = signalData({
    klantreferentie: `K-${changes.id ?? number}`,
    persoon,
    adres: { postcode, huisnummer },
    ontstaansdatum: '2025-12-20',
    signaaldatum: '2026-03-01',
  });
  const atMs = changes.atMs ?? firstMs + number * 1_000;
  return {
    ...signalRecord(testCreditors.energy.source, changes.id ?? `${who}-${number}`, data),
    appendTimeMs: atMs,
  };
}

describe('a local register says who it is', () => {
  let database: TestDatabase;
  let intakeDatabase: NationalDatabase;
  let operator: NationalDatabase;
  let owner: NationalDatabase;
  let partition = 0;

  const newIntake = (): TestIntake => {
    partition += 1;
    return new TestIntake(intakeDatabase, nowMs, { clusterId: 'test', topic: 'signals.energie', partition });
  };
  const stored = async <Row extends object>(text: string, ...values: unknown[]): Promise<Row[]> => {
    return intakeDatabase.acrossMunicipalities((tx) => tx.query<Row>({ text, values }));
  };
  const expireOn = (day: string): Promise<unknown> =>
    operator.acrossMunicipalities((tx) =>
      tx.query({ text: `update local_register set expires_on = $1`, values: [day] }),
    );

  const load = (residents: readonly Resident[]): Promise<void> =>
    operator.acrossMunicipalities(async (tx) => {
      await tx.query(upsertResidents(residents.map(rowOf)));
      await tx.query({
        text: `insert into local_register values ('GM0505', 1, 'Wgs 8b', 'DPIA-1', now(), 'operator', 8, '2026-04-10')
               on conflict (municipality) do update set expires_on = excluded.expires_on`,
      });
    });

  beforeAll(async () => {
    database = await createTestDatabase();
    intakeDatabase = await database.national('intake');
    operator = await database.national('operator');
    await operator.acrossMunicipalities(seedReference);
    owner = await database.national('owner');
    await owner.acrossMunicipalities((tx) =>
      tx.query({
        text: `update policy_version set content = jsonb_set(content, '{residentRegister,source}', '"local"')`,
      }),
    );
    await load(register);
  });
  afterAll(() => database.drop());

  interface Outcome {
    readonly verdict: string;
    readonly answer: string | null;
    readonly resident_id: string | null;
    readonly person_id: string;
    readonly alias: string | null;
    readonly decision: ResidentDecision & { ground: string; load: number };
  }
  const outcomeOf = async (eventId: string): Promise<Outcome> => {
    const [row] = await stored<Outcome>(
      `select s.verdict, r.answer, r.resident_id, s.person_id, r.decision,
         (select min(a.alias) from address_alias a where a.municipality = s.municipality and a.address_id = s.address_id) as alias
       from signal s left join register_answer r on r.municipality = s.municipality and r.signal_id = s.signal_id
       where s.event_id = $1`,
      eventId,
    );
    if (row === undefined) throw new Error(`${eventId} is not there`);
    return row;
  };
  const outcomeOfNew = async (who: string): Promise<Outcome> => {
    const id = `${who}-once-${(number += 1)}`;
    await newIntake().take([record(who, { id })]);
    return outcomeOf(id);
  };

  test.each([
    ['jan', 'accepted', 'resident', 'jan', '3311AB 12A'],
    ['els', 'accepted', 'resident', 'els', '3311AB 12A'],
    ['tom', 'accepted', 'resident', 'tom', '3311AB 20'],
    ['kees', 'accepted', 'resident', 'kees', '3312CD 7'],
    ['keesElsewhere', 'accepted', 'resident', 'kees', '3312CD 7'],
    ['keesUndated', 'review', 'several-found', null, '3311AB 14'],
    ['mia', 'deceased', 'deceased', 'mia', '3311AB 16'],
    ['bo', 'not-resident', 'not-resident', 'bo', '3311AB 18'],
    ['twin', 'review', 'several-found', null, '3311AB 20'],
    ['piet', 'review', 'under-investigation', 'piet', '3311AB 22'],
    ['stranger', 'review', 'nobody-found', null, '3311AB 22'],
  ])('%s is %s: %s', async (who, verdict, answer, resident, alias) => {
    expect(await outcomeOfNew(who)).toMatchObject({
      verdict,
      answer,
      resident_id: resident === null ? null : residentId(resident),
      alias,
    });
  });

  it('keeps why, without a name', async () => {
    const { decision } = await outcomeOfNew('jan');
    expect(decision).toMatchObject({ outcome: 'match', ground: 'Wgs 8b', load: 1, considered: 2 });
    expect(decision.candidates.map((one) => one.residentId)[0]).toBe(residentId('jan'));
    expect(decision.candidates[0]?.fields).toContainEqual(
      expect.objectContaining({ field: 'birthDate', level: 'exact' }),
    );
    expect(JSON.stringify(decision)).not.toMatch(/molen|1961|3311/i);
  });

  it('tells where a signal lay before it went to where the resident lives', async () => {
    const id = `moved-${(number += 1)}`;
    await newIntake().take([record('kees', { id })]);
    const moves = await stored(
      `select x.reason, x.assigned_by, f.alias as "from", t.alias as "to" from assignment x
       join signal s using (municipality, signal_id)
       join address_alias f on f.municipality = x.municipality and f.address_id = x.from_address_id
       join address_alias t on t.municipality = x.municipality and t.address_id = x.to_address_id
       where s.event_id = $1`,
      id,
    );
    expect(moves).toEqual([
      { reason: 'register', assigned_by: 'local-register', from: '3311AB 14', to: '3312CD 7' },
    ]);
  });

  it('makes one person of the signals of one resident, however they are written and wherever', async () => {
    const ids = ['kees', 'keesElsewhere', 'keesAtHome'].map((who) => ({
      who,
      id: `one-${who}-${(number += 1)}`,
    }));
    for (const { id, who } of ids) await newIntake().take([record(who, { id })]);
    const persons = await Promise.all(ids.map(({ id }) => outcomeOf(id)));
    expect(new Set(persons.map((one) => one.person_id)).size).toBe(1);
  });

  it('replay-changes-nothing, also when the register says something else since', async () => {
    const id = `again-${(number += 1)}`;
    const same = record('jan', { id });
    await newIntake().take([same]);
    const before = await outcomeOf(id);
    await load([
      {
        id: 'jan',
        names: 'Jan Pieter',
        surname: 'van der Molen',
        born: '19610412',
        at: null,
        registration: 'left',
      },
    ]);
    await newIntake().take([same]);
    expect(await outcomeOf(id)).toEqual(before);
    const [answers] = await stored(
      `select count(*) as count from register_answer r join signal s using (municipality, signal_id)
       where s.event_id = $1`,
      id,
    );
    expect(answers).toEqual({ count: 1 });
    await load(register);
  });

  it('an expired register answers nobody, and the signal goes on', async () => {
    await expireOn('2026-03-01');
    expect(await outcomeOfNew('stranger')).toMatchObject({ verdict: 'accepted', answer: null });
    await expireOn('2026-04-10');
  });

  it('order-does-not-matter: the same set in any order and any split gives the same', async () => {
    const event = fc.record({
      who: fc.constantFrom(...Object.keys(written)),
      day: fc.integer({ min: 0, max: 10 }),
      withdraws: fc.boolean(),
    });
    const derived = async (prefix: string): Promise<object[]> => {
      const rows = await stored<{ key: string; person_id: string }>(
        `select split_part(s.event_id, '/', 2) as key, s.verdict, s.rule, s.judged_verdict, s.person_id, s.decided_at,
                s.period_start, s.withdrawn_after_attempt, r.answer, r.resident_id, r.decision
         from signal s left join register_answer r using (municipality, signal_id)
         where s.event_id like $1 order by 1`,
        `${prefix}/%`,
      );
      const persons = new Map<string, string>();
      return rows.map(({ person_id: personId, ...row }) => {
        if (!persons.has(personId)) persons.set(personId, row.key);
        return { ...row, person: persons.get(personId) };
      });
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 2, maxLength: 7 }),
        fc.infiniteStream(fc.nat()),
        async (events, chance) => {
          const recordsOf = (prefix: string): TimedRecord[] =>
            events.flatMap(({ day, who, withdraws }, index) => {
              const atMs = firstMs + day * DAY_MS + index;
              const signal = record(who, { id: `${prefix}/${index}`, atMs });
              const withdrawal = withdrawalRecord(testCreditors.energy.source, `${prefix}/w${index}`, {
                gemeentecode: 'GM0505',
                ingetrokkenSignaal: `${prefix}/${index}`,
                datum: '2026-03-01',
              });
              return withdraws ? [signal, { ...withdrawal, appendTimeMs: atMs + DAY_MS }] : [signal];
            });
          const inOrder = `a${(number += 1)}`;
          await forget();
          await newIntake().take(recordsOf(inOrder));
          const expected = await derived(inOrder);
          await forget();
          const shuffled = `b${(number += 1)}`;
          const left = recordsOf(shuffled);
          while (left.length > 0) {
            const batch: TimedRecord[] = [];
            const size = 1 + ((chance.next().value ?? 0) % 3);
            while (batch.length < size && left.length > 0)
              batch.push(...left.splice((chance.next().value ?? 0) % left.length, 1));
            await newIntake().take(batch);
          }
          expect(await derived(shuffled)).toEqual(expected);
        },
      ),
      { numRuns: 30 },
    );
  }, 120_000);

  /** Each history begins with nothing at these addresses: the register knows only this one street. */
  const forget = async (): Promise<void> => {
    await owner.acrossMunicipalities((tx) =>
      tx.query({
        text: `truncate signal, signal_personal, withdrawal, assignment, register_answer, signal_case, case_person, person,
                 address, address_alias, outreach_task, address_touched, decision_history, feedback`,
      }),
    );
  };
});
