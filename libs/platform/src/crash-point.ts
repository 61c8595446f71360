/**
 * The places at which a process may die with something half done, in the order of a signal's way. Each has a name, so
 * that a test can end a real process exactly there; `test/integrity/crash-points.e2e.ts` has a scenario for each.
 */
export const crashPoints = [
  /** Intake: a sub-batch was fetched, nothing was asked of the database. */
  'before-db-transaction',
  /** Intake, in the transaction: the position moved, no record is written. */
  'after-position-before-records',
  /** Intake, in the transaction: everything is written. */
  'after-records-before-db-commit',
  /** Intake: committed; Kafka's group offset is not. */
  'after-db-commit-before-offset',
  /** Intake, in the transaction of a refold. */
  'after-refold-before-commit',
  /** Outreach, in the transaction: tasks are made of steps that are due. */
  'after-tasks-before-commit',
  /** Outreach, in the transaction: the queue has the jobs, their tasks do not say so. */
  'after-add-before-mark',
  /** Outreach, in the transaction: tasks whose job was lost have a new generation, and no job yet. */
  'after-renew-before-add',
  /** Outreach: a letter is claimed, nothing is written. */
  'after-claim-before-render',
  /** Outreach, in the transaction: the letter lies in its place, its task is not done. */
  'after-file-before-commit',
  /** Outreach: the letter is done, its job does not know. */
  'after-commit-before-job-end',
  /** A channel with an effect outside: `sending` is committed, nothing went out. */
  'after-sending-before-send',
  /** The same: it went out, and nobody was told. */
  'after-send-before-complete',
  /** Outreach, in the transaction: Kafka has the feedback, its rows do not say so. */
  'after-publish-before-mark',
  /** Desk, in the transaction: a report is written. */
  'after-report-before-commit',
  /** Desk: the report is committed, whoever made it was not answered. */
  'after-commit-before-answer',
] as const;
export type CrashPoint = (typeof crashPoints)[number];

/**
 * What happens at a crash point: nothing. Only a test sets it, in a process that it starts with a module of its own
 * before the app; no setting, variable or request leads here, and the library does not hand it out.
 */
export const crashPort: { reached: ((point: CrashPoint) => void) | null } = { reached: null };

/** Names the place that a process has reached. */
export function crashPoint(point: CrashPoint): void {
  crashPort.reached?.(point);
}
