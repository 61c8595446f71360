import type { NationalDatabase } from '#postgres';
import { casePersonRow, createTestDatabase, freshId, storeRows, type TestDatabase } from '#testing';

import { CommandRefused } from './command.js';
import { settle, type Completeness, type Settled } from './settle-command.js';

const dordrecht = 'GM0505';
const roermond = 'GM0957';
const period = '2026-02-01';
const receivedAt = '2026-02-20T09:00:00Z';
const missingFrom = '2026-03-09T06:00:00Z';
/** When the tasks were made again, of signals that were received long before. */
const madeAgainAt = '2026-03-10T08:00:00Z';
const nowMs = Date.parse('2026-03-10T10:00:00Z');

describe('a ledger that is held against tasks in doubt', () => {
  let database: TestDatabase;
  let operator: NationalDatabase;
  let owner: NationalDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    operator = await database.national('operator');
    owner = await database.national('owner');
    await operator.acrossMunicipalities((tx) =>
      tx.query({
        text: 'insert into recovery (missing_from, recovered_at, counted) values ($1, $2, 1)',
        values: [missingFrom, madeAgainAt],
      }),
    );
  });
  afterAll(() => database.drop());
  beforeEach(() => owner.acrossMunicipalities((tx) => tx.query({ text: 'delete from outreach_task' })));

  const doubtful = async (
    municipality: string,
    channel: string,
    createdAt: string = madeAgainAt,
  ): Promise<string> => {
    const ids = { municipality, person_id: freshId(), period_start: period, address_id: freshId() };
    const taskId = freshId();
    const task = { step: 'first', channel, executor: 'worker', priority: 1, due_on: '2026-03-02' };
    const state = { state: 'uncertain', result: 'recovered', generation: 2, tries: 0 };
    const marks = { letter_reference: taskId, created_at: createdAt, changed_at: createdAt };
    await storeRows(owner, {
      case_person: [casePersonRow({ ...ids, first_receipt: receivedAt })],
      outreach_task: [{ ...ids, task_id: taskId, ...task, ...state, ...marks }],
    });
    return taskId;
  };
  const hold = (
    moments: Readonly<Record<string, string>>,
    completeFor: Completeness | null = null,
  ): Promise<Settled> => {
    const entries = Object.entries(moments);
    const ledger = new Map(
      entries.map(([taskId, moment], at) => [taskId, { atMs: Date.parse(moment), line: at + 1 }]),
    );
    return operator.acrossMunicipalities((tx) => settle(tx, { ledger, completeFor, apply: true, nowMs }));
  };
  const states = async (): Promise<Record<string, string>> => {
    const rows = await owner.read<{ task_id: string; state: string }>({
      text: 'select task_id, state from outreach_task',
    });
    return Object.fromEntries(rows.map((row) => [row.task_id, row.state]));
  };

  test('is complete for the letters of its municipality alone: all others stay in doubt', async () => {
    const posted = await doubtful(dordrecht, 'letters');
    const notPosted = await doubtful(dordrecht, 'letters');
    const message = await doubtful(dordrecht, 'messages');
    const elsewhere = await doubtful(roermond, 'letters');
    const call = await doubtful(dordrecht, 'calls');
    const settled = await hold(
      { [posted]: '2026-03-09T09:00:00Z' },
      { municipality: dordrecht, channel: 'letters' },
    );
    expect(settled.again.map(({ taskId }) => taskId)).toEqual([notPosted]);
    expect(settled.left.map(({ taskId }) => taskId).sort()).toEqual([message, elsewhere, call].sort());
    expect(await states()).toEqual({
      [posted]: 'done',
      [notPosted]: 'queued',
      [message]: 'uncertain',
      [elsewhere]: 'uncertain',
      [call]: 'uncertain',
    });
  });

  test('a moment that cannot be is refused with its line, and nothing at all is settled', async () => {
    const right = await doubtful(dordrecht, 'letters');
    const future = await doubtful(dordrecht, 'letters');
    const unheard = await doubtful(dordrecht, 'letters');
    const inBackup = await doubtful(dordrecht, 'letters', '2026-03-05T08:00:00Z');
    const refused = hold({
      [right]: '2026-03-09T09:00:00Z',
      [future]: '2027-03-09T09:00:00Z',
      [unheard]: '2026-02-20T08:59:59Z',
      [inBackup]: '2026-03-05T07:59:59Z',
      [freshId()]: '2036-03-09T09:00:00Z',
    });
    const faults = await refused.catch((error: unknown) =>
      error instanceof CommandRefused ? error.faults : error,
    );
    expect(faults).toEqual([
      'line 2: lies in the future; it is 2026-03-10T10:00:00.000Z',
      'line 3: lies before 2026-02-20T09:00:00.000Z, when there was no such task yet',
      'line 4: lies before 2026-03-05T08:00:00.000Z, when there was no such task yet',
      'line 5: lies in the future; it is 2026-03-10T10:00:00.000Z',
    ]);
    expect(new Set(Object.values(await states()))).toEqual(new Set(['uncertain']));
    // One that was made again went out before its creation, which is what a recovery is about.
    expect((await hold({ [unheard]: receivedAt, [right]: '2026-03-10T10:00:00Z' })).done).toHaveLength(2);
  });
});
