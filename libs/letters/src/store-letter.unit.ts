import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { letterPath, storeLetter } from './index.js';

const municipality = 'GM0505';
const taskId = '0199a1b2-0000-7000-8000-000000000001';
const letter = (text: string) => new TextEncoder().encode(text);

let root: string;
let objectsDir: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'eropaf-letters-'));
  objectsDir = join(root, 'new', 'objects');
});
afterEach(() => rm(root, { recursive: true }));

describe('letterPath', () => {
  it('holds municipality and task, nothing else', () => {
    expect(letterPath('/o', municipality, taskId)).toBe(`/o/letters/GM0505/${taskId}.pdf`);
  });

  it.each([
    ['../..', taskId],
    ['GM05055', taskId],
    [municipality, '../../etc/passwd'],
    [municipality, taskId.toUpperCase()],
    [municipality, ''],
  ])('refuses %s, %s', (where, which) => {
    expect(() => letterPath('/o', where, which)).toThrow(RangeError);
  });
});

describe('storeLetter', () => {
  it('makes the folders and a file that only its owner reads', async () => {
    const path = await storeLetter({ objectsDir, municipality, taskId, pdf: letter('%PDF one') });
    expect(path).toBe(letterPath(objectsDir, municipality, taskId));
    expect(await readFile(path, 'utf8')).toBe('%PDF one');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(path))).mode & 0o777).toBe(0o700);
  });

  it('leaves one letter and nothing else when many store the same task at once, and again', async () => {
    const pdf = letter('%PDF '.repeat(50_000));
    const store = () => storeLetter({ objectsDir, municipality, taskId, pdf });
    const paths = await Promise.all(Array.from({ length: 20 }, store));
    paths.push(await store());
    expect(new Set(paths).size).toBe(1);
    expect(await readdir(join(objectsDir, 'letters', municipality))).toEqual([`${taskId}.pdf`]);
    expect(Buffer.compare(await readFile(letterPath(objectsDir, municipality, taskId)), pdf)).toBe(0);
  });

  it('leaves nothing behind when it fails', async () => {
    const path = letterPath(objectsDir, municipality, taskId);
    await storeLetter({ objectsDir, municipality, taskId: taskId.replace('01', '02'), pdf: letter('x') });
    // A folder with the letter's name makes the rename fail.
    await writeFile(join(dirname(path), 'other'), '');
    await import('node:fs/promises').then((fs) => fs.mkdir(path));
    await expect(storeLetter({ objectsDir, municipality, taskId, pdf: letter('x') })).rejects.toThrow();
    expect((await readdir(dirname(path))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
