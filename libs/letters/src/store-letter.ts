import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

const MUNICIPALITY = /^GM\d{4}$/;
const TASK_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

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
