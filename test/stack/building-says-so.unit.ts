import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A clone with nothing in it but what `make` needs, and a compiler that only leaves a trace. */
function emptyClone(): string {
  const clone = mkdtempSync(path.join(tmpdir(), 'eropaf-build-'));
  copyFileSync(path.resolve(__dirname, '../../Makefile'), path.join(clone, 'Makefile'));
  for (const file of ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json'])
    writeFileSync(path.join(clone, file), '{}\n');
  for (const folder of ['apps/cli/src', 'libs', 'dist', 'node_modules/.bin'])
    mkdirSync(path.join(clone, folder), { recursive: true });
  writeFileSync(path.join(clone, 'node_modules/.installed'), '{}\n');
  const compiler = path.join(clone, 'node_modules/.bin/tsc');
  writeFileSync(compiler, '#!/bin/sh\ntouch dist/compiled\n');
  chmodSync(compiler, 0o755);
  return clone;
}

describe('what bin/eropaf asks of make', () => {
  const clone = emptyClone();
  afterAll(() => rmSync(clone, { recursive: true }));
  /** Without what a `make test` around this test says to the makes below it. */
  const build = (): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(
      'env',
      [
        ...['MAKEFLAGS', 'MFLAGS', 'MAKELEVEL'].flatMap((name) => ['-u', name]),
        ...['make', '--no-print-directory', '--silent', '-C', clone, 'dist/.built'],
      ],
      { encoding: 'utf8' },
    );

  it('says in one line on standard error that it compiles, and nothing when nothing is stale', () => {
    const first = build();
    expect([first.status, first.stdout]).toEqual([0, '']);
    expect(first.stderr).toMatch(/^Compiling into dist: .*\n$/);
    expect(build()).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });
});
