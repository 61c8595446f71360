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
  packages: Readonly<Record<string, Manifest & { version?: string }>>;
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
});
