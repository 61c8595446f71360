import { describePolicy } from './describe-policy.js';
import type { PolicyDocument } from './policy-document.js';

/** One thing that two policies say differently; null where one says nothing about it. */
export interface PolicyDifference {
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Everything that two policies say differently, in the order of the newer one; what it no longer says comes last. */
export function policyDifferences(
  before: PolicyDocument,
  after: PolicyDocument,
): readonly PolicyDifference[] {
  const [older, newer] = [describePolicy(before), describePolicy(after)];
  return [...new Set([...newer.keys(), ...older.keys()])]
    .map((what) => ({ what, before: older.get(what) ?? null, after: newer.get(what) ?? null }))
    .filter((one) => one.before !== one.after);
}
