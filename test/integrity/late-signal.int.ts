import type { SignalData } from '#contracts';
import type { Outcome } from '#domain';
import type { NationalDatabase } from '#postgres';
import {
  createTestDatabase,
  freshId,
  seedReference,
  signalData,
  signalRecord,
  storeRows,
  testCreditors,
  type TestDatabase,
} from '#testing';

import { TestIntake, type TimedRecord } from '../../apps/intake/src/testing-intake.js';

const march = (day: number): number => Date.UTC(2026, 2, day, 10);
const { energy } = testCreditors;
const noContact = 'Definitief geen contact kunnen krijgen';

/** A resident whose address nobody else in this file has. */
class Resident {
  private constructor(
    readonly number: number,
    private readonly owner: NationalDatabase,
    private readonly intake: TestIntake,
  ) {}

  static of(number: number, owner: NationalDatabase, intake: NationalDatabase): Resident {
    const place = { clusterId: 'late', topic: 'signals.energie', partition: number };
    return new Resident(number, owner, new TestIntake(intake, march(31), place));
  }

  private async rows<Row extends object = Record<string, unknown>>(
    text: string,
    ...values: unknown[]
  ): Promise<Row[]> {
    return this.owner.acrossMunicipalities((tx) => tx.query<Row>({ text, values }));
  }

  /** A signal arrives now that was received on that day of March. */
  async signal(id: string, day: number, changes: Partial<SignalData> = {}): Promise<void> {
    const data = signalData({ adres: { postcode: '3316 KL', huisnummer: `${this.number}` }, ...changes });
    const record: TimedRecord = {
      ...signalRecord(energy.source, `${this.number}-${id}`, data),
      appendTimeMs: march(day),
    };
    await this.intake.take([record]);
  }

  /** A fact of people or processes, and the fold that follows it. */
  async fact(table: 'outreach_task' | 'attempt', row: Record<string, unknown>): Promise<void> {
    await storeRows(this.owner, { [table]: [{ ...(await this.key()), ...row }] });
    await this.refold();
  }

  async task(step: string, state: string): Promise<string> {
    const taskId = freshId();
    const [{ address_id } = {}] = await this.rows<{ address_id: string }>(
      'select address_id from signal where event_id like $1 limit 1',
      `${this.number}-%`,
    );
    await this.fact('outreach_task', {
      task_id: taskId,
      address_id,
      step,
      state,
      channel: 'messages',
      executor: 'desk',
      priority: 5,
      due_on: '2026-03-13',
      generation: 1,
      holder: state === 'claimed' ? 'person' : null,
      claimed_by: state === 'claimed' ? 'sam' : null,
      letter_reference: taskId,
      created_at: '2026-03-13T08:00:00Z',
      changed_at: '2026-03-13T08:00:00Z',
      finished_on: state === 'done' ? '2026-03-13' : null,
    });
    return taskId;
  }

  async close(day: number, outcome: Outcome = noContact): Promise<void> {
    const { municipality, period_start, person_id } = await this.key();
    await this.rows(
      `insert into closing (municipality, person_id, period_start, number, outcome, closed_at, day, closed_by)
       values ($1, $2, $3, 1, $4, $5, $6, 'test')`,
      municipality,
      person_id,
      period_start,
      outcome,
      new Date(march(day)),
      `2026-03-${day}`,
    );
    await this.refold();
  }

  async verdict(id: string): Promise<Record<string, unknown> | undefined> {
    const [found] = await this.rows(
      'select verdict, rule, revision from signal where event_id = $1',
      `${this.number}-${id}`,
    );
    return found;
  }

  /** What the creditor was told of one record, each with whether it names the message that it replaces. */
  async told(id: string): Promise<unknown[]> {
    const found = await this.rows<{ message: string; replaces: string | null; feedback_id: string }>(
      'select message, replaces, feedback_id from feedback where event_id = $1 order by revision',
      `${this.number}-${id}`,
    );
    return found.map(({ message, replaces }, nth) => [
      message,
      replaces === null ? null : replaces === found[nth - 1]?.feedback_id ? 'the one before' : 'another',
    ]);
  }

  async taskIs(taskId: string): Promise<Record<string, unknown> | undefined> {
    const [found] = await this.rows(
      'select state, notice, generation from outreach_task where task_id = $1',
      taskId,
    );
    return found;
  }

  async casePerson(): Promise<Record<string, unknown> | undefined> {
    const { municipality, period_start, person_id } = await this.key();
    const [found] = await this.rows(
      `select state, outcome, plan, next_step, hold, crisis, attempts, revision from case_person
       where municipality = $1 and period_start = $2 and person_id = $3`,
      municipality,
      period_start,
      person_id,
    );
    return found;
  }

  /** Revisions that were replaced, of signals, case and case-persons at this address. */
  async history(): Promise<unknown[]> {
    return this.rows(
      `select h.subject, h.revision from decision_history h
       where exists (select from signal s where s.event_id like $1 and (h.subject_id = s.signal_id::text
         or h.subject_id like '%' || s.address_id || '%' ))
       order by 1, 2`,
      `${this.number}-%`,
    );
  }

  async everything(): Promise<unknown> {
    return [
      await this.casePerson(),
      await this.history(),
      await this.rows('select * from outreach_task order by task_id'),
    ];
  }

  /** Folds the address again, as after any change of its facts. */
  async refold(): Promise<void> {
    await this.rows(
      `insert into address_touched (municipality, address_id, from_receipt, reason)
       select distinct municipality, address_id, null::timestamptz, 'test' from signal where event_id like $1`,
      `${this.number}-%`,
    );
    await this.intake.refold();
  }

  private async key(): Promise<{ municipality: string; person_id: string; period_start: string }> {
    const [found] = await this.rows<{ municipality: string; person_id: string; period_start: string }>(
      'select municipality, person_id, period_start from signal where event_id like $1 order by receipt limit 1',
      `${this.number}-%`,
    );
    if (found === undefined) throw new Error('no signal came yet');
    return found;
  }
}

describe('a late signal with facts in between gives exactly one revision of what it changes', () => {
  let database: TestDatabase;
  let owner: NationalDatabase;
  let intake: NationalDatabase;
  let numbers = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await database.national('owner');
    intake = await database.national('intake');
    await (await database.national('operator')).acrossMunicipalities(seedReference);
  });
  afterAll(() => database.drop());

  const newResident = (): Resident => {
    numbers += 1;
    return Resident.of(numbers, owner, intake);
  };
  const settled = async (resident: Resident): Promise<void> => {
    const before = await resident.everything();
    await resident.refold();
    expect(await resident.everything()).toEqual(before);
  };

  test('what it makes a repeat is told; the task that still has its reason stays', async () => {
    const resident = newResident();
    await resident.signal('on-time', 12);
    const task = await resident.task('first-message', 'queued');
    await resident.signal('late', 9);
    expect(await resident.verdict('late')).toEqual({ verdict: 'accepted', rule: 'picked-up', revision: 1 });
    expect(await resident.verdict('on-time')).toEqual({
      verdict: 'repeated',
      rule: 'same-arrears-not-higher',
      revision: 2,
    });
    expect(await resident.told('on-time')).toEqual([['repeated', null]]);
    expect(await resident.taskIs(task)).toEqual({ state: 'queued', notice: null, generation: 1 });
    // The case was picked up three days earlier than it said.
    expect(await resident.history()).toEqual([
      { subject: 'case', revision: 1 },
      { subject: 'signal', revision: 1 },
    ]);
    await settled(resident);
  });

  test('a step that lost its reason: who has not claimed it is spared, who has is told', async () => {
    for (const [state, expected] of [
      ['queued', { state: 'cancelled', notice: 'plan-changed', generation: 1 }],
      ['claimed', { state: 'claimed', notice: 'plan-changed', generation: 1 }],
    ] as const) {
      const resident = newResident();
      await resident.signal('on-time', 12);
      const task = await resident.task('first-message', state);
      await resident.signal('late', 9, {
        klantreferentie: 'K-2',
        crisissignaal: { soort: 'uithuiszetting' },
      });
      expect(await resident.casePerson()).toMatchObject({
        plan: 'crisis',
        next_step: 'crisis-call',
        crisis: true,
        revision: 2,
      });
      expect(await resident.taskIs(task)).toEqual(expected);
      expect(await resident.history()).toEqual([
        { subject: 'case', revision: 1 },
        { subject: 'case-person', revision: 1 },
      ]);
      await settled(resident);
    }
  });

  test('what was done is not done again under the new plan', async () => {
    const resident = newResident();
    await resident.signal('on-time', 12);
    const task = await resident.task('first-message', 'done');
    await resident.signal('late', 9, { klantreferentie: 'K-2' });
    expect(await resident.casePerson()).toMatchObject({ plan: 'several', next_step: 'first-call' });
    expect(await resident.taskIs(task)).toMatchObject({ state: 'done' });
    await settled(resident);
  });

  test('after a closing: no reopening, the same outcome for the late one, and a correction that names what it replaces', async () => {
    const resident = newResident();
    await resident.signal('on-time', 12);
    await resident.close(27);
    expect(await resident.told('on-time')).toEqual([['no-contact', null]]);
    await resident.signal('late', 9);
    expect(await resident.casePerson()).toMatchObject({ state: 'closed', outcome: noContact });
    expect(await resident.told('late')).toEqual([['no-contact', null]]);
    expect(await resident.told('on-time')).toEqual([
      ['no-contact', null],
      ['repeated', 'the one before'],
    ]);
    await settled(resident);
  });

  test('a contact stays with the person, whichever signal came first', async () => {
    const resident = newResident();
    await resident.signal('on-time', 12);
    await resident.fact('attempt', {
      attempt_id: freshId(),
      kind: 'Telefoon',
      direction: 'outgoing',
      reached: true,
      attempted_at: '2026-03-16T10:00:00Z',
      day: '2026-03-16',
      part_of_day: 'Ochtend',
      recorded_at: '2026-03-16T10:00:00Z',
      recorded_by: 'test',
    });
    expect(await resident.casePerson()).toMatchObject({ hold: 'reached', attempts: 1 });
    await resident.signal('late', 9, { klantreferentie: 'K-2' });
    expect(await resident.casePerson()).toMatchObject({ hold: 'reached', attempts: 1, state: 'open' });
    await settled(resident);
  });

  test('what a person dismisses is revised to not picked up, told once, and stays so when another signal comes', async () => {
    const resident = newResident();
    await resident.signal('one', 12);
    await resident.close(16, 'Niet opgepakt: andere reden');
    expect(await resident.verdict('one')).toEqual({
      verdict: 'not-picked-up',
      rule: 'closed-as-not-picked-up',
      revision: 2,
    });
    expect(await resident.casePerson()).toMatchObject({
      state: 'closed',
      outcome: 'Niet opgepakt: andere reden',
    });
    expect(await resident.told('one')).toEqual([['not-picked-up', null]]);
    await settled(resident);
    await resident.signal('two', 20, { klantreferentie: 'K-2' });
    expect(await resident.verdict('one')).toMatchObject({ verdict: 'not-picked-up', revision: 2 });
    expect(await resident.verdict('two')).toMatchObject({ verdict: 'accepted' });
    expect(await resident.told('one')).toEqual([['not-picked-up', null]]);
    expect(await resident.casePerson()).toMatchObject({ state: 'open', outcome: null, plan: 'everybody' });
    await settled(resident);
  });
});
