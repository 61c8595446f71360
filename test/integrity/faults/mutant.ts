import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { packageRoot } from '#postgres';

import type { Launch } from '../../processes.js';

/** One change of the built code: a text that stands in it once, and what it becomes. */
export interface PlantedBug {
  /** Under `dist`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/**
 * A copy of the built processes with a bug in it, in a folder of its own. The product has no switch for a bug: what
 * is planted here is in the copy alone.
 */
export class Mutant {
  private constructor(private readonly root: string) {}

  /** @throws Error when the text is not there exactly once: then the bug is somewhere else now, or nowhere */
  static plant({ file, find, replace }: PlantedBug): Mutant {
    const original = packageRoot();
    const root = mkdtempSync(join(tmpdir(), 'eropaf-mutant-'));
    for (const name of readdirSync(original)) {
      if (name === 'dist' || name === '.git') continue;
      symlinkSync(join(original, name), join(root, name));
    }
    // The names of the libraries (`#domain`) lead where the nearest package.json says: it must be the copy's own.
    rmSync(join(root, 'package.json'));
    writeFileSync(join(root, 'package.json'), readFileSync(join(original, 'package.json')));
    const dist = join(original, 'dist');
    if (!existsSync(dist)) throw new Error('nothing was built: make build');
    cpSync(dist, join(root, 'dist'), { recursive: true });
    const path = join(root, 'dist', file);
    const parts = readFileSync(path, 'utf8').split(find);
    if (parts.length !== 2) {
      rmSync(root, { recursive: true });
      throw new Error(`${file} has the text ${parts.length - 1} times, and once is what a planted bug needs`);
    }
    writeFileSync(path, parts.join(replace));
    return new Mutant(root);
  }

  get launch(): Launch {
    return { root: this.root };
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
