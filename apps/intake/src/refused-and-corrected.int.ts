import { signalData, signalRecord, testCreditors, withdrawalRecord } from '#testing';

import { march, signalAtHouse, TestIntakes, type TestIntake, type TimedRecord } from './testing-intake.js';

const { source } = testCreditors.energy;

const signal = (
  id: string,
  houseNumber: string,
  changes?: Parameters<typeof signalAtHouse>[3],
): TimedRecord => signalAtHouse(source, id, houseNumber, changes);
const withdrawal = (id: string, withdrawn: string, datum: string): TimedRecord => ({
  ...withdrawalRecord(source, id, { gemeentecode: 'GM0505', ingetrokkenSignaal: withdrawn, datum }),
  appendTimeMs: march(10),
});
const faulty = { bedragInCenten: -1 };
const small = { bedragInCenten: 1_000 };

interface Told {
  readonly feedback_id: string;
  readonly municipality: string;
  readonly message: string;
  readonly revision: number;
  readonly replaces: string | null;
}

describe('a refused record', () => {
  let intakes: TestIntakes;
  beforeAll(async () => {
    intakes = await TestIntakes.open(march(31));
  });
  afterAll(() => intakes.drop());

  const newIntake = (): TestIntake => intakes.newIntake();
  const rows = <Row extends object>(text: string): Promise<Row[]> => intakes.rows<Row>(text);
  const told = (eventId: string): Promise<Told[]> =>
    intakes.database.acrossMunicipalities((tx) =>
      tx.query<Told>({
        text: `select feedback_id, municipality, message, revision, replaces from feedback
               where event_id = $1 order by revision, feedback_id`,
        values: [eventId],
      }),
    );
  /** One refusal, and the one message that replaces it. */
  const expectCorrected = async (eventId: string, message: string): Promise<void> => {
    const messages = await told(eventId);
    expect(messages).toMatchObject([
      { message: 'refused', revision: 1, replaces: null },
      { message, revision: 2, replaces: messages[0]?.feedback_id },
    ]);
  };

  it('has every fault named to its creditor, with codes and places, and keeps no bytes of a BSN', async () => {
    const intake = newIntake();
    const base = signalData({ bedragInCenten: -1, signaaldatum: '2027-01-01' });
    await intake.take([
      { ...signalRecord(source, 'faulty', base), appendTimeMs: march(9) },
      {
        ...signalRecord(source, 'with-bsn', { ...signalData(), bsn: '111222333' }),
        appendTimeMs: march(9),
      },
    ]);
    const quarantined = await rows<{
      event_id: string;
      faults: { pointer: string; code: string }[];
      bytes_kept: boolean;
    }>(
      `select event_id, faults, bytes_kept from quarantine where event_id in ('faulty', 'with-bsn') order by event_id`,
    );
    expect(quarantined[0]?.faults.map(({ pointer }) => pointer)).toEqual([
      '/data/bedragInCenten',
      '/data/signaaldatum',
    ]);
    expect(quarantined.map(({ bytes_kept }) => bytes_kept)).toEqual([true, false]);
    const kept = await rows<{ count: number }>(
      `select count(*) as count from quarantine_bytes b join quarantine q using (municipality, log_id, partition, kafka_offset)
       where q.event_id in ('faulty', 'with-bsn')`,
    );
    expect(kept).toEqual([{ count: 1 }]);
    const messages = await rows(
      `select event_id, message from feedback where event_id in ('faulty', 'with-bsn') order by 1`,
    );
    expect(messages).toEqual([
      { event_id: 'faulty', message: 'refused' },
      { event_id: 'with-bsn', message: 'refused' },
    ]);
  });

  /** Rule 2: its id is not taken. The creditor's last word is then the new verdict, not the refusal. */
  describe('that comes again, corrected,', () => {
    it.each([
      ['accepted', {}, 'under-consideration'],
      ['unjustified', small, 'unjustified'],
    ] as const)('is told when it is %s, later', async (verdict, changes, message) => {
      const id = `later-${verdict}`;
      const intake = newIntake();
      await intake.take([signal(id, `${intakes.partition}`, faulty)]);
      await expect(told(id)).resolves.toMatchObject([{ message: 'refused' }]);
      await intake.take([signal(id, `${intakes.partition}`, changes)]);
      await expectCorrected(id, message);
    });

    it('is told in one sub-batch as in two', async () => {
      const [id, minor] = ['together', 'together-small'];
      await newIntake().take([
        signal(id, '201', faulty),
        signal(minor, '202', faulty),
        signal(minor, '202', small),
        signal(id, '201'),
      ]);
      await expectCorrected(id, 'under-consideration');
      await expectCorrected(minor, 'unjustified');
    });

    it('is told of a withdrawal', async () => {
      const intake = newIntake();
      await intake.take([signal('withdrawn', '203'), withdrawal('w', 'withdrawn', '2027-03-01')]);
      await expect(told('w')).resolves.toMatchObject([{ message: 'refused' }]);
      await intake.take([withdrawal('w', 'withdrawn', '2026-03-10')]);
      await expectCorrected('w', 'under-consideration');
    });

    it('replaces a refusal that stands under no municipality', async () => {
      const intake = newIntake();
      const nowhere = signalRecord(source, 'nowhere', { ...signalData(), gemeentecode: 'nowhere' });
      await intake.take([{ ...nowhere, appendTimeMs: march(9) }]);
      await expect(told('nowhere')).resolves.toMatchObject([{ municipality: '', message: 'refused' }]);
      await intake.take([signal('nowhere', '204')]);
      await expectCorrected('nowhere', 'under-consideration');
    });

    it('replaces the last of two refusals, and each message once', async () => {
      const intake = newIntake();
      await intake.take([signal('twice', '205', faulty)]);
      const [first] = await told('twice');
      await intake.take([signal('twice', '205', faulty), signal('twice', '205')]);
      const messages = await told('twice');
      const correction = messages.at(-1);
      expect(messages.map(({ message }) => message)).toEqual(['refused', 'refused', 'under-consideration']);
      expect(messages.slice(0, 2).map(({ feedback_id }) => feedback_id)).toContain(correction?.replaces);
      expect(correction?.replaces).not.toBe(first?.feedback_id);
    });

    it.each(['one sub-batch', 'two'])('leaves a refusal that came after it as it is, in %s', async (how) => {
      const id = `after in ${how}`.replaceAll(' ', '-');
      const intake = newIntake();
      const [taken, refused] = [
        signal(id, `3${intakes.partition}`),
        signal(id, `3${intakes.partition}`, faulty),
      ];
      if (how === 'two') {
        await intake.take([taken]);
        await intake.take([refused]);
      } else await intake.take([taken, refused]);
      await expect(told(id)).resolves.toMatchObject([{ message: 'refused', revision: 1, replaces: null }]);
    });
  });
});
