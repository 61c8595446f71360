import { asDay, instantMsOf, type Day } from '#domain';
import type { KafkaProducer, OutgoingRecord } from '#kafka';
import type { Clock } from '#platform';
import { setSimulatedClock, type NationalDatabase } from '#postgres';
import type { GeneratedRecord, ProducerName, SignalGenerator } from '#generator';
import { setTimeout as delay } from 'node:timers/promises';

import type { Progress } from './progress.js';
import { unreadRecords, waitUntilQuiet, type QuietOptions } from './quiet.js';
import { endOfDay, type Office } from './simulated-office.js';

export interface DaysOptions {
  readonly generator: SignalGenerator;
  readonly signals: number;
  readonly producers: Readonly<Record<ProducerName, KafkaProducer>>;
  readonly database: NationalDatabase;
  readonly clock: Clock;
  readonly quiet: QuietOptions;
  readonly office: Office;
  readonly progress: Progress;
}

/** Every day is looked at from its evening: all its signals are in, and a call in the evening can be reported. */
const EVENING_MINUTE = 20 * 60 + 30;
/** Records that may lie unread while days of the past are sent again; bounds what the broker has to hold ready. */
const UNREAD_MAX = 20_000;
const POLL_MS = 100;

/**
 * Two months, day by day: the clock goes to the evening of a day, its signals are sent, the pipeline and the
 * simulated people do what is due, and only when nothing is left the next day comes. A day on which the clock has
 * been before is only sent again.
 */
export async function runDays(options: DaysOptions): Promise<void> {
  const { clock, database, generator, office, progress, quiet } = options;
  let sent = 0;
  for (const { day, records } of generator.byDay(options.signals)) {
    const today = asDay(day);
    const isNew = await stepTo(database, clock, today);
    await sendAll(options.producers, records);
    sent += records.length;
    progress.day(today, records.length, sent);
    if (isNew) {
      await waitUntilQuiet(quiet);
      await endOfDay(office, today);
      await waitUntilQuiet(quiet);
    } else {
      while ((await unreadRecords(quiet)) > UNREAD_MAX) await delay(POLL_MS);
    }
  }
  await waitUntilQuiet(quiet);
}

/** @returns false when the clock has been there, or further */
async function stepTo(database: NationalDatabase, clock: Clock, day: Day): Promise<boolean> {
  const eveningMs = instantMsOf(day, EVENING_MINUTE);
  if ((await clock.nowMs()) >= eveningMs) return false;
  await database.acrossMunicipalities((tx) => setSimulatedClock(tx, eveningMs));
  return true;
}

/** Each producer sends its own records, in their order; the three at the same time, as creditors would. */
async function sendAll(
  producers: DaysOptions['producers'],
  records: readonly GeneratedRecord[],
): Promise<void> {
  const byProducer = Map.groupBy(records, ({ producer }) => producer);
  await Promise.all(
    [...byProducer].map(async ([name, own]) => {
      const byTopic = Map.groupBy(own, ({ topic }) => topic);
      for (const [topic, ofTopic] of byTopic) await producers[name].send(topic, ofTopic.map(outgoing));
    }),
  );
}

function outgoing({ headers, key, value }: GeneratedRecord): OutgoingRecord {
  return { key, value, headers };
}
