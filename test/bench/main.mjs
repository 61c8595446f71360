// make bench, make bench-smoke, make bench-full: how fast it is beside what it stands on and what others would build.
// docs/performance.md says what was learnt.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, exit, stderr, stdout } from 'node:process';
import { isDeepStrictEqual } from 'node:util';

import { clone } from '../../deploy/stack/places.mjs';
import { StackError, withLock } from '../../deploy/stack/processes.mjs';
import { readOptions, usage } from './lib/options.mjs';
import { ratiosOf } from './lib/ratios.mjs';
import { circumstances, writeResult } from './lib/report.mjs';
import { Stand, useStack } from './lib/stand.mjs';
import { table } from './lib/table.mjs';
import { describeProfiles } from './lib/cpu-profile.mjs';
import { flatTopic } from './lib/flat-topic.mjs';
import { householdsOf } from './lib/residents.mjs';
import { readWithConnect } from './measures/connect.mjs';
import { measureFigures } from './measures/figures.mjs';
import { KeptRows, parseOnly } from './measures/floor.mjs';
import { measureGrowth, measureMillions } from './measures/growth.mjs';
import { readIdiomatically } from './measures/idiomatic.mjs';
import { measureLatencies } from './measures/latency.mjs';
import { measureOutreach } from './measures/outreach.mjs';
import { measurePipeline, registerDatabase } from './measures/pipeline.mjs';

const RESULT = join(clone, 'test/bench/results/latest.json');

async function repeated(rounds, work) {
  const made = [];
  for (let nth = 1; nth <= rounds; nth += 1) made.push(await work(nth));
  return { rounds: made };
}

/** The intake from full topics, and what lies below it: both read and write what it did. */
async function measureOwn(stand, options, measures) {
  const kept = new KeptRows();
  const isOn = (name) => options.only.includes(name);
  try {
    const { measured, topics, warm } = await measurePipeline(stand, {
      ...options,
      onLastRound: async (variant, database) => {
        if (variant === 'register' && isOn('copy')) await kept.keep(stand, database);
      },
    });
    measures.pipeline = measured;
    if (isOn('copy') && kept.rows > 0)
      measures.copy = await repeated(options.rounds, () => kept.load(stand, warm.register, options.seconds));
    if (isOn('idiomatic')) measures.idiomatic = await measureIdiomatic(stand, options, topics.creditors);
    if (isOn('parse')) {
      const names = topics.creditors.map(({ topic }) => topic);
      const what = { topics: names, records: topics.records, seconds: options.seconds };
      measures.parse = await repeated(options.rounds, () => parseOnly(stand, what));
    }
    const from = warm.register;
    if (isOn('outreach')) measures.outreach = await measureBothChannels(stand, { from, topics, ...options });
  } finally {
    await kept.forget();
  }
}

async function measureBothChannels(stand, { due, from, rounds, seconds, topics }) {
  const what = { from, topics, seconds, signals: due };
  return {
    calls: await repeated(rounds, () => measureOutreach(stand, { ...what, channel: 'calls' })),
    letters: await repeated(rounds, () => measureOutreach(stand, { ...what, channel: 'letters' })),
  };
}

/** From the topics that the intake read, with the register that it had. */
async function measureIdiomatic(stand, { idiomaticWarmUp, residents, rounds, seconds }, creditors) {
  const from = await registerDatabase(stand, { residents, spread: 'country' });
  return repeated(rounds, (nth) =>
    readIdiomatically(stand, { from, creditors, nth, seconds, warmUp: idiomaticWarmUp }),
  );
}

async function measureConnect(stand, { flat, residents, rounds }) {
  const { bytesPerRecord, topic } = await flatTopic(stand, {
    households: householdsOf(residents),
    records: flat,
  });
  const made = await repeated(rounds, (nth) => readWithConnect(stand, { topic, records: flat, nth }));
  return { ...made, records: flat, bytesPerRecord };
}

/** Adds what was measured as soon as it is known: what fails late takes nothing away. */
async function measureAll(stand, options, measures) {
  const isOn = (name) => options.only.includes(name);
  if (isOn('pipeline')) await measureOwn(stand, options, measures);
  if (isOn('connect')) measures.connect = await measureConnect(stand, options);
  if (isOn('latency')) measures.latency = await measureLatencies(stand, options);
  if (isOn('growth')) measures.growth = await measureGrowth(stand, options);
  if (isOn('figures')) measures.figures = await measureFigures(stand, options);
  if (isOn('millions')) measures.millions = await measureMillions(stand, options);
}

function tell(result, { cpuProfile, mode }) {
  stdout.write(`\n${table(result)}\n${RESULT}\n`);
  if (mode === 'smoke') stdout.write('So small a run says that the bench works, and nothing of speed.\n');
  if (cpuProfile !== null) stdout.write(`\n${describeProfiles(cpuProfile)}`);
  const read = JSON.parse(readFileSync(RESULT, 'utf8'));
  if (!isDeepStrictEqual(ratiosOf(read.measures), read.ratios))
    throw new Error('the ratios do not follow from the rounds in the file');
}

async function run(options, places) {
  const stand = await Stand.open(places);
  try {
    if (options.forget) return await stand.forget();
    const about = await circumstances(stand, new Date().toISOString());
    const measures = {};
    try {
      await measureAll(stand, options, measures);
    } finally {
      tell(writeResult(RESULT, { about, measures, options }), options);
    }
  } finally {
    await stand.close();
  }
}

try {
  const options = readOptions(argv.slice(2));
  if (options.help) stdout.write(`${usage}\n`);
  else {
    const places = useStack();
    // Two benches at once would measure each other.
    await withLock({ root: places.root, lock: join(places.root, 'bench.lock') }, () => run(options, places));
  }
  exit(0);
} catch (error) {
  stderr.write(`${error instanceof StackError ? error.message : error.stack}\n`);
  exit(1);
}
