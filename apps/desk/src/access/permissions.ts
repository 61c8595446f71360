import type { User } from './user.js';

/**
 * Who may do what: roles × actions in one table that an auditor can read. What somebody may do to *which* row (an
 * outside party only its own tasks) is decided in the use case, and which municipality by the database.
 */
const permissions = {
  'list-tasks': ['outreach-worker', 'team-lead', 'external'],
  'claim-task': ['outreach-worker', 'team-lead', 'external'],
  'release-task': ['outreach-worker', 'team-lead', 'external'],
  'complete-task': ['outreach-worker', 'team-lead', 'external'],
  'decide-task': ['team-lead'],
  'record-contact': ['outreach-worker', 'team-lead'],
  'find-cases': ['outreach-worker', 'team-lead'],
  'read-case': ['outreach-worker', 'team-lead'],
  'explain-signal': ['outreach-worker', 'team-lead'],
  'close-case-person': ['outreach-worker', 'team-lead'],
  'mark-do-not-approach': ['outreach-worker', 'team-lead'],
  'lift-do-not-approach': ['outreach-worker', 'team-lead'],
  'record-language': ['outreach-worker', 'team-lead'],
  'merge-persons': ['team-lead'],
  'split-person': ['team-lead'],
  'move-signal': ['team-lead'],
  'list-hand-overs': ['outreach-worker', 'team-lead'],
  'finish-hand-over': ['outreach-worker', 'team-lead'],
  'list-reviews': ['outreach-worker', 'team-lead'],
  // An answer merges or parts persons, so who may give it is who may merge and split (docs/decisions/0036).
  'answer-review': ['team-lead'],
  'ask-letter-release': ['outreach-worker', 'team-lead'],
  'release-letter': ['outreach-worker', 'team-lead'],
  'answer-register': ['outreach-worker', 'team-lead'],
} as const satisfies Record<string, readonly RoleKind[]>;

type RoleKind = 'outreach-worker' | 'team-lead' | 'external';
export type Action = keyof typeof permissions;
export const actions = Object.keys(permissions) as readonly Action[];

export function mayDo(user: User, action: Action): boolean {
  const kind: RoleKind =
    user.role === 'team-lead' || user.role === 'outreach-worker' ? user.role : 'external';
  return (permissions[action] as readonly RoleKind[]).includes(kind);
}
