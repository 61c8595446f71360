import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { asDay, instantMsOf, type MunicipalityCode } from '#domain';
import { readLocalRegisters, type NationalDatabase } from '#postgres';
import { createTestDatabase, type TestDatabase } from '#testing';

import { CommandRefused } from '../command.js';
import { loadRegister, type Loaded, type RegisterLoad } from './load-register.js';
import { csvRecords } from './register-records.js';

jest.setTimeout(60_000);

const dordrecht = 'GM0505' as MunicipalityCode;
const march = instantMsOf(asDay('2026-03-10'));
const header = 'id;achternaam;voornamen;geboortedatum;postcode;huisnummer;achternaam_partner;verblijf';
const line = (
  id: number,
  changes: Partial<Record<'surname' | 'date' | 'postcode' | 'number' | 'stay', string>> = {},
) =>
  [
    `r${id}`,
    changes.surname ?? 'van den Voorbeeld',
    'Jan Pieter',
    changes.date ?? '1961-04-12',
    changes.postcode ?? '3311 ab',
    changes.number ?? '12 a',
    'Proef',
    changes.stay ?? '',
  ].join(';');

describe('loading a register of residents', () => {
  let database: TestDatabase;
  let operator: NationalDatabase;
  let folder: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    operator = await database.national('operator');
    folder = await mkdtemp(join(tmpdir(), 'eropaf-register-'));
  });
  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const load = async (text: string | Buffer, changes: Partial<RegisterLoad> = {}): Promise<Loaded> => {
    const file = join(folder, 'register.csv');
    await writeFile(file, text);
    const options: RegisterLoad = {
      municipality: dordrecht,
      ground: 'Wgs 8b',
      dpia: 'DPIA-2026-04',
      expiresOn: asDay('2026-04-14'),
      loadedAtMs: march,
      loadedBy: 'operator',
      acceptShrinkage: false,
      ...changes,
    };
    return operator.acrossMunicipalities((tx) =>
      loadRegister(tx, csvRecords(file), options, () => undefined),
    );
  };
  const faultsOf = async (text: string | Buffer): Promise<readonly string[]> => {
    try {
      await load(text);
    } catch (error) {
      if (error instanceof CommandRefused) return error.faults;
      throw error;
    }
    return [];
  };
  const residents = (): Promise<Record<string, unknown>[]> =>
    operator.acrossMunicipalities((tx) =>
      tx.query({
        text: `select surname, birth_date, postcode, house_number, house_letter, registration, address_key,
                 previous_address_key, birth_key, partner_birth_key from local_resident
               where municipality = 'GM0505' order by birth_date, surname`,
      }),
    );

  it('is read as it is compared, and replaces the one before', async () => {
    expect(await load([header, line(1), line(2, { date: '1990', surname: 'Weg' })].join('\r\n'))).toEqual({
      residents: 2,
      before: 0,
      gone: 0,
    });
    const departed = line(3, { stay: 'vertrokken', date: '1999-00-00', surname: 'Weg' });
    expect(await load([header, line(1), departed].join('\n'))).toEqual({ residents: 2, before: 2, gone: 1 });
    const [first, second] = await residents();
    expect(first).toEqual({
      surname: 'van den Voorbeeld',
      birth_date: '19610412',
      postcode: '3311AB',
      house_number: 12,
      house_letter: 'A',
      registration: 'resident',
      address_key: '3311AB 12',
      previous_address_key: null,
      birth_key: '19610412 for',
      partner_birth_key: '19610412 pro',
    });
    expect(second).toMatchObject({
      birth_date: '19990000',
      postcode: null,
      registration: 'left',
      address_key: null,
      previous_address_key: '3311AB 12',
      birth_key: null,
    });
    const [register] = await operator.acrossMunicipalities(readLocalRegisters);
    expect(register).toMatchObject({
      loadNumber: 2,
      residents: 2,
      ground: 'Wgs 8b',
      expiresOn: '2026-04-14',
    });
  });

  it('takes no column that it does not need', async () => {
    expect(await faultsOf(`${header};bsn;nationaliteit\n${line(1)};;`)).toEqual([
      'line 1: column 9 (bsn) is none that may be loaded',
      'line 1: column 10 (nationaliteit) is none that may be loaded',
    ]);
    expect(await faultsOf('id;achternaam\nr1;Proef')).toEqual([
      'line 1: column geboortedatum is missing',
      'line 1: column postcode is missing',
      'line 1: column huisnummer is missing',
    ]);
  });

  it('names every fault by line and column, never by value, and changes nothing', async () => {
    const before = await residents();
    const faulty = [
      header,
      line(1, { date: '1961-13-12' }),
      line(2, { postcode: '33 AB' }),
      line(3, { number: 'huis' }),
      line(4, { stay: 'dood' }),
      'r5;te weinig',
      line(6),
      line(6),
    ];
    expect(await faultsOf(faulty.join('\n'))).toEqual([
      'line 2: geboortedatum: no date as YYYY-MM-DD',
      'line 3: postcode: no postcode',
      'line 4: huisnummer: no house number',
      'line 5: verblijf: none of the three words',
      'line 6: 2 columns where the header has 8',
      'line 8: id: stands there twice',
    ]);
    expect(await residents()).toEqual(before);
  });

  it('refuses ids that are burgerservicenummers, and bytes that are no UTF-8', async () => {
    const withBsn = [header, line(1).replace('r1', '111222333')].join('\n');
    expect(await faultsOf(withBsn)).toEqual([
      'the ids are burgerservicenummers: give the residents other keys',
    ]);
    const latin = Buffer.from([header, line(1, { surname: 'Bézoe' })].join('\n'), 'latin1');
    expect(await faultsOf(latin)).toEqual([expect.stringContaining('not UTF-8')]);
  });

  it('refuses a file that is much smaller than the last, an id far apart from itself, and an empty one', async () => {
    const many = Array.from({ length: 4_500 }, (_, id) => line(id));
    await load([header, ...many].join('\n'));
    expect(await faultsOf([header, ...many.slice(0, 4_000)].join('\n'))).toEqual([
      expect.stringContaining('4000 residents where the last file had 4500'),
    ]);
    expect(await residents()).toHaveLength(4_500);
    expect(await faultsOf([header, ...many, line(0)].join('\n'))).toEqual(['1 ids stand there twice']);
    expect(await faultsOf(header)).toEqual(['no resident behind the header']);
    expect(await load([header, ...many.slice(0, 10)].join('\n'), { acceptShrinkage: true })).toEqual({
      residents: 10,
      before: 4_500,
      gone: 4_490,
    });
  });
});
