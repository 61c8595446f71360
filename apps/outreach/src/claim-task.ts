import type { MunicipalityCode, TaskId } from '#domain';
import {
  lockTask,
  moveTask,
  touchAddress,
  type MunicipalDatabase,
  type TaskBeforeEffect,
  type TaskVersion,
  type Transaction,
} from '#postgres';

/** Who works: one process, with the time that its leases last. */
export interface ProcessHolder {
  /** Unique among all processes, of all machines. */
  readonly name: string;
  /** Machine time in milliseconds; far above the time that the work takes, since it is not renewed. */
  readonly leaseMs: number;
}

/** One generation of a task, as a job names it. */
export interface TaskJob extends TaskVersion {
  readonly municipality: MunicipalityCode;
  readonly taskId: TaskId;
  readonly generation: number;
}

/** A task that this process holds. */
export interface ClaimedTask extends TaskJob, Omit<TaskBeforeEffect, 'state' | 'claimedBy'> {
  readonly policyVersion: number;
}

/**
 * What became of a claim: the task is ours; another generation, another holder or the end came first; or its
 * reason went, and it was cancelled.
 */
export type Claim<Prepared = undefined> =
  | { readonly kind: 'claimed'; readonly task: ClaimedTask; readonly prepared: Prepared }
  | { readonly kind: 'not-ours' }
  | { readonly kind: 'cancelled' };

/** A fact about the address waits for its fold; the job is to be tried again when it has been folded. */
export class AddressUnsettled extends Error {
  constructor() {
    super('a fact about the address waits for its fold');
    this.name = 'AddressUnsettled';
  }
}

/**
 * Claims a task for a process of ours, if its reason still stands: the plan asks for the step, and nobody asked
 * not to be approached.
 *
 * @param prepare reads, in the same transaction, what the work needs
 * @throws AddressUnsettled
 */
export function claimTask<Prepared>(
  database: MunicipalDatabase,
  options: { readonly job: TaskJob; readonly holder: ProcessHolder; readonly nowMs: number },
  prepare: (tx: Transaction, task: ClaimedTask) => Promise<Prepared>,
): Promise<Claim<Prepared>> {
  const { job, holder, nowMs } = options;
  return database.withMunicipality(job.municipality, async (tx) => {
    const task = await lockTask(tx, job);
    const waits = task?.state === 'created' || task?.state === 'queued';
    if (task === undefined || !waits || task.executor !== 'worker') return { kind: 'not-ours' };
    if (!task.settled) throw new AddressUnsettled();
    const reason = reasonLost(task);
    if (reason !== null || task.policyVersion === null) {
      await cancel(tx, { job, task, reason: reason ?? 'no-plan', nowMs });
      return { kind: 'cancelled' };
    }
    const claimed = { ...task, ...job, policyVersion: task.policyVersion };
    const [, prepared] = await Promise.all([
      moveTask(tx, {
        task: job,
        transition: 'claim',
        marks: { holder: 'process', claimedBy: holder.name, leaseUntilMs: Date.now() + holder.leaseMs },
        nowMs,
      }),
      prepare(tx, claimed),
    ]);
    return { kind: 'claimed', task: claimed, prepared };
  });
}

/** Why a task may not be done any more, or null. */
export function reasonLost(
  task: TaskBeforeEffect,
): 'do-not-approach' | 'secret-address' | 'not-planned' | null {
  if (!task.approachable) return 'do-not-approach';
  if (!task.released) return 'secret-address';
  return task.wanted ? null : 'not-planned';
}

/**
 * Looks at a claimed task once more, under its lock, before something goes out.
 *
 * @returns `go`; `lost`, when this process does not hold it any more; `cancelled`, when its reason went
 * @throws AddressUnsettled
 */
export async function lookAgain(
  tx: Transaction,
  options: { readonly task: ClaimedTask; readonly holder: ProcessHolder; readonly nowMs: number },
): Promise<'go' | 'lost' | 'cancelled'> {
  const { task, holder, nowMs } = options;
  const now = await lockTask(tx, task);
  if (now?.state !== 'claimed' || now.claimedBy !== holder.name) return 'lost';
  // What waits for its fold may be that this task is about somebody else: nothing goes out before that is known.
  if (!now.settled) throw new AddressUnsettled();
  const reason = reasonLost(now);
  if (reason === null) return 'go';
  await moveTask(tx, { task, transition: 'release', heldBy: holder.name, marks: {}, nowMs });
  await cancel(tx, { job: task, task, reason, nowMs });
  return 'cancelled';
}

async function cancel(
  tx: Transaction,
  options: {
    readonly job: TaskJob;
    readonly task: Pick<TaskBeforeEffect, 'addressId'>;
    readonly reason: string;
    readonly nowMs: number;
  },
): Promise<void> {
  const { job, task, reason, nowMs } = options;
  await moveTask(tx, { task: job, transition: 'cancel', marks: { result: reason }, nowMs });
  await touchAddress(tx, {
    municipality: job.municipality,
    addressId: task.addressId,
    fromReceiptMs: null,
    reason: 'task-cancelled',
  });
}
