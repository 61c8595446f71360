export { applyExternalAccess, externalAccess, type ExternalAccess } from './external-access.js';
export { externalAclRules, externalAclUser } from './external-acl.js';
export { startExternalWorker, type ExternalWorker, type ExternalWorkerOptions } from './external-worker.js';
export * from './job-error.js';
export * from './queue-definition.js';
export * from './queue-host.js';
export { PRIORITY_MAX, PRIORITY_NORMAL } from './queue-jobs.js';
export type { EndedRun, JobHandler, JobRun, WorkerLimits } from './queue-worker.js';
export { QueueView } from './queue-view.js';
