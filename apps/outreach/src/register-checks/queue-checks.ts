import { registerCheckQueue } from '#contracts';
import {
  claimWaitingChecks,
  markChecksQueued,
  readQueuedChecks,
  renewLostChecks,
  type NationalDatabase,
  type QueuedCheck,
} from '#postgres';
import type { QueueHost } from '#queue';

/** Checks that a round takes. */
export const queuedChecksMax = 500;

/** Tells the queue of checks, and finds those that it has lost: Postgres remembers, BullMQ delivers (decision 8). */
export class CheckJobs {
  private cursor: QueuedCheck | null = null;

  constructor(
    private readonly database: NationalDatabase,
    private readonly host: Pick<QueueHost, 'addBulk' | 'liveJobs'>,
  ) {}

  /**
   * Told while their rows are locked, then marked: a process that ends between the two leaves them as they were, and
   * the next round adds the same jobs under the same ids.
   *
   * @returns how many checks were taken
   */
  queueWaiting(): Promise<number> {
    return this.database.acrossMunicipalities(async (tx) => {
      const checks = await claimWaitingChecks(tx, { machineNowMs: Date.now(), limit: queuedChecksMax });
      if (checks.length === 0) return 0;
      await this.host.addBulk(
        registerCheckQueue.name,
        checks.map((check) => ({ payload: payloadOf(check), priority: check.priority })),
      );
      await markChecksQueued(tx, checks);
      return checks.length;
    });
  }

  /** Walks through what the queue was told of, a page a round. @returns how many checks had no job any more */
  async renewLost(): Promise<number> {
    const page = await this.database.acrossMunicipalities((tx) =>
      readQueuedChecks(tx, { after: this.cursor, limit: queuedChecksMax }),
    );
    this.cursor = page.length < queuedChecksMax ? null : (page.at(-1) ?? null);
    if (page.length === 0) return 0;
    const ids = page.map((check) => registerCheckQueue.jobId(payloadOf(check)));
    const live = await this.host.liveJobs(registerCheckQueue.name, ids);
    const lost = page.filter((_check, index) => !live.has(ids[index] ?? ''));
    if (lost.length === 0) return 0;
    // A check that was answered meanwhile is in another state and stays as it is.
    return this.database.acrossMunicipalities((tx) => renewLostChecks(tx, lost));
  }
}

function payloadOf({ municipality, checkId, generation }: QueuedCheck) {
  return { municipality, checkId, generation };
}
