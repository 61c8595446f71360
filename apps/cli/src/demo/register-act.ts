import type { CreditorRegistry } from '#contracts';
import { signalIdOf } from '#contracts';
import { addDays, dayOf, type Day, type MunicipalityCode } from '#domain';
import type { KafkaProducer } from '#kafka';
import { readAnswersOfRegister, type AnswerOfRegister, type NationalDatabase } from '#postgres';
import {
  REGISTERED_MUNICIPALITY,
  townCsv,
  townRecords,
  type ProducerName,
  type TownRecord,
} from '#generator';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

import { inForceOn, readStored } from '../policy-source.js';
import { loadRegister, type Loaded } from '../register/load-register.js';
import { DAYS_KEPT_MAX } from '../register/register-commands.js';
import { csvRecords } from '../register/register-records.js';
import type { Act } from './acts.js';
import { waitUntilQuiet, type QuietOptions } from './quiet.js';
import { registerLines } from './register-table.js';
import { sendAll } from './run-days.js';

export interface RegisterStage {
  readonly database: NationalDatabase;
  readonly lastDay: Day;
  readonly producers: Readonly<Record<ProducerName, KafkaProducer>>;
  readonly quiet: QuietOptions;
  readonly registry: CreditorRegistry;
  readonly seed: number;
}

const RESIDENTS = 2_000;
const SIGNALS = 200;
const GROUND = 'Wgs art. 8b (invented, for the demo)';
const DPIA = 'DPIA-DEMO-1';

/**
 * A second municipality that holds a register of its own: the register is loaded, signals about its residents come in,
 * and what it said of each is held against what the generator knows. In a second run every signal is a duplicate.
 */
export async function playRegister(stage: RegisterStage): Promise<Act> {
  const { database, lastDay, producers, quiet, registry, seed } = stage;
  const title = `Who is it, does the person live here: ${REGISTERED_MUNICIPALITY} looks it up in a register of its own`;
  if (!(await looksUpItself(database, lastDay)))
    return { title, lines: [`its policy on ${lastDay} asks no local register, so nothing was sent`] };
  const records = townRecords({ seed, residents: RESIDENTS, signals: SIGNALS, day: lastDay, registry });
  const ids = records.map(signalIdOfRecord);
  const answersOf = (): Promise<AnswerOfRegister[]> =>
    database.acrossMunicipalities((tx) => readAnswersOfRegister(tx, REGISTERED_MUNICIPALITY, ids));
  const loaded = await loadTown(database, seed, await quiet.clock.nowMs());
  const known = await answersOf();
  // Once it is loaded: a signal is looked up when it comes in, and never again.
  await sendAll(producers, records);
  await waitUntilQuiet(quiet);
  const answers = await answersOf();
  const truths = new Map(records.map((record) => [signalIdOfRecord(record) as string, record.truth]));
  return {
    title,
    lines: [
      `${loaded.residents} invented residents (before: ${loaded.before}; gone: ${loaded.gone}), ` +
        `${records.length} signals about them and about strangers, ${answers.length - known.length} of them new`,
      ...registerLines(REGISTERED_MUNICIPALITY, answers, truths),
    ],
  };
}

async function looksUpItself(database: NationalDatabase, day: Day): Promise<boolean> {
  const versions = await database.acrossMunicipalities((tx) => readStored(tx, REGISTERED_MUNICIPALITY));
  return inForceOn(versions, day)?.document.residentRegister.source === 'local';
}

function signalIdOfRecord({ eventId, source }: TownRecord): ReturnType<typeof signalIdOf> {
  return signalIdOf(source, eventId);
}

/** By way of a file, as `eropaf register load` has it. Kept as long as may be: the clock of the demo may be stepped. */
async function loadTown(database: NationalDatabase, seed: number, nowMs: number): Promise<Loaded> {
  const directory = await mkdtemp(join(tmpdir(), 'eropaf-demo-'));
  try {
    const file = join(directory, 'register.csv');
    await writeFile(file, townCsv(seed, RESIDENTS), { mode: 0o600 });
    const load = {
      municipality: REGISTERED_MUNICIPALITY as MunicipalityCode,
      ground: GROUND,
      dpia: DPIA,
      expiresOn: addDays(dayOf(nowMs), DAYS_KEPT_MAX),
      loadedAtMs: nowMs,
      loadedBy: userInfo().username,
      // Of an earlier run with another seed nobody stays.
      acceptShrinkage: true,
    };
    return await database.acrossMunicipalities((tx) =>
      loadRegister(tx, csvRecords(file), load, () => undefined),
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
