/**
 * Chance that repeats itself: every draw follows from the seed, the first day and a purpose, and from nothing that
 * was drawn before for another signal. So a larger run begins with the same signals.
 */
export interface Chance {
  /** At least 0, below 1. */
  fraction(): number;
  /** A whole number from `from` up to and including `to`. */
  between(from: number, to: number): number;
  /** True with this probability. */
  happens(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** One of the entries, each as likely as its weight says. */
  weighted<T>(from: readonly (readonly [T, number])[]): T;
}

/** A generator (sfc32) whose state is mixed from these whole numbers. */
export function chanceOf(...parts: readonly number[]): Chance {
  let a = mixed(0x9e3779b9, parts);
  let b = mixed(0x243f6a88, parts);
  let c = mixed(0xb7e15162, parts);
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let warmUp = 0; warmUp < 8; warmUp += 1) next();
  const fraction = (): number => next() / 4_294_967_296;
  const between = (from: number, to: number): number => from + Math.floor(fraction() * (to - from + 1));
  return {
    fraction,
    between,
    happens: (probability) => fraction() < probability,
    pick: (from) => from[between(0, from.length - 1)] as (typeof from)[number],
    weighted: (from) => {
      let left = fraction() * from.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [entry, weight] of from) {
        left -= weight;
        if (left < 0) return entry;
      }
      return (from.at(-1) as (typeof from)[number])[0];
    },
  };
}

function mixed(start: number, parts: readonly number[]): number {
  let hash = start;
  for (const part of parts) {
    hash = Math.imul(hash ^ (part | 0), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash = (hash ^ (hash >>> 16) ^ Math.floor(part / 4_294_967_296)) | 0;
  }
  return hash | 0;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Letters only: an id of digits could by accident pass the check of a burgerservicenummer. */
export function letters(chance: Chance, length: number): string {
  let text = '';
  while (text.length < length) text += LETTERS.charAt(chance.between(0, LETTERS.length - 1));
  return text;
}
