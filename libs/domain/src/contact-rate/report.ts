import { addMonths, type Day } from '../calendar/index.js';
import {
  acceptanceOf,
  addCounts,
  contactRateOf,
  monthsOf,
  noCases,
  partsAddUp,
  stillOpenOf,
  type CaseCounts,
  type FigureSplit,
  type FigureView,
  type MonthRange,
} from './figures.js';
import { differenceOf, type Rate, type RateDifference } from './rate.js';

/** The counts of one part (a sector, a channel, …; '' for all cases) in one month. Months share no case. */
export interface MonthCounts extends CaseCounts {
  readonly month: Day;
  readonly part: string;
}

/** One line of figures. No rate travels without its counts. */
export interface RateLine {
  readonly counts: CaseCounts;
  readonly contact: Rate;
  readonly acceptance: Rate;
  /** Null in the closed view, where nothing is open. */
  readonly stillOpen: Rate | null;
  /** The contact rate of the same months a year before. */
  readonly yearBefore: Rate;
  /** `contact` minus `yearBefore`; null when one of the two is 0/0. */
  readonly change: RateDifference | null;
}

export interface MonthLine extends RateLine {
  readonly month: Day;
}

export interface PartLines {
  readonly part: string;
  readonly total: RateLine;
  readonly months: readonly MonthLine[];
}

export interface RateLines {
  readonly total: RateLine;
  readonly months: readonly MonthLine[];
  /** In the order of `parts`; empty without a division. */
  readonly parts: readonly PartLines[];
  /** False where a case counts in several parts: then their columns do not add up, and the table must say so. */
  readonly partsAddUp: boolean;
}

export interface RateLinesInput {
  readonly range: MonthRange;
  readonly view: FigureView;
  readonly split: FigureSplit;
  /** The parts to show, also those without a case. */
  readonly parts: readonly string[];
  /** All cases ('') and each part, of the range and of the same months a year before. */
  readonly counts: readonly MonthCounts[];
  /** Quantile of the standard normal distribution for the confidence of all intervals. */
  readonly z: number;
}

/** Makes every line of a table out of counts. */
export function rateLines(input: RateLinesInput): RateLines {
  const all = linesOfPart(input, '');
  return {
    total: all.total,
    months: all.months,
    parts: input.split === 'none' ? [] : input.parts.map((part) => linesOfPart(input, part)),
    partsAddUp: partsAddUp(input.split),
  };
}

function linesOfPart({ range, view, counts, z }: RateLinesInput, part: string): PartLines {
  const ofMonth = new Map(counts.filter((one) => one.part === part).map((one) => [one.month, one]));
  const at = (month: Day): CaseCounts => ofMonth.get(month) ?? noCases;
  const months = monthsOf(range);
  const line = (now: readonly Day[]): RateLine =>
    rateLine(addCounts(now.map(at)), addCounts(now.map((month) => at(addMonths(month, -12)))), view, z);
  return {
    part,
    total: line(months),
    months: months.map((month) => ({ month, ...line([month]) })),
  };
}

/** The figures of one group of cases beside those of the same group a year before. */
export function rateLine(now: CaseCounts, before: CaseCounts, view: FigureView, z: number): RateLine {
  const contact = contactRateOf(now, z);
  const yearBefore = contactRateOf(before, z);
  const { cases, reached, open, helped } = now;
  return {
    counts: { cases, reached, open, helped },
    contact,
    acceptance: acceptanceOf(now, z),
    stillOpen: view === 'cohort' ? stillOpenOf(now, z) : null,
    yearBefore,
    change: differenceOf(contact, yearBefore),
  };
}
