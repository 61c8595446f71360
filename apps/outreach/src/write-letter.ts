import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

import { dayOf, type ProcessFailure } from '#domain';
import { LetterError, letterPath, storeLetter, type LetterInput, type LetterRenderer } from '#letters';
import { crashPoint, type Clock } from '#platform';
import { readLetterSignals, type MunicipalDatabase, type Transaction } from '#postgres';

import {
  AddressUnsettled,
  claimTask,
  lookAgain,
  type Claim,
  type ClaimedTask,
  type ProcessHolder,
  type TaskJob,
} from './claim-task.js';
import { composeLetter, type NoLetter } from './compose-letter.js';
import type { CreditorNames } from './creditor-names.js';
import { completeTask, failTask } from './finish-task.js';
import { isOwnFault, releaseTask } from './release-task.js';
import type { SettingsByVersion } from './municipality-settings.js';

/** What became of a job. `not-ours`: another generation, another holder or the end came first. */
export type LetterResult = 'written' | 'cancelled' | 'failed' | 'not-ours';

export interface LetterWorkerOptions {
  readonly database: MunicipalDatabase;
  readonly clock: Clock;
  readonly renderer: LetterRenderer;
  readonly objectsDir: string;
  readonly holder: ProcessHolder;
  readonly settings: SettingsByVersion;
  readonly creditorNames: CreditorNames;
}

/**
 * A letter to another person at the address, a moment ago, sends the address to the fold, which takes less than a
 * second: waiting here is quicker than the backoff of the queue.
 */
const settleWaitMs = 200;
const settleTries = 10;

/** Writes the letters of tasks: one a task, whatever happens. */
export class LetterWorker {
  constructor(private readonly options: LetterWorkerOptions) {}

  /**
   * Claims the task, renders its letter, and makes file, end of the task and attempt one thing.
   *
   * Errors of a dependency are thrown: nothing has gone out, so the job may be tried again.
   */
  async handle(job: TaskJob): Promise<LetterResult> {
    const { database, clock, holder } = this.options;
    const nowMs = await clock.nowMs();
    const claim = await this.claim(job, nowMs);
    if (claim.kind === 'cancelled') await this.removeLetter(job);
    if (claim.kind !== 'claimed') return claim.kind;
    const { task, prepared } = claim;
    crashPoint('after-claim-before-render');
    try {
      const pdf = typeof prepared === 'string' ? prepared : await this.render(prepared);
      return typeof pdf === 'string'
        ? await this.fail(task, pdf, nowMs)
        : await this.send(task, prepared, pdf, nowMs);
    } catch (error) {
      // The next attempt of this job finds the task free. Where even this fails, the lease runs out.
      const counts = isOwnFault(error);
      const failed = await releaseTask(database, { task, holder, nowMs, counts }).catch(() => false);
      if (failed) return 'failed';
      throw error;
    }
  }

  private async claim(job: TaskJob, nowMs: number): Promise<Claim<LetterInput | NoLetter>> {
    const { database, holder } = this.options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await claimTask(database, { job, holder, nowMs }, (tx, task) => this.compose(tx, task, nowMs));
      } catch (error) {
        if (!(error instanceof AddressUnsettled) || attempt >= settleTries) throw error;
        await delay(settleWaitMs);
      }
    }
  }

  private async compose(tx: Transaction, task: ClaimedTask, nowMs: number): Promise<LetterInput | NoLetter> {
    const { creditorNames } = this.options;
    const [signals, settings] = await Promise.all([
      readLetterSignals(tx, task),
      this.options.settings.of(tx, task.municipality, task.policyVersion),
      creditorNames.refresh(tx),
    ]);
    return composeLetter({
      signals,
      nameOfCreditor: (creditorId) => creditorNames.nameOf(creditorId),
      settings,
      reference: task.letterReference,
      day: dayOf(nowMs),
    });
  }

  /** The letter, or the code of why there can be none. */
  private async render(input: LetterInput): Promise<Uint8Array | ProcessFailure> {
    try {
      return await this.options.renderer.renderLetter(input);
    } catch (error) {
      if (error instanceof LetterError) return error.code;
      throw error;
    }
  }

  /**
   * The file is put in its place under the lock of the task, in the transaction that ends it. So a worker that was
   * only slow cannot write over a letter that stands, and a letter without its end is written anew.
   */
  private async send(
    task: ClaimedTask,
    written: LetterInput | NoLetter,
    pdf: Uint8Array,
    nowMs: number,
  ): Promise<LetterResult> {
    const { database, holder, objectsDir } = this.options;
    const result = await database.withMunicipality(task.municipality, async (tx): Promise<LetterResult> => {
      const found = await lookAgain(tx, { task, holder, nowMs });
      if (found !== 'go') return found === 'lost' ? 'not-ours' : 'cancelled';
      // Since it was written a signal may have turned out to be somebody else's: then this letter tells too much.
      const now = await this.compose(tx, task, nowMs);
      if (JSON.stringify(now) !== JSON.stringify(written)) throw new AddressUnsettled();
      await completeTask(tx, { task, holder, kind: 'Brief', informs: 'letter', nowMs });
      await storeLetter({ objectsDir, municipality: task.municipality, taskId: task.taskId, pdf });
      crashPoint('after-file-before-commit');
      return 'written';
    });
    if (result === 'written') crashPoint('after-commit-before-job-end');
    if (result === 'cancelled') await this.removeLetter(task);
    return result;
  }

  private async fail(task: ClaimedTask, result: ProcessFailure, nowMs: number): Promise<LetterResult> {
    const { database, holder } = this.options;
    const failed = await database.withMunicipality(task.municipality, (tx) =>
      failTask(tx, { task, holder, result, nowMs }),
    );
    return failed ? 'failed' : 'not-ours';
  }

  /** A crash between file and commit may have left the letter of a task that is now cancelled. */
  private async removeLetter(task: TaskJob): Promise<void> {
    await rm(letterPath(this.options.objectsDir, task.municipality, task.taskId), { force: true });
  }
}
