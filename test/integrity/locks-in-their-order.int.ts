import { randomUUID } from 'node:crypto';

import type { MunicipalityCode } from '#domain';
import { fixedClock } from '#platform';
import { databaseFault, type MunicipalDatabase, type NationalDatabase } from '#postgres';
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
import { answerRegister } from '../../apps/desk/src/use-cases/answer-register.js';
import { closeCasePerson } from '../../apps/desk/src/use-cases/close-case-person.js';
import { mergePersons } from '../../apps/desk/src/use-cases/merge-persons.js';
import { moveSignal } from '../../apps/desk/src/use-cases/move-signal.js';
import { recordContact } from '../../apps/desk/src/use-cases/record-contact.js';
import { splitPerson } from '../../apps/desk/src/use-cases/split-person.js';
import { TestIntake, type TimedRecord } from '../../apps/intake/src/testing-intake.js';

jest.setTimeout(180_000);

const march = (day: number, hour = 10): number => Date.UTC(2026, 2, day, hour);
const nowMs = march(20, 15);
const periodStart = '2026-03-01';
const lead: User = {
  municipality: 'GM0505' as MunicipalityCode,
  role: 'team-lead',
  actor: 'noor',
  executor: 'desk',
};
const houses = 5;
const surnames = ['Smit', 'Bakker', 'Visser', 'Mulder', 'Bos', 'Vos'];

/** One signal and the person whose it is now. */
interface Row {
  readonly signalId: string;
  readonly personId: string;
  readonly addressId: string;
}

/** A database that notes each transaction that the server ended because of a deadlock: the use cases try those again. */
function watched<Database extends object>(database: Database, deadlocks: string[]): Database {
  return new Proxy(database, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return async (...given: unknown[]): Promise<unknown> => {
        try {
          return await (Reflect.apply(member, target, given) as Promise<unknown>);
        } catch (error) {
          if (codeOf(error) === '40P01') deadlocks.push((error as Error).stack ?? '');
          throw error;
        }
      };
    },
  });
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

describe('locks are taken in their order', () => {
  let database: TestDatabase;
  let owner: NationalDatabase;
  let national: NationalDatabase;
  let municipal: MunicipalDatabase;
  const deadlocks: string[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await database.national('owner');
    await (await database.national('operator')).acrossMunicipalities(seedReference);
    national = watched(await database.national('intake'), deadlocks);
    municipal = watched(await database.municipal('desk'), deadlocks);
  });
  afterAll(() => database.drop());

  const record = (id: string, house: number, surname: string): TimedRecord => ({
    ...signalRecord(
      testCreditors.energy.source,
      id,
      signalData({
        adres: { postcode: '3311 AB', huisnummer: `${house}` },
        persoon: { voorletters: 'A.', achternaam: surname },
        klantreferentie: `K-${id}`,
      }),
    ),
    appendTimeMs: march(9),
  });
  const rows = (): Promise<Row[]> =>
    owner.acrossMunicipalities((tx) =>
      tx.query<Row>({
        text: `select signal_id "signalId", person_id "personId", address_id "addressId" from signal
               where person_id is not null order by random()`,
      }),
    );

  test('merging, splitting, moving, answering, recording and closing while addresses are folded: no deadlock', async () => {
    const desk: Desk = { database: municipal, clock: fixedClock(nowMs), pseudonymKey: Buffer.alloc(32, 3) };
    const intake = new TestIntake(national, nowMs);
    await intake.take(
      Array.from({ length: houses }, (_, house) =>
        surnames.flatMap((surname, index) => [
          record(`a-${house}-${index}`, house + 1, surname),
          record(`b-${house}-${index}`, house + 1, surname),
        ]),
      ).flat(),
    );
    const moves: readonly ((some: readonly [Row, Row, Row]) => Promise<unknown>)[] = [
      ([one, other]) =>
        mergePersons(desk, lead, { body: { persoonId: one.personId, zelfdeAls: other.personId } }),
      ([one]) => splitPerson(desk, lead, { body: { persoonId: one.personId, signalen: [one.signalId] } }),
      ([one, other]) =>
        moveSignal(desk, lead, {
          path: { signaalId: one.signalId },
          body: { naarAdresId: other.addressId, persoonBehouden: Math.random() < 0.5 },
        }),
      ([one]) =>
        answerRegister(desk, lead, { path: { signaalId: one.signalId }, body: { antwoord: 'inwoner' } }),
      ([one]) =>
        recordContact(desk, lead, {
          path: { persoonId: one.personId, periodeStart: periodStart },
          body: {
            contactpogingId: randomUUID(),
            contactpoging: {
              soort: 'Telefoon',
              bereikt: false,
              datum: '2026-03-19',
              dagdeel: 'Avond',
              richting: 'uitgaand',
            },
          },
        }),
      ([one]) =>
        closeCasePerson(desk, lead, {
          path: { persoonId: one.personId, periodeStart: periodStart },
          body: { eindresultaat: 'Definitief geen contact kunnen krijgen' },
        }),
    ];
    let working = true;
    const folder = async (): Promise<void> => {
      while (working) await passing(intake.refold());
    };
    let taken = 0;
    const reporter = async (): Promise<void> => {
      while (working) {
        taken += 1;
        await passing(
          intake.take([record(`c-${taken}`, 1 + (taken % houses), surnames[taken % 6] ?? 'Vos')]),
        );
      }
    };
    const worker = async (): Promise<void> => {
      for (let round = 0; round < 15; round += 1) {
        const [one, two, three] = await rows();
        if (one === undefined || two === undefined || three === undefined) throw new Error('nobody is there');
        for (const move of moves) await passing(move([one, two, three]));
      }
    };
    const background = [folder(), folder(), reporter()];
    await Promise.all([worker(), worker(), worker(), worker()]);
    working = false;
    await Promise.all(background);
    expect(deadlocks).toEqual([]);
    expect(taken).toBeGreaterThan(5);
  });

  /** Contention ends a transaction that comes too late; whoever asked tries again. Anything else is a failure of the test. */
  async function passing(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (databaseFault(error) !== 'contention') throw error;
    }
  }
});
