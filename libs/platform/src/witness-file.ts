import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

const name = 'witness';

/** The file of the number under this folder. */
export function witnessPath(folder: string): string {
  return join(folder, name);
}

/**
 * The number that the file holds; 0 where there is none yet.
 *
 * @throws Error when the file holds something else: then nobody knows how old the data is
 */
export async function readWitness(folder: string): Promise<number> {
  const text = await readFile(witnessPath(folder), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '0';
    throw error;
  });
  if (!/^\d{1,15}\n?$/.test(text)) throw new Error(`${witnessPath(folder)} must hold one whole number`);
  return Number(text);
}

/** Puts the number into the file, whole or not at all; it outlives a power cut. A lower number than the file's changes nothing. */
export async function writeWitness(folder: string, counted: number): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (counted <= (await readWitness(folder))) return;
  const temporary = join(folder, `.${name}.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(`${counted}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, witnessPath(folder));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
