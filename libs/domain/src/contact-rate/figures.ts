import { addMonths, civilDateOf, dayFrom, type Day } from '../calendar/index.js';
import { outcomeMeanings, outcomes, type Outcome } from '../outcome/index.js';
import { rateOf, type Rate } from './rate.js';

/**
 * Which cases a figure is about. `closed`: those closed in the month, comparable with the national monitor.
 * `cohort`: those whose matching period starts in the month, closed or still open, so that a rate of a recent
 * month is not made of its quick cases only; the share still open is told beside it.
 */
export const figureViews = ['closed', 'cohort'] as const;
export type FigureView = (typeof figureViews)[number];

/**
 * By what the cases are divided. Classes of cases are disjoint; a case counts once in each channel, sector and age
 * group that it has, so those columns do not add up to the total.
 */
export const figureSplits = ['none', 'channel', 'sector', 'age-group', 'case-class'] as const;
export type FigureSplit = (typeof figureSplits)[number];

/** True when the parts of this division add up to the total. */
export function partsAddUp(split: FigureSplit): boolean {
  return split === 'none' || split === 'case-class';
}

/** Outcomes with which a resident took up help: the numerator of acceptance. */
export const helpOutcomes: readonly Outcome[] = outcomes.filter(
  (outcome) => outcomeMeanings[outcome].helpAccepted === true,
);

/** Picked-up cases of one group. `reached`, `open` and `helped` are parts of `cases`; `helped` is a part of `reached`. */
export interface CaseCounts {
  readonly cases: number;
  readonly reached: number;
  readonly open: number;
  readonly helped: number;
}

export const noCases: CaseCounts = Object.freeze({ cases: 0, reached: 0, open: 0, helped: 0 });

/** Counts of groups that share no case. */
export function addCounts(counts: Iterable<CaseCounts>): CaseCounts {
  let { cases, reached, open, helped } = noCases;
  for (const one of counts) {
    cases += one.cases;
    reached += one.reached;
    open += one.open;
    helped += one.helped;
  }
  return { cases, reached, open, helped };
}

/** Cases with at least one reached attempt / cases. */
export function contactRateOf(counts: CaseCounts, z: number): Rate {
  return rateOf(counts.reached, counts.cases, z);
}

/** Cases with a help outcome / cases with contact. */
export function acceptanceOf(counts: CaseCounts, z: number): Rate {
  return rateOf(counts.helped, counts.reached, z);
}

/** Cases that are still open / cases: how much a cohort's rate can still move. */
export function stillOpenOf(counts: CaseCounts, z: number): Rate {
  return rateOf(counts.open, counts.cases, z);
}

/**
 * Signals received in a month per 1,000 inhabitants; null where the number of inhabitants is not known.
 *
 * @throws RangeError for a count that is none
 */
export function signalsPerThousand(signals: number, inhabitants: number | null): number | null {
  if (!Number.isSafeInteger(signals) || signals < 0) throw new RangeError('signals are a count');
  if (inhabitants === null) return null;
  if (!Number.isSafeInteger(inhabitants) || inhabitants < 1) throw new RangeError('inhabitants are a count');
  return (signals / inhabitants) * 1_000;
}

/** Months by their first days; both ends belong to the range. */
export interface MonthRange {
  readonly first: Day;
  readonly last: Day;
}

/** The first day of the month of a day: how figures name a month. */
export function monthOf(day: Day): Day {
  const { year, month } = civilDateOf(day);
  return dayFrom(year, month, 1);
}

/** Every month of the range, in order; empty when the last lies before the first. */
export function monthsOf({ first, last }: MonthRange): readonly Day[] {
  const months: Day[] = [];
  for (let month = monthOf(first); month <= last; month = addMonths(month, 1)) months.push(month);
  return months;
}

/** The same months a year before. */
export function yearBefore({ first, last }: MonthRange): MonthRange {
  return { first: addMonths(first, -12), last: addMonths(last, -12) };
}

/** The line by which the demo ends: a rate beside its benchmark, in whole numbers and tenths of percents. */
export function contactRateLine(rate: Rate, benchmarkRate: number): string {
  const percent = (share: number): string => `${Number((share * 100).toFixed(1))}`;
  const shown =
    rate.rate === null || rate.low === null || rate.high === null
      ? '–'
      : `${percent(rate.rate)} % (${percent(rate.low)}–${percent(rate.high)})`;
  return `contact rate: ${rate.numerator}/${rate.denominator} = ${shown} benchmark ${percent(benchmarkRate)} %`;
}
