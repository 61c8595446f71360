import { RECORD_HEADERS_MAX, type RawRecord } from '#contracts';
import { HEADERS_READ_MAX } from '#kafka';
import { testStack } from '#testing';
import fc from 'fast-check';
import { CompressionTypes, Kafka, logLevel, Partitioners, type IHeaders, type Producer } from 'kafkajs';
import { receiveRecord, type Received } from '../../apps/intake/src/receive-records.js';
import { ReferenceData } from '../../apps/intake/src/reference-data.js';
import { IntakeStand, ownSignal } from '../integrity/intake-stand.js';
import { outputMax, until, type AppProcess } from '../processes.js';
import { COMPRESSIONS, packLikeOthers, UNKNOWN_COMPRESSION } from './compressions.js';
import { plans, type Plan } from './fuzz-plan.js';
import { fuzzSettings, report, save } from './fuzz-run.js';
import { messageOf, sizeOf, type Message } from './message.js';
import { linesWithPlanted } from './planted.js';

const { messages: count, seed } = fuzzSettings('FUZZ_RECORDS', 5_000);
jest.setTimeout(180_000 + count * 40);

const BATCH = 50;
const BATCH_BYTES = 600_000;
const PARTITIONS_TRIED = 2;

interface Sent {
  readonly plan: Plan;
  readonly message: Message;
  /** `topic/partition/offset` */
  readonly place: string;
}

/** One row, in whichever of the four tables it is. */
interface StoredRow {
  readonly place: string;
  readonly ended: 'signal' | 'withdrawal' | 'duplicate' | 'quarantine';
  readonly receipt_ms: string;
  readonly verdict: string | null;
  readonly reason: string | null;
  readonly faults: unknown;
  readonly bytes_kept: boolean | null;
}

const storedRows = `
  select l.topic || '/' || r.partition || '/' || r.kafka_offset as place, r.ended, r.verdict, r.reason, r.faults,
         r.bytes_kept, (extract(epoch from r.receipt) * 1000)::bigint as receipt_ms
  from (select log_id, partition, kafka_offset, receipt, 'signal' as ended, null as verdict, null as reason,
               null::jsonb as faults, null::boolean as bytes_kept from signal
        union all select log_id, partition, kafka_offset, receipt, 'withdrawal', null, null, null, null from withdrawal
        union all select log_id, partition, kafka_offset, receipt, 'duplicate', null, null, null, null from duplicate
        union all select log_id, partition, kafka_offset, receipt, 'quarantine', verdict, reason, faults::jsonb, bytes_kept
                  from quarantine) r
  join kafka_log l using (log_id)`;

/** Headers as a client library takes them: a name that is there twice has a list. */
function headersFor(headers: RawRecord['headers']): IHeaders {
  const grouped = new Map<string, Buffer[]>();
  for (const [name, value] of headers) grouped.set(name, [...(grouped.get(name) ?? []), value]);
  const made: IHeaders = {};
  for (const [name, values] of grouped)
    Object.defineProperty(made, name, { value: values.length === 1 ? values[0] : values, enumerable: true });
  return made;
}

/** The record as it reaches the door: doubled names stand together, and of a crowd of headers the first are read. */
function arrivedOf({ headers, ...record }: RawRecord): RawRecord {
  const names = [...new Set(headers.map(([name]) => name))];
  const together = names.flatMap((name) => headers.filter((one) => one[0] === name));
  return { ...record, headers: together.slice(0, HEADERS_READ_MAX) };
}

/** Messages together as a client sends them: some of them, and no more bytes than a broker takes. */
function batchesOf(drawn: readonly (readonly [Plan, Message])[]): (readonly [Plan, Message])[][] {
  const batches: (readonly [Plan, Message])[][] = [];
  let bytes = Infinity;
  for (const one of drawn) {
    const size = sizeOf(one[1].record);
    const last = batches.at(-1);
    if (last === undefined || last.length === BATCH || bytes + size > BATCH_BYTES) {
      batches.push([one]);
      bytes = size;
    } else {
      last.push(one);
      bytes += size;
    }
  }
  return batches;
}

describe('the intake under bad input', () => {
  let stand: IntakeStand;
  let producer: Producer;
  let intake: AppProcess;
  const sent: Sent[] = [];

  beforeAll(async () => {
    stand = await IntakeStand.open();
    packLikeOthers();
    const kafka = new Kafka({
      brokers: [...testStack().kafkaBrokers],
      clientId: 'fuzz',
      logLevel: logLevel.NOTHING,
    });
    producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, retry: { retries: 1 } });
    await producer.connect();
  });
  afterAll(async () => {
    await producer.disconnect();
    await stand.close();
  });

  async function sendBatch(nth: number, batch: readonly (readonly [Plan, Message])[]): Promise<void> {
    const topic = batch[0]?.[1].record.topic ?? '';
    const partition = nth % PARTITIONS_TRIED;
    // The broker takes no batch over a megabyte as it is packed, so what is larger unpacked needs one that packs.
    const isLarge = batch.some(([, { record }]) => sizeOf(record) > BATCH_BYTES);
    const compression = isLarge ? CompressionTypes.ZSTD : COMPRESSIONS[nth % COMPRESSIONS.length];
    const [acknowledged] = await producer.send({
      topic,
      acks: -1,
      ...(compression === undefined ? {} : { compression }),
      messages: batch.map(([, { record }]) => ({
        key: record.key,
        value: record.value,
        headers: headersFor(record.headers),
        partition,
      })),
    });
    const base = BigInt(acknowledged?.baseOffset ?? -1);
    batch.forEach(([plan, message], index) => {
      sent.push({ plan, message, place: `${topic}/${partition}/${base + BigInt(index)}` });
    });
  }

  async function sendAll(): Promise<void> {
    const senders = stand.creditors.map(({ source, topic }) => ({
      source,
      topic,
      mustState: false,
      referenceMayBeBsn: false,
    }));
    const today = new Date().toISOString().slice(0, 10);
    const drawn = fc.sample(plans, { numRuns: count, seed }).map((plan, nth): [Plan, Message] => {
      const own = { ...plan, nth };
      return [own, messageOf(own, senders, today)];
    });
    let nth = 0;
    for (const { topic } of senders) {
      const ofTopic = drawn.filter(([, { record }]) => record.topic === topic);
      for (const batch of batchesOf(ofTopic)) {
        await sendBatch(nth, batch);
        nth += 1;
      }
    }
  }

  test('the broker takes no packing that nobody knows', async () => {
    const messages = [{ key: 'k', value: 'v', partition: 0 }];
    const send = producer.send({ topic: stand.creditor.topic, compression: UNKNOWN_COMPRESSION, messages });
    await expect(send).rejects.toThrow();
  });

  test('every record has one row, and it is the verdict of the door on what was sent', async () => {
    const began = performance.now();
    await sendAll();
    expect(sent).toHaveLength(count);
    const sentAt = performance.now();
    intake = await stand.intake(stand.newGroup(), { EROPAF_LOG_LEVEL: 'debug' });
    // Counted, as asking for every place again and again would be most of the work; the places are compared below.
    const taken = async (): Promise<number> =>
      Object.values(await stand.counts()).reduce((sum, rows) => sum + rows, 0);
    const allTaken = async (): Promise<true | undefined> => ((await taken()) >= count ? true : undefined);
    await until(`${count} records have a row`, allTaken, 120_000 + count * 30);
    const seconds = [sentAt - began, performance.now() - sentAt].map((ms) => (ms / 1_000).toFixed(0));

    const rows = await stand.rows<StoredRow>(storedRows);
    expect(rows).toHaveLength(count);
    const byPlace = new Map(rows.map((row) => [row.place, row]));
    const reference = await new ReferenceData(stand.owner).get();
    for (const { message, place, plan } of sent) {
      const row = byPlace.get(place);
      const receiptMs = Number(row?.receipt_ms);
      const record = arrivedOf(message.record);
      const nowhere = { logId: 0, partition: 0, offset: 0n };
      const foretold = receiveRecord(nowhere, record, receiptMs, { simulatedNowMs: null }, reference);
      const differs = row === undefined ? 'it has no row' : differenceOf(foretold, row);
      if (differs === null) continue;
      const file = save('topics', plan, message, differs);
      throw new Error(`${differs}\nagain with FUZZ_SEED=${seed} FUZZ_RECORDS=${count}; saved: ${file}`);
    }
    const ended = Map.groupBy(rows, (row) => row.ended);
    const verdicts = [...ended].sort().map(([name, ones]) => `${name} ${ones.length}`);
    report(
      'topics',
      `${count} records sent in ${seconds[0]} s, taken in ${seconds[1]} s, seed ${seed}: ${verdicts.join(', ')}`,
    );
    expect(ended.get('signal')?.length).toBeGreaterThan(0);
    expect(ended.get('quarantine')?.length).toBeGreaterThan(0);
  });

  test('nothing waits, and the next record of each partition is taken', async () => {
    await intake.ready();
    expect(await metrics(intake)).not.toMatch(/^eropaf_intake_partition_paused\{.* 1$/m);
    const before = (await stand.counts()).signal;
    const good = stand.creditors.flatMap((creditor) =>
      Array.from({ length: PARTITIONS_TRIED }, (_, partition) => ({
        topic: creditor.topic,
        partition,
        record: ownSignal(creditor, `good-${partition}`, 9_500 + partition),
      })),
    );
    for (const { partition, record, topic } of good)
      await producer.send({
        topic,
        messages: [{ key: record.key, value: record.value, headers: headersFor(record.headers), partition }],
      });
    await until('the good records are taken', async () =>
      (await stand.counts()).signal === before + good.length ? true : undefined,
    );
  });

  test('no log line, metric or fault holds what stands in a message', async () => {
    const { log } = intake;
    expect(log.length).toBeGreaterThan(200);
    expect(log.length).toBeLessThan(outputMax);
    expect(linesWithPlanted(log)).toEqual([]);
    expect(linesWithPlanted(await metrics(intake))).toEqual([]);
    const faults = await stand.rows<{ text: string }>(`select faults::text as text from quarantine`);
    expect(linesWithPlanted(faults.map(({ text }) => text).join('\n'))).toEqual([]);
    // The search finds what it looks for.
    expect(linesWithPlanted(`{"msg":"x"}\n{"name":"${sent.length} Kanarievogel"}`)).toHaveLength(1);
    expect(linesWithPlanted(Buffer.from('de heer Kanarievogel').toString('base64'))).toHaveLength(1);
    expect(await intake.stop()).toBe(0);
  });

  test('the contract knows fewer headers than are read', () => {
    expect(HEADERS_READ_MAX).toBeGreaterThan(RECORD_HEADERS_MAX);
  });
});

async function metrics(intake: AppProcess): Promise<string> {
  return (await fetch(`http://127.0.0.1:${intake.port}/metrics`)).text();
}

/** In words what is stored otherwise than foretold; null: nothing. */
function differenceOf(foretold: Received, row: StoredRow): string | null {
  if (foretold.kind !== 'refused')
    return row.ended === foretold.kind
      ? null
      : `foretold ${foretold.kind}, stored as ${row.ended} ${row.reason}`;
  const { faults, keepBytes, reason, verdict } = foretold.refusal;
  const wanted = JSON.stringify({ ended: 'quarantine', verdict, reason, faults, keepBytes });
  const found = JSON.stringify({
    ended: row.ended,
    verdict: row.verdict,
    reason: row.reason,
    faults: (row.faults as { pointer: string; code: string }[] | null)?.map(({ code, pointer }) => ({
      pointer,
      code,
    })),
    keepBytes: row.bytes_kept,
  });
  return wanted === found ? null : `foretold ${wanted}, stored ${found}`;
}
