import {
  EVENT_TYPES,
  FEEDBACK_WORDS,
  feedbackDataSchema,
  type FeedbackData,
  type FeedbackWord,
} from '#contracts';
import { dayOf } from '#domain';
import type { OutgoingRecord } from '#kafka';
import type { UnsentFeedback } from '#postgres';

/** The words of the fold that are none of the contract's own. */
const underConsideration = 'under-consideration';

/**
 * The CloudEvent that a creditor gets, in binary mode; null when what is stored does not fit the contract, which
 * is a defect of ours that a person has to see. The key is the creditor's own event id: all that is said of one
 * record lies in one partition, in its order.
 *
 * @param source who says it: the OIN of whoever runs this installation (docs/decisions/0037-who-says-it.md)
 */
export function feedbackRecord(feedback: UnsentFeedback, source: string): OutgoingRecord | null {
  const data = feedbackData(feedback);
  if (data === null) return null;
  return {
    key: feedback.eventId,
    value: JSON.stringify(data),
    headers: {
      ce_specversion: '1.0',
      ce_type: EVENT_TYPES.feedback,
      ce_source: source,
      ce_id: feedback.feedbackId,
      ce_time: feedback.createdAt.toISOString(),
      'content-type': 'application/json',
    },
  };
}

function feedbackData(feedback: UnsentFeedback): FeedbackData | null {
  const word = wordOf(feedback.message);
  if (word === undefined) return null;
  const parsed = feedbackDataSchema.safeParse({
    signaal: feedback.eventId,
    ...(feedback.reference === null ? {} : { klantreferentie: feedback.reference }),
    ...(feedback.municipality === '' ? {} : { gemeentecode: feedback.municipality }),
    oordeel: word,
    revisie: feedback.revision,
    ...(feedback.replaces === null ? {} : { vervangt: feedback.replaces }),
    datum: dayOf(feedback.createdAt.getTime()),
    ...(Array.isArray(feedback.faults) && feedback.faults.length > 0
      ? { fouten: feedback.faults.map(placeAndCode) }
      : {}),
  });
  return parsed.success ? parsed.data : null;
}

function wordOf(message: string): FeedbackWord | undefined {
  // A correction: what was told before does not hold any more, and the signal is being looked after.
  if (message === underConsideration) return FEEDBACK_WORDS['picked-up'];
  return Object.hasOwn(FEEDBACK_WORDS, message)
    ? FEEDBACK_WORDS[message as keyof typeof FEEDBACK_WORDS]
    : undefined;
}

function placeAndCode(fault: unknown): unknown {
  if (typeof fault !== 'object' || fault === null) return fault;
  return {
    plaats: 'pointer' in fault ? fault.pointer : undefined,
    code: 'code' in fault ? fault.code : undefined,
  };
}
