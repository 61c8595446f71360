import { execFile } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { env, kill } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

import { packageRoot } from '#postgres';

const execute = promisify(execFile);

export type Server = 'postgres' | 'redis' | 'kafka';

/** The processes under one, with their own. */
function familyOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended while we looked.
    }
  }
  const children = [...parents].filter(([, parent]) => parent === pid).map(([child]) => child);
  return [pid, ...children.flatMap(familyOf)];
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      kill(pid, signal);
    } catch {
      // It ended before.
    }
  }
}

/**
 * The servers of a stack that was started for the matrix and for nothing else: they may be killed, stopped, starved of
 * disk. A stack that others use is refused.
 */
export class OwnServers {
  private constructor(private readonly folder: string) {}

  /** @throws Error when the servers of this run were not made to be broken */
  static ofThisRun(): OwnServers {
    const folder = env['EROPAF_STACK_DIR'] ?? '';
    if (!folder.endsWith('/integrity'))
      throw new Error('the matrix needs a stack of its own: make integrity');
    return new OwnServers(folder);
  }

  /** Everything of the server ends at once, as in a power cut. */
  kill(server: Server): void {
    signalAll(familyOf(this.pidOf(server)), 'SIGKILL');
  }

  freeze(server: Server): void {
    signalAll(familyOf(this.pidOf(server)), 'SIGSTOP');
  }

  goOn(server: Server): void {
    signalAll(familyOf(this.pidOf(server)), 'SIGCONT');
  }

  /** Starts what has ended, and waits until all answer. */
  async up(): Promise<void> {
    await execute(process.execPath, [
      join(packageRoot(), 'deploy/stack/stack.mjs'),
      'up',
      '--dir',
      this.folder,
      '--database',
      'eropaf_test',
    ]);
  }

  /** Fills the disk of a server to its last byte; null where its disk is not one of its own. */
  fillDisk(server: Server): (() => void) | null {
    return this.fill(join(this.folder, server));
  }

  /** Fills the disk on which letters are stored; null where it is not one of their own, and others would be hit. */
  fillLetters(objectsDir: string): (() => void) | null {
    return objectsDir.startsWith(`${this.folder}/`) ? this.fill(objectsDir) : null;
  }

  private fill(folder: string): (() => void) | null {
    return statfsSync(folder).type === tmpfs ? fill(folder) : null;
  }

  private pidOf(server: Server): number {
    const record = JSON.parse(readFileSync(join(this.folder, 'pids', `${server}.json`), 'utf8')) as {
      pid: number;
    };
    return record.pid;
  }
}

/** What statfs says of a file system in memory. */
const tmpfs = 0x01021994;

/** Fills the file system of a folder. @returns what makes room again */
function fill(folder: string): () => void {
  const path = join(folder, 'filler');
  const file = openSync(path, 'w');
  try {
    // Whole pieces first, then single blocks, until not one more fits.
    for (const size of [4_194_304, 4_096]) writeUntilFull(file, Buffer.alloc(size));
  } finally {
    closeSync(file);
  }
  return () => rmSync(path, { force: true });
}

function writeUntilFull(file: number, piece: Buffer): void {
  for (;;) {
    try {
      if (writeSync(file, piece) < piece.length) return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return;
      throw error;
    }
  }
}

/** Lets it run a fifth of the time, for as long as asked. */
export async function slowly(
  pieces: { freeze(this: void): void; goOn(this: void): void },
  forMs: number,
): Promise<void> {
  const endMs = Date.now() + forMs;
  while (Date.now() < endMs) {
    pieces.freeze();
    await delay(200);
    pieces.goOn();
    await delay(50);
  }
}
