import { parsePolicy, policyDocumentSchema, type DocumentFault, type PolicyDocument } from '#contracts';
import { policyInForce, type Day } from '#domain';
import { packageRoot, type Transaction } from '#postgres';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { CommandRefused } from './command.js';

const PRESETS = 'deploy/municipalities';
const STORED = /^(GM[0-9]{4})(?:@([1-9][0-9]{0,8}))?$/;

/** A version of a policy as the database has it. */
export interface StoredPolicy {
  readonly municipality: string;
  readonly version: number;
  readonly effectiveFrom: string;
  readonly activatedAt: Date;
  readonly document: PolicyDocument;
}

/** Where a policy is read: a file, a preset by its name, or a municipality in the database, with its version or not. */
export const SOURCE_USAGE =
  'A policy is a FILE, a preset by its name (dordrecht, roermond, heemskerk), or a version in the database: GM0505 is the\n' +
  'one in force today, GM0505@2 its second version.';

/** The names of the presets that are shipped. */
export function presetNames(): readonly string[] {
  return readdirSync(join(packageRoot(), PRESETS))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

/** Whether the name is one of a version in the database. */
export function isStored(source: string): boolean {
  return STORED.test(source);
}

/**
 * Reads a policy from a file or a preset. A file goes before a preset of the same name.
 *
 * @throws CommandRefused with every fault and its line
 */
export function readWritten(source: string): PolicyDocument {
  return readWarning(source, () => undefined);
}

/**
 * The same; what looks like a slip is told with its line, also where there are faults.
 *
 * @throws CommandRefused with every fault and its line
 */
export function readWarning(source: string, warn: (line: string) => void): PolicyDocument {
  const parsed = parsePolicy(textOf(source));
  for (const warning of parsed.warnings) warn(`warning: ${inWords(warning)}`);
  if (parsed.ok) return parsed.value;
  throw new CommandRefused(parsed.faults.map(inWords));
}

const inWords = ({ line, message, path }: DocumentFault): string =>
  `${line === undefined ? '' : `line ${line}, `}${path}: ${message}`;

function textOf(source: string): string {
  try {
    return readFileSync(source, 'utf8');
  } catch {
    const presets = presetNames();
    if (presets.includes(source)) return readFileSync(join(packageRoot(), PRESETS, `${source}.yaml`), 'utf8');
    throw new CommandRefused([`${source}: no such file, and no preset; there are ${presets.join(', ')}`]);
  }
}

/** All versions that the database has, of one municipality or of all. */
export async function readStored(
  tx: Transaction,
  municipality: string | null,
): Promise<readonly StoredPolicy[]> {
  const rows = await tx.query<{
    municipality: string;
    version: number;
    effective_from: string;
    activated_at: Date;
    content: unknown;
  }>({
    text: `select municipality, version, effective_from, activated_at, content from policy_version
           where $1::text is null or municipality = $1 order by municipality, version`,
    values: [municipality],
  });
  return rows.map((row) => ({
    municipality: row.municipality,
    version: row.version,
    effectiveFrom: row.effective_from,
    activatedAt: row.activated_at,
    document: policyDocumentSchema.parse(row.content),
  }));
}

/** The version in force on a day: by the same rule as the decisions have. */
export function inForceOn(versions: readonly StoredPolicy[], day: Day): StoredPolicy | undefined {
  const found = policyInForce(
    versions.map(({ effectiveFrom, version }) => ({ effectiveFrom: effectiveFrom as Day, version })),
    day,
  );
  return versions.find(({ version }) => version === found?.version);
}

/** Reads what `GM0505` or `GM0505@2` names. @throws CommandRefused when the database does not have it */
export async function readStoredSource(tx: Transaction, source: string, today: Day): Promise<StoredPolicy> {
  const [, municipality = '', number] = STORED.exec(source) ?? [];
  const versions = await readStored(tx, municipality);
  const found =
    number === undefined
      ? inForceOn(versions, today)
      : versions.find(({ version }) => version === Number(number));
  if (found !== undefined) return found;
  const known = versions.map(({ effectiveFrom, version }) => `${version} (from ${effectiveFrom})`).join(', ');
  throw new CommandRefused([
    known === ''
      ? `${municipality}: no policy was ever activated`
      : `${source}: ${number === undefined ? 'none is in force today' : 'no such version'}; there are ${known}`,
  ]);
}
