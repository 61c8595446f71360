import type { KafkaProducer } from '#kafka';
import { LetterWalk } from '#letters';
import { dayOf } from '#domain';
import { Loop, type Clock, type Logger } from '#platform';
import { readWaiting, type NationalDatabase, type Waiting } from '#postgres';

import { closeByItself, closingsMax } from './close-by-itself.js';
import type { DatabaseAge } from './database-age.js';
import { faultOf } from './fault-of.js';
import type { OutreachMetrics } from './metrics.js';
import { lookedAtMax, MissingLetters } from './missing-letters.js';
import type { SettingsByVersion } from './municipality-settings.js';
import { dueStepsMax, planDueTasks } from './plan-due-tasks.js';
import { createdTasksMax, queueCreatedTasks } from './queue-created-tasks.js';
import { queuedChecksMax } from './register-checks/queue-checks.js';
import type { RegisterChecks } from './register-checks/open-register-checks.js';
import { checksMax } from './register-checks/request-checks.js';
import { Reconciler, reconcileMax } from './reconcile.js';
import { feedbackMax, FeedbackRelay } from './send-feedback.js';
import { sweepLetters, sweptMax } from './sweep-letters.js';
import type { TaskJobs } from './task-jobs.js';

export interface LoopParts {
  readonly database: NationalDatabase;
  readonly age: DatabaseAge;
  readonly clock: Clock;
  readonly jobs: TaskJobs;
  readonly producer: Pick<KafkaProducer, 'send'>;
  readonly settings: SettingsByVersion;
  readonly metrics: OutreachMetrics;
  readonly logger: Logger;
  readonly objectsDir: string;
  /** The `source` of what creditors are sent. */
  readonly eventSource: string;
  readonly checks: Pick<RegisterChecks, 'municipalities' | 'requests' | 'jobs'>;
  /** Machine time between two looks at what waits, one for all loops; null: each loop looks for itself, at its own pace. */
  readonly watchMs: number | null;
  readonly crash: (error: unknown) => void;
}

/** Between rounds that found nothing. */
const idleMs = 1_000;
/** A walk reads the whole folder of letters; what it looks for is left by crashes only. */
const sweepIdleMs = 3_600_000;

/** What outreach does again and again; each loop has its own pace and its own faults. */
export function outreachLoops(parts: LoopParts): readonly Loop[] {
  const { clock, database, jobs, metrics } = parts;
  const loop = (name: string, roundMax: number, round: () => Promise<number>, waitMs = idleMs): Loop =>
    new Loop({
      name,
      round,
      roundMax,
      idleMs: waitMs,
      faultOf,
      onFault: (failed, fault) => metrics.loopFaults.inc({ loop: failed, fault }),
      crash: parts.crash,
      logger: parts.logger,
    });
  const queueing = loop('queue-tasks', createdTasksMax, async () => {
    const queued = await queueCreatedTasks(database, jobs, await clock.nowMs(), parts.age.confirm);
    metrics.tasksQueued.inc(queued);
    return queued;
  });
  const planning = loop('plan-tasks', dueStepsMax, async () => {
    const { due, made } = await planDueTasks(
      database,
      parts.settings,
      await clock.nowMs(),
      parts.checks.municipalities,
      parts.age.confirm,
    );
    metrics.tasksMade.inc(made);
    if (made > 0) queueing.nudge();
    return due;
  });
  const closing = loop('close-by-itself', closingsMax, async () => {
    const closed = await closeByItself(database, await clock.nowMs());
    metrics.closedByItself.inc(closed);
    return closed;
  });
  const telling = loop('feedback', feedbackMax, feedback(parts));
  const checking = loop('queue-checks', queuedChecksMax, () => parts.checks.jobs.queueWaiting());
  const nudged = { planning, queueing, closing, feedback: telling, checks: checking };
  return [
    loop('database-age', 1, () => parts.age.round()),
    planning,
    queueing,
    closing,
    telling,
    checking,
    loop('reconcile', reconcileMax, reconciling(parts)),
    loop('sweep-letters', sweptMax + 1, sweeping(parts), sweepIdleMs),
    loop('missing-letters', lookedAtMax + 1, lookingForLetters(parts), sweepIdleMs),
    loop('request-checks', checksMax, async () => parts.checks.requests.round(await clock.nowMs())),
    loop('renew-checks', queuedChecksMax, () => parts.checks.jobs.renewLost()),
    ...(parts.watchMs === null ? [] : [loop('watch', 1, watching(parts, nudged), parts.watchMs)]),
  ];
}

/** Five questions in one statement: where there is something to do, its loop begins at once. */
function watching(
  { database, clock }: LoopParts,
  nudged: Readonly<Record<keyof Waiting, Loop>>,
): () => Promise<number> {
  return async () => {
    const waiting = await readWaiting(database, {
      today: dayOf(await clock.nowMs()),
      machineNowMs: Date.now(),
    });
    for (const [what, waits] of Object.entries(waiting)) if (waits) nudged[what as keyof Waiting].nudge();
    return 0;
  };
}

function reconciling({ database, jobs, age, clock, metrics }: LoopParts): () => Promise<number> {
  const reconciler = new Reconciler(database, jobs, age.confirm);
  return async () => {
    const round = await reconciler.round(await clock.nowMs(), Date.now());
    metrics.leaseExpiries.inc({ state: 'claimed', holder: 'process' }, round.requeued);
    metrics.leaseExpiries.inc({ state: 'sending', holder: 'process' }, round.sendingInDoubt);
    metrics.leaseExpiries.inc({ state: 'claimed', holder: 'person' }, round.personInDoubt);
    metrics.jobsRenewed.inc(round.jobsRenewed);
    return Math.max(round.givenUp, round.requeued, round.sendingInDoubt, round.personInDoubt);
  };
}

function sweeping({ database, metrics, logger, objectsDir }: LoopParts): () => Promise<number> {
  const walk = new LetterWalk(objectsDir);
  return async () => {
    const round = await sweepLetters(database, walk, Date.now());
    for (const kind of ['half', 'orphan', 'unknown'] as const) metrics.letterFiles.inc({ kind }, round[kind]);
    if (round.unknown > 0)
      logger.error(
        { files: round.unknown },
        'letters lie in the folder whose tasks the database does not know',
      );
    // The last round of a walk is one without files: then the next walk has time.
    return round.seen < sweptMax ? 0 : round.seen;
  };
}

/** Task ids that a round writes to the log; the gauge has their number. */
const loggedMax = 20;

function lookingForLetters({
  database,
  clock,
  metrics,
  logger,
  objectsDir,
}: LoopParts): () => Promise<number> {
  const missingLetters = new MissingLetters(database, objectsDir);
  return async () => {
    const { inAll, missing, seen } = await missingLetters.round(await clock.nowMs());
    if (missing.length > 0)
      logger.error(
        { letters: missing.length, tasks: missing.slice(0, loggedMax).map(({ taskId }) => taskId) },
        'letters went out whose file is gone',
      );
    if (inAll !== null) metrics.letterFilesMissing.set(inAll);
    return inAll === null ? seen : 0;
  };
}

function feedback({
  database,
  producer,
  clock,
  eventSource,
  metrics,
  logger,
}: LoopParts): () => Promise<number> {
  const relay = new FeedbackRelay(database, producer, eventSource);
  return async () => {
    const round = await relay.round(await clock.nowMs());
    metrics.feedbackSent.inc(round.sent);
    metrics.feedbackTrouble.inc({ kind: 'topic' }, round.inTrouble);
    metrics.feedbackTrouble.inc({ kind: 'unfit' }, round.unfit);
    if (round.unfit > 0)
      logger.error({ messages: round.unfit }, 'messages to creditors do not fit the contract');
    if (round.inTrouble > 0)
      logger.warn({ creditors: round.inTrouble }, 'topics of creditors are in trouble');
    return round.sent;
  };
}
