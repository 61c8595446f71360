import { townRecords } from '../town.js';
import { brokenPromises } from './check-history.js';
import type { AcknowledgedRecord, Delivery, History } from './history.js';
import { differences } from './promises/replay-is-deterministic.js';
import { placeOf, recompute } from './recompute.js';
import type { CasePersonRow, Snapshot, TaskRow } from './snapshot.js';

const today = '2026-03-03';
const creditors = ['north', 'south'].map((id) => ({
  id,
  source: `urn:nld:kvknr:${id}`,
  topic: `signals.energie.${id}`,
}));

function acknowledgedTown(seed: number): AcknowledgedRecord[] {
  const next = new Map<string, bigint>();
  const options = { seed, houses: 25, creditors, partitions: 4, firstReceiptMs: Date.UTC(2026, 2, 2, 8) };
  return townRecords(options).map((record) => {
    const log = `${record.topic}/${record.partition}`;
    const offset = next.get(log) ?? 0n;
    next.set(log, offset + 1n);
    return { ...record, offset };
  });
}

/** The history of a town in which nothing went wrong, made from the ledger alone. */
function wholeHistory(seed = 11): History {
  const acknowledged = acknowledgedTown(seed);
  const recomputed = recompute(acknowledged);
  const signals = [...recomputed.signals].map(([id, { house, municipality, surname, verdict }]) => ({
    municipality,
    id,
    verdict,
    address_id: `${municipality}-${house}`,
    person_id: `${municipality}-${house}-${surname}`,
    period_start: '2026-03-01',
  }));
  const accepted = signals.filter(({ verdict }) => verdict === 'accepted');
  const persons = [...new Map(accepted.map((one) => [one.person_id, one])).values()];
  const written = persons.filter(({ municipality }) => municipality === 'GM0505');
  const tasks = written.map((one): TaskRow => ({
    ...one,
    task_id: `task-${one.person_id}`,
    step: 'announcing-letter',
    channel: 'letters',
    executor: 'worker',
    state: 'done',
    generation: 1,
  }));
  const casePersons = persons.map((one): CasePersonRow => ({
    ...one,
    picked_up: true,
    state: 'open',
    next_step: 'first-visit',
    next_channel: 'house-visits',
    next_due_on: '2026-03-10',
    hold: null,
    close_due_on: null,
    first_attempt_due_on: '2026-03-09',
    attempts: 1,
  }));
  const ends = Map.groupBy(acknowledged, ({ partition, topic }) => `${topic}/${partition}`);
  const tables: Snapshot = {
    touched: 0,
    placed: acknowledged.map((record) => {
      const table = recomputed.tables.get(placeOf(record)) ?? 'quarantine';
      const id = table === 'duplicate' ? null : `${record.source} ${record.eventId}`;
      return { table, place: placeOf(record), municipality: 'GM0505', id };
    }),
    positions: [...ends].map(([partition, { length }]) => ({
      partition,
      next_offset: `${length}`,
      decided: false,
    })),
    signals,
    cases: [...Map.groupBy(signals, ({ address_id }) => address_id)].map(([address_id, own]) => ({
      municipality: own[0]?.municipality ?? '',
      address_id,
      picked_up: own.some(({ verdict }) => verdict === 'accepted'),
      state: 'open',
    })),
    casePersons,
    tasks,
    attempts: tasks.map(({ municipality, person_id, task_id }) => ({ municipality, person_id, task_id })),
    feedback: [],
  };
  const deliveries = tasks.map(({ person_id, task_id }): Delivery => ({
    channel: 'letters',
    taskId: task_id,
    copy: '1',
    text: `Beste ${person_id.split('-').at(-1)}`,
  }));
  return {
    acknowledged,
    unanswered: [],
    deliveries,
    reported: [],
    tables,
    observed: {
      rssMaxBytes: { intake: 1 },
      drainMs: 1,
      pausedPartitions: new Set(),
      logs: new Map(
        [...ends].map(([partition, { length }]) => [partition, { low: 0n, high: BigInt(length) }]),
      ),
      groupOffsets: new Map([...ends].map(([partition, { length }]) => [partition, BigInt(length)])),
      liveJobs: new Set(),
    },
    bounds: { rssBytes: 1_000, drainMs: 1_000 },
    today,
    recomputed,
  };
}

const whole = wholeHistory();
const withTables = (changes: Partial<Snapshot>): History => ({
  ...whole,
  tables: { ...whole.tables, ...changes },
});
const changeFirst = <Row>(
  rows: readonly Row[],
  changes: Partial<Row>,
  which: (row: Row) => boolean = () => true,
): Row[] => {
  const at = rows.findIndex(which);
  if (at === -1) throw new Error('nothing to change: take another seed');
  return rows.map((row, index) => (index === at ? { ...row, ...changes } : row));
};
const { casePersons, feedback, placed, positions, signals, tasks } = whole.tables;
const [letter] = whole.deliveries;
const [task] = tasks;
const [position] = positions;
if (letter === undefined || task === undefined || position === undefined)
  throw new Error('take another seed');

/** One breach of each kind, and the promise that it breaks. */
const breaches: readonly (readonly [string, string, History])[] = [
  ['no-signal-lost', 'a record in no table', withTables({ placed: placed.slice(1) })],
  [
    'no-signal-lost',
    'a duplicate taken as new',
    withTables({ placed: changeFirst(placed, { table: 'signal' }, ({ table }) => table === 'duplicate') }),
  ],
  ['no-effect-twice', 'a record in two tables', withTables({ placed: [...placed, ...placed.slice(0, 1)] })],
  [
    'no-effect-twice',
    'two tasks for one step',
    withTables({ tasks: [...tasks, { ...task, task_id: 'another' }] }),
  ],
  [
    'no-effect-twice',
    'two attempts of one task',
    withTables({ attempts: [...whole.tables.attempts, ...whole.tables.attempts] }),
  ],
  [
    'no-effect-twice',
    'a message twice',
    withTables({
      feedback: [0, 1].map(() => ({
        municipality: 'GM0505',
        signal_id: 's',
        revision: 1,
        source: 'a',
        event_id: 'b',
        state: 'sent',
      })),
    }),
  ],
  [
    'no-outreach-twice',
    'a letter twice',
    { ...whole, deliveries: [...whole.deliveries, { ...letter, copy: '2' }] },
  ],
  [
    'no-outreach-twice',
    'sent, and told as waiting',
    withTables({ tasks: changeFirst(tasks, { state: 'queued' }) }),
  ],
  ['no-outreach-missing', 'done, and nothing went out', { ...whole, deliveries: whole.deliveries.slice(1) }],
  [
    'no-outreach-missing',
    'nobody was written to',
    { ...withTables({ tasks: tasks.slice(1) }), deliveries: whole.deliveries.slice(1) },
  ],
  [
    'no-outreach-missing',
    'a step without its task',
    withTables({ casePersons: changeFirst(casePersons, { next_due_on: today }) }),
  ],
  ['no-outreach-missing', 'a report without its attempt', { ...whole, reported: ['a-visit'] }],
  [
    'no-outreach-missing',
    'queued without a job',
    withTables({ tasks: changeFirst(tasks, { state: 'queued' }) }),
  ],
  [
    'offset-never-ahead-of-data',
    'a position beyond its rows',
    withTables({ placed: placed.filter(({ place }) => place !== `${position.partition}/0`) }),
  ],
  [
    'offset-never-ahead-of-data',
    'Kafka beyond the database',
    withTables({ positions: changeFirst(positions, { next_offset: '0' }) }),
  ],
  [
    'order-does-not-matter',
    'another verdict',
    withTables({
      signals: changeFirst(signals, { verdict: 'repeated' }, ({ verdict }) => verdict === 'accepted'),
    }),
  ],
  [
    'poison-stays-alone',
    'poison let in',
    withTables({
      placed: placed.map((row) => (row.table === 'quarantine' ? { ...row, table: 'signal' as const } : row)),
    }),
  ],
  [
    'poison-stays-alone',
    'a neighbour taken along',
    withTables({ placed: changeFirst(placed, { table: 'quarantine' }, ({ table }) => table === 'signal') }),
  ],
  [
    'bounded',
    'too much memory',
    { ...whole, observed: { ...whole.observed, rssMaxBytes: { intake: 1_001 } } },
  ],
  ['bounded', 'quiet too late', { ...whole, observed: { ...whole.observed, drainMs: 1_001 } }],
  [
    'walls-between-municipalities',
    'a signal under another',
    withTables({ signals: changeFirst(signals, { municipality: 'GM9999' }) }),
  ],
  [
    'walls-inside-an-address',
    'two people as one',
    withTables({ signals: signals.map((one) => ({ ...one, person_id: one.address_id })) }),
  ],
  [
    'walls-inside-an-address',
    'a letter that names nobody',
    { ...whole, deliveries: [{ ...letter, text: 'Beste' }, ...whole.deliveries.slice(1)] },
  ],
  [
    'clocks-never-silent',
    'a case-person without a clock',
    withTables({ casePersons: changeFirst(casePersons, { next_step: null, next_due_on: null }) }),
  ],
  [
    'clocks-never-silent',
    'a task that is waited for in vain',
    withTables({ casePersons: changeFirst(casePersons, { next_due_on: null, hold: 'task-open' }) }),
  ],
  [
    'an-offset-gap-is-never-silent',
    'records gone unread',
    {
      ...whole,
      observed: { ...whole.observed, logs: new Map([[position.partition, { low: 9_000n, high: 9_001n }]]) },
    },
  ],
];

describe('the checker', () => {
  test('finds nothing in a history in which nothing went wrong', () => {
    expect(brokenPromises(whole, true)).toEqual([]);
    expect(signals.length).toBeGreaterThan(40);
    expect(feedback).toEqual([]);
  });

  test.each(breaches)('%s: %s', (promise, _what, history) => {
    expect(brokenPromises(history, true).map((broken) => broken.promise)).toContain(promise);
  });

  test('a record without an answer may be in a table, or not', () => {
    const [unanswered, ...acknowledged] = whole.acknowledged;
    if (unanswered === undefined) throw new Error('a town has records');
    const history = { ...whole, acknowledged, unanswered: [unanswered] };
    expect(brokenPromises(history, false)).toEqual([]);
  });

  test('replay-is-deterministic: another verdict in a second database is a difference, another id is none', () => {
    const renamed = <Row extends { person_id: string }>(row: Row): Row => ({
      ...row,
      person_id: `other ${row.person_id}`,
    });
    const same = { ...whole.tables, signals: signals.map(renamed), casePersons: casePersons.map(renamed) };
    expect(differences(whole.tables, same)).toEqual([]);
    const other = { ...same, signals: changeFirst(same.signals, { verdict: 'review' }) };
    expect(differences(whole.tables, other)).not.toEqual([]);
  });

  test('a town draws every fate, and the same seed the same town', () => {
    const fates = new Set([...whole.recomputed.tables.values()]);
    expect([...fates].sort()).toEqual(['duplicate', 'quarantine', 'signal', 'withdrawal']);
    const verdicts = new Set([...whole.recomputed.signals.values()].map(({ verdict }) => verdict));
    expect([...verdicts].sort()).toEqual(['accepted', 'repeated', 'unjustified', 'withdrawn']);
    expect(acknowledgedTown(11)).toEqual(acknowledgedTown(11));
    expect(acknowledgedTown(11)).not.toEqual(acknowledgedTown(12));
  });
});
