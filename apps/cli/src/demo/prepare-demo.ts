import { type CreditorRegistry, type PolicyDocument } from '#contracts';
import { addMonths, asDay, dayOf, instantMsOf, type Day } from '#domain';
import type { KafkaAccess } from '#platform';
import { demoLastDay, packageRoot, setSimulatedClock, type NationalDatabase } from '#postgres';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { CommandRefused } from '../command.js';
import { loadCreditors, readCreditors } from '../creditors-command.js';
import { activatePolicy } from '../policy-command.js';
import { readWritten } from '../policy-source.js';
import { ensureTopicsOf } from '../topics-command.js';

const CREDITORS_FILE = 'deploy/creditors/demo.json';
/** The clock begins before anything is received on the first day. */
const FIRST_MINUTE = 6 * 60;

export interface Prepared {
  readonly lastDay: Day;
  readonly registry: CreditorRegistry;
}

/**
 * Puts in place what the demo stands on, where it is missing: its last day, the clock, a registry of creditors, the
 * policies of Dordrecht and Roermond, the topics. Safe to repeat; what is there already is left as it is.
 */
export async function prepareDemo(database: NationalDatabase, kafka: KafkaAccess): Promise<Prepared> {
  const machineMs = Date.now();
  const lastDay = asDay(
    await database.acrossMunicipalities((tx) => demoLastDay(tx, dayOf(machineMs), machineMs)),
  );
  const firstMs = instantMsOf(addMonths(lastDay, -2), FIRST_MINUTE);
  await database.acrossMunicipalities((tx) => setSimulatedClock(tx, firstMs));
  const registry = await ensureRegistry(database, firstMs);
  await ensurePolicy(database, readWritten('dordrecht'), firstMs);
  await ensurePolicy(database, withLocalRegister(readWritten('roermond')), firstMs);
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

/** Roermond asks a register of its own in the demo, which no preset does: its legal ground is for each to find. */
function withLocalRegister(document: PolicyDocument): PolicyDocument {
  return { ...document, residentRegister: { ...document.residentRegister, source: 'local' } };
}

async function ensurePolicy(
  database: NationalDatabase,
  document: PolicyDocument,
  nowMs: number,
): Promise<void> {
  await database.acrossMunicipalities(async (tx) => {
    const versions = await tx.query({
      text: 'select version from policy_version where municipality = $1',
      values: [document.municipality],
    });
    if (versions.length === 0) await activatePolicy(tx, document, nowMs, true);
  });
}
