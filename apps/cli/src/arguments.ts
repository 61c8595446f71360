import { parseDay, type Day } from '#domain';

import { UsageError } from './command.js';

/** A whole number of an option, within its bounds. @throws UsageError */
export function wholeNumber(
  name: string,
  text: string | undefined,
  bounds: { readonly min: number; readonly max: number; readonly preset: number },
): number {
  if (text === undefined) return bounds.preset;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= bounds.min && value <= bounds.max)) {
    throw new UsageError(`${name} must be a whole number from ${bounds.min} to ${bounds.max}`);
  }
  return value;
}

/** A day of an option; null: not given. @throws UsageError */
export function dayOption(name: string, text: string | undefined): Day | null {
  if (text === undefined) return null;
  const day = parseDay(text);
  if (day === null) throw new UsageError(`${name} must be a day as YYYY-MM-DD`);
  return day;
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** A moment with its zone, for example 2026-03-09T10:00:00+01:00, in ms since 1970. @throws UsageError */
export function instantMsOfText(name: string, text: string): number {
  const day = INSTANT.exec(text)?.[1];
  const instantMs = day === undefined || parseDay(day) === null ? Number.NaN : Date.parse(text);
  if (Number.isNaN(instantMs)) {
    throw new UsageError(`${name} must be a moment with its zone, such as 2026-03-09T10:00:00+01:00`);
  }
  return instantMs;
}
