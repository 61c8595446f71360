import { randomBytes } from 'node:crypto';

import { CreditorRegistry, parsePolicy, type CreditorRegistryDocument, type SignalData } from '#contracts';
import { createAdmin, createProducer, silentKafkaLogger, type KafkaAdmin, type KafkaProducer } from '#kafka';
import { packageRoot, setSimulatedClock, type NationalDatabase } from '#postgres';
import {
  createTestDatabase,
  signalData,
  signalRecord,
  testStack,
  withdrawalRecord,
  type BuiltRecord,
  type TestDatabase,
} from '#testing';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ensureTopicsOf } from '../../apps/cli/src/topics-command.js';
import { AppProcess, until, type App, type Launch, type Settings } from '../processes.js';

/** One creditor of a spec, with a topic that nobody else writes to. */
export interface OwnCreditor {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly topic: string;
}

const DAY_MS = 86_400_000;
const dayBefore = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

/**
 * The real intake on real servers, apart from every other spec: a database of its own, and creditors of its own
 * whose topics nobody else reads or writes.
 */
export class IntakeStand {
  private readonly processes: AppProcess[] = [];
  private readonly groups: string[] = [];
  private readonly objectsDir = mkdtempSync(join(tmpdir(), 'eropaf-stand-'));

  private constructor(
    readonly database: TestDatabase,
    readonly owner: NationalDatabase,
    readonly producer: KafkaProducer,
    private readonly admin: KafkaAdmin,
    private readonly own: OwnRegistry,
    private readonly removesTopics: boolean,
  ) {}

  /** @param like another stand, whose creditors and topics this one reads too; the other one removes them */
  static async open(like?: IntakeStand): Promise<IntakeStand> {
    const database = await createTestDatabase();
    const owner = await database.national('owner');
    const own = like?.own ?? ownRegistry();
    const operator = await database.national('operator');
    await operator.acrossMunicipalities(async (tx) => {
      await tx.query({
        text: `insert into creditor_registry (version, loaded_at, sha256, content) values (1, now(), '\\x00', $1)`,
        values: [JSON.stringify(own.document)],
      });
      for (const { content, effectiveFrom, municipality } of policies()) {
        await tx.query({
          text: `insert into policy_version (municipality, version, effective_from, activated_at, sha256, content)
                 values ($1, 1, $2, now(), '\\x00', $3)`,
          values: [municipality, effectiveFrom, content],
        });
      }
    });
    const brokers = testStack().kafkaBrokers;
    await ensureTopicsOf(own.registry, { brokers });
    const connection = { brokers, clientId: 'integrity', logger: silentKafkaLogger };
    const producer = createProducer({ ...connection, idempotent: true });
    const admin = createAdmin(connection);
    await producer.connect();
    await admin.connect();
    return new IntakeStand(database, owner, producer, admin, own, like === undefined);
  }

  async close(): Promise<void> {
    for (const process of this.processes) await process.kill();
    await this.producer.disconnect();
    for (const group of this.groups) {
      // Whoever was killed stays a member for its session; the broker lets an empty group go by itself.
      await this.admin.deleteGroups([group]).catch(() => undefined);
    }
    const { registry } = this.own;
    if (this.removesTopics)
      await this.admin.deleteTopics([...registry.signalTopics(), ...registry.feedbackTopics()]);
    await this.admin.disconnect();
    await until('the killed processes have left the database', async () => {
      const left = await this.rows<{ count: number }>(
        `select count(*) as count from pg_stat_activity where datname = current_database() and application_name <> 'spec'`,
      );
      return left[0]?.count === 0 ? true : undefined;
    });
    await this.database.drop();
    rmSync(this.objectsDir, { recursive: true, force: true });
  }

  get creditors(): readonly OwnCreditor[] {
    return this.own.creditors;
  }

  get creditor(): OwnCreditor {
    const [first] = this.creditors;
    if (first === undefined) throw new Error('a stand has creditors');
    return first;
  }

  /** A group that nobody was in: whoever was killed is not waited for. */
  newGroup(): string {
    const group = `integrity-${randomBytes(6).toString('hex')}`;
    this.groups.push(group);
    return group;
  }

  /** Has the broker drop a group when the stand closes. */
  forgetGroup(group: string): void {
    this.groups.push(group);
  }

  /** Starts one intake process; several of one group share the partitions. */
  async intake(group: string, settings: Settings = {}, launch: Launch = {}): Promise<AppProcess> {
    const own = {
      EROPAF_POSTGRES_DATABASE: this.database.name,
      EROPAF_KAFKA_GROUP: group,
      EROPAF_CLOCK: 'machine',
    };
    return this.track(await AppProcess.start('intake', { ...own, ...settings }, launch));
  }

  /** Starts another app on the stand's database under the simulated clock. */
  async app(app: Exclude<App, 'intake'>, settings: Settings, launch: Launch = {}): Promise<AppProcess> {
    const own = {
      EROPAF_POSTGRES_DATABASE: this.database.name,
      EROPAF_CLOCK: 'simulated',
      // Never the stack's own: its witness knows another database, and outreach would refuse this one.
      EROPAF_OBJECTS_DIR: this.objectsDir,
    };
    return this.track(await AppProcess.start(app, { ...own, ...settings }, launch));
  }

  /** Sets the simulated clock; it never goes back. */
  async clock(instant: string): Promise<void> {
    await this.owner.acrossMunicipalities((tx) => setSimulatedClock(tx, Date.parse(instant)));
  }

  private track(process: AppProcess): AppProcess {
    this.processes.push(process);
    return process;
  }

  /** Resolves when Kafka has acknowledged all of them. */
  async send(records: readonly BuiltRecord[], creditor = this.creditor): Promise<void> {
    await this.producer.send(
      creditor.topic,
      records.map(({ headers, key, value }) => ({ key, value, headers: Object.fromEntries(headers) })),
    );
  }

  rows<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.owner.acrossMunicipalities((tx) => tx.query<Row>({ text, values }));
  }

  /** The place of every stored record, `topic/partition/offset`, once for each row that bears it. */
  async storedPlaces(): Promise<string[]> {
    const found = await this.rows<{ place: string }>(
      `select l.topic || '/' || r.partition || '/' || r.kafka_offset as place
       from (select log_id, partition, kafka_offset from signal
             union all select log_id, partition, kafka_offset from withdrawal
             union all select log_id, partition, kafka_offset from duplicate
             union all select log_id, partition, kafka_offset from quarantine) r
       join kafka_log l using (log_id)`,
    );
    return found.map(({ place }) => place).sort();
  }

  /** The ends of the logs of the signals, by `topic/partition`. */
  async logs(): Promise<Map<string, { low: bigint; high: bigint }>> {
    const ends = new Map<string, { low: bigint; high: bigint }>();
    for (const { topic } of this.creditors) {
      for (const [partition, range] of await this.admin.logRanges(topic))
        ends.set(`${topic}/${partition}`, range);
    }
    return ends;
  }

  /** The highest offset that one of these groups has in Kafka, by `topic/partition`. */
  async groupOffsets(): Promise<Map<string, bigint>> {
    const highest = new Map<string, bigint>();
    for (const partition of (await this.logs()).keys()) {
      const [topic = '', number = ''] = partition.split('/');
      for (const group of this.groups) {
        const offset = await this.admin.groupOffset(group, { topic, partition: Number(number) });
        if (offset !== null && offset > (highest.get(partition) ?? -1n)) highest.set(partition, offset);
      }
    }
    return highest;
  }

  /** The processes that were started here and have not ended. */
  get running(): readonly AppProcess[] {
    return this.processes.filter(({ runs }) => runs);
  }

  /** Whether one of this app was ever started here. */
  started(app: App): boolean {
    return this.processes.some((process) => process.app === app);
  }

  /** The place of everything that Kafka has acknowledged. */
  async acknowledgedPlaces(): Promise<string[]> {
    const places: string[] = [];
    for (const { topic } of this.creditors) {
      for (const [partition, { high, low }] of await this.admin.logRanges(topic)) {
        for (let offset = low; offset < high; offset += 1n) places.push(`${topic}/${partition}/${offset}`);
      }
    }
    return places.sort();
  }

  /** Waits until every acknowledged record has a row. Fewer rows keep it waiting, more are for the test to see. */
  async caughtUp(timeoutMs = 60_000): Promise<void> {
    const wanted = (await this.acknowledgedPlaces()).length;
    await until(
      `${wanted} records have their row`,
      async () => ((await this.storedPlaces()).length >= wanted ? true : undefined),
      timeoutMs,
    );
  }

  /** Waits until the stored positions are these again. */
  async positionsAre(wanted: readonly object[]): Promise<void> {
    await until('the positions are reached', async () => {
      const now = await this.rows('select * from consumer_offset order by topic, partition');
      return JSON.stringify(now) === JSON.stringify(wanted) ? true : undefined;
    });
  }

  async counts(): Promise<Record<'signal' | 'withdrawal' | 'duplicate' | 'quarantine', number>> {
    const [found] = await this.rows<Record<'signal' | 'withdrawal' | 'duplicate' | 'quarantine', number>>(
      `select (select count(*) from signal) as signal, (select count(*) from withdrawal) as withdrawal,
              (select count(*) from duplicate) as duplicate, (select count(*) from quarantine) as quarantine`,
    );
    if (found === undefined) throw new Error('counts always give a row');
    return found;
  }

  /** Holds a lock on a table until the returned function is called: whoever writes to it stands in mid-transaction. */
  async hold(table: string): Promise<() => Promise<void>> {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: locked, resolve: isLocked, reject } = Promise.withResolvers<void>();
    const held = this.owner
      .acrossMunicipalities(async (tx) => {
        await tx.query({ text: `lock table ${table} in share row exclusive mode` });
        isLocked();
        await released;
      })
      .catch(reject);
    await locked;
    return async () => {
      release();
      await held;
    };
  }

  /** Waits until somebody stands in a transaction because the table is held. */
  async waitsFor(table: string): Promise<void> {
    await until('an intake stands in mid-transaction', async () => {
      const waiting = await this.rows<{ count: number }>(
        'select count(*) as count from pg_locks where not granted and relation = $1::regclass',
        [table],
      );
      return (waiting[0]?.count ?? 0) > 0 ? true : undefined;
    });
  }
}

/** The policies of Dordrecht and Roermond, with people for whatever is not a letter: a spec does it over the desk's API. */
function policies(): readonly { municipality: string; effectiveFrom: string; content: string }[] {
  const executors = { letters: 'worker', messages: 'desk', calls: 'desk', 'house-visits': 'desk' };
  return ['dordrecht', 'roermond'].map((name) => {
    const policy = parsePolicy(
      readFileSync(join(packageRoot(), `deploy/municipalities/${name}.yaml`), 'utf8'),
    );
    if (!policy.ok) throw new Error(`the policy of ${name} is invalid`);
    const { effectiveFrom, municipality } = policy.value;
    return { municipality, effectiveFrom, content: JSON.stringify({ ...policy.value, executors }) };
  });
}

interface OwnRegistry {
  readonly document: CreditorRegistryDocument;
  readonly creditors: readonly OwnCreditor[];
  readonly registry: CreditorRegistry;
}

function ownRegistry(): OwnRegistry {
  const demo = JSON.parse(
    readFileSync(join(packageRoot(), 'deploy/creditors/demo.json'), 'utf8'),
  ) as CreditorRegistryDocument;
  const [template] = demo.creditors;
  if (template === undefined) throw new Error("the demo's registry has creditors");
  const names = ['Noorderlicht Energie', 'Zuiderstroom'];
  const creditors = names.map((name): OwnCreditor => {
    const id = `toets-${randomBytes(5).toString('hex')}`;
    const number = 10_000_000 + (randomBytes(4).readUInt32BE() % 80_000_000);
    return { id, name, source: `urn:nld:kvknr:${number}.toets`, topic: `signals.energie.${id}` };
  });
  const document = {
    creditors: creditors.map(({ id, name, source, topic }) => ({
      ...template,
      id,
      name,
      sources: [source],
      topics: [topic],
    })),
  };
  const compiled = CreditorRegistry.compile(document);
  if (!compiled.ok)
    throw new Error(`the registry of the spec is invalid: ${JSON.stringify(compiled.faults)}`);
  return { document, creditors, registry: compiled.value };
}

/** A signal of today about arrears of sixty days at a house of its own. */
export function ownSignal(
  { source }: OwnCreditor,
  id: string,
  house: number,
  changes: Partial<SignalData> = {},
): BuiltRecord {
  return signalRecord(source, id, {
    ...signalData({
      klantreferentie: `K-${house}`,
      adres: { postcode: '3315 GH', huisnummer: `${house}` },
      ontstaansdatum: dayBefore(60),
      signaaldatum: dayBefore(1),
    }),
    ...changes,
  });
}

/** What ten records in a row come down to. */
export const perTen = { signal: 6, withdrawal: 1, duplicate: 1, quarantine: 2 } as const;

/**
 * Records of every fate, ten by ten: six signals, one of them sent again, one with other content under a known id,
 * one that the door refuses, and a withdrawal.
 */
export function mixedRecords(creditor: OwnCreditor, tens: number, first = 1): BuiltRecord[] {
  const records: BuiltRecord[] = [];
  for (let ten = first; ten < first + tens; ten += 1) {
    const signalAt = (nth: number, changes: Partial<SignalData> = {}): BuiltRecord =>
      ownSignal(creditor, `s-${ten}-${nth}`, ten * 10 + nth, changes);
    for (let nth = 0; nth < 6; nth += 1) records.push(signalAt(nth));
    records.push(signalAt(0));
    records.push(signalAt(1, { bedragInCenten: 99_999 }));
    records.push(ownSignal(creditor, `refused-${ten}`, ten * 10 + 7, { bedragInCenten: -1 }));
    records.push(
      withdrawalRecord(creditor.source, `w-${ten}`, {
        gemeentecode: 'GM0505',
        ingetrokkenSignaal: `s-${ten}-2`,
        datum: dayBefore(0),
      }),
    );
  }
  return records;
}
