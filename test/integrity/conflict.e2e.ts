import { until } from '../processes.js';
import { IntakeStand, ownSignal } from './intake-stand.js';

jest.setTimeout(120_000);

describe('a conflict is seen', () => {
  let stand: IntakeStand;

  beforeAll(async () => {
    stand = await IntakeStand.open();
  });
  afterAll(() => stand.close());

  test('one id with two contents leaves one signal and one row to look at, in either order and over restarts', async () => {
    const low = (id: string, house: number) =>
      ownSignal(stand.creditor, id, house, { bedragInCenten: 10_000 });
    const high = (id: string, house: number) =>
      ownSignal(stand.creditor, id, house, { bedragInCenten: 20_000 });
    const intake = await stand.intake(stand.newGroup());
    await stand.send([
      low('first-low', 1),
      high('first-low', 1),
      high('first-high', 2),
      low('first-high', 2),
    ]);
    await stand.caughtUp();
    await stand.send([low('days-apart', 3)]);
    await stand.caughtUp();
    expect(await intake.metric('eropaf_intake_records_total{ended="quarantine"}')).toBe(2);
    expect(await intake.stop()).toBe(0);

    const next = await stand.intake(stand.newGroup());
    await stand.send([high('days-apart', 3), low('days-apart', 3)]);
    await stand.caughtUp();

    const signals = await stand.rows('select event_id, amount_cents from signal order by event_id');
    expect(signals).toEqual([
      { event_id: 'days-apart', amount_cents: 10_000 },
      { event_id: 'first-high', amount_cents: 20_000 },
      { event_id: 'first-low', amount_cents: 10_000 },
    ]);
    const aside = await stand.rows(
      'select event_id, verdict, reason, bytes_kept from quarantine order by event_id',
    );
    expect(aside).toEqual(
      ['days-apart', 'first-high', 'first-low'].map((event_id) => ({
        event_id,
        verdict: 'conflict',
        reason: 'same-id-other-content',
        bytes_kept: true,
      })),
    );
    expect(await stand.counts()).toMatchObject({ duplicate: 1 });
    await until('the conflict is counted', async () =>
      (await next.metric('eropaf_intake_records_total{ended="quarantine"}')) === 1 ? true : undefined,
    );
    expect(await next.stop()).toBe(0);
  });
});
