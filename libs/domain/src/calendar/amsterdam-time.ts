import { dayNumberOf, dayOfNumber, type Day } from './day.js';

/** The legal time of the Netherlands, in which days, months and parts of day are counted. */
export const TIME_ZONE = 'Europe/Amsterdam';

/** Parts of day as DDAS v1.2 spells them (`EnumDagdeel`). */
export const partsOfDay = ['Ochtend', 'Middag', 'Avond'] as const;
export type PartOfDay = (typeof partsOfDay)[number];

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/**
 * Asking Intl costs microseconds, so its answer is kept for each UTC hour: since 1940 the zone changes on whole
 * UTC hours only. 20,000 hours are more than two years of receipts; a longer replay just asks again.
 */
const OFFSETS_MAX = 20_000;
const offsetMsByHour = new Map<number, number>();
let lastHour = Number.NaN;
let lastOffsetMs = 0;

/** Days are asked for again and again; 10,000 are 27 years. */
const DAYS_MAX = 10_000;
const dayByNumber = new Map<number, Day>();

const formatter = new Intl.DateTimeFormat('en-GB', {
  timeZone: TIME_ZONE,
  hourCycle: 'h23',
  hour: '2-digit',
  minute: '2-digit',
});

/** The day in Europe/Amsterdam of an instant in milliseconds since the epoch. */
export function dayOf(instantMs: number): Day {
  return cachedDay(Math.floor(localMs(instantMs) / DAY_MS));
}

/** Ochtend to 12:00, Middag from 12:00 to 18:00, Avond from 18:00, in Europe/Amsterdam (DDAS v1.2). */
export function partOfDayOf(instantMs: number): PartOfDay {
  const local = localMs(instantMs);
  const hour = Math.floor((local - Math.floor(local / DAY_MS) * DAY_MS) / HOUR_MS);
  if (hour < 12) return 'Ochtend';
  return hour < 18 ? 'Middag' : 'Avond';
}

/**
 * The instant, in milliseconds since the epoch, at which a clock in Amsterdam shows `minuteOfDay` on that day.
 * A time that the spring change skips is the same distance after the change; of a time that comes twice in
 * autumn it is the first.
 *
 * @param minuteOfDay 0 (midnight, the default) to 1439
 */
export function instantMsOf(day: Day, minuteOfDay = 0): number {
  if (!Number.isInteger(minuteOfDay) || minuteOfDay < 0 || minuteOfDay > 1_439) {
    throw new RangeError('a minute of the day is a whole number from 0 to 1439');
  }
  const shown = dayNumberOf(day) * DAY_MS + minuteOfDay * MINUTE_MS;
  // The offset before a change is the one in force shortly before; if it does not show that time, the later one does.
  const early = shown - offsetMsAt(shown - 3 * HOUR_MS);
  if (localMs(early) === shown) return early;
  const late = shown - offsetMsAt(shown + 3 * HOUR_MS);
  return localMs(late) === shown ? late : early;
}

function localMs(instantMs: number): number {
  return instantMs + offsetMsAt(instantMs);
}

function offsetMsAt(instantMs: number): number {
  const hour = Math.floor(instantMs / HOUR_MS);
  if (hour === lastHour) return lastOffsetMs;
  let offsetMs = offsetMsByHour.get(hour);
  if (offsetMs === undefined) {
    offsetMs = askOffsetMs(hour);
    if (offsetMsByHour.size >= OFFSETS_MAX) offsetMsByHour.clear();
    offsetMsByHour.set(hour, offsetMs);
  }
  lastHour = hour;
  lastOffsetMs = offsetMs;
  return offsetMs;
}

/** @throws RangeError when the instant is no finite number that Intl can format */
function askOffsetMs(hour: number): number {
  const parts = { hour: 0, minute: 0 };
  for (const part of formatter.formatToParts(hour * HOUR_MS)) {
    if (part.type === 'hour' || part.type === 'minute') parts[part.type] = Number(part.value);
  }
  const utcHour = ((hour % 24) + 24) % 24;
  const minutes = (parts.hour - utcHour) * 60 + parts.minute;
  // The offset lies between 0 and 2 hours, so a negative difference means that the day has turned.
  return (minutes < 0 ? minutes + 1_440 : minutes) * MINUTE_MS;
}

function cachedDay(dayNumber: number): Day {
  let day = dayByNumber.get(dayNumber);
  if (day === undefined) {
    day = dayOfNumber(dayNumber);
    if (dayByNumber.size >= DAYS_MAX) dayByNumber.clear();
    dayByNumber.set(dayNumber, day);
  }
  return day;
}
