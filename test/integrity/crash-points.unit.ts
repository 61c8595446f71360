import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as platform from '#platform';
import { packageRoot } from '#postgres';

import { crashPoints, crashPort } from '../../libs/platform/src/crash-point.js';
import { crashScenarios } from './crash-scenarios.js';

/** The sources of the product: what is built into the processes. */
const sources = ['apps', 'libs'].flatMap((folder) =>
  readdirSync(join(packageRoot(), folder), { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith('.ts') && /[/\\]src([/\\]|$)/.test(entry.parentPath),
    )
    .filter(({ name }) => !/\.(unit|property|int|e2e)\.ts$|^testing-/.test(name))
    .map(({ name, parentPath }) => join(parentPath, name)),
);

describe('the crash points of the product', () => {
  test('each is named once in the list, reached at one place, and has a scenario', () => {
    const reached = sources.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\bcrashPoint\('([^']+)'\)/g)].map(([, point]) => point),
    );
    expect(reached.sort()).toEqual([...crashPoints].sort());
    expect(Object.keys(crashScenarios).sort()).toEqual([...crashPoints].sort());
  });

  test('nothing happens there: no code of the product touches the port, and the library does not hand it out', () => {
    expect(crashPort.reached).toBeNull();
    expect(Object.keys(platform)).toContain('crashPoint');
    expect(Object.keys(platform)).not.toContain('crashPort');
    const touching = sources.filter((file) => readFileSync(file, 'utf8').includes('crashPort'));
    expect(touching.map((file) => file.split(/[/\\]/).at(-1))).toEqual(['crash-point.ts']);
    expect(() => crashPoints.forEach((point) => platform.crashPoint(point))).not.toThrow();
  });
});
