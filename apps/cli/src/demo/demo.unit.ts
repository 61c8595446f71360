import { channels, outcomeMeanings, rateOf, Z_95 } from '#domain';

import type { Figures } from './figures.js';
import { doneAt } from './moment.js';
import { doneShare, toGo } from './progress.js';
import {
  acceptsHelp,
  closesAfterDays,
  isReached,
  isServed,
  outcomeAfterContact,
  type Approached,
} from './reach.js';
import { renderTable, tableLines } from './table.js';

const people: readonly Approached[] = Array.from({ length: 20_000 }, (_, at) => ({
  resident: `person-${at}`,
  periodStart: '2026-10-01',
}));

test('a resident is drawn once: whoever answers a letter answers the phone', () => {
  let answered = 0;
  for (const key of people) {
    if (!isReached(key, 'letters', 'announcing-letter')) continue;
    answered += 1;
    const others = channels.filter((channel) => !isReached({ ...key }, channel, 'first-call'));
    expect(others).toEqual([]);
  }
  expect(answered / people.length).toBeCloseTo(0.03, 2);
});

test('who answers late answers the second time, and the outside party serves a part of the town', () => {
  const share = (wanted: (key: Approached) => boolean): number =>
    people.filter(wanted).length / people.length;
  const first = share((key) => isReached(key, 'calls', 'first-call'));
  const second = share((key) => isReached(key, 'calls', 'second-call'));
  expect(second).toBeCloseTo(0.6, 1);
  expect(first).toBeCloseTo(0.31, 1);
  expect(share((key) => isServed(key, 'messages'))).toBe(1);
  expect(share((key) => isServed(key, 'calls'))).toBeCloseTo(0.34, 1);
});

test('an outcome agrees with what was said at the contact, and no case closes on the day itself', () => {
  for (const key of people.slice(0, 2_000)) {
    const meaning = outcomeMeanings[outcomeAfterContact(key)];
    expect(meaning).toMatchObject({ reached: true, helpAccepted: acceptsHelp(key) });
    expect(closesAfterDays(key)).toBeGreaterThanOrEqual(1);
  }
});

const figures = (change: Partial<Figures> = {}): Figures => ({
  records: [],
  outreach: [],
  closed: rateOf(0, 0, Z_95),
  cohort: rateOf(0, 0, Z_95),
  benchmarkRate: 0.2,
  ...change,
});

test('the table shows records of the run by themselves and the rest as what was added', () => {
  const before = figures({
    outreach: [{ what: 'task', name: 'letters', detail: 'done', count: 4 }],
    closed: rateOf(1, 5, Z_95),
  });
  const after = figures({
    records: [
      { what: 'signal', name: 'accepted', detail: '', count: 7 },
      { what: 'quarantine', name: 'refused', detail: 'not-json', count: 2 },
      { what: 'duplicate', name: '', detail: '', count: 1 },
    ],
    outreach: [{ what: 'task', name: 'letters', detail: 'done', count: 6 }],
    closed: rateOf(1, 5, Z_95),
  });
  const run = { records: [{ what: 'signal', name: 'accepted', detail: '', count: 3 }] };
  const lines = new Map(tableLines({ after, before, run }).map((line) => [line.label, line]));
  expect(lines.get('received')).toMatchObject({ run: '3', database: '10' });
  expect(lines.get('accepted (opgepakt)')).toMatchObject({ run: '3', database: '7' });
  expect(lines.get('refused: not-json')).toMatchObject({ run: '0', database: '2' });
  expect(lines.get('duplicates (dubbel)')).toMatchObject({ run: '0', database: '1' });
  expect(lines.get('letters (brieven)')).toMatchObject({ run: '2', database: '6' });
  expect(lines.get('contact rate (bereik), closed cases, simulated')).toMatchObject({
    run: '–',
    database: '1/5 = 20.0 %',
  });
  expect(lines.has('tasks: letters (brieven), done (afgerond)')).toBe(true);
  const text = renderTable([...lines.values()]);
  expect(new Set(text.map((line) => [...line].length)).size).toBe(1);
});

test.each([
  ['2026-11-24T09:00:00Z', 'Avond', 'Ochtend'],
  ['2026-11-24T09:00:00Z', 'Ochtend', 'Ochtend'],
  ['2026-11-24T12:00:00Z', 'Ochtend', 'Ochtend'],
  ['2026-11-24T12:00:00Z', null, 'Middag'],
  ['2026-11-24T19:30:00Z', 'Avond', 'Avond'],
] as const)('at %s a step for %s was done in the %s: never in the future', (now, asked, dagdeel) => {
  expect(doneAt(Date.parse(now), asked)).toEqual({ datum: '2026-11-24', dagdeel });
});

test('the day of a report is the one of Amsterdam', () => {
  expect(doneAt(Date.parse('2026-11-24T23:30:00Z'), 'Middag')).toEqual({
    datum: '2026-11-25',
    dagdeel: 'Ochtend',
  });
});

test('the rest is guessed from what is done, once something is', () => {
  expect(doneShare({ sent: 5_000, total: 5_000, day: 62, days: 62 })).toBeLessThan(1);
  expect(doneShare({ sent: 2_500, total: 5_000, day: 32, days: 62 })).toBe(0.5);
  expect(toGo(0.5, 60_000)).toBe(', about 60 s to go');
  expect(toGo(0.25, 300_000)).toBe(', about 15 min to go');
  expect(toGo(0.001, 1_000)).toBe('');
});
