import {
  addMonths,
  channels,
  contactRateOf,
  creditorQualities,
  creditorReport,
  addCounts,
  dayOf,
  monthOf,
  overdueBefore,
  taskStates,
  Z_95,
  type CreditorCounts,
  type MunicipalityCode,
  type WorkingCalendar,
} from '#domain';
import type { Clock } from '#platform';
import {
  ClockNotSet,
  readBenchmarks,
  readCaseCounts,
  readCaseFigures,
  readConversationTerms,
  readCreditorQuality,
  readOutboxFigures,
  readOverdueFigures,
  readQuarantineFigures,
  readRecordFigures,
  readServedMunicipalities,
  readSignalFigures,
  readTaskFigures,
  type MunicipalDatabase,
  type OutboxFigures,
  type QuarantineFigure,
  type SignalFigure,
  type Transaction,
} from '#postgres';

import { sample, type Sample } from './definitions.js';
import { reviewSamples } from './review-figures.js';

export interface DatabaseFiguresOptions {
  readonly database: MunicipalDatabase;
  readonly clock: Clock;
  readonly calendar: WorkingCalendar;
}

/** A statement of a scrape may not take longer: figures are not worth the database's breath. */
const statementTimeoutMs = 5_000;
/** How records without a municipality are labelled; an empty label would be none. */
const nobodyKnows = 'unknown';

const bounded = (tx: Transaction): Promise<unknown> =>
  tx.query({ text: `set local statement_timeout = ${statementTimeoutMs}` });

/**
 * All figures that the database knows, one transaction a municipality.
 *
 * Without a time on a simulated clock the figures that need one are left out.
 */
export async function databaseFigures(options: DatabaseFiguresOptions): Promise<readonly Sample[]> {
  const nowMs = await timeOf(options.clock);
  const { municipalities, samples } = await nationalFigures(options.database, nowMs);
  const found = [...samples];
  for (const municipality of municipalities) {
    const ofOne = await options.database.withMunicipality(municipality, async (tx) => {
      await bounded(tx);
      return municipalFigures(tx, municipality, nowMs, options.calendar);
    });
    found.push(...ofOne);
  }
  return found;
}

async function timeOf(clock: Clock): Promise<number | null> {
  try {
    return await clock.nowMs();
  } catch (error) {
    if (error instanceof ClockNotSet) return null;
    throw error;
  }
}

async function nationalFigures(
  database: MunicipalDatabase,
  nowMs: number | null,
): Promise<{ municipalities: readonly MunicipalityCode[]; samples: readonly Sample[] }> {
  return database.withReferenceData(async (tx) => {
    await bounded(tx);
    const benchmarks = await readBenchmarks(tx);
    return {
      municipalities: await readServedMunicipalities(tx),
      samples: [
        ...benchmarks
          .filter(({ scope }) => scope.kind === 'all')
          .map(({ year, rate }) => sample('contact_rate_benchmark', { year: String(year) }, rate)),
        ...quarantineSamples(nobodyKnows, await readQuarantineFigures(tx, '')),
        ...outboxSamples(nobodyKnows, await readOutboxFigures(tx, ''), nowMs),
      ],
    };
  });
}

async function municipalFigures(
  tx: Transaction,
  municipality: MunicipalityCode,
  nowMs: number | null,
  calendar: WorkingCalendar,
): Promise<readonly Sample[]> {
  const records = await readRecordFigures(tx, municipality);
  const cases = await readCaseFigures(tx, municipality);
  const labels = { municipality };
  return [
    ...signalSamples(municipality, await readSignalFigures(tx, municipality)),
    sample('duplicates', labels, records.duplicates),
    ...records.withdrawals.map(({ effect, records: count }) =>
      sample('withdrawals', { municipality, effect: effect ?? 'pending' }, count),
    ),
    ...quarantineSamples(municipality, records.quarantine),
    ...outboxSamples(municipality, await readOutboxFigures(tx, municipality), nowMs),
    ...(await taskSamples(tx, municipality)),
    ...(await reviewSamples(tx, municipality, nowMs)),
    sample('cases_picked_up', labels, cases.pickedUp),
    sample('cases_open', labels, cases.open),
    sample('cases_closed', labels, cases.closed),
    sample('cases_reached', labels, cases.reached),
    ...(nowMs === null ? [] : await timedSamples(tx, municipality, nowMs, calendar)),
  ];
}

function signalSamples(municipality: string, figures: readonly SignalFigure[]): Sample[] {
  const bySectorAndVerdict = Map.groupBy(figures, ({ sector, verdict }) => `${sector} ${verdict}`);
  const byCreditor = Map.groupBy(figures, ({ creditor }) => creditor);
  const samples: Sample[] = [];
  for (const group of bySectorAndVerdict.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const { sector, verdict } = first;
    const count = group.reduce((sum, one) => sum + one.signals, 0);
    samples.push(sample('signals', { municipality, sector, verdict }, count));
  }
  for (const [creditor, group] of byCreditor) {
    const lastMs = Math.max(...group.map(({ lastReceipt }) => lastReceipt.getTime()));
    samples.push(sample('last_signal_timestamp_seconds', { municipality, creditor }, lastMs / 1_000));
  }
  return samples;
}

function quarantineSamples(municipality: string, figures: readonly QuarantineFigure[]): Sample[] {
  return figures.map(({ verdict, reason, records }) =>
    sample('quarantine_records', { municipality, verdict, reason }, records),
  );
}

function outboxSamples(municipality: string, figures: OutboxFigures, nowMs: number | null): Sample[] {
  const { unsent, oldestUnsent, addressesTouched } = figures;
  const samples = [
    sample('feedback_unsent', { municipality }, unsent),
    sample('addresses_touched', { municipality }, addressesTouched),
  ];
  if (nowMs === null) return samples;
  const ageMs = oldestUnsent === null ? 0 : Math.max(0, nowMs - oldestUnsent.getTime());
  return [...samples, sample('outbox_age_seconds', { municipality }, ageMs / 1_000)];
}

/** Every channel and state, so that an alert meets a 0 and not nothing. */
async function taskSamples(tx: Transaction, municipality: MunicipalityCode): Promise<Sample[]> {
  const figures = await readTaskFigures(tx, municipality);
  return channels.flatMap((channel) => {
    const inState = (state: string): number =>
      figures.find((one) => one.channel === channel && one.state === state)?.tasks ?? 0;
    return [
      ...taskStates.map((state) => sample('tasks', { municipality, channel, state }, inState(state))),
      sample('tasks_uncertain', { municipality, channel }, inState('uncertain')),
    ];
  });
}

/** True counts: the operator's own, to call a creditor about. */
function qualitySamples(
  municipality: string,
  counts: readonly CreditorCounts[],
  calendar: WorkingCalendar,
): Sample[] {
  return counts.flatMap((one) => {
    const { creditorId: creditor, shares } = creditorReport(one, calendar, Z_95);
    return creditorQualities.flatMap((quality) => {
      const labels = { municipality, creditor, quality };
      const { denominator, numerator } = shares[quality];
      return [
        sample('creditor_quality', labels, numerator),
        sample('creditor_quality_of', labels, denominator),
      ];
    });
  });
}

/** What depends on the day of the clock: terms that have run out, and the rate of the last twelve months. */
async function timedSamples(
  tx: Transaction,
  municipality: MunicipalityCode,
  nowMs: number,
  calendar: WorkingCalendar,
): Promise<Sample[]> {
  const today = dayOf(nowMs);
  const terms = await readConversationTerms(tx, { municipality, today });
  const before = overdueBefore(today, calendar, terms);
  const range = { first: addMonths(monthOf(today), -11), last: monthOf(today) };
  const overdue = await readOverdueFigures(tx, { municipality, today, before });
  const counts = await readCaseCounts(tx, {
    municipality,
    view: 'closed',
    variant: 'divosa',
    split: 'none',
    range,
  });
  const rate = contactRateOf(addCounts(counts), Z_95);
  const labels = { municipality };
  const samples = [
    sample('first_attempt_overdue', labels, overdue.firstAttempt),
    sample(
      'first_conversation_overdue',
      { municipality, reason: 'offer-accepted' },
      overdue.acceptedConversation,
    ),
    sample('first_conversation_overdue', { municipality, reason: 'crisis' }, overdue.crisisConversation),
    sample('information_overdue', labels, overdue.information),
    sample('decision_overdue', labels, overdue.decision),
    ...qualitySamples(municipality, await readCreditorQuality(tx, { municipality, range }), calendar),
    sample('contact_rate_cases', labels, rate.denominator),
    sample('contact_rate_cases_reached', labels, rate.numerator),
  ];
  // 0/0 is no rate: its series is absent, never 0.
  if (rate.rate === null || rate.low === null || rate.high === null) return samples;
  return [
    ...samples,
    sample('contact_rate', labels, rate.rate),
    sample('contact_rate_low', labels, rate.low),
    sample('contact_rate_high', labels, rate.high),
  ];
}
