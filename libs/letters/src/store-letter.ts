import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

const MUNICIPALITY = /^GM\d{4}$/;
const TASK_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TEMPORARY = /^\..*\.tmp$/;

/**
 * Where the letter of a task lies: `<objects>/letters/<municipality>/<task id>.pdf`. No personal data in the path.
 *
 * @throws {RangeError} when municipality or task id is not of its form: neither may lead out of the folder.
 */
export function letterPath(objectsDir: string, municipality: string, taskId: string): string {
  if (!MUNICIPALITY.test(municipality)) throw new RangeError('A municipality is GM and four digits.');
  if (!TASK_ID.test(taskId)) throw new RangeError('A task id is a UUID in lower case.');
  return join(objectsDir, 'letters', municipality, `${taskId}.pdf`);
}

/**
 * Puts the letter of a task in its place and returns the path. When this returns, the file outlives a power cut.
 * At every moment there is either no file or a whole one, also when several processes store the same task's letter;
 * the last one stands, and since letters are deterministic it equals the others.
 */
export async function storeLetter(options: {
  readonly objectsDir: string;
  readonly municipality: string;
  readonly taskId: string;
  readonly pdf: Uint8Array;
}): Promise<string> {
  const path = letterPath(options.objectsDir, options.municipality, options.taskId);
  const folder = dirname(path);
  await ensureFolder(resolve(folder));
  // In the same folder, since a rename is only atomic within one file system.
  const temporary = join(folder, `.${options.taskId}.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(options.pdf);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
  return path;
}

/**
 * Removes what a crash between write and rename left behind: half letters hold a name and address, and retention
 * looks only for `<task id>.pdf`. `olderThanMs` keeps clear of letters that are being written now.
 * Returns the number of files removed.
 */
export async function removeAbandonedLetters(options: {
  readonly objectsDir: string;
  readonly municipality: string;
  readonly nowMs: number;
  readonly olderThanMs: number;
}): Promise<number> {
  const folder = join(options.objectsDir, 'letters', options.municipality);
  const names = await readdir(folder).catch(whenAbsent<string[]>([]));
  let removed = 0;
  for (const name of names.filter((candidate) => TEMPORARY.test(candidate))) {
    const found = await stat(join(folder, name)).catch(whenAbsent(undefined));
    if (found === undefined || options.nowMs - found.mtimeMs < options.olderThanMs) continue;
    await rm(join(folder, name), { force: true });
    removed += 1;
  }
  return removed;
}

/** Makes the folders, and makes their names last: a new folder's name is data of the folder above it. */
async function ensureFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  const topmost = dirname(resolve(first));
  for (let parent = dirname(folder); parent.length >= topmost.length; parent = dirname(parent)) {
    await syncFolder(parent);
    if (parent === dirname(parent)) return;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function whenAbsent<Value>(value: Value): (error: unknown) => Value {
  return (error) => {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT')
      return value;
    throw error;
  };
}
