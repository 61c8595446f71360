import { asDay } from '#domain';

import { whereNext } from './where-next.js';

const lines = (lastDay: string, now: string): string =>
  whereNext({
    configuration: {
      EROPAF_INTAKE_PORT: 1,
      EROPAF_OUTREACH_PORT: 2,
      EROPAF_DESK_OPERATIONS_PORT: 3,
      EROPAF_MONITOR_PORT: 4,
    },
    deskUrl: 'http://127.0.0.1:5',
    lastDay: asDay(lastDay),
    nowMs: Date.parse(now),
  }).join('\n');

test.each([
  ['a Sunday', '2026-11-22', '2026-11-22T22:59:00Z', '2026-11-24T10:00:00+01:00'],
  ['a Friday in summer', '2027-06-04', '2027-06-04T21:59:00Z', '2027-06-08T10:00:00+02:00'],
  ['the day before Christmas', '2026-12-24', '2026-12-24T22:59:00Z', '2026-12-29T10:00:00+01:00'],
  ['a clock that was stepped on since', '2026-11-22', '2026-12-01T09:00:00Z', '2026-12-03T10:00:00+01:00'],
])('after %s the demo prints the step of the clock that fits', (_what, lastDay, now, instant) => {
  expect(lines(lastDay, now)).toContain(`bin/eropaf clock set ${instant} (`);
});

test('the months are those of the run, also over the turn of the year', () => {
  const text = lines('2027-01-15', '2027-01-15T22:59:00Z');
  expect(text.match(/&van=2026-11&tot=2027-01 /g)).toHaveLength(2);
});
