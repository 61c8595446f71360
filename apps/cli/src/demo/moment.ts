import { dayOf, partOfDayOf, type Day, type PartOfDay } from '#domain';

const PARTS: readonly PartOfDay[] = ['Ochtend', 'Middag', 'Avond'];

/**
 * When something was done that is reported now: in the part of the day that was asked for if that has come, else at
 * this very moment. The clock may stand at any hour (`eropaf clock set`), and nobody reports what has yet to happen.
 */
export function doneAt(
  nowMs: number,
  asked: PartOfDay | null,
): { readonly datum: Day; readonly dagdeel: PartOfDay } {
  const present = partOfDayOf(nowMs);
  const hasCome = asked !== null && PARTS.indexOf(asked) <= PARTS.indexOf(present);
  return { datum: dayOf(nowMs), dagdeel: hasCome ? asked : present };
}
