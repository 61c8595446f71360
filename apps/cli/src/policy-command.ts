import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';

import { canonicalJson, policyDocumentSchema, toDomainPolicy, type PolicyDocument } from '#contracts';
import { asDay, dayOf, matchingPeriodOf, type Day } from '#domain';
import type { Transaction } from '#postgres';

import { dayOption } from './arguments.js';
import { CommandRefused, UsageError, type Command } from './command.js';
import { asOperator } from './connections.js';
import { readWarning } from './policy-source.js';

export const policyValidateCommand: Command = {
  name: 'policy validate',
  summary: 'check the policy of a municipality, every fault with its line',
  usage:
    'FILE, or a preset by its name\n\nWhat is allowed but looks like a slip, such as an amount in euros, is a warning.',
  run: (args, io) => {
    const [file] = args;
    if (file === undefined || args.length > 1) throw new UsageError('one file is needed');
    const { effectiveFrom, municipality } = readWarning(file, (line) => io.err(line));
    io.out(`${municipality}, in force from ${effectiveFrom}: no faults`);
    return Promise.resolve(0);
  },
};

export const policyActivateCommand: Command = {
  name: 'policy activate',
  summary: 'store the policy of a municipality as its next, dated version',
  usage: `FILE, or a preset by its name [--from DAY]

--from takes the place of effectiveFrom in the file. A version takes effect on a later day and is never changed: what is
wrong in it is put right by a next version.`,
  run: async (args, io) => {
    const { positionals, values } = parseArgs({
      args: [...args],
      options: { from: { type: 'string' } },
      allowPositionals: true,
    });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) throw new UsageError('one file is needed');
    const written = readWarning(file, (line) => io.err(line));
    const document = { ...written, effectiveFrom: dayOption('--from', values.from) ?? written.effectiveFrom };
    const { isNew, version } = await asOperator(async ({ clock, configuration, run }) => {
      const nowMs = await clock.nowMs();
      const isSimulated = configuration.EROPAF_CLOCK === 'simulated';
      return run((tx) => activatePolicy(tx, document, nowMs, isSimulated));
    });
    io.out(
      isNew
        ? `${document.municipality} version ${version}, in force from ${document.effectiveFrom}`
        : `${document.municipality} version ${version} says the same already`,
    );
    return 0;
  },
};

/**
 * Stores a policy as the next version. It takes effect on a day after its activation, and a new matching period or
 * look-back on the first day of a period of both the old and the new version, so an activation touches no address
 * (decision 12). The first version of a municipality may lie in the past under the simulated clock only.
 *
 * @throws CommandRefused with every fault
 */
export async function activatePolicy(
  tx: Transaction,
  document: PolicyDocument,
  nowMs: number,
  clockIsSimulated: boolean,
): Promise<{ version: number; isNew: boolean }> {
  await tx.query({ text: 'select pg_advisory_xact_lock(7205056)' });
  const rows = await tx.query<{
    version: number;
    content: unknown;
    effective_from: string;
  }>({
    text: `select version, content, effective_from from policy_version
           where municipality = $1 order by version desc limit 1`,
    values: [document.municipality],
  });
  const [stored] = rows;
  // Read by the schema of today: a version that was stored before a member existed said what was then the rule.
  const before = stored && { ...stored, content: policyDocumentSchema.parse(stored.content) };
  const text = canonicalJson(document);
  if (before !== undefined && canonicalJson(before.content) === text)
    return { version: before.version, isNew: false };
  const sha256 = createHash('sha256').update(text).digest();
  const faults = activationFaults(document, before ?? null, dayOf(nowMs), clockIsSimulated);
  if (faults.length > 0) throw new CommandRefused(faults);
  const version = (before?.version ?? 0) + 1;
  await tx.query({
    text: `insert into policy_version (municipality, version, effective_from, activated_at, sha256, content)
           values ($1, $2, $3, $4, $5, $6)`,
    values: [
      document.municipality,
      version,
      document.effectiveFrom,
      new Date(nowMs),
      sha256,
      JSON.stringify(document),
    ],
  });
  return { version, isNew: true };
}

function activationFaults(
  document: PolicyDocument,
  before: {
    readonly version: number;
    readonly content: PolicyDocument;
    readonly effective_from: string;
  } | null,
  today: Day,
  clockIsSimulated: boolean,
): readonly string[] {
  const from = asDay(document.effectiveFrom);
  const faults: string[] = [];
  if (before === null) {
    if (!clockIsSimulated && from <= today) faults.push(`effectiveFrom: must lie after ${today}`);
    return faults;
  }
  if (from <= today) faults.push(`effectiveFrom: must lie after ${today}`);
  if (from < before.effective_from)
    faults.push(`effectiveFrom: lies before that of version ${before.version}`);
  const [older, newer] = [toDomainPolicy(before.content, 0), toDomainPolicy(document, 0)];
  const periodChanges = JSON.stringify(older.matchingPeriod) !== JSON.stringify(newer.matchingPeriod);
  if (periodChanges || older.lookBackMonths !== newer.lookBackMonths) {
    const starts = [older, newer].map((policy) => matchingPeriodOf(from, policy.matchingPeriod).start);
    if (starts.some((start) => start !== from)) {
      faults.push(
        'effectiveFrom: a new matching period or look-back begins on the first day of a period of the old and the new version',
      );
    }
  }
  return faults;
}
