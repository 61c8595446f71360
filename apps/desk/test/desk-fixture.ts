import { randomUUID } from 'node:crypto';

import { createLogger, fixedClock, type Clock } from '#platform';
import type { MunicipalDatabase, NationalDatabase } from '#postgres';
import { casePersonRow, caseRow, createTestDatabase, signalRow, storeRows, type StoredRow } from '#testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { createDeskApp } from '../src/desk-app.js';

export const demoToken = 'a-secret-that-is-only-for.tests';
export const now = '2025-03-24T14:00:00Z';
export const period = '2025-03-01';

/** An answer of the API, with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Record<string, unknown>;
}

/** A resident in a case with one signal, as the intake would have left it. */
export interface SeededPerson {
  readonly municipality: string;
  readonly personId: string;
  readonly addressId: string;
  readonly signalId: string;
}

/** The whole API on a database of its own, with a clock that a test moves. */
export class DeskFixture {
  nowMs = Date.parse(now);

  private constructor(
    private readonly drop: () => Promise<void>,
    readonly owner: NationalDatabase,
    readonly desk: MunicipalDatabase,
    private readonly makeApp: (clock: Clock) => Promise<NestFastifyApplication>,
  ) {}

  private app: NestFastifyApplication | undefined;

  static async start(): Promise<DeskFixture> {
    const database = await createTestDatabase();
    const owner = await database.national('owner');
    const desk = await database.municipal('desk');
    const fixture: DeskFixture = new DeskFixture(
      () => database.drop(),
      owner,
      desk,
      (clock) =>
        createDeskApp({
          desk: { database: desk, clock, pseudonymKey: Buffer.alloc(32, 7) },
          demoToken,
          logger: createLogger('desk-test', 'silent'),
        }),
    );
    fixture.app = await fixture.makeApp({ nowMs: () => fixedClock(fixture.nowMs).nowMs() });
    await storeRows(owner, {
      creditor_registry: [
        {
          version: 1,
          loaded_at: now,
          sha256: '\\x00',
          content: { creditors: [{ id: 'woonbaken', name: 'Woonbaken' }] },
        },
      ],
    });
    return fixture;
  }

  async stop(): Promise<void> {
    await this.app?.close();
    await this.drop();
  }

  get http(): NestFastifyApplication {
    if (this.app === undefined) throw new Error('the fixture has not started');
    return this.app;
  }

  token(role: string, user: string, municipality = 'GM0505'): string {
    return `${demoToken}.${municipality}.${role}.${user}`;
  }

  async call(method: 'GET' | 'POST', url: string, body: unknown, token: string): Promise<Answer> {
    const response = await this.http.inject({
      method,
      url,
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const text = response.body;
    return {
      status: response.statusCode,
      headers: response.headers,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    };
  }

  post(url: string, body: unknown, token = this.token('outreach-worker', 'sam')): Promise<Answer> {
    return this.call('POST', url, body, token);
  }

  get(url: string, token = this.token('outreach-worker', 'sam')): Promise<Answer> {
    return this.call('GET', url, undefined, token);
  }

  async rows<Row extends object = Record<string, unknown>>(
    text: string,
    ...values: unknown[]
  ): Promise<Row[]> {
    return this.owner.acrossMunicipalities((tx) => tx.query<Row>({ text, values }));
  }

  /** A resident who was picked up in the period; `over` replaces columns of the case-person. */
  async person(
    over: StoredRow = {},
    personal: StoredRow = {},
    signal: StoredRow = {},
  ): Promise<SeededPerson> {
    const municipality = (over['municipality'] as string | undefined) ?? 'GM0505';
    const ids = {
      municipality,
      person_id: (over['person_id'] as string | undefined) ?? randomUUID(),
      address_id: (over['address_id'] as string | undefined) ?? randomUUID(),
      period_start: (over['period_start'] as string | undefined) ?? period,
    };
    const signalId = randomUUID();
    const known = { municipality, address_id: ids.address_id };
    const { addresses, cases, persons } = await this.existing(ids);
    await storeRows(this.owner, {
      ...(addresses ? {} : { address: [known] }),
      ...(persons ? {} : { person: [{ municipality, person_id: ids.person_id }] }),
      ...(cases ? {} : { signal_case: [caseRow({ ...known, period_start: ids.period_start })] }),
      case_person: [casePersonRow({ ...ids, first_receipt: '2025-03-20T10:00:00Z', ...over })],
      signal: [
        signalRow({
          ...known,
          signal_id: signalId,
          event_id: signalId,
          person_id: ids.person_id,
          period_start: ids.period_start,
          ...signal,
        }),
      ],
      signal_personal: [
        {
          municipality,
          signal_id: signalId,
          person_key: `jansen|${signalId}`,
          reference: 'klant-1',
          initials: 'J.',
          surname: 'Jansen',
          birth_date: '1980-02-29',
          postcode: '3311AB',
          house_number: 12,
          street: 'Voorstraat',
          place: 'Dordrecht',
          phone: '+31612345678',
          destroy_after: '2026-03-20',
          ...personal,
        },
      ],
    });
    return { municipality, personId: ids.person_id, addressId: ids.address_id, signalId };
  }

  /** What another resident of the address, or another period of the resident, has brought already. */
  private async existing(ids: {
    readonly municipality: string;
    readonly person_id: string;
    readonly address_id: string;
    readonly period_start: string;
  }): Promise<{ addresses: boolean; cases: boolean; persons: boolean }> {
    const rows = await this.rows<{ addresses: boolean; cases: boolean; persons: boolean }>(
      `select exists (select 1 from address where municipality = $1 and address_id = $2) addresses,
         exists (select 1 from signal_case
                 where municipality = $1 and address_id = $2 and period_start = $3) cases,
         exists (select 1 from person where municipality = $1 and person_id = $4) persons`,
      ids.municipality,
      ids.address_id,
      ids.period_start,
      ids.person_id,
    );
    return rows[0] ?? { addresses: false, cases: false, persons: false };
  }

  /** A task of that resident, open to claim. */
  async task(person: SeededPerson, over: StoredRow = {}): Promise<string> {
    const taskId = randomUUID();
    await storeRows(this.owner, {
      outreach_task: [
        {
          municipality: person.municipality,
          task_id: taskId,
          person_id: person.personId,
          period_start: period,
          address_id: person.addressId,
          step: 'call-1',
          channel: 'calls',
          executor: 'desk',
          part_of_day: 'Middag',
          priority: 5,
          due_on: '2025-03-24',
          state: 'queued',
          generation: 1,
          letter_reference: taskId.slice(0, 8).toUpperCase(),
          created_at: now,
          changed_at: now,
          ...over,
        },
      ],
    });
    return taskId;
  }

  /** What the fold was asked to look at since the last call. */
  async touched(): Promise<{ address_id: string; from_receipt: Date | null; reason: string }[]> {
    return this.rows('delete from address_touched returning address_id, from_receipt, reason');
  }
}

/** A phone call that was answered, this afternoon. */
export const reachedCall = {
  soort: 'Telefoon',
  bereikt: true,
  datum: '2025-03-24',
  dagdeel: 'Middag',
  richting: 'uitgaand',
} as const;

/** The same call, unanswered. */
export const missedCall = { ...reachedCall, bereikt: false };
