// What a signal costs as things grow: the register, the partitions in flight, the processes, and the tables themselves.
import { join } from 'node:path';
import { stdout } from 'node:process';

import { clone } from '../../../deploy/stack/places.mjs';
import { positionOf, readWithIntake } from '../lib/intake-run.mjs';
import { householdsOf } from '../lib/residents.mjs';
import { SignalTopics } from '../lib/topics.mjs';
import { rounds, warmDatabase } from './pipeline.mjs';

const withLimits = join(clone, 'test/bench/lib/intake-with-limits.mjs');

/**
 * The same signals beside registers of different sizes. All are about the residents of the smallest, who are in every
 * register: so each address has the same history, and the others are there only to be searched past.
 *
 * @param {{ sizes: readonly number[], rounds: number, signals: number | null, warmUp: number }} options
 */
async function measureRegisterGrowth(stand, { sizes, ...options }) {
  const households = householdsOf(sizes[0]);
  const topics = await new SignalTopics(stand, 'g', { households, spread: 'country' }).open();
  const measured = [];
  let { signals } = options;
  for (const residents of sizes) {
    const name = `growth_${residents}`;
    const database = await warmDatabase(stand, {
      name,
      residents,
      spread: 'country',
      topics,
      warmUp: options.warmUp,
    });
    const made = await rounds(stand, { ...options, signals, database, name, topics });
    // The size that came first says how many signals all sizes get.
    signals = made.records;
    measured.push({ residents, ...made });
    await stand.dropDatabase(database);
  }
  return measured;
}

/**
 * @param {{ inFlight: readonly number[], database: string, topics: SignalTopics, signals: number | null, rounds: number,
 *   warmUp: number }} options database: a warm one with the register
 */
async function measureInFlight(stand, { inFlight: several, ...options }) {
  const measured = [];
  for (const inFlight of several) {
    const limits = JSON.stringify({ partitionsInFlightMax: inFlight });
    const how = { main: withLimits, mainArgs: [limits], name: `in_flight_${inFlight}` };
    measured.push({ inFlight, ...(await rounds(stand, { ...options, ...how })) });
  }
  return measured;
}

/** Several processes of one group. @param {Parameters<typeof measureInFlight>[1]} options */
async function measureProcesses(stand, { processes: several, ...options }) {
  const measured = [];
  let { signals } = options;
  for (const processes of several) {
    const how = { name: `processes_${processes}`, processes, signals };
    const made = await rounds(stand, { ...options, ...how });
    measured.push({ processes, ...made });
    // The clock starts when all have joined: what one reads meanwhile must not be all.
    signals = made.records * 2;
  }
  return measured;
}

/** All of it but the tables. */
export async function measureGrowth(stand, { growth, residents, signals, ...options }) {
  const { inFlight, processes, sizes } = growth;
  const { rounds: count, warmUp } = options;
  const topics = new SignalTopics(stand, 'h', { households: householdsOf(residents), spread: 'country' });
  await topics.open();
  const ofSizes =
    sizes.length === 0 ? [] : await measureRegisterGrowth(stand, { sizes, rounds: count, signals, warmUp });
  const name = 'growth';
  const database = await warmDatabase(stand, { name, residents, spread: 'country', topics, warmUp });
  const around = { database, topics, rounds: count, signals, warmUp };
  const measured = {
    residents: ofSizes,
    inFlight: await measureInFlight(stand, { ...around, inFlight }),
    processes: await measureProcesses(stand, { ...around, processes }),
  };
  await stand.dropDatabase(database);
  return measured;
}

/** Ten millions of signals one after the other into the same tables: what the tenth takes beside the first. */
export async function measureMillions(
  stand,
  { residents, warmUp },
  { million = 1_000_000, count = 10 } = {},
) {
  const topics = new SignalTopics(stand, 'm', { households: householdsOf(residents), spread: 'country' });
  await topics.open();
  const database = await warmDatabase(stand, {
    name: 'millions',
    residents,
    spread: 'country',
    topics,
    warmUp,
  });
  const made = [];
  for (let nth = 1; nth <= count; nth += 1) {
    await topics.fillTo((await positionOf(stand, database)) + million);
    const reading = await readWithIntake(stand, { database, records: million });
    made.push(reading);
    stdout.write(`million ${nth}: ${reading.signalsPerSecond.toFixed(0)} signals/s\n`);
    await stand.asAdmin(database, (client) => client.query('analyze'));
  }
  await stand.dropDatabase(database);
  return { rounds: made };
}
