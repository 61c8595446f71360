import {
  addCounts,
  adjustedRate,
  ageGroups,
  caseClasses,
  compareWithBenchmark,
  figureChannels,
  heaviestChannels,
  rateLines,
  rateOf,
  sectors,
  signalsPerThousand,
  addDays,
  addMonths,
  monthsOf,
  yearBefore,
  Z_95,
  type AdjustedRate,
  type Benchmark,
  type CaseClassCounts,
  type CaseKind,
  type AgainstBenchmark,
  type Day,
  type FigureChannel,
  type FigureSplit,
  type MixCounts,
  type Rate,
  type RateLines,
} from '#domain';

import type { Transaction } from '../database.js';
import { readAttemptCounts } from './monitor-attempt-counts.js';
import { readCaseCounts } from './monitor-case-counts.js';
import type { CountedCases } from './monitor-counted-cases.js';
import { readPersonCounts } from './monitor-person-counts.js';
import { readBenchmarks, readInhabitants, type Inhabitants } from './monitor-reference.js';
import { readReceivedSignals } from './monitor-signals-received.js';

export interface ContactRateQuery extends CountedCases {
  readonly split: FigureSplit;
  /** Quantile of the standard normal distribution; 95 % when absent. */
  readonly z?: number;
}

export interface ReceivedLine {
  readonly month: Day;
  readonly signals: number;
  readonly inhabitants: number | null;
  readonly perThousand: number | null;
}

/** Everything that is told of contact, each figure under its own name (domain: the number). */
export interface ContactRates extends RateLines {
  /** The total as it would have been with the channel mix of the same months a year before; null: not to be said. */
  readonly adjusted: AdjustedRate | null;
  readonly perSignal: Rate;
  readonly perApproachedResident: Rate;
  /** Reached attempts / attempts, by channel, over the whole range; only in the division by channel. */
  readonly perAttempt: ReadonlyMap<FigureChannel, Rate>;
  readonly classes: CaseClassCounts;
  readonly received: readonly ReceivedLine[];
  readonly benchmarks: readonly Benchmark[];
  /** The national rate per case; null where the table has none. */
  readonly benchmark: Benchmark | null;
  /** The total beside the benchmark; null in the variants that are not comparable with it. */
  readonly comparison: AgainstBenchmark | null;
}

const partsOfSplit: Readonly<Record<FigureSplit, readonly string[]>> = {
  none: [],
  channel: figureChannels,
  sector: sectors,
  'age-group': ageGroups,
  'case-class': caseClasses,
};

/**
 * The contact rates of one municipality over a range of months, and of the same months a year before. Works for
 * every role that may read the cases; under row-level security only for the municipality that is set.
 */
export async function contactRates(tx: Transaction, query: ContactRateQuery): Promise<ContactRates> {
  const { split, view, variant, range, z = Z_95 } = query;
  const before = { ...query, range: yearBefore(range) };
  const splits: readonly FigureSplit[] = split === 'none' ? ['none'] : ['none', split];
  const counts = [];
  for (const one of splits) {
    for (const period of [query, before])
      counts.push(...(await readCaseCounts(tx, { ...period, split: one })));
  }
  const lines = rateLines({ range, view, split, parts: partsOfSplit[split], counts, z });
  const persons = await readPersonCounts(tx, query);
  const benchmarks = await readBenchmarks(tx);
  const benchmark = benchmarks.find(({ scope }) => scope.kind === 'all') ?? null;
  const comparable = benchmark !== null && variant === 'divosa' && view === 'closed';
  return {
    ...lines,
    adjusted: adjustedRate(await mixOf(tx, query), await mixOf(tx, before), z),
    perSignal: rateOf(persons.signalsReached, persons.signals, z),
    perApproachedResident: rateOf(persons.residentsReached, persons.residents, z),
    perAttempt: split === 'channel' ? await ratesPerAttempt(tx, query, z) : new Map(),
    classes: await caseClassCounts(tx, query),
    received: await receivedLines(tx, query),
    benchmarks,
    benchmark,
    comparison: comparable ? compareWithBenchmark(lines.total.contact, benchmark) : null,
  };
}

/** The channel mix of the whole range. */
async function mixOf(tx: Transaction, query: CountedCases): Promise<readonly MixCounts[]> {
  const rows = await readCaseCounts(tx, { ...query, split: 'channel-mix' });
  return heaviestChannels.map((part) => ({ part, ...addCounts(rows.filter((row) => row.part === part)) }));
}

async function ratesPerAttempt(
  tx: Transaction,
  query: CountedCases,
  z: number,
): Promise<ReadonlyMap<FigureChannel, Rate>> {
  const rows = await readAttemptCounts(tx, query);
  return new Map(
    figureChannels.map((channel) => {
      const found = rows.find((row) => row.month === null && row.channel === channel);
      return [channel, rateOf(found?.reached ?? 0, found?.attempts ?? 0, z)];
    }),
  );
}

async function caseClassCounts(tx: Transaction, query: CountedCases): Promise<CaseClassCounts> {
  const counts: Record<CaseKind, number> = {
    single: 0,
    multiple: 0,
    consecutive: 0,
    'multiple-and-consecutive': 0,
  };
  let total = 0;
  for (const row of await readCaseCounts(tx, { ...query, split: 'case-class' })) {
    counts[row.part as CaseKind] += row.cases;
    total += row.cases;
  }
  return { counts, total };
}

async function receivedLines(tx: Transaction, query: CountedCases): Promise<readonly ReceivedLine[]> {
  const received = await readReceivedSignals(tx, query);
  const versions = await readInhabitants(tx, query.municipality);
  return monthsOf(query.range).map((month) => {
    const signals = received.find((one) => one.month === month)?.signals ?? 0;
    const inhabitants = inhabitantsIn(versions, month);
    return { month, signals, inhabitants, perThousand: signalsPerThousand(signals, inhabitants) };
  });
}

/** As the policy in force on the last day of the month says. */
function inhabitantsIn(versions: readonly Inhabitants[], month: Day): number | null {
  const lastDay = addDays(addMonths(month, 1), -1);
  let found: Inhabitants | undefined;
  for (const version of versions) {
    if (version.effectiveFrom > lastDay) continue;
    const later =
      found === undefined ||
      version.effectiveFrom > found.effectiveFrom ||
      (version.effectiveFrom === found.effectiveFrom && version.version > found.version);
    if (later) found = version;
  }
  return found?.inhabitants ?? null;
}
