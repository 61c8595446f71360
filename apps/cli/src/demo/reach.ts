import type { Channel, ContactKind, Outcome } from '#domain';
import { hash } from 'node:crypto';

/**
 * How simulated residents answer. Everything follows from the case-person, so the same signals give the same
 * contacts in whatever order the work is done.
 *
 * Calibration. The monitor's reach per *case* (only writing 6 %, at least one visit 46 %, at least one call 59 %, 20 % of
 * all) says as much about who is called and visited as about what a call does: most cases are only written to. The
 * policy of the demo plans calls for everybody and visits for half. So that all four shares can be true at once, the
 * simulated outside party has the capacity of an average municipality: it takes up calls and visits for a part of the
 * case-persons (`SERVED`) and reports *geen capaciteit* for the others, who are then only written to.
 *
 * A case-person has one draw, and answers in a channel when it lies below the channel's threshold. The thresholds lie
 * beside the shares, since an approach ends with the first contact: whoever answers a message is never called (so
 * writing is lower), and half of the others do not answer the first time (this also makes four or more attempts go
 * with contact, 37 % in the monitor).
 *
 * Measured on the closed case-persons of 5,000 signals: only writing 6 %, a visit 46 %, a call 63 %, four or more
 * attempts 43 %; closed cases 22 %, of the first month, which had the time to close, 16 %. What cannot come out is the
 * 18 % of cases with one or two attempts: here a plan goes on until somebody is reached. All figures of the demo are
 * marked as simulated.
 */
const THRESHOLDS: Readonly<Record<Channel, number>> = {
  letters: 0.03,
  messages: 0.03,
  'house-visits': 0.46,
  calls: 0.6,
};

/** The part of the case-persons whom the outside party calls (where it has a number) and visits. */
const SERVED = { calls: 0.34, 'house-visits': 0.24 } as const;

/** Of those who answer calls or visits, so many do not answer the first one. */
const LATE = 0.5;

/** Of those who are reached, so many accept help: the share of help outcomes that keeps the table of outcomes varied. */
const ACCEPTS_HELP = 0.42;

/** A resident in one matching period: what answers, by nothing that depends on the order of the work. */
export interface Approached {
  readonly resident: string;
  readonly periodStart: string;
}

/** A number from 0 to 1 that belongs to this case-person and this question. */
function draw({ resident, periodStart }: Approached, question: string): number {
  return hash('sha256', `${question}\n${resident}\n${periodStart}`, 'buffer').readUIntBE(0, 6) / 2 ** 48;
}

/** Whether the outside party has the capacity for this case-person in a channel; our own channels have it always. */
export function isServed(key: Approached, channel: Channel): boolean {
  if (channel !== 'calls' && channel !== 'house-visits') return true;
  return draw(key, `served ${channel}`) < SERVED[channel];
}

/**
 * Whether an attempt reaches the resident. One draw for all channels: whoever answers a letter answers the phone.
 *
 * @param step the name of the plan's step; somebody who answers late does not answer the first of a channel
 */
export function isReached(key: Approached, channel: Channel, step: string): boolean {
  const reach = draw(key, 'reach');
  if (reach < THRESHOLDS.letters) return true;
  const isFirst = step.startsWith('first-');
  return reach < THRESHOLDS[channel] && !(isFirst && draw(key, 'late') < LATE);
}

export function acceptsHelp(key: Approached): boolean {
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
export function outcomeAfterContact(key: Approached): Outcome {
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
export function closesAfterDays(key: Approached): number {
  return 1 + Math.floor(draw(key, 'closing') * 6);
}
