import type { CaseKind } from '../policy.js';

/**
 * The four disjoint classes of cases, in the order in which figures print them: single, multiple only, consecutive
 * only, both. They add up to the total; the monitor's "multiple" and "consecutive" overlap and do not.
 */
export const caseClasses: readonly CaseKind[] = [
  'single',
  'multiple',
  'consecutive',
  'multiple-and-consecutive',
];

/**
 * The class of a case; only picked-up signals count. Null when nothing was picked up in the period: such a case
 * is in no figure of classes.
 *
 * @param inPeriod picked-up signals on the address in the matching period
 * @param inLookBack picked-up signals on the address in the six months before
 */
export function caseClassOf(inPeriod: number, inLookBack: number): CaseKind | null {
  if (inPeriod === 0) return null;
  if (inPeriod === 1) return inLookBack === 0 ? 'single' : 'consecutive';
  return inLookBack === 0 ? 'multiple' : 'multiple-and-consecutive';
}

export interface CaseClassCounts {
  readonly counts: Readonly<Record<CaseKind, number>>;
  readonly total: number;
}

/** Counts each class, zeros included, and their total. */
export function countCaseClasses(classes: Iterable<CaseKind>): CaseClassCounts {
  const counts = { single: 0, multiple: 0, consecutive: 0, 'multiple-and-consecutive': 0 };
  let total = 0;
  for (const one of classes) {
    counts[one] += 1;
    total += 1;
  }
  return { counts, total };
}
