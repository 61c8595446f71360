import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { canonicalJson, CreditorRegistry, type JsonValue } from '#contracts';
import type { Transaction } from '#postgres';

import { CommandRefused, UsageError, type Command } from './command.js';
import { asOperator } from './connections.js';

export const creditorsLoadCommand: Command = {
  name: 'creditors load',
  summary: 'put a registry of creditors in force, as a new version',
  usage: 'FILE',
  run: async (args, io) => {
    const file = args[0];
    if (file === undefined || args.length > 1) throw new UsageError('one file is needed');
    const text = await readFile(file, 'utf8');
    const { version, isNew } = await asOperator(async ({ clock, run }) => {
      const nowMs = await clock.nowMs();
      return run((tx) => loadCreditors(tx, text, nowMs));
    });
    io.out(
      isNew ? `version ${version} is in force within a minute` : `version ${version} says the same already`,
    );
    return 0;
  },
};

export const creditorsShowCommand: Command = {
  name: 'creditors show',
  summary: 'list the creditors of the registry that is in force',
  usage: '',
  run: async (_args, io) => {
    const registry = await asOperator(({ run }) => run(readCreditors));
    if (registry === null) {
      io.err('no registry was loaded: eropaf creditors load FILE');
      return 1;
    }
    io.out(['creditor', 'type', 'status', 'topics'].join('\t'));
    for (const { id, partnerType, status, topics } of registry.creditors()) {
      io.out([id, partnerType, status, topics.join(' ')].join('\t'));
    }
    return 0;
  },
};

/**
 * Stores a registry as the next version; the same content is no new version.
 *
 * @throws CommandRefused with every fault of the document
 */
export async function loadCreditors(
  tx: Transaction,
  text: string,
  nowMs: number,
): Promise<{ version: number; isNew: boolean }> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new CommandRefused(['the file is not JSON']);
  }
  const compiled = CreditorRegistry.compile(document);
  if (!compiled.ok)
    throw new CommandRefused(compiled.faults.map(({ path, message }) => `${path}: ${message}`));
  const sha256 = createHash('sha256')
    .update(canonicalJson(document as JsonValue))
    .digest();
  await tx.query({ text: 'select pg_advisory_xact_lock(7205055)' });
  const latest = await tx.query<{ version: number; sha256: Buffer }>({
    text: 'select version, sha256 from creditor_registry order by version desc limit 1',
  });
  const before = latest[0];
  if (before?.sha256.equals(sha256) === true) return { version: before.version, isNew: false };
  const version = (before?.version ?? 0) + 1;
  await tx.query({
    text: 'insert into creditor_registry (version, loaded_at, sha256, content) values ($1, $2, $3, $4)',
    values: [version, new Date(nowMs), sha256, JSON.stringify(document)],
  });
  return { version, isNew: true };
}

/** The registry in force, or null before the first. */
export async function readCreditors(tx: Transaction): Promise<CreditorRegistry | null> {
  const rows = await tx.query<{ content: unknown }>({
    text: 'select content from creditor_registry order by version desc limit 1',
  });
  if (rows[0] === undefined) return null;
  const compiled = CreditorRegistry.compile(rows[0].content);
  if (!compiled.ok)
    throw new CommandRefused(compiled.faults.map(({ path, message }) => `${path}: ${message}`));
  return compiled.value;
}
