import { TIME_ZONE } from '#domain';

const parts = new Intl.DateTimeFormat('sv-SE', {
  timeZone: TIME_ZONE,
  dateStyle: 'short',
  timeStyle: 'medium',
});
const zone = new Intl.DateTimeFormat('en', { timeZone: TIME_ZONE, timeZoneName: 'longOffset' });

/**
 * A moment by the clock of the Netherlands with its zone, as `clock set` takes it: `2026-11-24T10:00:00+01:00`.
 *
 * @param instantMs since 1970; what is less than a second is left out
 */
export function dutchInstant(instantMs: number): string {
  const offset = zone.formatToParts(instantMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return `${parts.format(instantMs).replace(' ', 'T')}${offset.replace('GMT', '')}`;
}
