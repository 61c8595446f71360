import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const MUNICIPALITY = /^GM\d{4}$/;
const LETTER = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.pdf$/;
const HALF = /^\..*\.tmp$/;

/** A file in the folder of letters. */
export interface LetterFile {
  readonly municipality: string;
  /** Null: half a letter, that a crash between write and rename left behind. */
  readonly taskId: string | null;
  readonly path: string;
  readonly modifiedMs: number;
}

/**
 * Goes through all letters, some at a time, for ever anew. It holds one folder open and no list of its files: a
 * municipality may have as many as it has residents. Files that are neither letter nor half a letter are left alone.
 */
export class LetterWalk {
  private files: AsyncGenerator<LetterFile> | undefined;

  constructor(private readonly objectsDir: string) {}

  /** The next files, at most `limit`. Fewer: the walk came to its end, and the next call begins anew. */
  async next(limit: number): Promise<LetterFile[]> {
    this.files ??= walk(join(this.objectsDir, 'letters'));
    const found: LetterFile[] = [];
    try {
      while (found.length < limit) {
        const one = await this.files.next();
        if (one.done === true) {
          this.files = undefined;
          break;
        }
        found.push(one.value);
      }
    } catch (error) {
      this.files = undefined;
      throw error;
    }
    return found;
  }

  /** Lets go of the folder that is open. */
  async stop(): Promise<void> {
    await this.files?.return(undefined);
    this.files = undefined;
  }
}

async function* walk(root: string): AsyncGenerator<LetterFile> {
  for await (const municipality of namesIn(root)) {
    if (!MUNICIPALITY.test(municipality)) continue;
    for await (const name of namesIn(join(root, municipality))) {
      const taskId = LETTER.exec(name)?.[1] ?? null;
      if (taskId === null && !HALF.test(name)) continue;
      const path = join(root, municipality, name);
      const found = await stat(path).catch(whenAbsent);
      if (found !== undefined) yield { municipality, taskId, path, modifiedMs: found.mtimeMs };
    }
  }
}

async function* namesIn(folder: string): AsyncGenerator<string> {
  const entries = await opendir(folder).catch(whenAbsent);
  if (entries === undefined) return;
  for await (const entry of entries) yield entry.name;
}

/** Before the first letter there is no folder; and what is listed may be renamed before it is looked at. */
function whenAbsent(error: unknown): undefined {
  if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT')
    return undefined;
  throw error;
}
