import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { csvOfPeople, peopleInTwoFiles, peopleWithDuplicates } from '#generator';
import { packageRoot } from '#postgres';

import { runCommandLine } from '../command-line.js';

const folder = mkdtempSync(join(tmpdir(), 'eropaf-match-'));
afterAll(() => rmSync(folder, { recursive: true }));

const data = (name: string) => join(packageRoot(), 'test/matching', name);
const file = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const match = async (...args: string[]) => {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommandLine(['match', ...args], {
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
  });
  const [header = '', ...rows] = out;
  return { code, header, rows: rows.map((row) => row.split(',')), err };
};
const personOf = (id: string | undefined) => id?.split('-')[1];
const idsOf = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[0]);

/** Precision and recall of the rows whose outcome is match; truth is the number in the ids. */
function judge(rows: readonly (readonly string[])[], pairsOfOne: number) {
  const matches = rows.filter(([, , outcome]) => outcome === 'match');
  const right = matches.filter(([left, other]) => personOf(left) === personOf(other)).length;
  const [precision, recall] = [right / matches.length, right / pairsOfOne];
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}
function pairsWithin(path: string): number {
  const sizes = [...Map.groupBy(idsOf(path), personOf).values()].map((group) => group.length);
  return sizes.reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
}

describe('on the invented people of the repository', () => {
  const columns = ['--columns', data('columns.json')];

  it('dedupe finds who stands several times, and takes nobody for another', async () => {
    const { code, header, rows } = await match('dedupe', data('unrelated.csv'), ...columns);
    expect(code).toBe(0);
    expect(header).toMatch(/^left_id,right_id,outcome,weight,surname,/);
    const { f1, precision } = judge(rows, pairsWithin(data('unrelated.csv')));
    expect(precision).toBe(1);
    expect(f1).toBeGreaterThan(0.97);
    const pairs = rows.map(([left, right]) => [left, right].sort().join());
    expect(new Set(pairs).size).toBe(pairs.length);
  });

  it('dedupe takes no twin, son or wife for another', async () => {
    const { rows } = await match('dedupe', data('families.csv'), ...columns);
    const { precision, recall } = judge(rows, pairsWithin(data('families.csv')));
    expect(precision).toBe(1);
    expect(recall).toBeGreaterThan(0.6);
  });

  it('link gives everybody one partner', async () => {
    const { rows } = await match('link', data('left.csv'), data('right.csv'), ...columns);
    const known = new Set(idsOf(data('right.csv')).map(personOf));
    const inBoth = idsOf(data('left.csv')).filter((id) => known.has(personOf(id))).length;
    const { f1, precision } = judge(rows, inBoth);
    expect(precision).toBe(1);
    expect(f1).toBeGreaterThan(0.98);
    const partners = rows.filter(([, , outcome]) => outcome === 'match').map(([left]) => left);
    expect(new Set(partners).size).toBe(partners.length);
  });

  it('link --many lifts that', async () => {
    const many = file(
      'many.csv',
      `${readFileSync(data('right.csv'), 'utf8').trim()}\n`.replace(/\n(r-\d+)(,.*)/, '\n$1$2\nagain-$1$2'),
    );
    const id = idsOf(many)[0];
    const partnersOf = async (...more: string[]) => {
      const { rows } = await match('link', many, data('right.csv'), ...columns, ...more);
      return rows.filter(([, right, outcome]) => right === id && outcome === 'match').length;
    };
    expect(await partnersOf()).toBe(0);
    expect(await partnersOf('--many')).toBe(2);
  });

  it('estimate writes parameters by which dedupe then decides, and no rare name', async () => {
    const path = join(folder, 'parameters.json');
    const estimated = await match(
      'estimate',
      data('unrelated.csv'),
      ...columns,
      '--out',
      path,
      '--version',
      'ours',
    );
    expect(estimated.code).toBe(0);
    const text = readFileSync(path, 'utf8');
    expect(JSON.parse(text)).toMatchObject({ version: 'ours', data: '500 records of 1 file' });
    const rare = readFileSync(data('unrelated.csv'), 'utf8').split('\n')[1]?.split(',')[2] ?? '';
    expect(rare).not.toBe('');
    expect(text).not.toContain(rare);
    const { err, rows } = await match('dedupe', data('unrelated.csv'), ...columns, '--parameters', path);
    expect(err.join()).toContain('those of ours, as given');
    const { f1, precision } = judge(rows, pairsWithin(data('unrelated.csv')));
    expect(precision).toBeGreaterThan(0.995);
    expect(f1).toBeGreaterThan(0.96);
  });
});

describe('on files of a few records', () => {
  it('nothing is fitted, which is said: a namesake elsewhere is for a person to look at', async () => {
    const map = {
      id: 'id',
      firstName: 'first',
      surname: 'surname',
      birthDate: { column: 'born', format: 'yyyy-MM-dd' },
      postcode: 'postcode',
      houseNumber: 'number',
      street: 'street',
      place: 'place',
    };
    // Fitted to these, the limit of a match was 11.7 bits, and the namesakes weighed 14.
    const people = file(
      'few.csv',
      [
        'id,first,surname,born,postcode,number,street,place',
        'a1,Anna,Bakker,1980-03-04,3311AB,12,Voorstraat,Dordrecht',
        'a2,Anna,Bakker,1980-03-04,3311AB,12,Voorstraat,Dordrecht',
        'b1,Pieter,Smit,1975-07-21,3312CD,4,Laan,Dordrecht',
        'b2,Piet,Smit,1975-07-21,3312CD,4,Laan,Dordrecht',
        'c1,Mohamed,El Amrani,1990-11-02,3313EF,7,Plein,Dordrecht',
        'c2,Mohammed,El Amrani,1990-11-02,3313EF,7,Plein,Dordrecht',
        'd1,Sofie,van Dijk,1988-01-15,3314GH,9,Kade,Dordrecht',
        'd2,Sofie,van Dyk,1988-01-15,3314GH,9,Kade,Dordrecht',
        'e1,Karin,Mulder,1969-09-09,3316LM,21,Singel,Dordrecht',
        'e2,Carin,Mulder,1969-09-09,3316LM,21,Singel,Dordrecht',
        'f1,Tim,Visser,2001-05-04,3315JK,3,Hof,Dordrecht',
        'f2,Tom,Visser,2001-05-04,3315JK,3,Hof,Dordrecht',
        'g1,Jan,de Vries,,3319AB,3,Dijk,Dordrecht',
        'g2,Jan,de Vries,,3317CD,88,Weg,Dordrecht',
      ].join('\n'),
    );
    const columns = file('few.json', JSON.stringify(map));
    const { err, rows } = await match('dedupe', people, '--columns', columns);
    expect(err.join('\n')).toContain('warning: fewer than 300 records');
    const outcomes = new Map(rows.map(([left, right, outcome]) => [`${left} ${right}`, outcome]));
    expect(outcomes.get('g1 g2')).toBe('review');
    for (const pair of ['a1 a2', 'b1 b2', 'c1 c2', 'd1 d2', 'e1 e2'])
      expect(outcomes.get(pair)).toBe('match');
  });
});

describe('on files made for the occasion', () => {
  const columns = ['--columns', data('columns.json')];
  const copies = [
    [0, 50],
    [1, 25],
    [2, 12],
    [3, 7],
    [4, 4],
    [5, 2],
  ] as const;

  it.each([1, 2])('dedupe keeps its aims with up to six records a person (seed %i)', async (seed) => {
    const records = peopleWithDuplicates({
      seed,
      style: seed % 2 === 0 ? 'dutch' : 'english',
      records: 1_500,
      families: false,
      faultsPerCopy: 1.7,
      copies,
    });
    const path = file(`many-${seed}.csv`, csvOfPeople(records));
    const { rows } = await match('dedupe', path, ...columns);
    const { f1, precision } = judge(rows, pairsWithin(path));
    expect(precision).toBeGreaterThanOrEqual(0.999);
    expect(f1).toBeGreaterThanOrEqual(0.98);
  });

  it.each([1, 2])('link keeps its aims (seed %i)', async (seed) => {
    const { left, right } = peopleInTwoFiles(
      { seed, style: 'english', records: 1_500, families: false, faultsPerCopy: 1.7 },
      0.9,
    );
    const { rows } = await match(
      'link',
      file('l.csv', csvOfPeople(left)),
      file('r.csv', csvOfPeople(right)),
      ...columns,
    );
    const known = new Set(right.map(({ person }) => person));
    const { f1, precision } = judge(rows, left.filter(({ person }) => known.has(person)).length);
    expect(precision).toBeGreaterThanOrEqual(0.999);
    expect(f1).toBeGreaterThanOrEqual(0.99);
  });

  it.each([1, 2])(
    'dedupe keeps precision among families, of whom many remain for a person (seed %i)',
    async (seed) => {
      const records = peopleWithDuplicates({
        seed,
        style: 'dutch',
        records: 1_500,
        families: true,
        faultsPerCopy: 1.7,
        copies,
      });
      const path = file(`families-${seed}.csv`, csvOfPeople(records));
      const { rows } = await match('dedupe', path, ...columns);
      expect(judge(rows, pairsWithin(path)).precision).toBeGreaterThanOrEqual(0.998);
    },
  );
});

describe('reading', () => {
  const columns = [
    '--columns',
    file('map.json', '{"id":"id","surname":"naam","birthDate":"geboren","place":"plaats"}'),
  ];
  const people = [
    ['id', 'naam', 'geboren'],
    [' a1', 'Müller ', '1960-02-03'],
    ['a2', 'Müller', '1960-02-03'],
    ['b', 'Zwart', '1971-11-30'],
    ['c', 'Bos', '1980-01-31'],
  ];

  it.each([
    ['commas', people.map((row) => row.join(',')).join('\n')],
    [
      'semicolons, CRLF and a mark of UTF-8',
      `\uFEFF${people.map((row) => row.join(' ; ')).join('\r\n')}\r\n\r\n`,
    ],
    ['tabs and Latin-1', Buffer.from(people.map((row) => row.join('\t')).join('\n'), 'latin1')],
    ['pipes and quotes', people.map((row) => row.map((value) => `"${value}"`).join('|')).join('\n')],
    ['UTF-16', Buffer.from(`\uFEFF${people.map((row) => row.join(';')).join('\r\n')}`, 'utf16le')],
    ['old line ends', people.map((row) => row.join(',')).join('\r')],
  ])('%s', async (_, content) => {
    const { code, err, rows } = await match('dedupe', file('read.csv', content), ...columns);
    expect(code).toBe(0);
    expect(err.join('\n')).toContain('not compared, for there is no such column: plaats');
    expect(rows.map((row) => [row[0], row[1], row[4], row[8]])).toContainEqual([
      'a1',
      'a2',
      'exact',
      'exact',
    ]);
  });

  it('names every fault with its line', async () => {
    const { code, err } = await match(
      'dedupe',
      file('bad.csv', 'id,naam,geboren\na1,x,1960\na1,y,\n,z,\nb,c\nd,e,,more\n'),
      ...columns,
    );
    expect(code).toBe(1);
    const faults = err.map((line) => line.slice(line.indexOf('line')));
    expect(faults).toEqual([
      'line 3: id a1 stands on line 2 already',
      'line 4: no id',
      'line 5: 2 columns where the header has 3',
      'line 6: 4 columns where the header has 3',
    ]);
  });

  it('says of a date that it is none, and compares its digits', async () => {
    const rows = 'id,naam,geboren\na1,Zwanepol,1960-31-12\na2,Zwanepol,1960-12-31\nb,Bos,1999-01-31\n';
    const { code, err, rows: found } = await match('dedupe', file('dates.csv', rows), ...columns);
    expect(code).toBe(0);
    expect(err.filter((line) => line.includes('compared by its digits'))).toEqual([
      expect.stringContaining('line 2'),
    ]);
    expect(found[0]?.[8]).toBe('day-month-swapped');
  });

  it.each([
    ['an id that no column has', '{"id":"nummer","surname":"naam"}', 'no column nummer (the id)'],
    ['a word that the map does not know', '{"id":"id","surnam":"naam"}', 'surnam'],
    ['a format of no date', '{"id":"id","birthDate":{"column":"geboren","format":"jjjj"}}', 'birthDate'],
    ['only the id', '{"id":"id"}', 'names no column but the id'],
    ['columns that the file lacks', '{"id":"id","surname":"achternaam"}', 'none of the columns of the map'],
    ['no JSON', '{', 'not JSON'],
  ])('refuses a map with %s', async (_, map, fault) => {
    const good = file('good.csv', 'id,naam,geboren\na,b,\n');
    const { code, err } = await match('dedupe', good, '--columns', file('bad-map.json', map));
    expect(code).toBe(1);
    expect(err.join('\n')).toContain(fault);
  });

  it('refuses a file that is empty, open-quoted or absent, and a call without a map', async () => {
    expect(await match('dedupe', file('empty.csv', '\n'), ...columns)).toMatchObject({ code: 1 });
    const open = await match('dedupe', file('open.csv', 'id,naam,geboren\na,"b,\nc,d,\n'), ...columns);
    expect(open).toMatchObject({ code: 1, err: [expect.stringContaining('behind line 1 is never closed')] });
    expect(await match('dedupe', join(folder, 'absent.csv'), ...columns)).toMatchObject({ code: 1 });
    expect(await match('link', data('left.csv'), ...columns)).toMatchObject({ code: 2 });
    expect(await match('dedupe', data('unrelated.csv'))).toMatchObject({ code: 2 });
  });

  it.each([
    [
      'bytes of no text',
      Buffer.from(Array.from({ length: 5_000 }, (_, nth) => (nth * 7_919) % 251)),
      'no text',
    ],
    ['a page instead of a file', '<html><body>onderhoud</body></html>', 'no column id'],
    ['no header', 'a1,Zwanepol,1960\na2,Bos,1961\n', 'no column id'],
    ['a header and nothing behind it', 'id,naam,geboren\n', 'no record'],
    ['a column twice', 'id,naam,geboren,naam\na1,x,1960,y\n', 'column naam stands there twice'],
    ['one line of megabytes', `id,naam,geboren,${'x'.repeat(3_000_000)}`, 'line 1: longer than'],
    ['a name of megabytes', `id,naam,geboren\na1,${'y'.repeat(3_000_000)},1960\n`, 'line 2: longer than'],
    ['a name of thousands', `id,naam,geboren\na1,${'y'.repeat(3_000)},1960\n`, 'a value longer than'],
    [
      'a header of hundreds',
      `${Array.from({ length: 900 }, (_, nth) => `c${nth}`).join()}\n1\n`,
      'no column id',
    ],
  ])('says in a few words that a file is %s', async (_, content, fault) => {
    const broken = file('broken.csv', content);
    const good = file('good.csv', 'id,naam,geboren\na,b,\n');
    for (const call of [
      ['dedupe', broken],
      ['link', broken, good],
      ['link', good, broken],
      ['estimate', broken],
    ]) {
      const { code, err, header } = await match(...call, ...columns);
      expect([call[0], code, header]).toEqual([call[0], 1, '']);
      expect(err.join('\n')).toContain(fault);
      expect(err.join('\n').length).toBeLessThan(2_000);
      expect(err.join('')).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
    }
  });

  it('says whether weights and limits are fitted or given, and that a small file says little', async () => {
    const small = file(
      'small.csv',
      'id,naam,geboren\na1,Zwanepol,1960-12-31\na2,Zwanepol,1960-12-31\nb,Bos,1999-01-31\n',
    );
    const few = await match('dedupe', small, ...columns);
    expect(few.err).toContainEqual(
      expect.stringMatching(/^weights and limits are those of .*, as they are$/),
    );
    const fitted = await match('dedupe', data('unrelated.csv'), '--columns', data('columns.json'));
    expect(fitted.err).toContainEqual(
      expect.stringMatching(/^weights and limits are fitted to these files, beginning/),
    );
    const weights = join(folder, 'small.json');
    const estimated = await match('estimate', small, '--out', weights, ...columns);
    expect(estimated.err.join('\n')).toContain('fewer than 1000 records say little');
    const given = await match('dedupe', small, '--parameters', weights, ...columns);
    expect(given.err).toContainEqual(expect.stringMatching(/^weights and limits are those of .*, as given$/));
  });

  it('gives ids back as they came in, also what a spreadsheet would take for a formula', async () => {
    const formula = '"=HYPERLINK(""x"")"';
    const rows = `id,naam,geboren\n${formula},Zwanepol,1960-12-31\n+a2,Zwanepol,1960-12-31\n`;
    const { err, rows: found } = await match('dedupe', file('formula.csv', rows), ...columns);
    expect(err.join()).not.toContain('HYPERLINK');
    expect(found.map((row) => row.slice(0, 2))).toEqual([[formula, '+a2']]);
  });
});
