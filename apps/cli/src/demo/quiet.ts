import type { KafkaAdmin } from '#kafka';
import { dayOf } from '#domain';
import type { Clock } from '#platform';
import { readReadPositions, readWorkLeft, type NationalDatabase, type WorkLeft } from '#postgres';
import { setTimeout as delay } from 'node:timers/promises';

export interface QuietOptions {
  readonly database: NationalDatabase;
  readonly admin: KafkaAdmin;
  readonly clusterId: string;
  /** Topics on which signals arrive. */
  readonly topics: readonly string[];
  /** Of others tasks may wait for a person, whom the demo does not play. */
  readonly municipality: string;
  /** Claims of these people are the demo's own. */
  readonly people: readonly string[];
  readonly clock: Clock;
  /** Throws when somebody who has to do the work cannot. */
  readonly check: () => void;
}

/** Records that had been sent at one moment, by topic and partition: where each log began and ended. */
export type LogEnds = ReadonlyMap<string, { readonly low: bigint; readonly high: bigint }>;

type Left = Readonly<Record<string, number>>;

/** What is left did not become less for too long: a process is down, or something waits for a person. */
export class NothingMoves extends Error {
  constructor(left: Left) {
    const what = Object.entries(left)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ');
    super(
      `nothing has moved for ${STILL_MAX_MS / 1_000} seconds, and the clock cannot be stepped while work is left: ${what}. ` +
        'Look at the logs and at /health/ready of intake, outreach and desk',
    );
    this.name = 'NothingMoves';
  }
}

/** A look is one small question to the database; every simulated day waits for several. */
const POLL_MS = 25;
/** Without any change for this long, in machine time, waiting has no sense. */
const STILL_MAX_MS = 120_000;

/**
 * Waits until all that lies in the topics now is read and folded, and nothing is due, queued, claimed, sending or
 * unsent (decision 6).
 *
 * @throws NothingMoves
 */
export async function waitUntilQuiet(options: QuietOptions): Promise<void> {
  const ends = await readEnds(options);
  const nowMs = await options.clock.nowMs();
  await waitUntilNone(options, async () => ({
    unread: await unreadRecords(options, ends),
    ...(await workLeft(options, nowMs)),
  }));
}

/**
 * Waits until everything that was sent until now is read and folded.
 *
 * @throws NothingMoves
 */
export async function waitUntilFolded(options: QuietOptions): Promise<void> {
  const ends = await readEnds(options);
  const nowMs = await options.clock.nowMs();
  await waitUntilNone(options, async () => {
    const unread = await unreadRecords(options, ends);
    const { unfolded } = await workLeft(options, nowMs);
    return { unread, unfolded };
  });
}

/**
 * Waits until the work of the day is done. What creditors are still to hear moves nothing else, so the day does not
 * wait for it.
 *
 * @throws NothingMoves
 */
export async function waitUntilDone(options: QuietOptions): Promise<void> {
  const nowMs = await options.clock.nowMs();
  await waitUntilNone(options, async () => {
    const { closing, due, tasks, unfolded } = await workLeft(options, nowMs);
    return { closing, due, tasks, unfolded };
  });
}

async function waitUntilNone(
  { check }: Pick<QuietOptions, 'check'>,
  look: () => Promise<Left>,
): Promise<void> {
  let lastLeft = '';
  let changedMs = Date.now();
  for (;;) {
    check();
    const left = await look();
    if (Object.values(left).every((count) => count === 0)) return;
    const now = JSON.stringify(left);
    if (now !== lastLeft) {
      lastLeft = now;
      changedMs = Date.now();
    } else if (Date.now() - changedMs > STILL_MAX_MS) {
      throw new NothingMoves(left);
    }
    await delay(POLL_MS);
  }
}

function workLeft({ database, municipality, people }: QuietOptions, nowMs: number): Promise<WorkLeft> {
  return readWorkLeft(database, { municipality, today: dayOf(nowMs), nowMs, people });
}

/** Asked of Kafka once for a wait, since it is dear: what somebody sends later is not waited for. */
export async function readEnds({ admin, topics }: Pick<QuietOptions, 'admin' | 'topics'>): Promise<LogEnds> {
  const ranges = await Promise.all(
    topics.map(async (topic) => [topic, await admin.logRanges(topic)] as const),
  );
  return new Map(
    ranges.flatMap(([topic, ofTopic]) =>
      [...ofTopic].map(([partition, range]) => [`${topic} ${partition}`, range] as const),
    ),
  );
}

/** Records before these ends that the intake has not read. */
export async function unreadRecords(
  { clusterId, database }: Pick<QuietOptions, 'clusterId' | 'database'>,
  ends: LogEnds,
): Promise<number> {
  const positions = await database.acrossMunicipalities((tx) => readReadPositions(tx, clusterId));
  const next = new Map<string, bigint>(
    positions.map((one) => [`${one.topic} ${one.partition}`, BigInt(one.next_offset)]),
  );
  let unread = 0;
  for (const [place, { low, high }] of ends) {
    const from = next.get(place) ?? low;
    if (high > from) unread += Number(high - from);
  }
  return unread;
}
