import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parsePolicy } from '#contracts';
import type { MunicipalityCode, TaskId } from '#domain';
import { packageRoot, setSimulatedClock, type NationalDatabase } from '#postgres';

import type { TaskJob } from '../src/claim-task.js';

/** A row as the database gives it. */
type Row = Record<string, unknown>;

/** One resident with a case-person, and what may be said otherwise of it. */
export interface SeededPerson {
  readonly municipality: MunicipalityCode;
  readonly personId: string;
  readonly addressId: string;
  readonly periodStart: string;
}

export interface PersonSeed {
  readonly municipality?: string;
  readonly personId?: string;
  readonly addressId?: string;
  readonly periodStart?: string;
  readonly surname?: string;
  readonly creditors?: readonly string[];
  readonly casePerson?: Row;
}

const receipt = '2026-02-25T09:00:00Z';
const defaults = { municipality: 'GM0505', periodStart: '2026-02-01' } as const;

/** Writes rows as the owner, as the other processes would have left them. */
export class Seeds {
  constructor(private readonly owner: NationalDatabase) {}

  query<Result extends object = Row>(text: string, values: readonly unknown[] = []): Promise<Result[]> {
    return this.owner.acrossMunicipalities((tx) => tx.query<Result>({ text, values }));
  }

  /** The example configurations that ship with the project. */
  async referenceData(): Promise<void> {
    const read = (path: string): string => readFileSync(join(packageRoot(), 'deploy', path), 'utf8');
    const policy = parsePolicy(read('municipalities/dordrecht.yaml'));
    if (!policy.ok) throw new Error(JSON.stringify(policy.faults));
    for (const municipality of ['GM0505', 'GM9999']) {
      await this.insert('policy_version', {
        municipality,
        version: 1,
        effective_from: policy.value.effectiveFrom,
        activated_at: receipt,
        sha256: Buffer.alloc(32),
        content: JSON.stringify({ ...policy.value, municipality }),
      });
    }
    await this.insert('creditor_registry', {
      version: 1,
      loaded_at: receipt,
      sha256: Buffer.alloc(32),
      content: read('creditors/demo.json'),
    });
  }

  /** A case-person whose letter is due today, with one accepted signal of each creditor. */
  async person(seed: PersonSeed = {}): Promise<SeededPerson> {
    const person = {
      municipality: (seed.municipality ?? defaults.municipality) as MunicipalityCode,
      personId: seed.personId ?? randomUUID(),
      addressId: seed.addressId ?? randomUUID(),
      periodStart: seed.periodStart ?? defaults.periodStart,
    };
    const key = { municipality: person.municipality, address_id: person.addressId };
    await this.insert('case_person', {
      ...key,
      person_id: person.personId,
      period_start: person.periodStart,
      period_end: '2026-02-28',
      picked_up: true,
      crisis: false,
      first_receipt: receipt,
      policy_version: 1,
      age_group: '27-to-aow',
      state: 'open',
      attempts: 0,
      reached: false,
      plan: 'everybody',
      next_step: 'announcing-letter',
      next_channel: 'letters',
      next_due_on: '2026-03-02',
      priority: 5,
      revision: 1,
      ...seed.casePerson,
    });
    for (const creditorId of seed.creditors ?? ['lichtpunt-energie'])
      await this.signal(person, creditorId, seed);
    return person;
  }

  /** An accepted signal of a creditor about the person. */
  async signal(
    person: SeededPerson,
    creditorId: string,
    seed: PersonSeed & { signal?: Row } = {},
  ): Promise<string> {
    const signalId = randomUUID();
    await this.insert('signal', {
      municipality: person.municipality,
      signal_id: signalId,
      source: 'urn:nld:kvknr:90000101.incasso',
      event_id: signalId,
      creditor_id: creditorId,
      sector: 'Energie',
      receipt,
      log_id: 1,
      partition: 0,
      kafka_offset: 0,
      data_hash: Buffer.alloc(32),
      amount_cents: 10_000,
      arrears_since: '2025-12-01',
      signal_date: '2026-02-24',
      crisis: 'none',
      warm_handover: false,
      legal_form: 'natural-person',
      looks_like_legal_person: false,
      usable_phone: false,
      normaliser_version: 1,
      address_id: person.addressId,
      person_id: person.personId,
      period_start: person.periodStart,
      judged_verdict: 'accepted',
      judged_rule: 'accepted',
      judged_inputs: '{}',
      policy_version: 1,
      matcher_version: 1,
      verdict: 'accepted',
      rule: 'accepted',
      decided_at: receipt,
      withdrawn_after_attempt: false,
      revision: 1,
      feedback_revision: 0,
      ...seed.signal,
    });
    await this.insert('signal_personal', {
      municipality: person.municipality,
      signal_id: signalId,
      person_key: 'x',
      reference: 'KL-1234',
      initials: 'J.',
      prefix: 'van der',
      surname: seed.surname ?? 'Linden',
      postcode: '3311GR',
      house_number: 12,
      house_letter: 'A',
      street: 'Voorstraat',
      place: 'Dordrecht',
      destroy_after: '2026-12-31',
    });
    return signalId;
  }

  /** A message that a creditor has to hear. */
  async feedback(seed: Row = {}): Promise<string> {
    const feedbackId = randomUUID();
    await this.insert('feedback', {
      municipality: 'GM0505',
      feedback_id: feedbackId,
      creditor_id: 'lichtpunt-energie',
      source: 'urn:nld:kvknr:90000101.incasso',
      event_id: `event-${feedbackId}`,
      revision: 1,
      message: 'no-contact',
      created_at: '2026-03-02T10:00:00Z',
      state: 'created',
      ...seed,
    });
    return feedbackId;
  }

  /** A mark that the person may not be approached. */
  async doNotApproach(person: SeededPerson, on: 'person' | 'address' = 'person'): Promise<void> {
    await this.insert('do_not_approach', {
      municipality: person.municipality,
      mark_id: randomUUID(),
      ...(on === 'person' ? { person_id: person.personId } : { address_id: person.addressId }),
      reason: 'objection',
      marked_at: receipt,
      marked_by: 'spec',
      review_on: '2027-03-02',
      subject_hash: Buffer.alloc(32),
    });
  }

  /** The one task of a person, as stored. */
  async task(person: SeededPerson): Promise<Row> {
    const rows = await this.query(
      'select * from outreach_task where municipality = $1 and person_id = $2 and period_start = $3',
      [person.municipality, person.personId, person.periodStart],
    );
    if (rows.length !== 1 || rows[0] === undefined) throw new Error(`the person has ${rows.length} tasks`);
    return rows[0];
  }

  /** The job that a queue would hand out for the task now. */
  async job(person: SeededPerson): Promise<TaskJob> {
    const task = await this.task(person);
    return {
      municipality: person.municipality,
      taskId: task['task_id'] as TaskId,
      generation: task['generation'] as number,
    };
  }

  /** What the fold does: it has looked at everything that was touched. */
  async foldTouched(): Promise<{ addressId: string; reason: string }[]> {
    return this.query(`delete from address_touched returning address_id "addressId", reason`);
  }

  /** Puts the lease of a task into the past. */
  async expireLease(person: SeededPerson): Promise<void> {
    await this.query(
      `update outreach_task set lease_until = '2020-01-01' where municipality = $1 and person_id = $2`,
      [person.municipality, person.personId],
    );
  }

  /** Sets the simulated clock. */
  async clock(nowMs: number): Promise<void> {
    await this.owner.acrossMunicipalities((tx) => setSimulatedClock(tx, nowMs));
  }

  /** Locks a table until the returned function is called, so that whoever reads it stands still. */
  async lockTable(table: string): Promise<() => Promise<void>> {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const transaction = await new Promise<{ done: Promise<void> }>((locked, reject) => {
      const done = this.owner.acrossMunicipalities(async (tx) => {
        await tx.query({ text: `lock table ${table} in access exclusive mode` });
        locked({ done });
        await released;
      });
      done.catch(reject);
    });
    return () => {
      release();
      return transaction.done;
    };
  }

  async insert(table: string, row: Row): Promise<void> {
    const names = Object.keys(row);
    await this.query(
      `insert into ${table} (${names.join(', ')}) values (${names.map((_name, index) => `$${index + 1}`).join(', ')})`,
      Object.values(row),
    );
  }
}
