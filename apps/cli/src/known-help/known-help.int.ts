import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { asDay } from '#domain';
import { dropKnownHelp, listKnownHelp, type NationalDatabase } from '#postgres';
import { createTestDatabase, type TestDatabase } from '#testing';

import { CommandRefused } from '../command.js';
import { loadKnownHelp, type KnownHelpLoad } from './known-help-command.js';
import { readKnownHelpFile } from './known-help-file.js';

const nowMs = Date.parse('2026-03-02T11:00:00Z');
const header =
  'Voorletters;tussenvoegsel;Achternaam;geboortedatum;postcode;huisnummer;huisletter;huisnummertoevoeging';

describe('lists of who is helped already', () => {
  let database: TestDatabase;
  let operator: NationalDatabase;
  let owner: NationalDatabase;
  let folder: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    operator = await database.national('operator');
    owner = await database.national('owner');
    folder = mkdtempSync(join(tmpdir(), 'eropaf-known-help-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });

  const file = (...lines: string[]): string => {
    const path = join(folder, 'list.csv');
    writeFileSync(path, lines.join('\r\n'));
    return path;
  };
  const refusal = async (path: string): Promise<readonly string[]> =>
    readKnownHelpFile(path).then(
      () => [],
      (error: unknown) => (error instanceof CommandRefused ? error.faults : Promise.reject(error as Error)),
    );
  const load = (persons: KnownHelpLoad['persons'], more: Partial<KnownHelpLoad> = {}) =>
    operator.acrossMunicipalities((tx) =>
      loadKnownHelp(
        tx,
        {
          municipality: 'GM0505',
          list: 'wijkteam',
          kind: 'debt-help',
          helper: 'Sociaal Wijkteam',
          ground: 'Wgs 8b, besluit 2026-3',
          expiresOn: asDay('2026-04-06'),
          sha256: Buffer.alloc(32),
          persons,
          force: false,
          ...more,
        },
        nowMs,
      ),
    );
  const stored = () =>
    owner.acrossMunicipalities((tx) =>
      tx.query({
        text: 'select surname, postcode, house_letter, entry from known_help_person order by entry',
      }),
    );

  test('are read with their spellings brought to one form', async () => {
    const read = await readKnownHelpFile(
      file(header, 'J;van der;Linden;1980-05-01;3311 gr;12a;;', ';;Bos;;3312CD;7;;2'),
    );
    expect(read).toEqual([
      {
        initials: 'J',
        prefix: 'van der',
        surname: 'Linden',
        birthDate: '1980-05-01',
        postcode: '3311GR',
        houseNumber: 12,
        houseLetter: 'A',
        houseAddition: null,
      },
      expect.objectContaining({ surname: 'Bos', birthDate: null, houseAddition: '2' }),
    ]);
  });

  test('may hold no other column, and are refused with every fault and no value', async () => {
    expect(await refusal(file('achternaam;bsn;schuld', 'Bos;111222333;100'))).toEqual([
      'column bsn does not belong in a list',
      'column schuld does not belong in a list',
      'column postcode is missing',
      'column huisnummer is missing',
    ]);
    const faults = await refusal(file(header, ';;Geheim 111222333;;3311GR;12;;', 'J;;;1-5-1980;3311;nul;;'));
    expect(faults).toHaveLength(5);
    expect(faults.join(' ')).toMatch(/line 2.*line 3/);
    expect(faults.join(' ')).not.toMatch(/Geheim|111222333|1980|nul/);
  });

  test('of too few columns, or with a quote left open, are refused by line and without a value', async () => {
    const good = ';;Bos;;3312CD;7;;2';
    expect(await refusal(file(header, good, 'Geheim;3311GR', '', `${good};more`))).toEqual([
      'line 3: 2 columns where the header has 8',
      'line 5: 9 columns where the header has 8',
    ]);
    expect(await refusal(file(header, ';;"Geheim;;3311GR;12;;'))).toEqual([
      'the file is no CSV: CSV_QUOTE_NOT_CLOSED',
    ]);
  });

  test('replace the list of the same name, and are forgotten as a whole', async () => {
    const people = await readKnownHelpFile(
      file(header, ...Array.from({ length: 12 }, (_, place) => `;;Verzonnen;;3311GR;${place + 1};;`)),
    );
    expect(await load(people)).toEqual(['12 people on the list wijkteam, asked until 2026-04-06']);
    await load(people, { municipality: 'GM0599' });
    await load(people.slice(0, 6));
    expect(await stored()).toHaveLength(18);
    await expect(load(people.slice(0, 2), { municipality: 'GM0599' })).rejects.toThrow('--force');
    await load(people.slice(0, 2), { municipality: 'GM0599', force: true });
    await expect(load([])).rejects.toThrow('empty');
    await expect(load(people, { expiresOn: asDay('2026-03-01') })).rejects.toThrow('past');
    const drop = (municipality: string) =>
      operator.acrossMunicipalities((tx) => dropKnownHelp(tx, { municipality, list: 'wijkteam' }));
    expect([await drop('GM0599'), await drop('GM0599')]).toEqual([true, false]);
    expect(await operator.acrossMunicipalities(listKnownHelp)).toEqual([
      expect.objectContaining({ municipality: 'GM0505', entries: 6 }),
    ]);
    expect(await stored()).toHaveLength(6);
  });

  test('loaded twice at once are one list or the other, and half of it takes over from nobody unasked', async () => {
    const people = await readKnownHelpFile(
      file(header, ...Array.from({ length: 12 }, (_, place) => `;;Verzonnen;;3311GR;${place + 1};;`)),
    );
    for (let round = 0; round < 5; round += 1) {
      const list = `ronde-${round}`;
      const loads = await Promise.allSettled([load(people, { list }), load(people.slice(0, 5), { list })]);
      expect(loads[0]?.status).toBe('fulfilled');
      const lists = await operator.acrossMunicipalities(listKnownHelp);
      expect(lists.find((one) => one.list === list)).toMatchObject({ entries: 12 });
      const rows = await operator.acrossMunicipalities((tx) =>
        tx.query({
          text: 'select 1 from known_help_person where municipality = $1 and list = $2',
          values: ['GM0505', list],
        }),
      );
      expect(rows).toHaveLength(12);
    }
  });
});
