import { IntakeStand, mixedRecords, perTen } from './intake-stand.js';
import { until } from '../processes.js';

jest.setTimeout(180_000);

const tens = 300;

describe('kill -9 of intake in mid-batch loses and doubles nothing', () => {
  let stand: IntakeStand;

  beforeAll(async () => {
    stand = await IntakeStand.open();
  });
  afterAll(() => stand.close());

  const expectWhole = async (manyTens: number): Promise<void> => {
    expect(await stand.storedPlaces()).toEqual(await stand.acknowledgedPlaces());
    expect(await stand.counts()).toEqual({
      signal: perTen.signal * manyTens,
      withdrawal: perTen.withdrawal * manyTens,
      duplicate: perTen.duplicate * manyTens,
      quarantine: perTen.quarantine * manyTens,
    });
    const ids = await stand.rows(`select event_id from signal group by event_id having count(*) > 1`);
    expect(ids).toEqual([]);
  };

  test('in the middle of a transaction, between commits, and at any moment', async () => {
    await stand.send(mixedRecords(stand.creditor, tens));

    // Everything before the feedback is written, nothing is committed.
    const release = await stand.hold('feedback');
    const inTransaction = await stand.intake(stand.newGroup());
    await stand.waitsFor('feedback');
    await inTransaction.kill();
    await release();
    expect(await stand.storedPlaces()).toEqual([]);

    const betweenCommits = await stand.intake(stand.newGroup());
    await until('some sub-batches are committed', async () =>
      (await stand.storedPlaces()).length > 0 ? true : undefined,
    );
    await betweenCommits.kill();
    expect((await stand.storedPlaces()).length).toBeLessThan(tens * 10);

    await stand.send(mixedRecords(stand.creditor, tens, tens + 1));
    const anyMoment = await stand.intake(stand.newGroup());
    const before = (await stand.storedPlaces()).length;
    await until('it goes on', async () => ((await stand.storedPlaces()).length > before ? true : undefined));
    await anyMoment.kill();

    const last = await stand.intake(stand.newGroup());
    await stand.caughtUp();
    await expectWhole(2 * tens);
    expect(await last.stop()).toBe(0);
    await expectWhole(2 * tens);
  });
});
