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
  /** Claims of these people are the demo's own. */
  readonly people: readonly string[];
  readonly clock: Clock;
  /** Throws when somebody who has to do the work cannot. */
  readonly check: () => void;
}

/** What is left did not become less for too long: a process is down, or something waits for a person. */
export class NothingMoves extends Error {
  constructor(left: Readonly<Record<string, number>>) {
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

const POLL_MS = 60;
/** Without any change for this long, in machine time, waiting has no sense. */
const STILL_MAX_MS = 120_000;

/**
 * Waits until nothing is unread, unfolded, due, queued, claimed, sending or unsent (decision 6): only then may the
 * clock be stepped.
 *
 * @throws NothingMoves
 */
export async function waitUntilQuiet(options: QuietOptions): Promise<void> {
  let lastLeft = '';
  let changedMs = Date.now();
  for (;;) {
    options.check();
    const left = await workLeft(options);
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

/** What is unread is looked at first: a record that is read has become one of the others by then. */
async function workLeft(options: QuietOptions): Promise<Readonly<Record<'unread' | keyof WorkLeft, number>>> {
  const unread = await unreadRecords(options);
  const today = dayOf(await options.clock.nowMs());
  const { people } = options;
  const left = await options.database.acrossMunicipalities((tx) => readWorkLeft(tx, { today, people }));
  return { unread, ...left };
}

/** Records that lie in the topics and that the intake has not read. */
export async function unreadRecords({
  admin,
  clusterId,
  database,
  topics,
}: Pick<QuietOptions, 'admin' | 'clusterId' | 'database' | 'topics'>): Promise<number> {
  const positions = await database.acrossMunicipalities((tx) => readReadPositions(tx, clusterId));
  const next = new Map(
    positions.map((one) => [`${one.topic} ${one.partition}`, BigInt(one.next_offset)] as const),
  );
  let unread = 0;
  const ranges = await Promise.all(
    topics.map(async (topic) => [topic, await admin.logRanges(topic)] as const),
  );
  for (const [topic, ofTopic] of ranges) {
    for (const [partition, { low, high }] of ofTopic) {
      const from = next.get(`${topic} ${partition}`) ?? low;
      if (high > from) unread += Number(high - from);
    }
  }
  return unread;
}
