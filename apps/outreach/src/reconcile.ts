import { dayOf, lostProcessTries, processTriesMax } from '#domain';
import { crashPoint } from '#platform';
import {
  expireLeases,
  failSpentLeases,
  readWaitingTasks,
  renewGenerations,
  type NationalDatabase,
  type QueuedTask,
  type WaitingCursor,
} from '#postgres';

import type { Confirm } from './database-age.js';
import { needsJob, type TaskJobs } from './task-jobs.js';

/** Rows of one kind that a round looks at. */
export const reconcileMax = 500;

/** What a round put right. */
export interface ReconciledRound {
  /** Leases of processes that ended before anything went out: queued again. */
  readonly requeued: number;
  /** The same, too often: ended as failed, and a person decides. */
  readonly givenUp: number;
  /** Leases of processes that ended while something went out: nobody knows. */
  readonly sendingInDoubt: number;
  /** Claims of people that ran out: the team lead asks. */
  readonly personInDoubt: number;
  /** Tasks whose job the queue had lost. */
  readonly jobsRenewed: number;
}

/**
 * Puts right what dead processes, late people and an emptied Redis left behind. Several copies may run: what one
 * holds, the others step over.
 */
export class Reconciler {
  private cursor: WaitingCursor | null = null;

  constructor(
    private readonly database: NationalDatabase,
    private readonly jobs: TaskJobs,
    private readonly confirm: Confirm = () => Promise.resolve(),
  ) {}

  /**
   * @param nowMs the domain's present: claims of people run on it
   * @param machineNowMs the machine's: leases of processes run on it
   */
  async round(nowMs: number, machineNowMs: number): Promise<ReconciledRound> {
    return {
      givenUp: await this.giveUp(nowMs, machineNowMs),
      requeued: await this.requeueExpired(nowMs, machineNowMs),
      sendingInDoubt: await this.doubt('sending', 'process', machineNowMs, nowMs),
      personInDoubt: await this.doubt('claimed', 'person', nowMs, nowMs),
      jobsRenewed: await this.renewLostJobs(nowMs),
    };
  }

  /** Before what ran out goes back to its queue: a letter that ends its process each time would do so for ever. */
  private giveUp(nowMs: number, machineNowMs: number): Promise<number> {
    return this.database.acrossMunicipalities((tx) =>
      failSpentLeases(tx, {
        leaseNowMs: machineNowMs,
        nowMs,
        today: dayOf(nowMs),
        tries: lostProcessTries,
        triesMax: processTriesMax,
        result: 'tries-spent',
        limit: reconcileMax,
      }),
    );
  }

  private requeueExpired(nowMs: number, machineNowMs: number): Promise<number> {
    return this.database.acrossMunicipalities(async (tx) => {
      const tasks = await expireLeases(tx, {
        state: 'claimed',
        holder: 'process',
        leaseNowMs: machineNowMs,
        nowMs,
        limit: reconcileMax,
        tries: lostProcessTries,
      });
      if (tasks.length > 0) await this.confirm(tx);
      await this.jobs.add(tasks.filter(needsJob));
      return tasks.length;
    });
  }

  private async doubt(
    state: 'claimed' | 'sending',
    holder: 'process' | 'person',
    leaseNowMs: number,
    nowMs: number,
  ): Promise<number> {
    const tasks = await this.database.acrossMunicipalities((tx) =>
      expireLeases(tx, { state, holder, leaseNowMs, nowMs, limit: reconcileMax, tries: 0 }),
    );
    return tasks.length;
  }

  /** Walks through all waiting tasks, a page a round, and begins anew at the end. */
  private async renewLostJobs(nowMs: number): Promise<number> {
    const page = await this.database.acrossMunicipalities((tx) =>
      readWaitingTasks(tx, { after: this.cursor, limit: reconcileMax }),
    );
    this.cursor = page.length < reconcileMax ? null : (page.at(-1) ?? null);
    if (page.length === 0) return 0;
    // Asked after the rows were read: a task whose job ended in between is claimed or ended by now, so that its
    // new generation is refused by compare-and-set.
    const lost = await this.jobs.withoutLiveJob(page);
    return lost.length === 0 ? 0 : this.renew(lost, nowMs);
  }

  private renew(lost: readonly QueuedTask[], nowMs: number): Promise<number> {
    return this.database.acrossMunicipalities(async (tx) => {
      await this.confirm(tx);
      const renewed = await renewGenerations(tx, { tasks: lost, nowMs });
      if (renewed.length > 0) crashPoint('after-renew-before-add');
      await this.jobs.add(renewed);
      return renewed.length;
    });
  }
}
