import type { CrashPoint } from '../../libs/platform/src/crash-point.js';

/** Which process reaches a point, and when in a town's day. */
export interface CrashScenario {
  readonly app: 'intake' | 'outreach' | 'desk' | 'sender';
  /** `evening`: signals are read. `morning`: the letters are due. `week`: visits are. */
  readonly at: 'evening' | 'morning' | 'week';
  /** The queue has forgotten its jobs before it is reached. */
  readonly losesJobs?: boolean;
}

/** A scenario for every crash point: who adds a point and forgets it here is stopped by the compiler. */
export const crashScenarios: Readonly<Record<CrashPoint, CrashScenario>> = {
  'before-db-transaction': { app: 'intake', at: 'evening' },
  'after-position-before-records': { app: 'intake', at: 'evening' },
  'after-records-before-db-commit': { app: 'intake', at: 'evening' },
  'after-db-commit-before-offset': { app: 'intake', at: 'evening' },
  'after-tasks-before-commit': { app: 'outreach', at: 'morning' },
  'after-add-before-mark': { app: 'outreach', at: 'morning' },
  'after-renew-before-add': { app: 'outreach', at: 'morning', losesJobs: true },
  'after-claim-before-render': { app: 'outreach', at: 'morning' },
  'after-file-before-commit': { app: 'outreach', at: 'morning' },
  'after-commit-before-job-end': { app: 'outreach', at: 'morning' },
  'after-publish-before-mark': { app: 'outreach', at: 'morning' },
  // The first letter is a fact, and its address is folded again.
  'after-refold-before-commit': { app: 'intake', at: 'morning' },
  'after-report-before-commit': { app: 'desk', at: 'week' },
  'after-commit-before-answer': { app: 'desk', at: 'week' },
  'after-sending-before-send': { app: 'sender', at: 'week' },
  'after-send-before-complete': { app: 'sender', at: 'week' },
};
