import type { Channel, ContactKind, Outcome } from '#domain';
import { hash } from 'node:crypto';

/**
 * How simulated residents answer. Everything follows from the case-person, so the same signals give the same
 * contacts in whatever order the work is done.
 *
 * Calibration. The monitor's reach per *case* (only writing 6 %, at least one visit 46 %, at least one call 59 %) says
 * who is visited and called, not what a call does: heavy cases get calls and visits. The policy of the demo calls or
 * visits nearly everybody, so those shares taken as they are would reach half of the town. Kept are therefore
 *
 * - writing as it is: 6 % answer a message or phone back on a letter;
 * - the order and the ratio of the two personal channels (46 : 59), both scaled by one factor, chosen so that all
 *   closed cases of a run together come out near the national 20 % (`PERSONAL_SCALE`).
 *
 * That four or more attempts go with more reach (37 % against 18 %) cannot come out: here a plan ends with the first
 * contact, so whoever is reached has had fewer attempts. All figures of the demo are marked as simulated.
 */
const WRITING = 0.06;
const VISIT = 0.46;
const CALL = 0.59;
const PERSONAL_SCALE = 0.3;

/** A resident answers in a channel when its one draw lies below the channel's threshold. */
const THRESHOLDS: Readonly<Record<Channel, number>> = {
  letters: WRITING,
  messages: WRITING,
  'house-visits': VISIT * PERSONAL_SCALE,
  calls: CALL * PERSONAL_SCALE,
};

/** Of those who are reached, so many accept help: the share of help outcomes that keeps the table of outcomes varied. */
const ACCEPTS_HELP = 0.42;

/** A case-person, by the ids that the pipeline gave it. */
export interface CasePersonKey {
  readonly personId: string;
  readonly periodStart: string;
}

/** A number from 0 to 1 that belongs to this case-person and this question. */
function draw({ personId, periodStart }: CasePersonKey, question: string): number {
  return hash('sha256', `${question}\n${personId}\n${periodStart}`, 'buffer').readUIntBE(0, 6) / 2 ** 48;
}

/** Whether a channel reaches the resident. One draw for all channels: whoever answers a letter answers the phone. */
export function isReached(key: CasePersonKey, channel: Channel): boolean {
  return draw(key, 'reach') < THRESHOLDS[channel];
}

export function acceptsHelp(key: CasePersonKey): boolean {
  return draw(key, 'help') < ACCEPTS_HELP;
}

export const KIND_OF_CHANNEL: Readonly<Record<Channel, ContactKind>> = {
  letters: 'Brief',
  messages: 'SMS/Whatsapp',
  calls: 'Telefoon',
  'house-visits': 'Huisbezoek',
};

const HELPED: readonly (readonly [Outcome, number])[] = [
  ['(Budget)advies en/of quick fix', 0.45],
  ['Vervolghulp en/of verwijzing financieel', 0.35],
  ['Vervolghulp en/of verwijzing niet financieel', 0.12],
  ['Vervolghulp en/of verwijzing', 0.08],
];
const DECLINED: readonly (readonly [Outcome, number])[] = [
  ['Inwoner regelt het zelf/hoeft geen hulp vanuit vroegsignalering', 0.5],
  ['Inwoner heeft zelf al betaald/betalingsregeling getroffen', 0.35],
  ['Geen reactie na eerder contact', 0.15],
];

/** How a case-person ends after contact; agrees with whether help was accepted then. */
export function outcomeAfterContact(key: CasePersonKey): Outcome {
  let left = draw(key, 'outcome');
  const choices = acceptsHelp(key) ? HELPED : DECLINED;
  for (const [outcome, share] of choices) {
    left -= share;
    if (left < 0) return outcome;
  }
  return choices[0]?.[0] ?? 'Geen reactie na eerder contact';
}

/**
 * Days between the contact and its closing: the conversation is held, the file is written. Never on the day itself,
 * so that a second run on the last day finds nothing more to close.
 */
export function closesAfterDays(key: CasePersonKey): number {
  return 1 + Math.floor(draw(key, 'closing') * 6);
}
