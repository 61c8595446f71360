import { civilDateOf, dayOf, TIME_ZONE, type Day } from '../calendar/index.js';

const months = [
  'januari',
  'februari',
  'maart',
  'april',
  'mei',
  'juni',
  'juli',
  'augustus',
  'september',
  'oktober',
  'november',
  'december',
] as const;

const clock = new Intl.DateTimeFormat('nl-NL', {
  timeZone: TIME_ZONE,
  hourCycle: 'h23',
  hour: '2-digit',
  minute: '2-digit',
});

/** `5 januari 2026` */
export function dutchDay(day: Day): string {
  const { dayOfMonth, month, year } = civilDateOf(day);
  return `${dayOfMonth} ${months[month - 1] ?? ''} ${year}`;
}

/** `10 maart 2026 om 00:30 uur`, by the clock of the Netherlands. */
export function dutchMoment(instantMs: number): string {
  return `${dutchDay(dayOf(instantMs))} om ${clock.format(instantMs)} uur`;
}

/** `€ 1.250,05` */
export function dutchEuros(cents: number): string {
  const whole = `${Math.trunc(Math.abs(cents) / 100)}`.replaceAll(/\B(?=(?:\d{3})+$)/g, '.');
  return `€ ${cents < 0 ? '-' : ''}${whole},${`${Math.abs(cents) % 100}`.padStart(2, '0')}`;
}

/** `1 dag`, `30 dagen` */
export function dutchDays(count: number): string {
  return count === 1 ? '1 dag' : `${count} dagen`;
}
