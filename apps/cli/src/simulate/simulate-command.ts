import { parseArgs } from 'node:util';

import type { PolicyDocument } from '#contracts';
import { dayOf, dutchDay, type Day } from '#domain';

import { dayOption, wholeNumber } from '../arguments.js';
import { UsageError, type Command, type Io } from '../command.js';
import { asOperator } from '../connections.js';
import { isStored, readStoredSource, readWritten, SOURCE_USAGE } from '../policy-source.js';
import { dutchNumber, whatIfLines } from './render-what-if.js';
import { generatedWhatIf, recordedWhatIf, type Prepared } from './prepare-what-if.js';
import { runWhatIf } from './run-what-if.js';
import { changeWords } from './what-if-words.js';

const INHABITANTS = { min: 1_000, max: 1_000_000 };
const SEED_MAX = 2_147_483_647;
const GENERATED_FROM = '2025-01-01';
const GENERATED_TO = '2025-12-31';

const usage =
  '--policy POLICY --from DAY --to DAY [--against POLICY] [--residents] [--json]\n' +
  '       eropaf simulate --policy POLICY --generated SEED [--inhabitants N] [--from DAY --to DAY] [--against POLICY]\n\n' +
  '  --policy POLICY   the policy that is tried\n' +
  '  --from, --to      the days whose signals are replayed, both included; of a generated year 2025 when absent\n' +
  '  --generated SEED  an invented year in place of the recorded signals of the municipality\n' +
  '  --inhabitants N   how large the invented town is; when absent as large as the municipality of the policy\n' +
  '  --against POLICY  hold it against this one; when absent against the one in force now\n' +
  '  --residents       also each resident whose treatment changes, by id\n' +
  '  --json            the whole comparison for machines\n\n' +
  SOURCE_USAGE;

interface Wanted {
  readonly policy: PolicyDocument;
  readonly against: PolicyDocument | null;
  readonly from: Day;
  readonly until: Day;
  readonly generated: { readonly seed: number; readonly inhabitants: number } | null;
  readonly residents: boolean;
  readonly json: boolean;
}

export const simulateCommand: Command = {
  name: 'simulate',
  summary:
    'what another policy would do with the signals of a municipality, or of an invented year; writes nothing',
  usage,
  run: async (args, io) => {
    const wanted = await wantedOf(args);
    const beganMs = performance.now();
    const prepared = await prepare(wanted);
    report(wanted, prepared, io);
    io.err(`${((performance.now() - beganMs) / 1_000).toFixed(1)} s`);
    return 0;
  },
};

async function wantedOf(args: readonly string[]): Promise<Wanted> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      policy: { type: 'string' },
      against: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      generated: { type: 'string' },
      inhabitants: { type: 'string' },
      residents: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.policy === undefined) throw new UsageError('--policy is needed');
  const isGenerated = values.generated !== undefined;
  if (!isGenerated && values.inhabitants !== undefined)
    throw new UsageError('--inhabitants goes with --generated');
  const from = dayOption('--from', values.from ?? (isGenerated ? GENERATED_FROM : undefined));
  const until = dayOption('--to', values.to ?? (isGenerated ? GENERATED_TO : undefined));
  if (from === null || until === null) throw new UsageError('--from and --to are needed, or --generated');
  if (from > until) throw new UsageError('--from lies after --to');
  const policy = await readPolicy(values.policy);
  return {
    policy,
    against: values.against === undefined ? null : await readPolicy(values.against),
    from,
    until,
    generated: isGenerated
      ? {
          seed: wholeNumber('--generated', values.generated, { min: 1, max: SEED_MAX, preset: 1 }),
          inhabitants: wholeNumber('--inhabitants', values.inhabitants, {
            ...INHABITANTS,
            preset: policy.inhabitants,
          }),
        }
      : null,
    residents: values.residents,
    json: values.json,
  };
}

/** A policy by its file, its preset or its place in the database. */
async function readPolicy(source: string): Promise<PolicyDocument> {
  if (!isStored(source)) return readWritten(source);
  const { document } = await asOperator(async ({ clock, run }) => {
    const today = dayOf(await clock.nowMs());
    return run((tx) => readStoredSource(tx, source, today));
  });
  return document;
}

async function prepare({ against, from, generated, policy, until }: Wanted): Promise<Prepared> {
  const days = { from, until };
  if (generated === null) {
    return asOperator(async ({ clock, run }) => {
      const nowMs = await clock.nowMs();
      return run((tx) => recordedWhatIf(tx, { policy, against, days, nowMs }));
    });
  }
  const now = against ?? (await readPolicy(policy.municipality));
  return generatedWhatIf({ ...generated, policy, now, days });
}

function report({ from, json, policy, residents, until }: Wanted, prepared: Prepared, io: Io): void {
  const comparison = runWhatIf(prepared.whatIf);
  if (json) {
    io.out(JSON.stringify({ ...comparison, changed: residents ? comparison.changed : undefined }));
    return;
  }
  io.out(`Wat als: ${policy.name} (${policy.municipality}), ${dutchDay(from)} tot en met ${dutchDay(until)}`);
  io.out(`Signalen: ${prepared.source}`);
  io.out(`Nu: ${prepared.now}`);
  for (const caveat of prepared.caveats) io.out(`Let op: ${caveat}`);
  io.out('');
  for (const line of whatIfLines(comparison)) io.out(line);
  if (!residents) return;
  io.out(
    `\nInwoners voor wie iets verandert (${dutchNumber(comparison.changed.length)}): persoon, eerste signaal, wat`,
  );
  for (const { changes, personId, signalId } of comparison.changed) {
    io.out(`  ${personId}  ${signalId}  ${changes.map((change) => changeWords[change]).join('; ')}`);
  }
}
