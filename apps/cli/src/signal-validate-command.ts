import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import {
  allowedAt,
  CreditorRegistry,
  FAULTS,
  parsePolicy,
  SIGNAL_FILE_CHARACTERS_MAX,
  toServedMunicipality,
  validateSignalFile,
  type Fault,
  type FileVerdict,
  type NotChecked,
  type OfflineContext,
  type PolicyDocument,
} from '#contracts';
import { dayOf, type Day } from '#domain';
import { packageRoot } from '#postgres';

import { instantMsOfText } from './arguments.js';
import { CommandRefused, UsageError, type Command } from './command.js';

const creditorsDefault = 'deploy/creditors/demo.json';
const municipalitiesDefault = 'deploy/municipalities';

export const signalValidateCommand: Command = {
  name: 'signal validate',
  summary: 'say what the door says of the messages in a file, with every fault; needs no server',
  usage: `FILE [--topic TOPIC] [--at INSTANT] [--creditors FILE] [--municipalities FILE|FOLDER]
  FILE: one message, or one a line; a message is { "headers", "key", "data" } or the data alone
  --topic: the topic that it would be sent to (default: the first of its creditor)
  --at: the moment of receipt (default: now), such as 2026-03-09T10:00:00+01:00
  --creditors: the registry (default: ${creditorsDefault})
  --municipalities: policies (default: ${municipalitiesDefault})`,
  run: async (args, io) => {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        topic: { type: 'string' },
        at: { type: 'string' },
        creditors: { type: 'string' },
        municipalities: { type: 'string' },
      },
    });
    const file = positionals[0];
    if (file === undefined || positionals.length > 1) throw new UsageError('one file is needed');
    const receiptMs = values.at === undefined ? Date.now() : instantMsOfText('--at', values.at);
    const context: OfflineContext = {
      receiptMs,
      registry: await readRegistry(values.creditors ?? join(packageRoot(), creditorsDefault)),
      servedMunicipality: await readServed(
        values.municipalities ?? join(packageRoot(), municipalitiesDefault),
        dayOf(receiptMs),
      ),
      ...(values.topic === undefined ? {} : { topic: values.topic }),
    };
    const found = verdictsOf(await readSignalFile(file), context);
    for (const verdict of found) for (const line of linesOf(verdict)) io.out(line);
    const enters = found.filter(({ verdict }) => verdict === 'signal' || verdict === 'withdrawal').length;
    io.out(`${enters} of ${found.length} may enter`);
    return enters === found.length ? 0 : 1;
  },
};

async function readSignalFile(file: string): Promise<string> {
  const { size } = await stat(file);
  // In UTF-8 a character has four bytes at most; a larger file is refused before it is in memory.
  if (size > SIGNAL_FILE_CHARACTERS_MAX * 4) {
    throw new CommandRefused([`the file is longer than ${SIGNAL_FILE_CHARACTERS_MAX} characters`]);
  }
  return readFile(file, 'utf8');
}

function verdictsOf(text: string, context: OfflineContext): readonly FileVerdict[] {
  try {
    return validateSignalFile(text, context);
  } catch (error) {
    if (error instanceof RangeError) throw new CommandRefused([error.message]);
    throw error;
  }
}

const verdictLine: Readonly<Record<FileVerdict['verdict'], string>> = {
  signal: 'a signal that may enter',
  withdrawal: 'a withdrawal that may enter',
  refused: 'refused',
  'not-served': 'not served: no policy of this municipality is in force, or the postcode lies outside it',
};

const notCheckedLine: Readonly<Record<NotChecked, string>> = {
  creditor: 'whether its creditor may send this: the message names none',
  municipality: 'its municipality',
  headers: 'its headers: the message has none',
  key: 'its key: the message has none',
};

function linesOf({ faults, line, notChecked, verdict }: FileVerdict): readonly string[] {
  return [
    `line ${line}: ${verdictLine[verdict]}`,
    ...faults.map(faultLine),
    ...notChecked.map((what) => `  not checked: ${notCheckedLine[what]}`),
  ];
}

/** What was found and what is allowed there; never what was sent. */
function faultLine(fault: Fault): string {
  const { code, pointer } = fault;
  const allowed = allowedAt(fault);
  const said = `  ${pointer === '' ? '(message)' : pointer}: ${code} (${FAULTS[code]})`;
  return allowed === null ? said : `${said} Toegestaan: ${allowed}`;
}

async function readRegistry(file: string): Promise<CreditorRegistry> {
  let document: unknown;
  try {
    document = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new CommandRefused([`${file}: not JSON`]);
    throw error;
  }
  const compiled = CreditorRegistry.compile(document);
  if (compiled.ok) return compiled.value;
  throw new CommandRefused(compiled.faults.map(({ message, path }) => `${file}: ${path}: ${message}`));
}

/** A municipality is served by its policy that is in force on the day; before the first it is not. */
async function readServed(
  path: string,
  day: Day,
): Promise<NonNullable<OfflineContext['servedMunicipality']>> {
  const isFolder = (await stat(path)).isDirectory();
  const files = isFolder
    ? (await readdir(path)).filter((name) => /\.(ya?ml|json)$/.test(name)).map((name) => join(path, name))
    : [path];
  const documents: PolicyDocument[] = [];
  const faults: string[] = [];
  for (const file of files.sort()) {
    const parsed = parsePolicy(await readFile(file, 'utf8'));
    if (parsed.ok) documents.push(parsed.value);
    else faults.push(...parsed.faults.map((fault) => `${file}: ${fault.path}: ${fault.message}`));
  }
  if (faults.length > 0) throw new CommandRefused(faults);
  const inForce = documents
    .filter(({ effectiveFrom }) => effectiveFrom <= day)
    .sort((left, right) => (left.effectiveFrom < right.effectiveFrom ? -1 : 1));
  const served = new Map(inForce.map((policy) => [policy.municipality, toServedMunicipality(policy)]));
  return (code) => served.get(code);
}
