import type { ContactKind, ProcessFailure } from '#domain';
import { crashPoint, type Clock } from '#platform';
import { moveTask, type MunicipalDatabase, type Transaction } from '#postgres';

import { claimTask, lookAgain, type ClaimedTask, type ProcessHolder, type TaskJob } from './claim-task.js';
import { completeTask, failTask } from './finish-task.js';
import { isOwnFault, releaseTask } from './release-task.js';

/** What the outside said: it took the message, or it did not and never will. Anything else is a throw, and doubt. */
export type EffectResult = { readonly kind: 'delivered' } | { readonly kind: 'refused' };

/** A way to a resident whose effect lies outside and cannot be undone. */
export interface OutsideChannel<Message> {
  readonly kind: ContactKind;
  /** The longest that the effect may take, machine time in milliseconds; far below the lease. */
  readonly effectTimeoutMs: number;
  /** Makes the message, while nothing has gone out. Null: it cannot be made, and the task fails with this code. */
  prepare(tx: Transaction, task: ClaimedTask): Promise<Message | { readonly impossible: ProcessFailure }>;
  /** Sends it. The task's id is the idempotency key: whoever is asked twice under one key acts once. */
  send(message: Message, idempotencyKey: string, signal: AbortSignal): Promise<EffectResult>;
}

/** `uncertain`: it may have gone out. A person decides; nothing sends it again. */
export type DeliveryResult = 'delivered' | 'failed' | 'uncertain' | 'cancelled' | 'not-ours';

export interface Deliverer {
  readonly database: MunicipalDatabase;
  readonly clock: Clock;
  readonly holder: ProcessHolder;
}

/**
 * Does a task whose effect lies outside: at most once, and never silently none. `sending` is committed
 * immediately before the effect, so whoever finds it later knows that something may have gone out.
 */
export async function deliver<Message>(
  by: Deliverer,
  channel: OutsideChannel<Message>,
  job: TaskJob,
): Promise<DeliveryResult> {
  if (channel.effectTimeoutMs * 2 > by.holder.leaseMs) throw new Error('the lease must outlast the effect');
  const nowMs = await by.clock.nowMs();
  const claim = await claimTask(by.database, { job, holder: by.holder, nowMs }, () =>
    Promise.resolve(undefined),
  );
  if (claim.kind !== 'claimed') return claim.kind;
  const { task } = claim;
  const begun = await begin(by, channel, task, nowMs).catch(async (error: unknown) => {
    // Whether `sending` was committed is known to the row alone: it is released only where it still says claimed.
    const counts = isOwnFault(error);
    const failed = await releaseTask(by.database, { task, holder: by.holder, nowMs, counts }).catch(
      () => false,
    );
    if (failed) return 'failed' as const;
    throw error;
  });
  if (typeof begun === 'string') return begun;
  crashPoint('after-sending-before-send');
  const effect = await effectOf(channel, begun.message, task);
  crashPoint('after-send-before-complete');
  return end(by, channel, task, effect);
}

/** Prepares the message and commits `sending`; the last look at the reason is in the same transaction. */
function begin<Message>(
  { database, holder }: Deliverer,
  channel: OutsideChannel<Message>,
  task: ClaimedTask,
  nowMs: number,
): Promise<DeliveryResult | { readonly message: Message }> {
  return database.withMunicipality(task.municipality, async (tx) => {
    const message = await channel.prepare(tx, task);
    const found = await lookAgain(tx, { task, holder, nowMs });
    if (found !== 'go') return found === 'lost' ? 'not-ours' : 'cancelled';
    if (typeof message === 'object' && message !== null && 'impossible' in message) {
      await failTask(tx, { task, holder, result: message.impossible, nowMs });
      return 'failed';
    }
    const moved = await moveTask(tx, {
      task,
      transition: 'start-sending',
      heldBy: holder.name,
      marks: { holder: 'process', claimedBy: holder.name, leaseUntilMs: Date.now() + holder.leaseMs },
      nowMs,
    });
    return moved ? { message: message } : 'not-ours';
  });
}

async function effectOf<Message>(
  channel: OutsideChannel<Message>,
  message: Message,
  task: ClaimedTask,
): Promise<EffectResult | { readonly kind: 'unknown' }> {
  const signal = AbortSignal.timeout(channel.effectTimeoutMs);
  const late = new Promise<{ readonly kind: 'unknown' }>((resolve) => {
    signal.addEventListener('abort', () => resolve({ kind: 'unknown' }), { once: true });
  });
  try {
    return await Promise.race([channel.send(message, task.taskId, signal), late]);
  } catch {
    // The error may hold what was sent, so it is not passed on: that nobody knows is all there is to know.
    return { kind: 'unknown' };
  }
}

async function end<Message>(
  { database, clock, holder }: Deliverer,
  channel: OutsideChannel<Message>,
  task: ClaimedTask,
  effect: EffectResult | { readonly kind: 'unknown' },
): Promise<DeliveryResult> {
  const nowMs = await clock.nowMs();
  return database.withMunicipality(task.municipality, async (tx): Promise<DeliveryResult> => {
    switch (effect.kind) {
      case 'delivered': {
        const done = await completeTask(tx, { task, holder, kind: channel.kind, informs: null, nowMs });
        return done ? 'delivered' : 'not-ours';
      }
      case 'refused':
        return (await failTask(tx, { task, holder, result: 'refused-outside', nowMs }))
          ? 'failed'
          : 'not-ours';
      case 'unknown': {
        const marks = { holder: 'process', claimedBy: holder.name, result: 'effect-unknown' } as const;
        await moveTask(tx, { task, transition: 'doubt', heldBy: holder.name, marks, nowMs });
        return 'uncertain';
      }
      default:
        return effect satisfies never;
    }
  });
}
