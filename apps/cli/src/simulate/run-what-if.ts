import {
  addDays,
  addMonths,
  approachesOf,
  asDay,
  channelMix,
  comparePolicies,
  matchingPeriodOf,
  reachByMix,
  replayAddress,
  type ComparedDays,
  type Day,
  type Policy,
  type PolicyComparison,
  type ReachHistory,
  type RecordedAddress,
  type Scenario,
  type WorkingCalendar,
} from '#domain';
import type { ClosedApproachRow } from '#postgres';

import { CommandRefused } from '../command.js';

/** What a what-if looks at. Both policies are taken as if they took effect on the first of the days. */
export interface WhatIf {
  readonly addresses: readonly RecordedAddress[];
  readonly days: ComparedDays;
  /** What was in force before the first day, oldest first; of a generated year the policy of now. */
  readonly earlier: readonly Policy[];
  readonly now: Policy;
  readonly then: Policy;
  readonly calendar: WorkingCalendar;
  /** How the municipality's own approaches ended; null: it has none. */
  readonly history: {
    readonly policies: readonly Policy[];
    readonly closed: readonly ClosedApproachRow[];
  } | null;
}

/** After the last day the steps of its approaches still fall due: the longest plan is over by then. */
const TAIL_DAYS = 200;

/** Lives through the addresses under both policies, and holds them side by side. */
export function runWhatIf(whatIf: WhatIf): PolicyComparison {
  const { days, history, now, then } = whatIf;
  return comparePolicies(
    scenario(whatIf, now),
    scenario(whatIf, then),
    days,
    history === null ? null : reachByMix(reachHistory(whatIf, history)),
  );
}

/** From when on signals must be read, so that the first day already looks back on what came before. */
export function warmUpFrom(from: Day, policies: readonly Policy[]): Day {
  const months = Math.max(...policies.map(({ lookBackMonths }) => lookBackMonths));
  const days = Math.max(...policies.map(({ repeatWindowDays }) => repeatWindowDays));
  const [byMonths, byDays] = [addMonths(from, -months - 1), addDays(from, -days)];
  return byMonths < byDays ? byMonths : byDays;
}

/**
 * A new way of cutting time into periods can only begin where a period of the old way ends, as with an activation.
 *
 * @throws CommandRefused when it does not
 */
export function checkPeriods(from: Day, policies: readonly Policy[]): void {
  const rules = new Set(policies.map(({ matchingPeriod }) => JSON.stringify(matchingPeriod)));
  if (rules.size < 2) return;
  const starts = policies.map(({ matchingPeriod }) => matchingPeriodOf(from, matchingPeriod).start);
  if (starts.every((start) => start === from)) return;
  throw new CommandRefused([
    '--from: the matching periods differ, so it must be the first day of a period under every policy involved',
  ]);
}

function scenario({ addresses, calendar, days, earlier }: WhatIf, policy: Policy): Scenario {
  const chosen = { ...policy, effectiveFrom: days.from, version: versionAfter(earlier) };
  const policies = [...earlier.filter(({ effectiveFrom }) => effectiveFrom < days.from), chosen];
  const rules = { policies, calendar, lastDay: addDays(days.until, TAIL_DAYS) };
  return { policy: chosen, addresses: addresses.map((address) => replayAddress(address, rules)) };
}

function versionAfter(policies: readonly Policy[]): number {
  return Math.max(0, ...policies.map(({ version }) => version)) + 1;
}

/**
 * The closed approaches by the mix of channels that their plan had in store. Not by what was done: a plan stops at the
 * first contact, so whoever answers a message at once was never called, and a call would seem to reach nobody.
 */
function reachHistory(
  { addresses, calendar, days }: WhatIf,
  { closed, policies }: NonNullable<WhatIf['history']>,
): ReadonlyMap<string, ReachHistory> {
  const endings = new Map(
    closed.map((row) => [`${row.address_id} ${row.person_id} ${row.period_start}`, row.reached]),
  );
  const rules = { policies, calendar, lastDay: addDays(days.until, TAIL_DAYS) };
  const history = new Map<string, ReachHistory>();
  for (const address of addresses) {
    for (const approach of approachesOf(replayAddress(address, rules), EARLIEST, days.until)) {
      const reached = endings.get(`${approach.addressId} ${approach.personId} ${approach.periodStart}`);
      const mix = channelMix(approach.steps);
      if (reached === undefined || mix === '') continue;
      const before = history.get(mix) ?? { closed: 0, reached: 0 };
      history.set(mix, { closed: before.closed + 1, reached: before.reached + (reached ? 1 : 0) });
    }
  }
  return history;
}

/** Before anything was received. */
const EARLIEST = asDay('1900-01-01');
