import { randomBytes, randomUUID } from 'node:crypto';

import type { CreditorRegistryDocument } from '#contracts';
import {
  listQuarantine,
  readReplayAnswers,
  requestReplay,
  type QuarantinedRecord,
  type ReplayAnswer,
} from '#postgres';
import { signalData, signalRecord, testCreditors, withdrawalRecord } from '#testing';

import { QuarantineSealer } from './quarantine-sealer.js';
import { march, signalAtHouse, TestIntakes, type TestIntake } from './testing-intake.js';

const { energy, otherEnergy } = testCreditors;
const newSource = 'urn:nld:kvknr:90000199.incasso';

const signal = signalAtHouse;

describe('a replay from quarantine', () => {
  let intakes: TestIntakes;
  beforeAll(async () => {
    intakes = await TestIntakes.open(march(31));
  });
  afterAll(() => intakes.drop());

  const newIntake = (): TestIntake => intakes.newIntake();
  const rows = <Row extends object>(text: string, values?: unknown[]): Promise<Row[]> =>
    intakes.rows<Row>(text, values);
  const quarantined = async (eventId: string): Promise<QuarantinedRecord[]> => {
    const filter = { municipality: null, reason: null, day: null, limit: 100 };
    const all = await intakes.operator.acrossMunicipalities((tx) => listQuarantine(tx, filter));
    return all.filter((row) => row.event_id === eventId);
  };
  const ask = async (records: readonly QuarantinedRecord[]): Promise<string> => {
    const requestId = randomUUID();
    await intakes.operator.acrossMunicipalities((tx) => requestReplay(tx, requestId, records, Date.now()));
    return requestId;
  };
  const answers = (requestId: string): Promise<ReplayAnswer[]> =>
    intakes.operator.acrossMunicipalities((tx) => readReplayAnswers(tx, requestId));
  const bytesAt = ({ kafka_offset, log_id, partition: of }: QuarantinedRecord): Promise<object[]> =>
    rows('select day from quarantine_bytes where log_id = $1 and partition = $2 and kafka_offset = $3', [
      log_id,
      of,
      kafka_offset,
    ]);
  const feedbackOf = (
    eventId: string,
  ): Promise<{ feedback_id: string; message: string; revision: number; replaces: string | null }[]> =>
    rows(
      'select feedback_id, message, revision, replaces from feedback where event_id = $1 order by revision',
      [eventId],
    );
  const changeRegistry = (change: (document: CreditorRegistryDocument) => void): Promise<void> =>
    intakes.operator.acrossMunicipalities(async (tx) => {
      const [latest] = await tx.query<{ version: number; content: CreditorRegistryDocument }>({
        text: 'select version, content from creditor_registry order by version desc limit 1',
      });
      if (latest === undefined) throw new Error('no registry');
      change(latest.content);
      await tx.query({
        text: `insert into creditor_registry (version, loaded_at, sha256, content) values ($1, now(), '\\x00', $2)`,
        values: [latest.version + 1, JSON.stringify(latest.content)],
      });
    });

  const setStatus = (id: string, status: 'active' | 'suspended'): Promise<void> =>
    changeRegistry((document) => {
      const creditor = document.creditors.find((one) => one.id === id);
      if (creditor !== undefined) creditor.status = status;
    });

  it('has of a record what is read of it, and no other headers', async () => {
    const intake = newIntake();
    const record = signal(energy.source, 'with-more-headers', '51', { bedragInCenten: -1 });
    const more = [['klant', Buffer.from('123456782')] as const, ['__proto__', Buffer.from('x')] as const];
    await intake.take([{ ...record, headers: [...record.headers, ...more] }]);
    const [row] = await rows<{ day: string; nonce: Buffer; sealed: Buffer }>(
      `select b.day::text, b.nonce, b.sealed from quarantine_bytes b
       join quarantine q using (log_id, partition, kafka_offset) where q.event_id = 'with-more-headers'`,
    );
    if (row === undefined) throw new Error('no bytes were kept');
    const opened = await intake.openSealed(row.day, row);
    expect(opened).toEqual({
      topic: 'signals.energie',
      key: record.key,
      value: record.value,
      headers: record.headers,
    });
  });

  it('makes a signal of what a new registry lets in, at its first place and receipt', async () => {
    const intake = newIntake();
    await intake.take([signal(newSource, 'too-early', '101')]);
    const [before] = await quarantined('too-early');
    expect(before).toMatchObject({ reason: 'unknown-creditor', municipality: '', topic: 'signals.energie' });
    if (before === undefined) throw new Error('not in quarantine');
    await changeRegistry((document) => {
      document.creditors.find(({ id }) => id === energy.id)?.sources.push(newSource);
    });
    const requestId = await ask([before]);
    await expect(intake.replay()).resolves.toBe(1);
    await expect(answers(requestId)).resolves.toMatchObject([{ result: 'accepted', reason: 'picked-up' }]);
    await expect(quarantined('too-early')).resolves.toEqual([]);
    await expect(bytesAt(before)).resolves.toEqual([]);
    await expect(
      rows(
        `select municipality, receipt, log_id, partition, kafka_offset::text, verdict from signal where event_id = 'too-early'`,
      ),
    ).resolves.toEqual([
      {
        municipality: 'GM0505',
        receipt: before.receipt,
        log_id: before.log_id,
        partition: before.partition,
        kafka_offset: before.kafka_offset,
        verdict: 'accepted',
      },
    ]);
    // Nobody had been told anything: the source was not admitted.
    await expect(feedbackOf('too-early')).resolves.toEqual([]);
    await expect(intake.replay()).resolves.toBe(0);
  });

  it('tells the creditor that a refusal no longer holds', async () => {
    const intake = newIntake();
    const persoon = { voornamen: 'Anna', achternaam: 'Voorbeeld' };
    await intake.take([
      signal(otherEnergy.source, 'no-ground', '102', { persoon }),
      signal(otherEnergy.source, 'no-ground-small', '103', { persoon, bedragInCenten: 1_000 }),
    ]);
    const records = [...(await quarantined('no-ground')), ...(await quarantined('no-ground-small'))];
    expect(records.map(({ reason }) => reason)).toEqual(['no-legal-ground', 'no-legal-ground']);
    await changeRegistry((document) => {
      document.creditors.find(({ id }) => id === otherEnergy.id)?.allowedFields.push('persoon.voornamen');
    });
    const requestId = await ask(records);
    await intake.replay();
    await expect(answers(requestId)).resolves.toMatchObject([
      { result: 'accepted' },
      { result: 'unjustified' },
    ]);
    const accepted = await feedbackOf('no-ground');
    expect(accepted).toMatchObject([
      { message: 'refused', revision: 1, replaces: null },
      { message: 'under-consideration', revision: 2, replaces: accepted[0]?.feedback_id },
    ]);
    const unjustified = await feedbackOf('no-ground-small');
    expect(unjustified).toMatchObject([
      { message: 'refused', revision: 1 },
      { message: 'unjustified', revision: 2, replaces: unjustified[0]?.feedback_id },
    ]);
    await expect(
      rows(`select feedback_revision, feedback_message from signal where event_id = 'no-ground'`),
    ).resolves.toEqual([{ feedback_revision: 2, feedback_message: 'under-consideration' }]);
  });

  it('tells what holds for a withdrawal and for a repetition that had been refused', async () => {
    const intake = newIntake();
    const { source } = otherEnergy;
    const little = { bedragInCenten: 1_000 };
    const withdrawal = { gemeentecode: 'GM0505', ingetrokkenSignaal: 'taken', datum: '2026-03-09' };
    await intake.take([signal(source, 'taken', '110'), signal(source, 'taken-small', '111', little)]);
    await setStatus(otherEnergy.id, 'suspended');
    intake.referenceData.forget();
    await intake.take([
      signal(source, 'taken', '110'),
      signal(source, 'taken-small', '111', little),
      { ...withdrawalRecord(source, 'gone', withdrawal), appendTimeMs: march(10) },
    ]);
    const records = (await Promise.all(['taken', 'taken-small', 'gone'].map(quarantined))).flat();
    expect(records.map(({ reason }) => reason)).toEqual(Array(3).fill('creditor-suspended'));
    await setStatus(otherEnergy.id, 'active');
    const requestId = await ask(records);
    await intake.replay();
    const said = (await answers(requestId)).map(({ result }) => result);
    expect(said).toEqual(['duplicate', 'duplicate', 'withdrawal']);
    expect(intake.replayed).toEqual(said);

    const again = await feedbackOf('taken');
    expect(again).toMatchObject([
      { message: 'refused', revision: 1, replaces: null },
      { message: 'under-consideration', revision: 2, replaces: again[0]?.feedback_id },
      // The withdrawal counts now: what follows goes on from the correction.
      { message: 'not-picked-up', revision: 3, replaces: again[1]?.feedback_id },
    ]);
    const small = await feedbackOf('taken-small');
    const refusal = small.find(({ message }) => message === 'refused');
    expect(small.at(-1)).toMatchObject({
      message: 'unjustified',
      revision: 2,
      replaces: refusal?.feedback_id,
    });
    const gone = await feedbackOf('gone');
    expect(gone).toMatchObject([
      { message: 'refused', revision: 1, replaces: null },
      { message: 'under-consideration', revision: 2, replaces: gone[0]?.feedback_id },
    ]);
  });

  it('leaves one row and one message of what is refused again', async () => {
    const intake = newIntake();
    await intake.take([signal(energy.source, 'still-faulty', '104', { bedragInCenten: -1 })]);
    const [before] = await quarantined('still-faulty');
    if (before === undefined) throw new Error('not in quarantine');
    for (let round = 0; round < 2; round += 1) {
      const requestId = await ask([before]);
      await intake.replay();
      await expect(answers(requestId)).resolves.toMatchObject([
        { result: 'refused', faults: [{ pointer: '/data/bedragInCenten' }] },
      ]);
    }
    await expect(quarantined('still-faulty')).resolves.toEqual([before]);
    await expect(bytesAt(before)).resolves.toHaveLength(1);
    await expect(feedbackOf('still-faulty')).resolves.toHaveLength(1);
  });

  it('keeps a conflict a conflict', async () => {
    const intake = newIntake();
    await intake.take([
      signal(energy.source, 'same-id', '105'),
      signal(energy.source, 'same-id', '105', { bedragInCenten: 99_000 }),
    ]);
    const before = await quarantined('same-id');
    const requestId = await ask(before);
    await intake.replay();
    await expect(answers(requestId)).resolves.toMatchObject([{ result: 'conflict' }]);
    await expect(quarantined('same-id')).resolves.toEqual(before);
  });

  it('answers where there are no bytes, no row, or no key that opens them', async () => {
    const intake = newIntake();
    await intake.take([
      {
        ...signalRecord(energy.source, 'bsn', { ...signalData(), bsn: '111222333' }),
        appendTimeMs: march(9),
      },
      { ...signal(energy.source, 'sealed', '106', { bedragInCenten: -1 }), appendTimeMs: march(10) },
    ]);
    const [bsn] = await quarantined('bsn');
    const [sealed] = await quarantined('sealed');
    if (bsn === undefined || sealed === undefined) throw new Error('not in quarantine');
    const requestId = await ask([bsn, { ...bsn, kafka_offset: '999' }]);
    await expect(intake.replay()).resolves.toBe(2);
    await expect(answers(requestId)).resolves.toMatchObject([{ result: 'no-bytes' }, { result: 'no-bytes' }]);
    await expect(quarantined('bsn')).resolves.toEqual([bsn]);

    const otherKey = await ask([sealed]);
    await intake.replay(new QuarantineSealer(intakes.database, randomBytes(32)));
    await expect(answers(otherKey)).resolves.toMatchObject([{ result: 'unreadable' }]);
    await expect(quarantined('sealed')).resolves.toEqual([sealed]);
  });

  it('is done once when two copies of the intake meet the same requests', async () => {
    const intake = newIntake();
    const ids = Array.from({ length: 12 }, (_, index) => `late-${index}`);
    const source = 'urn:nld:kvknr:90000198.incasso';
    await intake.take(ids.map((id, index) => signal(source, id, `${200 + index}`)));
    await changeRegistry((document) => {
      document.creditors.find(({ id }) => id === energy.id)?.sources.push(source);
    });
    const records = (await Promise.all(ids.map(quarantined))).flat();
    const requestId = await ask(records);
    await Promise.all([intake.replay(), newIntake().replay()]);
    // What one copy held while the other looked is left for the next round.
    await intake.replay();
    const said = await answers(requestId);
    expect(said.map(({ result }) => result)).toEqual(ids.map(() => 'accepted'));
    await expect(rows(`select 1 from signal where event_id like 'late-%'`)).resolves.toHaveLength(ids.length);
  });
});
