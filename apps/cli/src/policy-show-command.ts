import { describePolicy, policyDifferences, type PolicyDocument } from '#contracts';
import { dayOf } from '#domain';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';

import { UsageError, type Command } from './command.js';
import { asOperator } from './connections.js';
import {
  inForceOn,
  isStored,
  readStored,
  readStoredSource,
  readWritten,
  SOURCE_USAGE,
} from './policy-source.js';

/** Reads each of these policies; the database is asked only for what lies there. */
async function readSources(sources: readonly string[]): Promise<readonly PolicyDocument[]> {
  if (!sources.some(isStored)) return sources.map(readWritten);
  return asOperator(async ({ clock, run }) => {
    const today = dayOf(await clock.nowMs());
    return run(async (tx) => {
      const found: PolicyDocument[] = [];
      for (const source of sources)
        found.push(
          isStored(source) ? (await readStoredSource(tx, source, today)).document : readWritten(source),
        );
      return found;
    });
  });
}

/** One line a version: which, from when, and which is in force today. */
async function listVersions(): Promise<readonly string[]> {
  return asOperator(async ({ clock, run }) => {
    const today = dayOf(await clock.nowMs());
    const byMunicipality = Map.groupBy(
      await run((tx) => readStored(tx, null)),
      ({ municipality }) => municipality,
    );
    const lines: string[] = ['versie\tgeldt vanaf\tvastgelegd op\tvandaag\tgemeente'];
    for (const versions of byMunicipality.values()) {
      const current = inForceOn(versions, today);
      for (const one of versions) {
        const state = one === current ? 'geldt' : one.effectiveFrom > today ? 'komt nog' : 'vervangen';
        const { activatedAt, document, effectiveFrom, municipality, version } = one;
        const columns = [
          `${municipality}@${version}`,
          effectiveFrom,
          dayOf(activatedAt.getTime()),
          state,
          document.name,
        ];
        lines.push(columns.join('\t'));
      }
    }
    return lines;
  });
}

export const policyShowCommand: Command = {
  name: 'policy show',
  summary: 'what a policy says in plain Dutch, or the versions in the database',
  usage: `[POLICY] [--yaml]\n\n${SOURCE_USAGE}\nWithout POLICY every version in the database is listed. --yaml writes it as a file to begin a next version with.`,
  run: async (args, io) => {
    const { positionals, values } = parseArgs({
      args: [...args],
      options: { yaml: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    if (positionals.length > 1) throw new UsageError('one policy, or none for the list');
    if (positionals.length === 0) {
      for (const line of await listVersions()) io.out(line);
      return 0;
    }
    const [policy] = await readSources(positionals);
    if (policy === undefined) return 1;
    if (values.yaml) io.out(stringify(policy, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd());
    else for (const [what, words] of describePolicy(policy)) io.out(`${what}: ${words}`);
    return 0;
  },
};

export const policyDiffCommand: Command = {
  name: 'policy diff',
  summary: 'everything that two policies say differently, in plain Dutch',
  usage: `OLDER NEWER\n\n${SOURCE_USAGE}\nExit code 0 whether they differ or not.`,
  run: async (args, io) => {
    if (args.length !== 2) throw new UsageError('two policies are needed');
    const [older, newer] = await readSources(args);
    if (older === undefined || newer === undefined) return 1;
    const differences = policyDifferences(older, newer);
    if (differences.length === 0) io.out('geen verschillen');
    for (const { after, before, what } of differences) {
      if (before === null) io.out(`${what}: ${after ?? ''} (nieuw)`);
      else if (after === null) io.out(`${what}: ${before} (vervalt)`);
      else io.out(`${what}: ${before} → ${after}`);
    }
    return 0;
  },
};
