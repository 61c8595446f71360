import { instantMsOfText } from './arguments.js';
import { dutchInstant } from './dutch-instant.js';

test.each([
  ['2026-11-24T09:00:00Z', '2026-11-24T10:00:00+01:00'],
  ['2026-07-01T22:30:15Z', '2026-07-02T00:30:15+02:00'],
  ['2026-10-25T00:59:59Z', '2026-10-25T02:59:59+02:00'],
  ['2026-10-25T01:00:00Z', '2026-10-25T02:00:00+01:00'],
])('%s is %s in the Netherlands, and is read again as the same moment', (instant, dutch) => {
  expect(dutchInstant(Date.parse(instant))).toBe(dutch);
  expect(instantMsOfText('INSTANT', dutch)).toBe(Date.parse(instant));
});
