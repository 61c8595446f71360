import { addDays, addMonths, instantMsOf, type Day, type WorkingCalendar } from './calendar/index.js';
import type { ConversationTerms } from './policy.js';

/** The longest terms that the law allows (Wgs art. 4(1)(b), 4(2) and 4a): a policy may shorten them. */
export const lawTerms: ConversationTerms = {
  firstConversationDays: 28,
  crisisConversationWorkingDays: 3,
  decisionDays: 56,
};

/** The first conversation is held within four weeks of the receipt, once the offer was accepted (Wgs art. 4(1)(b)). */
export function firstConversationDueOn(receiptDay: Day, terms: ConversationTerms = lawTerms): Day {
  return addDays(receiptDay, terms.firstConversationDays);
}

/** In a threatening situation: within three working days (Wgs art. 4(2)), by our cautious reading of the receipt. */
export function crisisConversationDueOn(
  receiptDay: Day,
  calendar: WorkingCalendar,
  terms: ConversationTerms = lawTerms,
): Day {
  return calendar.addWorkingDays(receiptDay, terms.crisisConversationWorkingDays);
}

/**
 * The decision follows the first conversation within the term of the municipal ordinance, at most eight weeks (Wgs art. 4a).
 * It ends with the approach: what was decided, or that the resident waives a decision, closes it.
 */
export function decisionDueOn(conversationDay: Day, terms: ConversationTerms = lawTerms): Day {
  return addDays(conversationDay, terms.decisionDays);
}

/** The resident hears where the data come from within one month, also when nobody is reached (AVG art. 14(3)). */
export function informationDueOn(receiptDay: Day): Day {
  return addMonths(receiptDay, 1);
}

/**
 * What was received before these instants, in milliseconds since the epoch, has run past its term today; of a decision, what
 * was spoken before.
 */
export interface OverdueBefore {
  readonly firstConversationMs: number;
  readonly crisisConversationMs: number;
  readonly informationMs: number;
  readonly decisionMs: number;
}

/**
 * A term ends with its last day, so what is due today is not overdue yet.
 *
 * @param terms as the municipality keeps them today; who shortens them wants to hear of whoever waits already
 */
export function overdueBefore(
  today: Day,
  calendar: WorkingCalendar,
  terms: ConversationTerms = lawTerms,
): OverdueBefore {
  return {
    firstConversationMs: overdueBeforeMs(today, (day) => firstConversationDueOn(day, terms)),
    crisisConversationMs: overdueBeforeMs(today, (day) => crisisConversationDueOn(day, calendar, terms)),
    informationMs: overdueBeforeMs(today, informationDueOn),
    decisionMs: overdueBeforeMs(today, (day) => decisionDueOn(day, terms)),
  };
}

/** No term is longer than this; it bounds the search. */
const TERM_DAYS_MAX = 60;

/** The end of the last receipt day whose term is over. A later receipt is never due earlier. */
function overdueBeforeMs(today: Day, dueOn: (receiptDay: Day) => Day): number {
  for (let day = today, looked = 0; looked <= TERM_DAYS_MAX; day = addDays(day, -1), looked += 1) {
    if (dueOn(day) < today) return instantMsOf(addDays(day, 1));
  }
  throw new RangeError(`a term of more than ${TERM_DAYS_MAX} days`);
}
