import { randomBytes } from 'node:crypto';

import { asDay, workingCalendar } from '#domain';
import { positionRecord, type KafkaRecord, type PartitionPosition } from '#kafka';
import { createLogger, dutchPublicHolidays, fixedClock } from '#platform';
import type { NationalDatabase } from '#postgres';
import {
  createTestDatabase,
  seedReference,
  signalData,
  signalRecord,
  type BuiltRecord,
  type TestDatabase,
} from '#testing';

import { IntakeHandler } from './intake-handler.js';
import { QuarantineSealer, type Sealed } from './quarantine-sealer.js';
import type { RecordBytes } from './receive-records.js';
import type { Tally } from './record-signals.js';
import { ReferenceData } from './reference-data.js';
import { refoldAddresses } from './refold-addresses.js';
import { QuarantineReplay } from './replay-quarantine.js';

/** A record with the moment on which the broker would have appended it. */
export interface TimedRecord extends BuiltRecord {
  readonly appendTimeMs: number;
}

const calendar = workingCalendar(dutchPublicHolidays().map(asDay));

/** Feeds an intake as the transport would: sub-batches of one partition, positions that follow each other. */
export class TestIntake {
  readonly handler: IntakeHandler;
  readonly referenceData: ReferenceData;
  readonly tallies: Tally[] = [];
  readonly replayed: string[] = [];
  private readonly sealer: QuarantineSealer;
  private position: PartitionPosition | null = null;

  constructor(
    private readonly database: NationalDatabase,
    private readonly nowMs: number,
    private readonly place = { clusterId: 'test', topic: 'signals.energie', partition: 0 },
  ) {
    this.referenceData = new ReferenceData(database);
    this.sealer = new QuarantineSealer(database, sealingKey);
    this.handler = new IntakeHandler({
      database,
      referenceData: this.referenceData,
      sealer: this.sealer,
      pseudonymKey: testingPseudonymKey,
      calendar,
      clock: fixedClock(nowMs),
      clockIsSimulated: false,
      onTally: (tally) => this.tallies.push(tally),
    });
  }

  /** Goes on at a position without a last record, as after `eropaf offsets rewind`. */
  async resume(next: bigint): Promise<void> {
    await this.referenceData.get();
    this.position = { next, last: null };
  }

  /** Hands records over as one sub-batch. */
  async take(records: readonly TimedRecord[]): Promise<void> {
    const first = this.position?.next ?? 0n;
    const batch = records.map((record, index): KafkaRecord => ({
      ...this.place,
      ...record,
      isBrokerTime: true,
      offset: first + BigInt(index),
    }));
    const last = batch.at(-1);
    const following: PartitionPosition = {
      next: first + BigInt(batch.length),
      last: last === undefined ? (this.position?.last ?? null) : positionRecord(last),
    };
    await this.handler.handle({
      ...this.place,
      records: batch,
      expected: this.position,
      following,
      storageRefused: false,
    });
    this.position = following;
  }

  /** The bytes of a quarantined record, as a replay would find them. */
  async openSealed(day: string, sealed: Sealed): Promise<RecordBytes> {
    await this.sealer.prepare(asDay(day));
    return this.sealer.open(asDay(day), sealed);
  }

  /** Does what an operator asked of the quarantine, as the loop would. */
  replay(sealer = this.sealer): Promise<number> {
    const { database, referenceData } = this;
    return new QuarantineReplay({
      database,
      referenceData,
      sealer,
      pseudonymKey: testingPseudonymKey,
      calendar,
      clock: fixedClock(this.nowMs),
      clockIsSimulated: false,
      logger: createLogger('intake', 'silent'),
      onReplayed: (result) => this.replayed.push(result),
    }).round();
  }

  /** Folds what was touched, as the loop would. */
  async refold(): Promise<number> {
    const reference = await this.referenceData.get();
    return this.database.acrossMunicipalities((tx) => refoldAddresses(tx, reference, calendar, this.nowMs));
  }
}

const sealingKey = randomBytes(32);

/** The key of the desk in the same test, so that its marks are recognised. */
export const testingPseudonymKey = Buffer.alloc(32, 3);

/** A seeded database of its own, and intakes that each read a partition of their own. */
export class TestIntakes {
  /** Of the intake that was made last. */
  partition = 0;

  private constructor(
    private readonly own: TestDatabase,
    readonly database: NationalDatabase,
    readonly operator: NationalDatabase,
    private readonly nowMs: number,
  ) {}

  static async open(nowMs: number): Promise<TestIntakes> {
    const own = await createTestDatabase();
    const operator = await own.national('operator');
    await operator.acrossMunicipalities(seedReference);
    return new TestIntakes(own, await own.national('intake'), operator, nowMs);
  }

  newIntake(): TestIntake {
    this.partition += 1;
    const place = { clusterId: 'test', topic: 'signals.energie', partition: this.partition };
    return new TestIntake(this.database, this.nowMs, place);
  }

  rows<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.database.acrossMunicipalities((tx) => tx.query<Row>({ text, values }));
  }

  drop(): Promise<void> {
    return this.own.drop();
  }
}

/** A signal about somebody at this number of one street, received on the ninth of March 2026. */
export function signalAtHouse(
  source: string,
  id: string,
  houseNumber: string,
  changes: Parameters<typeof signalData>[0] = {},
): TimedRecord {
  const data = signalData({ adres: { postcode: '3311 AB', huisnummer: houseNumber }, ...changes });
  return { ...signalRecord(source, id, data), appendTimeMs: march(9) };
}

/** Ten o'clock UTC on this day of March 2026. */
export function march(day: number): number {
  return Date.UTC(2026, 2, day, 10);
}
