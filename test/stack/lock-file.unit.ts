import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (name: string) => JSON.parse(readFileSync(join(__dirname, '..', '..', name), 'utf8')) as unknown;

type Wanted = Readonly<Record<string, string>>;
interface Manifest {
  readonly dependencies: Wanted;
  readonly devDependencies: Wanted;
  readonly optionalDependencies: Wanted;
}
const manifest = read('package.json') as Manifest;
const lock = read('package-lock.json') as {
  packages: Readonly<Record<string, Manifest & { version?: string; license?: string }>>;
};

describe('the lock file', () => {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  const wanted = { ...dependencies, ...devDependencies, ...optionalDependencies };

  it('holds what package.json asks for, no more and no less', () => {
    const root = lock.packages[''];
    // npm lists an optional dependency among the others as well.
    expect({ ...root?.dependencies, ...root?.devDependencies, ...root?.optionalDependencies }).toEqual(
      wanted,
    );
  });

  it.each(Object.entries(wanted))('pins %s exactly', (name, version) => {
    expect(version).toMatch(/^\d+\.\d+\.\d+(-[a-z0-9.]+)?$/);
    expect(lock.packages[`node_modules/${name}`]?.version).toBe(version);
  });

  // Permissive licences, which go together with the EUPL-1.2; another one is for a person to judge, and then to add here.
  const judged = new Set(
    'MIT Apache-2.0 ISC BlueOak-1.0.0 BSD-2-Clause BSD-3-Clause 0BSD BSL-1.0 OFL-1.1 Python-2.0 CC-BY-3.0 CC-BY-4.0 CC0-1.0 Unlicense'.split(
      ' ',
    ),
  );

  it('brings in only licences that were judged', () => {
    const unjudged = Object.entries(lock.packages).filter(([path, { license }]) => {
      const named = (license ?? 'none').replace(/[()]/g, '').split(/ (?:AND|OR) /);
      return path !== '' && !named.every((one) => judged.has(one));
    });
    expect(unjudged.map(([path, { license }]) => `${path}: ${license ?? 'none'}`)).toEqual([]);
  });
});
