import {
  countChecks,
  countFailures,
  countTasks,
  countUnfitFeedback,
  readOutboxHeads,
  type NationalDatabase,
} from '#postgres';
import type { Clock } from '#platform';
import { Counter, Gauge, type Registry } from 'prom-client';

import type { TaskJobs } from './task-jobs.js';

/** Where gauges are read from, at each question of /metrics. */
export interface GaugeSources {
  readonly database: NationalDatabase;
  readonly clock: Clock;
  readonly jobs: TaskJobs;
}

/** Counting all tasks reads the table: a scrape more often than this gets the figures of before. */
const freshMs = 5_000;

/** The counters and gauges of this process; docs/metrics.md says what each means and what to do. */
export class OutreachMetrics {
  readonly tasksMade: Counter;
  readonly tasksQueued: Counter;
  readonly letters: Counter<'result'>;
  readonly leaseExpiries: Counter<'state' | 'holder'>;
  readonly jobsRenewed: Counter;
  readonly feedbackSent: Counter;
  readonly feedbackTrouble: Counter<'kind'>;
  readonly closedByItself: Counter;
  readonly letterFilesMissing: Gauge;
  readonly registerChecks: Counter<'result'>;
  readonly letterFiles: Counter<'kind'>;
  readonly loopFaults: Counter<'loop' | 'fault'>;

  constructor(registry: Registry) {
    const counter = <Label extends string = never>(
      name: string,
      help: string,
      labelNames: Label[] = [],
    ): Counter<Label> =>
      new Counter({ name: `eropaf_outreach_${name}`, help, labelNames, registers: [registry] });
    this.tasksMade = counter('tasks_made_total', 'Tasks made or begun again because their step was due');
    this.tasksQueued = counter('tasks_queued_total', 'Tasks of which a queue or the worklist was told');
    this.letters = counter('letters_rendered_total', 'Jobs of the letter worker by result', ['result']);
    this.leaseExpiries = counter('lease_expiries_total', 'Leases that ran out', ['state', 'holder']);
    this.jobsRenewed = counter('jobs_renewed_total', 'Waiting tasks whose job Redis had lost');
    this.feedbackSent = counter('feedback_sent_total', 'Messages to creditors that Kafka has');
    this.feedbackTrouble = counter(
      'feedback_trouble_total',
      'Topics in trouble, and messages that do not fit',
      ['kind'],
    );
    this.closedByItself = counter('closed_by_itself_total', 'Case-persons closed after their last step');
    this.letterFiles = counter('letter_files_swept_total', 'Files of letters without a letter', ['kind']);
    this.letterFilesMissing = new Gauge({
      name: 'eropaf_outreach_letter_files_missing',
      help: 'Letters that went out and whose file is gone',
      registers: [registry],
    });
    this.registerChecks = counter('register_checks_total', 'Runs of register checks by result', ['result']);
    this.loopFaults = counter('loop_faults_total', 'Rounds that failed, by what failed', ['loop', 'fault']);
  }
}

/** Registers the gauges that ask the stores. A store that is away leaves its figures out, not the others'. */
export function registerGauges(registry: Registry, { database, clock, jobs }: GaugeSources): void {
  const gauge = (
    name: string,
    help: string,
    labelNames: string[],
    fill: (gauge: Gauge) => Promise<void>,
  ): void => {
    const made: Gauge = new Gauge({
      name: `eropaf_outreach_${name}`,
      help,
      labelNames,
      registers: [registry],
      collect: freshly(freshMs, () => fill(made)),
    });
  };
  gauge('outbox_age_seconds', 'Age of the oldest row that waits', ['outbox'], async (made) => {
    const nowMs = await clock.nowMs();
    const heads = await database.acrossMunicipalities(readOutboxHeads);
    for (const [outbox, since] of Object.entries(heads)) {
      made.set({ outbox }, since === null ? 0 : Math.max(0, nowMs - since.getTime()) / 1_000);
    }
  });
  gauge('tasks', 'Tasks by channel and state', ['channel', 'state'], async (made) => {
    const counts = await database.acrossMunicipalities(countTasks);
    made.reset();
    for (const { channel, state, count } of counts) made.set({ channel, state }, count);
  });
  gauge('tasks_failed', 'Failed tasks by channel and reason', ['channel', 'reason'], async (made) => {
    const counts = await database.acrossMunicipalities(countFailures);
    made.reset();
    for (const { channel, reason, count } of counts) made.set({ channel, reason }, count);
  });
  gauge('feedback_unfit', 'Messages to creditors that are set aside', [], async (made) => {
    made.set(await database.acrossMunicipalities(countUnfitFeedback));
  });
  const registerGauge = (name: string, help: string, figure: 'checks' | 'unchecked'): void =>
    gauge(name, help, ['state', 'reason'], async (made) => {
      const nowMs = await clock.nowMs();
      const counts = await database.acrossMunicipalities((tx) => countChecks(tx, nowMs));
      made.reset();
      for (const { state, reason, ...figures } of counts) made.set({ state, reason }, figures[figure]);
    });
  registerGauge('register_checks', 'Checks that have no answer, by state', 'checks');
  registerGauge('register_unchecked', 'Checks of which the step went on without an answer', 'unchecked');
  gauge('queue_jobs', 'Jobs by queue and state', ['queue', 'channel', 'state'], async (made) => {
    const depths = await jobs.depth();
    made.reset();
    for (const depth of depths)
      made.set({ queue: depth.queue, channel: depth.channel, state: depth.state }, depth.jobs);
  });
}

/** Does the work at most once in a time, and never lets a failure spoil the other figures. */
function freshly(forMs: number, work: () => Promise<void>): () => Promise<void> {
  let doneAtMs = 0;
  return async () => {
    if (Date.now() - doneAtMs < forMs) return;
    try {
      await work();
      doneAtMs = Date.now();
    } catch {
      // Readiness tells which store is away; a missing figure is seen by whoever draws it.
    }
  };
}
