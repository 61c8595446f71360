import { stat } from 'node:fs/promises';

import { addMonths, dayOf } from '#domain';
import { letterPath } from '#letters';
import { readSentLetters, type NationalDatabase, type TaskOfFile } from '#postgres';

/** Letters that a round looks at. */
export const lookedAtMax = 500;
/** Files looked at together: each is a question to a disk, which may be on another machine. */
const togetherMax = 20;
/** Nobody is identified longer (the law's purpose, and the most that a policy may say); an older letter may be gone. */
const keptMonths = 6;

/** What a round found. */
export interface MissingRound {
  readonly seen: number;
  readonly missing: readonly TaskOfFile[];
  /** The walk came to its end: this many letters in all have no file. Null: it goes on. */
  readonly inAll: number | null;
}

/**
 * Holds the letters that went out against the folder, the other way round from the sweep: one whose file is gone was
 * told to a resident and can neither be printed again nor shown to whoever asks what it said. Nothing else notices.
 * All letters some at a time, in the order of their keys, for ever anew.
 */
export class MissingLetters {
  private after: TaskOfFile | null = null;
  private found = 0;

  constructor(
    private readonly database: NationalDatabase,
    private readonly objectsDir: string,
  ) {}

  /** @param nowMs the domain's present */
  async round(nowMs: number): Promise<MissingRound> {
    const since = addMonths(dayOf(nowMs), -keptMonths);
    const { after } = this;
    const letters = await this.database.acrossMunicipalities((tx) =>
      readSentLetters(tx, { after, since, limit: lookedAtMax }),
    );
    const missing: TaskOfFile[] = [];
    for (let start = 0; start < letters.length; start += togetherMax) {
      const some = letters.slice(start, start + togetherMax);
      const isThere = await Promise.all(some.map((letter) => this.isThere(letter)));
      missing.push(...some.filter((_letter, index) => isThere[index] === false));
    }
    this.found += missing.length;
    this.after = letters.at(-1) ?? null;
    if (letters.length === lookedAtMax) return { seen: letters.length, missing, inAll: null };
    const inAll = this.found;
    this.after = null;
    this.found = 0;
    return { seen: letters.length, missing, inAll };
  }

  /** @throws what the disk says, where it says anything else than that there is no such file */
  private async isThere({ municipality, taskId }: TaskOfFile): Promise<boolean> {
    try {
      return (await stat(letterPath(this.objectsDir, municipality, taskId))).size > 0;
    } catch (error) {
      if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT')
        return false;
      throw error;
    }
  }
}
