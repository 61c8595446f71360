import { rm } from 'node:fs/promises';

import type { LetterFile, LetterWalk } from '#letters';
import { countUnknownTasks, lockTasksWithoutLetter, type NationalDatabase, type TaskOfFile } from '#postgres';

/** Files that a round looks at. */
export const sweptMax = 500;
/** Far above the lease of a letter: what is younger may be being written now. Machine time. */
const youngMs = 600_000;

/** What a round found. */
export interface SweptRound {
  readonly seen: number;
  /** Half letters of a crash between write and rename, removed. */
  readonly half: number;
  /** Letters of a task that was cancelled or failed after a crash between file and commit, removed. */
  readonly orphan: number;
  /** Letters whose task the database does not know: left alone, for it may be the wrong database. */
  readonly unknown: number;
}

/**
 * Holds the folder of letters against the tasks. What a crash left behind has the name and address of a resident in it and
 * belongs to no letter that went out; nothing else would ever find it.
 */
export async function sweepLetters(
  database: NationalDatabase,
  walk: LetterWalk,
  machineNowMs: number,
): Promise<SweptRound> {
  const files = await walk.next(sweptMax);
  const settled = files.filter((file) => machineNowMs - file.modifiedMs >= youngMs);
  const halves = settled.filter((file) => file.taskId === null);
  for (const file of halves) await rm(file.path, { force: true });
  const { orphan, unknown } = await sweepOrphans(database, settled.filter(isLetter));
  return { seen: files.length, half: halves.length, orphan, unknown };
}

type Letter = LetterFile & TaskOfFile;

function isLetter(file: LetterFile): file is Letter {
  return file.taskId !== null;
}

function sweepOrphans(
  database: NationalDatabase,
  letters: readonly Letter[],
): Promise<Pick<SweptRound, 'orphan' | 'unknown'>> {
  if (letters.length === 0) return Promise.resolve({ orphan: 0, unknown: 0 });
  return database.acrossMunicipalities(async (tx) => {
    const unknown = await countUnknownTasks(tx, letters);
    const ended = new Set((await lockTasksWithoutLetter(tx, letters)).map(keyOf));
    const orphans = letters.filter((letter) => ended.has(keyOf(letter)));
    for (const orphan of orphans) await rm(orphan.path, { force: true });
    return { orphan: orphans.length, unknown };
  });
}

function keyOf({ municipality, taskId }: TaskOfFile): string {
  return `${municipality} ${taskId}`;
}
