import { DependencyUnavailable } from '#kafka';
import { kafkaAccess, readConfiguration, type Configuration } from '#platform';
import { NationalDatabase } from '#postgres';
import { RECORDS_MAX, RegistryUnfit } from '#generator';
import { parseArgs } from 'node:util';

import { CommandRefused, UsageError, type Command } from '../command.js';
import { DeskUnavailable, DeskUnexpected } from './desk-client.js';
import { prepareDemo } from './prepare-demo.js';
import { NothingMoves } from './quiet.js';
import { runDemo } from './run-demo.js';

const SIGNALS_DEFAULT = 5_000;
const SEED_DEFAULT = 1;
const SEED_MAX = 2_147_483_647;
const POOL_MAX = 4;

/** What the demo needs of the configuration, all of it present. */
export type DemoConfiguration = Configuration & {
  readonly EROPAF_POSTGRES_PASSWORD_OPERATOR: string;
  readonly EROPAF_DEMO_TOKEN: string;
  readonly EROPAF_OBJECTS_DIR: string;
};

export const demoCommand: Command = {
  name: 'demo',
  summary: 'send two months of invented signals through the pipeline, with simulated outreach workers',
  usage:
    '[--signals N] [--seed N] [--desk URL] [--prepare]\n\n' +
    `  --signals N  records to send, ${SIGNALS_DEFAULT} when absent; a larger run begins with the same ones\n` +
    `  --seed N     another set of signals; ${SEED_DEFAULT} when absent\n` +
    '  --desk URL   the API of the desk; when absent the one on this machine\n' +
    '  --prepare    only set the clock, load creditors and policy and make the topics, where they are missing',
  run: async (args, io) => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        signals: { type: 'string', default: String(SIGNALS_DEFAULT) },
        seed: { type: 'string', default: String(SEED_DEFAULT) },
        desk: { type: 'string' },
        prepare: { type: 'boolean', default: false },
      },
    });
    const signals = wholeNumber('--signals', values.signals, RECORDS_MAX);
    const seed = wholeNumber('--seed', values.seed, SEED_MAX);
    const configuration = demoConfiguration();
    const database = await openDatabase(configuration);
    try {
      const prepared = await prepareDemo(database, kafkaAccess(configuration));
      if (values.prepare) {
        io.err(`the demo is prepared; its last day is ${prepared.lastDay}`);
        return 0;
      }
      const deskUrl = values.desk ?? `http://127.0.0.1:${configuration.EROPAF_DESK_PORT}`;
      await runDemo({ ...prepared, configuration, database, deskUrl, io, seed, signals });
      return 0;
    } catch (error) {
      throw explained(error);
    } finally {
      await database.close();
    }
  },
};

function wholeNumber(option: string, text: string, max: number): number {
  const value = Number(text);
  if (/^[0-9]+$/u.test(text) && value >= 1 && value <= max) return value;
  throw new UsageError(`${option} must be a whole number from 1 to ${max}`);
}

/** @throws CommandRefused where there is no clock to step */
function demoConfiguration(): DemoConfiguration {
  const configuration = readConfiguration([
    'EROPAF_POSTGRES_PASSWORD_OPERATOR',
    'EROPAF_DEMO_TOKEN',
    'EROPAF_OBJECTS_DIR',
  ]);
  if (configuration.EROPAF_CLOCK !== 'simulated') {
    throw new CommandRefused([
      'EROPAF_CLOCK: the demo steps a simulated clock; set it to simulated for all processes',
    ]);
  }
  return configuration as DemoConfiguration;
}

function openDatabase(configuration: DemoConfiguration): Promise<NationalDatabase> {
  return NationalDatabase.open({
    host: configuration.EROPAF_POSTGRES_HOST,
    port: configuration.EROPAF_POSTGRES_PORT,
    database: configuration.EROPAF_POSTGRES_DATABASE,
    role: 'operator',
    password: configuration.EROPAF_POSTGRES_PASSWORD_OPERATOR,
    poolMax: POOL_MAX,
    applicationName: 'eropaf-demo',
  });
}

/** What can be mended by whoever runs the demo is told in its words; all else stays the bug that it is. */
function explained(error: unknown): unknown {
  const expected =
    error instanceof NothingMoves ||
    error instanceof DeskUnavailable ||
    error instanceof DeskUnexpected ||
    error instanceof RegistryUnfit ||
    error instanceof DependencyUnavailable;
  return expected ? new CommandRefused([error.message]) : error;
}
