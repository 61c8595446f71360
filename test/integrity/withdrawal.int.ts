import { taskPageSchema } from '#contracts';
import { createLogger, fixedClock } from '#platform';
import type { NationalDatabase } from '#postgres';
import {
  createTestDatabase,
  freshId,
  seedReference,
  signalData,
  signalRecord,
  storeRows,
  testCreditors,
  withdrawalRecord,
  type TestDatabase,
} from '#testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { createDeskApp } from '../../apps/desk/src/desk-app.js';
import { TestIntake } from '../../apps/intake/src/testing-intake.js';

const march = (day: number): number => Date.UTC(2026, 2, day, 10);
const { energy } = testCreditors;
const demoToken = 'a-secret-that-is-only-for.tests';
const sam = `${demoToken}.GM0505.outreach-worker.sam`;

/**
 * The creditor takes back what it reported, while somebody has to go there: from the topic to the worklist, through the
 * real intake and the real API.
 */
describe('a withdrawal', () => {
  let database: TestDatabase;
  let owner: NationalDatabase;
  let intake: NationalDatabase;
  let desk: NestFastifyApplication;
  let numbers = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await database.national('owner');
    intake = await database.national('intake');
    await (await database.national('operator')).acrossMunicipalities(seedReference);
    desk = await createDeskApp({
      desk: {
        database: await database.municipal('desk'),
        clock: fixedClock(march(31)),
        pseudonymKey: Buffer.alloc(32, 7),
      },
      demoToken,
      logger: createLogger('desk-test', 'silent'),
    });
  });
  afterAll(async () => {
    await desk.close();
    await database.drop();
  });

  const rows = <Row extends object>(text: string, ...values: unknown[]): Promise<Row[]> =>
    owner.acrossMunicipalities((tx) => tx.query<Row>({ text, values }));

  /** A resident with one signal and a task in this state; gives how the withdrawal arrives. */
  async function resident(state: 'queued' | 'claimed'): Promise<{
    taskId: string;
    tried(): Promise<void>;
    withdraw(): Promise<void>;
    told(): Promise<string[]>;
    task(): Promise<{ state: string; notice: string | null } | undefined>;
  }> {
    numbers += 1;
    const id = `signal-${numbers}`;
    const place = { clusterId: 'withdrawal', topic: 'signals.energie', partition: numbers };
    const feed = new TestIntake(intake, march(31), place);
    const data = signalData({ adres: { postcode: '3317 PR', huisnummer: `${numbers}` } });
    await feed.take([{ ...signalRecord(energy.source, id, data), appendTimeMs: march(9) }]);
    const [found] = await rows<{ person_id: string; address_id: string; period_start: string }>(
      'select person_id, address_id, period_start from signal where event_id = $1',
      id,
    );
    if (found === undefined) throw new Error('the signal was not stored');
    const key = { municipality: 'GM0505', person_id: found.person_id, period_start: found.period_start };
    const taskId = freshId();
    const claim =
      state === 'claimed'
        ? { holder: 'person', claimed_by: 'desk:sam', lease_until: '2026-03-31T20:00:00Z' }
        : {};
    const task = {
      ...key,
      task_id: taskId,
      address_id: found.address_id,
      step: 'first-message',
      state,
      channel: 'messages',
      executor: 'desk',
      priority: 5,
      due_on: '2026-03-10',
      generation: 1,
      letter_reference: taskId,
      created_at: '2026-03-10T08:00:00Z',
      changed_at: '2026-03-10T08:00:00Z',
      ...claim,
    };
    await storeRows(owner, { outreach_task: [task] });
    return {
      taskId,
      tried: () => storeRows(owner, { attempt: [attempt(key)] }),
      withdraw: () => {
        const withdrawal = withdrawalRecord(energy.source, `w-${id}`, {
          gemeentecode: 'GM0505',
          ingetrokkenSignaal: id,
          datum: '2026-03-16',
        });
        return feed.take([{ ...withdrawal, appendTimeMs: march(16) }]);
      },
      told: async () =>
        (
          await rows<{ message: string }>(
            'select message from feedback where event_id = $1 order by revision',
            id,
          )
        ).map(({ message }) => message),
      task: async () =>
        (
          await rows<{ state: string; notice: string | null }>(
            'select state, notice from outreach_task where task_id = $1',
            taskId,
          )
        )[0],
    };
  }

  const attempt = (key: object): Record<string, unknown> => ({
    ...key,
    attempt_id: freshId(),
    kind: 'Telefoon',
    direction: 'outgoing',
    reached: false,
    attempted_at: '2026-03-12T10:00:00Z',
    day: '2026-03-12',
    part_of_day: 'Ochtend',
    recorded_at: '2026-03-12T10:00:00Z',
    recorded_by: 'desk:sam',
  });

  async function worklist(status: string): Promise<Map<string, string | null>> {
    const url = `/v1/taken?status=${status}&aantal=100`;
    const response = await desk.inject({ method: 'GET', url, headers: { authorization: `Bearer ${sam}` } });
    return new Map(
      taskPageSchema.parse(response.json()).taken.map(({ mededeling, taakId }) => [taakId, mededeling]),
    );
  }

  test('cancels a task that nobody has in hand: it is gone from the worklist and cannot be claimed', async () => {
    const one = await resident('queued');
    expect(await worklist('open')).toContainEqual([one.taskId, null]);
    await one.withdraw();
    expect(await one.task()).toMatchObject({ state: 'cancelled' });
    expect((await worklist('open')).has(one.taskId)).toBe(false);
    const claim = await desk.inject({
      method: 'POST',
      url: `/v1/taken/${one.taskId}/claim`,
      headers: { authorization: `Bearer ${sam}` },
      payload: {},
    });
    expect(claim.statusCode).toBe(409);
    expect(await one.told()).toEqual(['not-picked-up']);
  });

  test('tells whoever has the task in hand, in the worklist; it stays theirs to end', async () => {
    const one = await resident('claimed');
    expect((await worklist('in-behandeling')).get(one.taskId)).toBeNull();
    await one.withdraw();
    expect(await one.task()).toEqual({ state: 'claimed', notice: 'closed' });
    expect((await worklist('in-behandeling')).get(one.taskId)).toBe(
      'De zaak is afgesloten. Deze stap is niet meer nodig.',
    );
    expect(await one.told()).toEqual(['not-picked-up']);
  });

  test('of a resident who was tried already: no further step, and the case closes by its attempts', async () => {
    const one = await resident('queued');
    await one.tried();
    await one.withdraw();
    expect(await one.task()).toMatchObject({ state: 'cancelled' });
    expect(await one.told()).toEqual(['no-contact']);
  });
});
