import { asDay, instantMsOf } from '#domain';
import type { KafkaProducer, OutgoingRecord } from '#kafka';
import type { Clock } from '#platform';
import { setSimulatedClock, type NationalDatabase } from '#postgres';
import type { GeneratedRecord, ProducerName, SignalGenerator } from '#generator';
import { setTimeout as delay } from 'node:timers/promises';

import type { Progress } from './progress.js';
import type { Residents } from './residents.js';
import {
  readEnds,
  unreadRecords,
  waitUntilDone,
  waitUntilFolded,
  waitUntilQuiet,
  type QuietOptions,
} from './quiet.js';
import { endOfDay, type Office } from './simulated-office.js';
import type { SimulatedWorkers } from './simulated-workers.js';

export interface DaysOptions {
  readonly generator: SignalGenerator;
  readonly signals: number;
  readonly producers: Readonly<Record<ProducerName, KafkaProducer>>;
  readonly database: NationalDatabase;
  readonly clock: Clock;
  readonly quiet: QuietOptions;
  readonly office: Office;
  readonly residents: Residents;
  readonly workers: Pick<SimulatedWorkers, 'hold' | 'release'>;
  readonly progress: Progress;
}

/** Every day is worked off in its evening: whatever part of the day a step asks for has come by then. */
const EVENING_MINUTE = 20 * 60 + 30;
/** Records that may lie unread while days of the past are sent again; bounds what the broker has to hold ready. */
const UNREAD_MAX = 20_000;
const POLL_MS = 100;

/**
 * Two months, day by day. Creditors deliver in the night: the signals of a day are sent, read and folded before the
 * clock reaches it, so that what is planned follows from all of them and not from which came first. Then the clock
 * goes to the evening, and pipeline and simulated people do what is due. Only when nothing is left the next night
 * comes. A day on which the clock has been before is only sent again.
 */
export async function runDays(options: DaysOptions): Promise<void> {
  const { clock, database, generator, office, progress, quiet, residents, workers } = options;
  let sent = 0;
  for (const { day, records } of generator.byDay(options.signals)) {
    const today = asDay(day);
    const eveningMs = instantMsOf(today, EVENING_MINUTE);
    const nowMs = await clock.nowMs();
    const isNew = nowMs < eveningMs;
    if (isNew) workers.hold();
    else if (sent === 0)
      progress.say(`${new Date(nowMs).toISOString()} by the clock: earlier days are sent again`);
    await sendAll(options.producers, records);
    sent += records.length;
    progress.day(today, sent);
    if (isNew) {
      await waitUntilFolded(quiet);
      await database.acrossMunicipalities((tx) => setSimulatedClock(tx, eveningMs));
      await residents.meet();
      workers.release();
      await waitUntilDone(quiet);
      await endOfDay(office, today);
      await waitUntilDone(quiet);
    } else {
      await waitUntilFewUnread(quiet);
    }
  }
  await waitUntilQuiet(quiet);
}

async function waitUntilFewUnread(quiet: QuietOptions): Promise<void> {
  const ends = await readEnds(quiet);
  while ((await unreadRecords(quiet, ends)) > UNREAD_MAX) await delay(POLL_MS);
}

type SentRecord = Pick<GeneratedRecord, 'headers' | 'key' | 'producer' | 'topic' | 'value'>;

/** Each producer sends its own records, in their order; the three at the same time, as creditors would. */
export async function sendAll(
  producers: DaysOptions['producers'],
  records: readonly SentRecord[],
): Promise<void> {
  const byProducer = Map.groupBy(records, ({ producer }) => producer);
  await Promise.all(
    [...byProducer].map(async ([name, own]) => {
      const byTopic = Map.groupBy(own, ({ topic }) => topic);
      for (const [topic, ofTopic] of byTopic) await producers[name].send(topic, ofTopic.map(outgoing));
    }),
  );
}

function outgoing({ headers, key, value }: SentRecord): OutgoingRecord {
  return { key, value, headers };
}
