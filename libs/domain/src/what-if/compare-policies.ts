import type { Day } from '../calendar/index.js';
import { countCaseClasses, type CaseClassCounts } from '../contact-rate/index.js';
import type { Case } from '../derive-address.js';
import type { FoldVerdict } from '../address-history.js';
import type { PersonId, SignalId } from '../ids.js';
import type { CaseKind, Policy } from '../policy.js';
import { isWithin, treatmentsOf, type ReplayedApproach, type Treatment } from './approaches.js';
import { expectedReach, type ExpectedReach } from './expected-reach.js';
import type { Interval } from '../contact-rate/index.js';
import type { ReplayedAddress } from './replay-address.js';
import { changesBetween, treatmentChanges, type TreatmentChange } from './treatment-changes.js';
import { workloadOf, type Workload } from './workload.js';

/** The days that are compared; both ends belong to them. */
export interface ComparedDays {
  readonly from: Day;
  readonly until: Day;
}

/** What one policy makes of the signals of a range. */
export interface PolicyOutcome {
  readonly signals: Readonly<Partial<Record<FoldVerdict, number>>>;
  /** Cases picked up in the range, in the four disjoint classes. */
  readonly cases: CaseClassCounts;
  readonly crisisCases: number;
  /** Residents with at least one step. */
  readonly approached: number;
  readonly workload: Workload;
  /** Null without history of the municipality's own. */
  readonly reach: ExpectedReach | null;
}

export interface ChangedResident {
  readonly personId: PersonId;
  readonly signalId: SignalId;
  readonly changes: readonly TreatmentChange[];
}

export interface PolicyComparison {
  readonly residents: number;
  readonly before: PolicyOutcome;
  readonly after: PolicyOutcome;
  /** How many residents each change touches; a resident can be in several. */
  readonly changeCounts: Readonly<Record<TreatmentChange, number>>;
  readonly changed: readonly ChangedResident[];
}

/** The same addresses under one policy. */
export interface Scenario {
  readonly addresses: readonly ReplayedAddress[];
  readonly policy: Policy;
}

/**
 * Holds two policies side by side over the same signals.
 *
 * @param shares of each mix of channels, the part that was reached in the municipality's own history; null: none
 */
export function comparePolicies(
  before: Scenario,
  after: Scenario,
  days: ComparedDays,
  shares: ReadonlyMap<string, Interval> | null,
): PolicyComparison {
  const [were, are] = [treatmentsIn(before, days), treatmentsIn(after, days)];
  const changed: ChangedResident[] = [];
  for (const [key, was] of were) {
    const is = are.get(key);
    const changes = is === undefined ? [] : changesBetween(was, is);
    if (changes.length > 0) changed.push({ personId: was.personId, signalId: was.signalId, changes });
  }
  return {
    residents: were.size,
    before: outcomeOf(before, days, were, shares, null),
    after: outcomeOf(after, days, are, shares, were),
    changeCounts: countChanges(changed),
    changed,
  };
}

/** Persons are compared at their address: who was joined from two of them is treated at each. */
function treatmentsIn(
  { addresses }: Scenario,
  { from, until }: ComparedDays,
): ReadonlyMap<string, Treatment> {
  return new Map(
    addresses.flatMap((address) =>
      treatmentsOf(address, from, until).map(
        (treatment) => [`${address.derived.addressId} ${treatment.personId}`, treatment] as const,
      ),
    ),
  );
}

function outcomeOf(
  { addresses, policy }: Scenario,
  days: ComparedDays,
  treatments: ReadonlyMap<string, Treatment>,
  shares: ReadonlyMap<string, Interval> | null,
  replaced: ReadonlyMap<string, Treatment> | null,
): PolicyOutcome {
  const signals: Partial<Record<FoldVerdict, number>> = {};
  const classes: CaseKind[] = [];
  let crisisCases = 0;
  for (const { derived } of addresses) {
    for (const { receiptDay, verdict } of derived.signals) {
      if (isWithin(receiptDay, days.from, days.until)) signals[verdict] = (signals[verdict] ?? 0) + 1;
    }
    for (const one of derived.cases) {
      if (one.pickedUpOn === null || !isWithin(one.pickedUpOn, days.from, days.until)) continue;
      classes.push(classOf(one));
      if (one.crisis) crisisCases += 1;
    }
  }
  const all = [...treatments.values()];
  return {
    signals,
    cases: countCaseClasses(classes),
    crisisCases,
    approached: all.filter(({ approaches }) => approaches.some(({ steps }) => steps.length > 0)).length,
    workload: workloadOf(
      addresses.flatMap(({ steps }) => steps),
      days,
      policy.capacityPerWeek,
    ),
    reach: shares === null ? null : expectedReach(pairsOf(treatments, replaced), shares),
  };
}

/** Each approach with steps, beside the one of the same resident that it replaces: the first for the first, and so on. */
function* pairsOf(
  treatments: ReadonlyMap<string, Treatment>,
  replaced: ReadonlyMap<string, Treatment> | null,
): Generator<{ readonly approach: ReplayedApproach; readonly replaces: ReplayedApproach | null }> {
  const done = ({ steps }: ReplayedApproach): boolean => steps.length > 0;
  for (const [key, { approaches }] of treatments) {
    const former = replaced?.get(key)?.approaches.filter(done) ?? [];
    for (const [at, approach] of approaches.filter(done).entries()) {
      yield { approach, replaces: former[at] ?? null };
    }
  }
}

function classOf({ consecutive, multiple }: Case): CaseKind {
  if (multiple && consecutive) return 'multiple-and-consecutive';
  if (multiple) return 'multiple';
  return consecutive ? 'consecutive' : 'single';
}

function countChanges(changed: readonly ChangedResident[]): Readonly<Record<TreatmentChange, number>> {
  const counts = Object.fromEntries(treatmentChanges.map((change) => [change, 0])) as Record<
    TreatmentChange,
    number
  >;
  for (const { changes } of changed) for (const change of changes) counts[change] += 1;
  return counts;
}
