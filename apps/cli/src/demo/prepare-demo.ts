import { parsePolicy, type CreditorRegistry } from '#contracts';
import { addMonths, asDay, dayOf, instantMsOf, type Day } from '#domain';
import type { KafkaAccess } from '#platform';
import { demoLastDay, packageRoot, setSimulatedClock, type NationalDatabase } from '#postgres';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { CommandRefused } from '../command.js';
import { loadCreditors, readCreditors } from '../creditors-command.js';
import { activatePolicy } from '../policy-command.js';
import { ensureTopicsOf } from '../topics-command.js';

const CREDITORS_FILE = 'deploy/creditors/demo.json';
const POLICY_FILE = 'deploy/municipalities/dordrecht.yaml';
/** The clock begins before anything is received on the first day. */
const FIRST_MINUTE = 6 * 60;

export interface Prepared {
  readonly lastDay: Day;
  readonly registry: CreditorRegistry;
}

/**
 * Puts in place what the demo stands on, where it is missing: its last day, the clock, a registry of creditors, the
 * policy of Dordrecht, the topics. Safe to repeat; what is there already is left as it is.
 */
export async function prepareDemo(database: NationalDatabase, kafka: KafkaAccess): Promise<Prepared> {
  const machineMs = Date.now();
  const lastDay = asDay(
    await database.acrossMunicipalities((tx) => demoLastDay(tx, dayOf(machineMs), machineMs)),
  );
  const firstMs = instantMsOf(addMonths(lastDay, -2), FIRST_MINUTE);
  await database.acrossMunicipalities((tx) => setSimulatedClock(tx, firstMs));
  const registry = await ensureRegistry(database, firstMs);
  await ensurePolicy(database, firstMs);
  const faults = (await ensureTopicsOf(registry, kafka)).flatMap((topic) => topic.faults);
  if (faults.length > 0) throw new CommandRefused(faults);
  return { lastDay, registry };
}

async function ensureRegistry(database: NationalDatabase, nowMs: number): Promise<CreditorRegistry> {
  const text = await readFile(join(packageRoot(), CREDITORS_FILE), 'utf8');
  return database.acrossMunicipalities(async (tx) => {
    const present = await readCreditors(tx);
    if (present !== null) return present;
    await loadCreditors(tx, text, nowMs);
    const loaded = await readCreditors(tx);
    if (loaded === null) throw new Error('a registry that was loaded is not there');
    return loaded;
  });
}

async function ensurePolicy(database: NationalDatabase, nowMs: number): Promise<void> {
  const parsed = parsePolicy(await readFile(join(packageRoot(), POLICY_FILE), 'utf8'));
  if (!parsed.ok) throw new CommandRefused(parsed.faults.map(({ path, message }) => `${path}: ${message}`));
  await database.acrossMunicipalities(async (tx) => {
    const versions = await tx.query({
      text: 'select version from policy_version where municipality = $1',
      values: [parsed.value.municipality],
    });
    if (versions.length === 0) await activatePolicy(tx, parsed.value, nowMs, true);
  });
}
