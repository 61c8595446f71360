import type { Day, WorkingCalendar } from './calendar/index.js';
import { rateOf, type Rate } from './contact-rate/index.js';

/**
 * What a creditor can do better. Closed list: it is a label of a metric and a member of an answer.
 *
 * `late`: a crisis signal that came fewer than twenty working days before the end that it names.
 * `reference-like-bsn`: one random number in eleven passes the test, so only a share well above that says something.
 */
export const creditorQualities = [
  'usable-phone',
  'repeated',
  'unjustified',
  'not-found',
  'late',
  'reference-like-bsn',
] as const;
export type CreditorQuality = (typeof creditorQualities)[number];

/** Energy suppliers report at least so many working days before the end of supply (agreement since 1-4-2023). */
export const NOTICE_WORKING_DAYS = 20;

/** Whether a crisis signal came too late for the notice that was agreed. The last day of the notice is in time. */
export function isLate(receiptDay: Day, crisisEnd: Day, calendar: WorkingCalendar): boolean {
  return calendar.addWorkingDays(receiptDay, NOTICE_WORKING_DAYS) > crisisEnd;
}

/** What was counted of the signals of one creditor. */
export interface CreditorCounts {
  readonly creditorId: string;
  readonly signals: number;
  readonly usablePhone: number;
  readonly repeated: number;
  readonly unjustified: number;
  /** The last answer of a register was that it knows nobody of that name there. */
  readonly notFound: number;
  /** References that are still there to be looked at. */
  readonly references: number;
  readonly referencesLikeBsn: number;
  /** Crisis signals that name an end, by the day of their receipt. */
  readonly ends: readonly { readonly receiptDay: Day; readonly crisisEnd: Day; readonly signals: number }[];
}

/** How good the signals of one creditor are: each share with its own denominator. */
export interface CreditorReport {
  readonly creditorId: string;
  readonly signals: number;
  readonly shares: Readonly<Record<CreditorQuality, Rate>>;
}

/** @param z quantile of the standard normal distribution for all intervals */
export function creditorReport(counts: CreditorCounts, calendar: WorkingCalendar, z: number): CreditorReport {
  const { creditorId, ends, signals } = counts;
  const late = ends.filter(({ crisisEnd, receiptDay }) => isLate(receiptDay, crisisEnd, calendar));
  const sum = (rows: CreditorCounts['ends']): number => rows.reduce((total, row) => total + row.signals, 0);
  return {
    creditorId,
    signals,
    shares: {
      'usable-phone': rateOf(counts.usablePhone, signals, z),
      repeated: rateOf(counts.repeated, signals, z),
      unjustified: rateOf(counts.unjustified, signals, z),
      'not-found': rateOf(counts.notFound, signals, z),
      late: rateOf(sum(late), sum(ends), z),
      'reference-like-bsn': rateOf(counts.referencesLikeBsn, counts.references, z),
    },
  };
}
