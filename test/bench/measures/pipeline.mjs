// How many signals a second the intake takes from topics where they lie into its tables, with every rule on.
import { stdout } from 'node:process';

import { positionOf, readWithIntake, rowsOf } from '../lib/intake-run.mjs';
import { householdsOf, loadResidents } from '../lib/residents.mjs';
import { SignalTopics } from '../lib/topics.mjs';

/**
 * A database in which some signals lie, analysed, and the topics in which the next ones wait.
 *
 * @param {import('../lib/stand.mjs').Stand} stand
 * @param {{ residents: number, spread: import('../lib/world.mjs').Spread, name: string, warmUp: number,
 *   topics: SignalTopics }} of residents: 0 without a register
 */
export async function warmDatabase(stand, { name, residents, spread, topics, warmUp }) {
  const kept = await registerDatabase(stand, { residents, spread });
  const database = await stand.passingDatabase(`warm_${name}`, kept);
  await stand.loadCreditors(database, topics.creditors);
  await topics.fillTo(warmUp);
  await readWithIntake(stand, { database, records: warmUp });
  // A plan that was made while a table was empty would be kept.
  await stand.asAdmin(database, (client) => client.query('vacuum analyze'));
  return database;
}

/** Migrated, with policies and so many residents; kept for the next run. */
export async function registerDatabase(stand, { residents, spread }) {
  const empty = await stand.keptDatabase('empty', { fill: () => Promise.resolve() });
  return stand.keptDatabase(residents === 0 ? 'none' : `${spread}_${residents}`, {
    from: empty,
    fill: async (database) => {
      await stand.loadPolicies(database, residents === 0 ? 'none' : 'local');
      if (residents === 0) return;
      stdout.write(`loading ${residents} residents (${spread})\n`);
      const began = performance.now();
      await loadResidents(stand, database, { residents, spread });
      await stand.asAdmin(database, (client) => client.query('vacuum analyze'));
      stdout.write(`… in ${((performance.now() - began) / 1_000).toFixed(0)} s\n`);
    },
  });
}

/** One round on a copy of a warm database; the copy is handed to `look` before it is dropped. */
export async function round(stand, { database, look, name, records, ...how }) {
  const copy = await stand.passingDatabase(`round_${name}`, database);
  try {
    const before = await rowsOf(stand, copy);
    await stand.asAdmin(copy, (client) => client.query('checkpoint'));
    const reading = await readWithIntake(stand, { database: copy, records, ...how });
    const after = await rowsOf(stand, copy);
    // The position moves while the last batch is counted: rows a record, times records a second.
    const total = (rows) => Object.values(rows).reduce((sum, one) => sum + one, 0);
    const written = total(after) - total(before);
    const taken = stored(after) - stored(before);
    const rowsPerRecord = written / taken;
    await look?.(copy);
    return { ...reading, rowsPerRecord, rowsPerSecond: rowsPerRecord * reading.signalsPerSecond };
  } finally {
    await stand.dropDatabase(copy);
  }
}

/** Each record is one row of these. */
const stored = (rows) =>
  ['signal', 'withdrawal', 'duplicate', 'quarantine'].reduce((sum, table) => sum + (rows[table] ?? 0), 0);

/** So many records that a round takes some 14 seconds. */
const SECONDS = 14;

/**
 * @param {import('../lib/stand.mjs').Stand} stand
 * @param {{ residents: number, rounds: number, signals: number | null, warmUp: number, nodeArgs: string[],
 *   variants: string[], onLastRound: (variant: string, database: string) => Promise<void> }} options
 *   signals: a round; null: as many as run some 14 seconds. onLastRound: while the database of that round is still there
 */
export async function measurePipeline(stand, options) {
  const households = householdsOf(options.residents);
  const topicsOf = { country: new SignalTopics(stand, 'c', { households, spread: 'country' }) };
  if (options.variants.includes('one'))
    topicsOf.one = new SignalTopics(stand, 'o', { households, spread: 'one' });
  const kinds = {
    without: { residents: 0, spread: 'country' },
    register: { residents: options.residents, spread: 'country' },
    one: { residents: options.residents, spread: 'one' },
  };
  for (const topics of Object.values(topicsOf)) await topics.open();
  const variants = {};
  const warm = {};
  for (const name of options.variants) {
    const kind = kinds[name];
    const topics = topicsOf[kind.spread];
    warm[name] = await warmDatabase(stand, { ...kind, name, topics, warmUp: options.warmUp });
    variants[name] = {
      ...kind,
      ...(await rounds(stand, { ...options, database: warm[name], name, topics })),
    };
  }
  return {
    measured: { variants, bytesPerRecord: bytesOf(topicsOf.country) },
    warm,
    topics: topicsOf.country,
  };
}

const bytesOf = (topics) => Math.round(topics.bytes / topics.made);

/**
 * Rounds on copies of a warm database.
 *
 * @param {{ database: string, name: string, topics: SignalTopics, rounds: number, signals: number | null, warmUp: number,
 *   onLastRound?: (name: string, database: string) => Promise<void>, processes?: number, nodeArgs?: string[],
 *   main?: string, mainArgs?: string[] }} options
 */
export async function rounds(stand, { database, name, onLastRound, signals, topics, warmUp, ...options }) {
  const { main, mainArgs, nodeArgs, processes } = options;
  let records = signals;
  // The warm-up takes in a little more than it was to.
  const position = await positionOf(stand, database);
  if (records === null) {
    await topics.fillTo(position + warmUp);
    const { signalsPerSecond } = await round(stand, { database, name: `${name}_t`, records: warmUp });
    records = Math.round((signalsPerSecond * SECONDS) / 1_000) * 1_000;
  }
  await topics.fillTo(position + records);
  const made = [];
  for (let nth = 1; nth <= options.rounds; nth += 1) {
    const look = nth === options.rounds ? (copy) => onLastRound?.(name, copy) : undefined;
    const how = { main, mainArgs, nodeArgs, processes };
    const one = await round(stand, { ...how, database, look, name: `${name}_${nth}`, records });
    made.push(one);
    tell(name, one);
  }
  return { records, rounds: made };
}

function tell(name, { cpuMicros, records, rowsPerRecord, seconds, signalsPerSecond }) {
  const { kafka, node, postgres } = cpuMicros;
  stdout.write(
    `${name}: ${records} in ${seconds.toFixed(1)} s, ${signalsPerSecond.toFixed(0)} signals/s, ` +
      `${rowsPerRecord.toFixed(2)} rows each; CPU µs: Node ${node}, Postgres ${postgres}, Kafka ${kafka ?? '?'}\n`,
  );
}
