import type { CreditorRegistry } from '#contracts';
import { contactRateLine, type Day } from '#domain';
import { createAdmin, createProducer, silentKafkaLogger, type KafkaAdmin, type KafkaProducer } from '#kafka';
import { letterPath } from '#letters';
import { createLogger, kafkaAccess, type Clock } from '#platform';
import { readLastLetter, readReadPositions, simulatedClock, type NationalDatabase } from '#postgres';
import { GENERATED_MUNICIPALITY, PRODUCERS, SignalGenerator, type ProducerName } from '#generator';

import type { Io } from '../command.js';
import { playActs, type Act } from './acts.js';
import type { DemoConfiguration } from './demo-command.js';
import { DeskClient } from './desk-client.js';
import { readFigures, type Figures } from './figures.js';
import { Progress } from './progress.js';
import { waitUntilQuiet, type QuietOptions } from './quiet.js';
import { playRegister } from './register-act.js';
import { Residents } from './residents.js';
import { runDays } from './run-days.js';
import { SimulatedWorkers } from './simulated-workers.js';
import { renderTable, tableLines } from './table.js';
import { LEGEND } from './table-words.js';
import { whereNext } from './where-next.js';

export interface DemoOptions {
  readonly configuration: DemoConfiguration;
  readonly database: NationalDatabase;
  readonly deskUrl: string;
  readonly io: Io;
  readonly lastDay: Day;
  readonly registry: CreditorRegistry;
  readonly seed: number;
  readonly signals: number;
}

/** Whose hands the simulated people use: somebody of the municipality, the team lead, and the outside party. */
const DESK_USER = 'demo-berichten';
const LEAD_USER = 'demo-teamleider';
const EXECUTOR = 'demo';
const EXTERNAL_USER = 'demo';
/** The same as in outreach: a hash tag, so that all keys of all queues lie on one node of a Redis Cluster. */
const QUEUE_PREFIX = '{eropaf}';

/** Sends the signals through the running pipeline and tells what became of them. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { configuration, database, io, lastDay, registry, seed, signals } = options;
  const clock = simulatedClock(database);
  const generator = new SignalGenerator({ seed, lastDay, registry });
  const progress = new Progress(io, {
    isTerminal: process.stderr.isTTY,
    total: signals,
    days: generator.days.last - generator.days.first + 1,
  });
  const connection = {
    ...kafkaAccess(configuration),
    clientId: 'eropaf-demo',
    logger: silentKafkaLogger,
  };
  const admin = createAdmin(connection);
  const producers = Object.fromEntries(
    PRODUCERS.map((name) => [
      name,
      createProducer({ ...connection, clientId: `eropaf-demo-${name}`, idempotent: true }),
    ]),
  ) as Record<ProducerName, KafkaProducer>;
  const people = peopleOf(options);
  const residents = new Residents(database, GENERATED_MUNICIPALITY);
  const workers = workersOf(options, people, residents, clock);
  try {
    await admin.connect();
    await Promise.all(Object.values(producers).map((producer) => producer.connect()));
    await residents.meet();
    await workers.start();
    const quiet = await quietOptions(options, admin, clock, () => workers.check());
    const outcome = await measured(options, quiet, () =>
      runDays({
        generator,
        signals,
        producers,
        database,
        clock,
        quiet,
        progress,
        residents,
        workers,
        office: { database, municipality: GENERATED_MUNICIPALITY, desk: people.lead, residents },
      }),
    );
    const act = await playRegister({ database, lastDay, producers, quiet, registry, seed });
    await report(options, clock, { ...outcome, act });
  } finally {
    await workers.stop();
    await Promise.all([admin.disconnect(), ...Object.values(producers).map((one) => one.disconnect())]);
  }
}

interface People {
  readonly desk: DeskClient;
  readonly lead: DeskClient;
  readonly external: DeskClient;
}

function peopleOf({ configuration, deskUrl }: DemoOptions): People {
  const as = (role: string, user: string): DeskClient =>
    new DeskClient(deskUrl, `${configuration.EROPAF_DEMO_TOKEN}.${GENERATED_MUNICIPALITY}.${role}.${user}`);
  return {
    desk: as('outreach-worker', DESK_USER),
    lead: as('team-lead', LEAD_USER),
    external: as(`external:${EXECUTOR}`, EXTERNAL_USER),
  };
}

function workersOf(
  { configuration }: DemoOptions,
  { desk, external }: People,
  residents: Residents,
  clock: Clock,
): SimulatedWorkers {
  return new SimulatedWorkers({
    municipality: GENERATED_MUNICIPALITY,
    executor: EXECUTOR,
    redisUrl: configuration.EROPAF_REDIS_URL,
    queuePrefix: QUEUE_PREFIX,
    external,
    desk,
    deskUser: DESK_USER,
    residents,
    clock,
    logger: createLogger('demo', 'error'),
  });
}

async function quietOptions(
  { database, registry }: DemoOptions,
  admin: KafkaAdmin,
  clock: Clock,
  check: () => void,
): Promise<QuietOptions> {
  const clusterId = await admin.clusterId();
  const people = [DESK_USER, LEAD_USER, `external:${EXECUTOR}/${EXTERNAL_USER}`];
  const topics = registry.signalTopics();
  return { database, admin, clusterId, topics, municipality: GENERATED_MUNICIPALITY, people, clock, check };
}

interface DemoOutcome {
  readonly before: Figures;
  readonly after: Figures;
  readonly run: Pick<Figures, 'records'>;
  readonly seconds: number;
}

/** Counts before and after, with what was left from earlier out of the way. */
async function measured(
  { database, lastDay }: DemoOptions,
  quiet: QuietOptions,
  work: () => Promise<void>,
): Promise<DemoOutcome> {
  await waitUntilQuiet(quiet);
  const figures = { municipality: GENERATED_MUNICIPALITY, lastDay, since: [] };
  const before = await readFigures(database, figures);
  const since = await database.acrossMunicipalities((tx) => readReadPositions(tx, quiet.clusterId));
  const beganMs = Date.now();
  await work();
  const seconds = (Date.now() - beganMs) / 1_000;
  const after = await readFigures(database, figures);
  // Without any position there was no log before, so every record is of this run.
  return { before, after, run: await readFigures(database, { ...figures, since }), seconds };
}

async function report(
  options: DemoOptions,
  clock: Clock,
  { act, after, before, run, seconds }: DemoOutcome & { readonly act: Act },
): Promise<void> {
  const { configuration, database, io, signals } = options;
  for (const line of renderTable(tableLines({ after, before, run }))) io.out(line);
  io.out('');
  io.out('What the rows say (the whole list of words is docs/glossary.md):');
  for (const line of LEGEND) io.out(`  ${line}`);
  io.out('');
  io.out(
    `${signals} signals over two simulated months in ${seconds.toFixed(1)} s: ${(signals / seconds).toFixed(0)} signals/s`,
  );
  io.out('All residents are invented; who was reached is simulated.');
  const nowMs = await clock.nowMs();
  const acts = await playActs({ database, lastDay: options.lastDay, nowMs });
  for (const { lines, title } of [...acts, act]) {
    io.out('');
    io.out(`${title}:`);
    for (const line of lines) io.out(line === '' ? '' : `  ${line}`);
  }
  io.out('');
  for (const line of whereNext({ ...options, nowMs })) io.out(line);
  const taskId = await database.acrossMunicipalities((tx) => readLastLetter(tx, GENERATED_MUNICIPALITY));
  const letter =
    taskId === null ? '–' : letterPath(configuration.EROPAF_OBJECTS_DIR, GENERATED_MUNICIPALITY, taskId);
  io.out(`letter: ${letter}`);
  io.out(contactRateLine(after.closed, after.benchmarkRate));
}
