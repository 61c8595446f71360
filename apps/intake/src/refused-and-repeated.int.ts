import fc from 'fast-check';

import { testCreditors, withdrawalRecord } from '#testing';

import { march, signalAtHouse, TestIntakes, type TestIntake, type TimedRecord } from './testing-intake.js';

jest.setTimeout(120_000);

const { source } = testCreditors.energy;

const signal = (
  id: string,
  houseNumber: string,
  changes?: Parameters<typeof signalAtHouse>[3],
): TimedRecord => signalAtHouse(source, id, houseNumber, changes);
const faulty = { bedragInCenten: -1 };
const small = { bedragInCenten: 1_000 };

interface Told {
  readonly feedback_id: string;
  readonly message: string;
  readonly revision: number;
  readonly replaces: string | null;
}

describe('a record that comes again after its id was refused', () => {
  let intakes: TestIntakes;
  beforeAll(async () => {
    intakes = await TestIntakes.open(march(31));
  });
  afterAll(() => intakes.drop());

  const newIntake = (): TestIntake => intakes.newIntake();
  const rewind = async (intake: TestIntake): Promise<void> => {
    await intakes.operator.acrossMunicipalities((tx) =>
      tx.query({
        text: `update consumer_offset set next_offset = 0, last_offset = null, last_appended_ms = null, last_crc32 = null
               where partition = $1`,
        values: [intakes.partition],
      }),
    );
    await intake.resume(0n);
  };
  const told = (eventId: string): Promise<Told[]> =>
    intakes.database.acrossMunicipalities((tx) =>
      tx.query<Told>({
        text: `select feedback_id, message, revision, replaces from feedback
               where event_id = $1 order by revision, feedback_id`,
        values: [eventId],
      }),
    );

  it.each([
    ['accepted', {}, ['refused', 'under-consideration']],
    ['unjustified', small, ['refused', 'unjustified', 'unjustified']],
  ] as const)('is told that it stands, when it was %s', async (verdict, changes, messages) => {
    const [id, number] = [`stands-${verdict}`, `${intakes.partition + 1}`];
    const intake = newIntake();
    await intake.take([signal(id, number, changes)]);
    await intake.take([signal(id, number, { ...changes, ...faulty })]);
    await intake.take([signal(id, number, changes)]);
    const said = await told(id);
    expect(said.map(({ message }) => message).sort()).toEqual([...messages].sort());
    const refusal = said.find(({ message }) => message === 'refused');
    expect(said.at(-1)).toMatchObject({
      message: messages.at(-1),
      revision: 2,
      replaces: refusal?.feedback_id,
    });
    expect(intake.tallies.at(-1)).toMatchObject({ signals: 0, duplicates: 1 });
  });

  it('is told of a withdrawal too', async () => {
    const intake = newIntake();
    const withdrawal = (datum: string): TimedRecord => ({
      ...withdrawalRecord(source, 'w', { gemeentecode: 'GM0505', ingetrokkenSignaal: 'its-signal', datum }),
      appendTimeMs: march(10),
    });
    await intake.take([withdrawal('2026-03-10'), withdrawal('2027-03-01')]);
    await intake.take([withdrawal('2026-03-10'), withdrawal('2026-03-10')]);
    const [refusal, ...others] = await told('w');
    expect(others).toMatchObject([{ message: 'under-consideration', replaces: refusal?.feedback_id }]);
  });

  it('other content under the id is a conflict, and the refusal stays', async () => {
    const intake = newIntake();
    const number = `${intakes.partition}`;
    await intake.take([signal('other', number), signal('other', number, faulty)]);
    await intake.take([signal('other', number, { bedragInCenten: 99_999 })]);
    await expect(told('other')).resolves.toMatchObject([{ message: 'refused' }]);
  });

  /** What the creditor's messages must come down to: of each refusal, whether something replaces it. */
  const expected = (isGood: readonly boolean[]): readonly boolean[] =>
    isGood.flatMap((good, index) => (good ? [] : [isGood[index + 1] === true]));

  it('the-last-word-is-true: a refusal is replaced once, and only where what stands came right after it', async () => {
    let run = 0;
    const records = fc.array(fc.record({ good: fc.boolean(), endsBatch: fc.boolean() }), {
      minLength: 2,
      maxLength: 9,
    });
    await fc.assert(
      fc.asyncProperty(records, fc.boolean(), async (drawn, comesTwice) => {
        const id = `drawn-${(run += 1)}`;
        const intake = newIntake();
        const number = `9${intakes.partition}`;
        const all = drawn.map(({ good }) => signal(id, number, good ? {} : faulty));
        for (const pass of comesTwice ? ['first', 'after a rewind'] : ['first']) {
          if (pass !== 'first') await rewind(intake);
          let batch: TimedRecord[] = [];
          for (const [index, record] of all.entries()) {
            batch.push(record);
            // After the rewind the sub-batches are others.
            if (drawn[index]?.endsBatch !== (pass === 'first') && index < all.length - 1) continue;
            await intake.take(batch);
            batch = [];
          }
        }
        const said = await told(id);
        const refusals = said.filter(({ message }) => message === 'refused');
        const corrections = said.filter(({ message }) => message !== 'refused');
        const wanted = expected(drawn.map(({ good }) => good));
        expect(refusals).toHaveLength(wanted.length);
        expect(corrections).toHaveLength(wanted.filter(Boolean).length);
        const replaced = corrections.map(({ replaces }) => replaces);
        expect(new Set(replaced).size).toBe(corrections.length);
        const known = refusals.map(({ feedback_id }) => feedback_id);
        for (const one of replaced) expect(known).toContain(one);
        expect(new Set(corrections.map(({ revision }) => revision)).size).toBe(corrections.length);
      }),
      { numRuns: 40 },
    );
  });
});
