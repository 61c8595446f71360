import { chanceOf, type Chance } from './chance.js';
import { dayOfInstant, instantOf, monthOf, weightOfDay, type DayRange } from './days.js';

/** What a run is made of. The same scene gives the same record for the same index. */
export interface Scene {
  readonly seed: number;
  readonly days: DayRange;
}

/** A record that stands on its own: the first signal on an address, or a message that gets no further than the door. */
export type OwnKind = 'fresh' | 'invalid' | 'not-served';

/** A record about something that an earlier index started. */
export type FollowingKind =
  | 'other-creditor'
  | 'next-month'
  | 'house-sharer'
  | 'repeat'
  | 'risen'
  | 'duplicate'
  | 'conflict'
  | 'corrected'
  | 'withdrawal-at-once'
  | 'withdrawal-late'
  | 'withdrawal-first';

interface Moment {
  readonly index: number;
  readonly receiptMs: number;
}

/** What an index becomes, and when it is received. */
export type Fate =
  | { readonly [Kind in OwnKind]: Moment & { readonly kind: Kind } }[OwnKind]
  | {
      readonly [Kind in FollowingKind]: Moment & { readonly kind: Kind; readonly parent: number };
    }[FollowingKind];

/**
 * Shares of all records. Sharers and other creditors make cases multiple, next-month makes them consecutive; what
 * is left of a signal after that is decided by its content (sector, amount, crisis).
 */
const SHARES: readonly (readonly [OwnKind | FollowingKind, number])[] = [
  ['fresh', 47],
  ['other-creditor', 8.5],
  ['next-month', 24],
  ['house-sharer', 3],
  ['repeat', 3.5],
  ['risen', 2],
  ['duplicate', 2.5],
  ['conflict', 0.6],
  ['withdrawal-at-once', 1],
  ['withdrawal-late', 0.9],
  ['withdrawal-first', 0.5],
  ['corrected', 0.5],
  ['invalid', 4.5],
  ['not-served', 1.5],
];

/**
 * One fresh signal in this many is kept for withdrawals, with nothing else at its address. Whether a withdrawal
 * counts depends on whether somebody was approached before it; so it is either withdrawn within hours, before any
 * plan's first step, or at least twelve days later, when a first step was certainly made.
 */
const LONE = 0.1;
export const LATE_WITHDRAWAL_DAYS = 12;

/** Receipts lie between 08:00 and 13:00 UTC; what follows on the same day comes up to two hours later. */
const FIRST_MINUTE = 480;
const LAST_MINUTE = 780;

type Purpose = 'kind' | 'time' | 'parent' | 'content' | 'change';
const PURPOSES: Readonly<Record<Purpose, number>> = { kind: 1, time: 2, parent: 3, content: 4, change: 5 };

export function chanceFor({ seed, days }: Scene, index: number, purpose: Purpose): Chance {
  return chanceOf(seed, days.first, index, PURPOSES[purpose]);
}

interface Draw {
  readonly kind: OwnKind | FollowingKind;
  readonly lone: boolean;
}

function drawOf(scene: Scene, index: number): Draw {
  const chance = chanceFor(scene, index, 'kind');
  const kind = chance.weighted(SHARES);
  return { kind, lone: kind === 'fresh' && chance.happens(LONE) };
}

/** Whether a fresh signal is kept for withdrawals: then it is an ordinary one that is picked up. */
export function isLone(scene: Scene, index: number): boolean {
  return drawOf(scene, index).lone;
}

function ownReceipt(scene: Scene, index: number): number {
  const chance = chanceFor(scene, index, 'time');
  return receiptOn(chance.weighted(weightedDays(scene.days.first, scene.days.last)), chance);
}

function receiptOn(day: number, chance: Chance): number {
  return instantOf(day, chance.between(FIRST_MINUTE, LAST_MINUTE), chance.between(0, 59_999));
}

const daysOfRange = new Map<string, readonly (readonly [number, number])[]>();

/** The days of a range with their weights; the same few ranges are asked for again and again. */
function weightedDays(first: number, last: number): readonly (readonly [number, number])[] {
  const key = `${first} ${last}`;
  let days = daysOfRange.get(key);
  if (days === undefined) {
    days = Array.from(
      { length: last - first + 1 },
      (_, at) => [first + at, weightOfDay(first + at)] as const,
    );
    daysOfRange.set(key, days);
  }
  return days;
}

/** A signal of the next month comes within two months. */
const FOLLOWS_WITHIN_DAYS = 62;

/** How each following kind chooses its parent and its moment; `within` is null where the run ends too early for it. */
interface Rule {
  readonly parent: 'ordinary' | 'lone' | 'invalid';
  within(parentMs: number, days: DayRange): { readonly from: number; readonly to: number } | null;
}

const MINUTE_MS = 60_000;

/** So many days after the parent; on the day itself it comes a little later. */
function daysAfter(least: number, most: number, untilMonthEnd = false): Rule['within'] {
  return (parentMs, days) => {
    const day = dayOfInstant(parentMs);
    let to = Math.min(day + most, days.last);
    while (untilMonthEnd && monthOf(to) !== monthOf(day)) to -= 1;
    return day + least > to ? null : { from: day + least, to };
  };
}

const RULES: Readonly<Record<FollowingKind, Rule>> = {
  'other-creditor': { parent: 'ordinary', within: daysAfter(0, 10, true) },
  'next-month': {
    parent: 'ordinary',
    within: (parentMs, days) => {
      let from = dayOfInstant(parentMs) + 1;
      while (monthOf(from) === monthOf(dayOfInstant(parentMs))) from += 1;
      // Over a longer run than two months a year could lie between two signals that are to follow each other.
      const to = Math.min(dayOfInstant(parentMs) + FOLLOWS_WITHIN_DAYS, days.last);
      return from > to ? null : { from, to };
    },
  },
  'house-sharer': { parent: 'ordinary', within: daysAfter(0, 35) },
  repeat: { parent: 'ordinary', within: daysAfter(5, 40) },
  risen: { parent: 'ordinary', within: daysAfter(10, 40) },
  duplicate: { parent: 'ordinary', within: daysAfter(0, 6) },
  conflict: { parent: 'ordinary', within: daysAfter(0, 6) },
  corrected: { parent: 'invalid', within: daysAfter(0, 4) },
  'withdrawal-at-once': { parent: 'lone', within: daysAfter(0, 0) },
  'withdrawal-late': { parent: 'lone', within: daysAfter(LATE_WITHDRAWAL_DAYS, 30) },
  'withdrawal-first': { parent: 'lone', within: daysAfter(0, 0) },
};

/** Farther back than this nobody looks for a parent; the index then becomes a fresh signal. */
const SEARCH_MAX = 400;

/** What becomes of an index: follows from the scene and the index alone. */
export function fateOf(scene: Scene, index: number): Fate {
  const { kind } = drawOf(scene, index);
  if (kind === 'fresh' || kind === 'invalid' || kind === 'not-served') {
    return { kind, index, receiptMs: ownReceipt(scene, index) };
  }
  const rule = RULES[kind];
  const chance = chanceFor(scene, index, 'parent');
  for (let at = chance.between(0, index - 1), tries = 0; at >= 0 && tries < SEARCH_MAX; at -= 1, tries += 1) {
    if (!isParent(scene, at, rule.parent)) continue;
    const parentMs = ownReceipt(scene, at);
    const within = rule.within(parentMs, scene.days);
    if (within === null) continue;
    return { kind, index, parent: at, receiptMs: followingReceipt(kind, parentMs, within, chance) };
  }
  return { kind: 'fresh', index, receiptMs: ownReceipt(scene, index) };
}

function isParent(scene: Scene, index: number, wanted: Rule['parent']): boolean {
  const { kind, lone } = drawOf(scene, index);
  if (wanted === 'invalid') return kind === 'invalid';
  return kind === 'fresh' && lone === (wanted === 'lone');
}

function followingReceipt(
  kind: FollowingKind,
  parentMs: number,
  within: { readonly from: number; readonly to: number },
  chance: Chance,
): number {
  if (kind === 'withdrawal-first') return parentMs - chance.between(5, 60) * MINUTE_MS;
  const day = chance.weighted(weightedDays(within.from, within.to));
  if (day === dayOfInstant(parentMs)) return parentMs + chance.between(1, 110) * MINUTE_MS;
  return receiptOn(day, chance);
}
