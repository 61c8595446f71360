import { asDay, matchParameterVersions, parametersOn, type MunicipalityCode } from '#domain';

import {
  BrpDouble,
  cutConnection,
  drip,
  endless,
  noJson,
  otherQuestion,
  otherShape,
  outOfService,
  problem,
  silent,
  tooManyRequests,
  type BrpResident,
} from '../../test/brp-double.js';
import { GuardedClient, guardDefaults, type GuardLimits } from '../http/guarded-client.js';
import { JsonClient } from '../http/json-client.js';
import { matchResident } from '../match-resident.js';
import type { SoughtResident } from '../resident-register.js';
import { BrpRegister } from './brp-register.js';

const sought: SoughtResident = {
  municipality: 'GM0505' as MunicipalityCode,
  bsn: null,
  initials: 'S',
  firstNames: null,
  prefix: null,
  surname: 'Verzonnen',
  birthDate: '1980-05-01',
  postcode: '3311AB',
  houseNumber: 12,
  houseLetter: null,
  houseAddition: null,
  street: null,
  place: null,
};

const resident = (more: Partial<BrpResident> = {}): BrpResident => ({
  burgerservicenummer: '000000012',
  naam: { voornamen: 'Sanne', geslachtsnaam: 'Verzonnen' },
  geboorte: { datum: { type: 'Datum', datum: '1980-05-01', langFormaat: '1 mei 1980' } },
  gemeenteVanInschrijving: { code: '0505', omschrijving: 'Dordrecht' },
  verblijfplaats: { type: 'Adres', verblijfadres: { postcode: '3311AB', huisnummer: 12 } },
  ...more,
});

const noted = (): Promise<void> => Promise.resolve();
const match = matchResident(parametersOn(matchParameterVersions, asDay('2026-03-02')));

describe('the BRP, over HTTP', () => {
  let double: BrpDouble;
  const clients: GuardedClient[] = [];
  beforeEach(async () => {
    double = await BrpDouble.start();
    double.residents = [resident()];
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await double.close();
  });

  const open = (more: { key?: string; timeoutMs?: number; limits?: Partial<GuardLimits> } = {}) => {
    const endpoint = {
      url: new URL(double.url),
      headers: { 'X-API-KEY': more.key ?? double.apiKey },
      tls: {},
      timeoutMs: more.timeoutMs ?? 5_000,
    };
    const limits = { ...guardDefaults, requestsPerSecond: 100, ...more.limits };
    const client = new GuardedClient(new JsonClient(endpoint), limits);
    clients.push(client);
    return new BrpRegister(client, match);
  };
  const find = (more: Partial<SoughtResident> = {}, register = open()) =>
    register.find({ ...sought, ...more }, new AbortController().signal, noted);

  describe('finds', () => {
    test('a resident, with two questions of the least that is needed', async () => {
      expect(await find()).toEqual({
        residency: 'resident',
        person: { bsn: '000000012', secret: false, inDoubt: false },
        registeredIn: 'GM0505',
        movedTo: null,
        questions: 2,
      });
      const [search, lookUp] = double.questions;
      expect(search).toMatchObject({
        type: 'ZoekMetPostcodeEnHuisnummer',
        postcode: '3311AB',
        huisnummer: 12,
        inclusiefOverledenPersonen: true,
      });
      expect(search?.fields.some((field) => field.startsWith('partners'))).toBe(false);
      expect(lookUp?.burgerservicenummer).toEqual(['000000012']);
    });

    test.each<[string, Partial<BrpResident>, string]>([
      ['who has died', { opschortingBijhouding: { reden: { code: 'O' } } }, 'deceased'],
      ['who emigrated', { opschortingBijhouding: { reden: { code: 'E' } } }, 'not-resident'],
      [
        'an entry that was a mistake',
        { opschortingBijhouding: { reden: { code: 'F' } } },
        'under-investigation',
      ],
      [
        'who is registered elsewhere',
        { gemeenteVanInschrijving: { code: '0599', omschrijving: 'Rotterdam' } },
        'not-resident',
      ],
      [
        'whose address is investigated',
        {
          verblijfplaats: {
            type: 'Adres',
            verblijfadres: { postcode: '3311AB', huisnummer: 12, inOnderzoek: { postcode: true } },
          },
        },
        'under-investigation',
      ],
      [
        'of whom it was found that he lives there no more',
        {
          verblijfplaats: {
            type: 'Adres',
            verblijfadres: { postcode: '3311AB', huisnummer: 12 },
            indicatieVastgesteldVerblijftNietOpAdres: true,
          },
        },
        'under-investigation',
      ],
    ])('%s', async (_name, more, residency) => {
      double.residents = [resident(more)];
      expect((await find()).residency).toBe(residency);
    });

    test('a secret address, and a name that is investigated, of a resident', async () => {
      double.residents = [
        resident({
          geheimhoudingPersoonsgegevens: true,
          naam: { voornamen: 'Sanne', geslachtsnaam: 'Verzonnen', inOnderzoek: { geslachtsnaam: true } },
        }),
      ];
      const { residency, person } = await find();
      expect({ residency, person }).toMatchObject({
        residency: 'resident',
        person: { secret: true, inDoubt: true },
      });
    });

    test('nobody, and does not take a neighbour for him', async () => {
      double.residents = [
        resident({
          naam: { voornamen: 'Bram', geslachtsnaam: 'Anders' },
          geboorte: { datum: { type: 'Datum', datum: '1971-11-20', langFormaat: '20 november 1971' } },
        }),
      ];
      expect(await find()).toMatchObject({ residency: 'nobody-found', person: null });
    });

    test('two who may be meant, and names neither', async () => {
      double.residents = [resident(), resident({ burgerservicenummer: '000000024' })];
      expect(await find()).toMatchObject({ residency: 'several-found', person: null });
    });

    test('who is reported under the name of a partner', async () => {
      double.residents = [
        resident({
          naam: { voornamen: 'Sanne', geslachtsnaam: 'Geboren' },
          partners: [{ naam: { geslachtsnaam: 'Verzonnen' } }],
        }),
      ];
      expect(await find()).toMatchObject({ residency: 'resident', person: { bsn: '000000012' } });
      expect(double.questions[1]?.fields).toContain('partners.naam.geslachtsnaam');
    });

    test('who moved within the municipality, by the BSN of an earlier check and one question', async () => {
      double.residents = [
        resident({
          verblijfplaats: {
            type: 'Adres',
            verblijfadres: { postcode: '3312CD', huisnummer: 7, huisletter: 'b' },
          },
        }),
      ];
      expect(await find({ bsn: '000000012' })).toMatchObject({
        residency: 'moved-within',
        movedTo: { postcode: '3312CD', houseNumber: 7, houseLetter: 'b' },
        questions: 1,
      });
    });

    test('not a namesake behind another door of the same number', async () => {
      const behindOtherDoor = (more: Partial<BrpResident> = {}) =>
        resident({
          verblijfplaats: {
            type: 'Adres',
            verblijfadres: { postcode: '3311AB', huisnummer: 12, huisnummertoevoeging: '5' },
          },
          ...more,
        });
      double.residents = [behindOtherDoor({ geboorte: { datum: { type: 'JaarDatum', jaar: 1980 } } })];
      expect((await find({ houseAddition: '2' })).residency).toBe('several-found');
      double.residents = [behindOtherDoor()];
      expect((await find({ houseAddition: '2' })).residency).toBe('moved-within');
    });

    test('one of many at one number, by asking more narrowly', async () => {
      double.residents = Array.from({ length: 40 }, (_, index) =>
        resident({
          burgerservicenummer: String(100 + index).padStart(9, '0'),
          naam: { geslachtsnaam: `Buur${index}` },
          geboorte: { datum: { type: 'DatumOnbekend', onbekend: true } },
        }),
      );
      double.residents.push(resident());
      expect((await find()).residency).toBe('resident');
      expect(double.questions.map((one) => one.geboortedatum)).toEqual([undefined, '1980-05-01', undefined]);
      // Without anything to narrow by, nobody is picked out of forty.
      double.residents = double.residents.map((one) => ({ ...one, naam: { geslachtsnaam: 'Verzonnen' } }));
      expect((await find({ birthDate: null })).residency).toBe('several-found');
    });
  });

  describe('when it gives no answer', () => {
    test.each([
      ['a cut connection', cutConnection, 'no-connection'],
      ['a page instead of JSON', noJson, 'unreadable-answer'],
      ['JSON of another shape', otherShape, 'unreadable-answer'],
      ['the answer to another question', otherQuestion, 'unreadable-answer'],
      ['503', outOfService, 'out-of-service'],
      ['429', tooManyRequests(), 'too-many-requests'],
    ])('%s is told as it is', async (_name, trouble, code) => {
      double.troubles.push(trouble);
      await expect(find()).rejects.toMatchObject({ name: 'RegisterUnavailable', code });
    });

    test('somebody for whom nobody asked decides nothing', async () => {
      double.troubles.push((reply) =>
        reply.send({
          type: 'RaadpleegMetBurgerservicenummer',
          personen: [
            resident({ burgerservicenummer: '000000036', opschortingBijhouding: { reden: { code: 'O' } } }),
          ],
        }),
      );
      await expect(find({ bsn: '000000012' })).rejects.toMatchObject({ code: 'unreadable-answer' });
    });

    test('one person told in two ways decides nothing', async () => {
      const dead = resident({ opschortingBijhouding: { reden: { code: 'O' } } });
      double.troubles.push((reply) =>
        reply.send({ type: 'RaadpleegMetBurgerservicenummer', personen: [resident(), dead] }),
      );
      await expect(find({ bsn: '000000012' })).rejects.toMatchObject({ code: 'unreadable-answer' });
    });

    test('an answer of megabytes is not read to its end', async () => {
      double.troubles.push(endless);
      await expect(find()).rejects.toMatchObject({ code: 'unreadable-answer' });
      expect((await find()).residency).toBe('resident');
    });

    test('drops, each in time, end at the bound of time for the whole', async () => {
      double.troubles.push(drip);
      const begun = performance.now();
      await expect(find({}, open({ timeoutMs: 300 }))).rejects.toMatchObject({ code: 'timeout' });
      expect(performance.now() - begun).toBeLessThan(5_000);
    });

    test('what is asked is noted before it leaves, and what cannot be noted stays here', async () => {
      const asked = (before: () => Promise<void>): Promise<unknown> =>
        open().find(sought, new AbortController().signal, before);
      let seen = 0;
      await asked(() => {
        expect(double.questions).toHaveLength(seen);
        seen += 1;
        return Promise.resolve();
      });
      expect([seen, double.questions.length]).toEqual([2, 2]);
      await expect(asked(() => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
      expect(double.questions).toHaveLength(2);
    });

    test('silence ends at the bound of time', async () => {
      double.troubles.push(silent);
      await expect(find({}, open({ timeoutMs: 150 }))).rejects.toMatchObject({ code: 'timeout' });
    });

    test('nobody listening is no connection', async () => {
      const register = open();
      await double.close();
      await expect(find({}, register)).rejects.toMatchObject({ code: 'no-connection' });
    });

    test('the caller that ends is no fault of the register', async () => {
      double.troubles.push(silent);
      const caller = new AbortController();
      const asked = open().find(sought, caller.signal, noted);
      const seen = expect(asked).rejects.toMatchObject({ name: 'AbortError' });
      caller.abort();
      await seen;
    });

    test('a wrong key, a forbidden question and a faulty one are refusals, with the word of the problem only', async () => {
      await expect(find({}, open({ key: 'wrong' }))).rejects.toMatchObject({
        name: 'RegisterRefused',
        code: 'not-authenticated',
        problem: 'authentication',
      });
      double.troubles.push((reply) => problem(reply, 403, 'autorisation', 'U bent niet geautoriseerd.'));
      await expect(find()).rejects.toMatchObject({ code: 'forbidden' });
      double.troubles.push((reply) => problem(reply, 400, 'Jan de Verzonnen 1980', 'titel'));
      await expect(find()).rejects.toMatchObject({ code: 'bad-request', problem: null });
    });

    test('it is left alone for as long as it asks, without being asked meanwhile', async () => {
      const register = open();
      double.troubles.push(tooManyRequests('120'));
      await expect(find({}, register)).rejects.toMatchObject({ retryAfterMs: 120_000 });
      await expect(find({}, register)).rejects.toMatchObject({ code: 'too-many-requests' });
      expect(double.questions).toEqual([]);
    });

    test('after failures in a row the circuit opens, and one request tries again later', async () => {
      const register = open({ limits: { failuresMax: 2, openForMs: 50 } });
      double.troubles.push(outOfService, outOfService);
      await expect(find({}, register)).rejects.toMatchObject({ code: 'out-of-service' });
      await expect(find({}, register)).rejects.toMatchObject({ code: 'out-of-service' });
      await expect(find({}, register)).rejects.toMatchObject({ code: 'circuit-open' });
      expect(double.questions).toEqual([]);
      const endMs = Date.now() + 10_000;
      for (;;) {
        const found = await find({}, register).catch((error: unknown) => error);
        if (!(found instanceof Error)) break;
        expect(found).toMatchObject({ code: 'circuit-open' });
        if (Date.now() > endMs) throw found;
      }
      expect(double.questions).toHaveLength(2);
    });

    test('it is never asked faster than its ceiling', async () => {
      const register = open({ limits: { requestsPerSecond: 20 } });
      const begun = performance.now();
      await Promise.all([find({}, register), find({}, register), find({}, register)]);
      // Six questions, of which the first is free: five places of 50 ms.
      expect(performance.now() - begun).toBeGreaterThanOrEqual(245);
    });
  });
});
