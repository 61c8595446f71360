import { channels, outcomeMeanings, rateOf, Z_95 } from '#domain';

import type { Figures } from './figures.js';
import { acceptsHelp, closesAfterDays, isReached, outcomeAfterContact, type CasePersonKey } from './reach.js';
import { renderTable, tableLines } from './table.js';

const people: readonly CasePersonKey[] = Array.from({ length: 20_000 }, (_, at) => ({
  personId: `person-${at}`,
  periodStart: '2026-10-01',
}));

test('a resident is drawn once: whoever answers a letter answers the phone', () => {
  for (const key of people) {
    if (isReached(key, 'letters')) expect(isReached(key, 'house-visits')).toBe(true);
    if (isReached(key, 'house-visits')) expect(isReached(key, 'calls')).toBe(true);
    for (const channel of channels) expect(isReached({ ...key }, channel)).toBe(isReached(key, channel));
  }
});

test('writing reaches 6 %, and calls and visits stand to each other as in the monitor', () => {
  const share = (channel: (typeof channels)[number]): number =>
    people.filter((key) => isReached(key, channel)).length / people.length;
  expect(share('letters')).toBeCloseTo(0.06, 2);
  expect(share('messages')).toBe(share('letters'));
  expect(share('calls') / share('house-visits')).toBeCloseTo(0.59 / 0.46, 1);
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
  expect(lines.get('accepted')).toMatchObject({ run: '3', database: '7' });
  expect(lines.get('refused: not-json')).toMatchObject({ run: '0', database: '2' });
  expect(lines.get('duplicates')).toMatchObject({ run: '0', database: '1' });
  expect(lines.get('letters')).toMatchObject({ run: '2', database: '6' });
  expect(lines.get('contact rate, closed cases (simulated)')).toMatchObject({
    run: '–',
    database: '1/5 = 20.0 %',
  });
  const text = renderTable([...lines.values()]);
  expect(new Set(text.map((line) => [...line].length)).size).toBe(1);
});
