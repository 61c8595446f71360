import { until, type AppProcess } from '../processes.js';
import { IntakeStand, mixedRecords, perTen } from './intake-stand.js';

// One member is killed here, and the broker waits out its session of 45 s before another gets its partitions.
jest.setTimeout(240_000);

const tens = 60;

describe('a rebalance in mid-batch loses and doubles nothing', () => {
  let stand: IntakeStand;
  let sent = 0;

  beforeAll(async () => {
    stand = await IntakeStand.open();
  });
  afterAll(() => stand.close());

  const sendMore = async (): Promise<void> => {
    await stand.send(mixedRecords(stand.creditor, tens, sent + 1));
    sent += tens;
  };
  const expectWhole = async (): Promise<void> => {
    expect(await stand.storedPlaces()).toEqual(await stand.acknowledgedPlaces());
    expect(await stand.counts()).toEqual({
      signal: perTen.signal * sent,
      withdrawal: perTen.withdrawal * sent,
      duplicate: perTen.duplicate * sent,
      quarantine: perTen.quarantine * sent,
    });
  };
  const assignments = ({ log }: AppProcess): number => log.split('partitions assigned').length - 1;
  const assignedAgain = async (intake: AppProcess, before: number): Promise<void> => {
    await until('partitions are assigned anew', () =>
      Promise.resolve(assignments(intake) > before ? true : undefined),
    );
  };
  const answers = (intake: AppProcess): Promise<boolean> =>
    until('the new member runs', async () => ((await intake.isLive()) ? true : undefined));

  test('a member joins, one leaves, one is killed, each while a transaction runs', async () => {
    const group = stand.newGroup();
    const first = await stand.intake(group);
    await first.ready();

    let release = await stand.hold('feedback');
    await sendMore();
    await stand.waitsFor('feedback');
    const second = await stand.intake(group);
    await answers(second);
    await release();
    await assignedAgain(second, 0);
    await stand.caughtUp();
    await expectWhole();

    const third = await stand.intake(group);
    await assignedAgain(third, 0);
    release = await stand.hold('feedback');
    await sendMore();
    await stand.waitsFor('feedback');
    const before = [first, second].map(assignments);
    const left = third.stop();
    await release();
    expect(await left).toBe(0);
    await assignedAgain(first, before[0] ?? 0);
    await assignedAgain(second, before[1] ?? 0);
    await stand.caughtUp();
    await expectWhole();

    release = await stand.hold('feedback');
    await sendMore();
    await stand.waitsFor('feedback');
    await second.kill();
    await release();
    await stand.caughtUp(90_000);
    await expectWhole();
    expect(await first.stop()).toBe(0);
    await expectWhole();
  });
});
