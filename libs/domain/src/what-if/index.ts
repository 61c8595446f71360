export { approachesOf, channelMix, type ReplayedApproach } from './approaches.js';
export {
  comparePolicies,
  type ChangedResident,
  type ComparedDays,
  type PolicyComparison,
  type PolicyOutcome,
  type Scenario,
} from './compare-policies.js';
export { REACH_HISTORY_MIN, reachByMix, type ExpectedReach, type ReachHistory } from './expected-reach.js';
export {
  replayAddress,
  type RecordedAddress,
  type ReplayedAddress,
  type ReplayedStep,
  type ReplayRules,
} from './replay-address.js';
export { treatmentChanges, type TreatmentChange } from './treatment-changes.js';
export type { ChannelWorkload, Workload } from './workload.js';
