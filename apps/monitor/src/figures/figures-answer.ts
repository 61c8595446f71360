import type {
  AdjustedAnswer,
  BenchmarkAnswer,
  ChangeAnswer,
  FiguresAnswer,
  LineAnswer,
  PartAnswer,
  RateAnswer,
} from '#contracts';
import {
  benchmarkChannel,
  partsAddUp,
  publishedCounts,
  publishedLine,
  publishedParts,
  publishedRate,
  suppressed,
  type Benchmark,
  type CaseKind,
  type AgainstBenchmark,
  type FigureChannel,
  type FigureSplit,
  type MonthLine,
  type PartLines,
  type PublishedLine,
  type PublishedRate,
  type RateDifference,
  type RateLine,
} from '#domain';
import type { ContactRates } from '#postgres';

import type { FiguresQuery } from './figures-query.js';
import { caseKindWords, comparisonWords, partWord } from './words.js';

/**
 * The figures as they may be shown to whoever asks. Rates by channel, sector or age group are always suppressed
 * under ten; everything is, once it leaves the municipality.
 */
export function figuresAnswer(query: FiguresQuery, rates: ContactRates): FiguresAnswer {
  const { external, words } = query;
  const rate = external ? publishedRate : shown;
  const { van, tot, weergave, uitsplitsing, noemer, gemeente } = words;
  return {
    gemeente,
    van,
    tot,
    weergave,
    uitsplitsing,
    noemer,
    extern: external,
    toelichting: remarks(query),
    benchmark: benchmarkAnswer(rates.benchmark ?? undefined),
    tegenBenchmark: comparisonAnswer(rates, external),
    totaal: lineAnswer(external ? publishedLine(rates.total) : shownLine(rates.total)),
    maanden: monthAnswers(rates.months, external),
    onderdelen: partAnswers(query, rates),
    gecorrigeerdVoorKanaalmix: adjustedAnswer(rates, external),
    perSignaal: rateAnswer(rate(rates.perSignal)),
    perBenaderdeInwoner: rateAnswer(rate(rates.perApproachedResident)),
    zaaksoorten: classAnswer(rates, external),
    signalenPer1000Inwoners: rates.received.map(({ month, signals, inhabitants, perThousand }) => {
      const hidden = external && suppressed(signals);
      return {
        maand: month.slice(0, 7),
        signalen: hidden ? null : signals,
        inwoners: inhabitants,
        per1000: hidden ? null : perThousand,
      };
    }),
  };
}

function remarks({ split, view, external, variant }: FiguresQuery): string[] {
  const found = ['Een graad zonder zaken (0/0) heeft geen waarde; toon een streepje, geen 0 %.'];
  if (!partsAddUp(split)) {
    found.push(
      'Een zaak telt in elk onderdeel waar zij bij hoort één keer mee: de onderdelen tellen niet op tot het totaal.',
    );
    found.push('In deze uitsplitsing zijn aantallen onder de 10 weggelaten.');
  }
  if (split === 'channel') {
    found.push(
      'De contactgraad van een kanaal: zaken met ten minste één poging via dat kanaal die (hoe dan ook) zijn bereikt. perPoging: bereikte pogingen / pogingen.',
    );
  }
  if (view === 'cohort') {
    found.push(
      'Zaken naar het begin van hun matchingperiode; nogOpen is het deel dat de graad nog kan bewegen.',
    );
  }
  if (variant === 'own') found.push('De benchmark hoort bij de noemer van Divosa, niet bij deze.');
  if (external) found.push('Aantallen onder de 10, en wat daaruit zou volgen, zijn weggelaten.');
  return found;
}

function comparisonAnswer({ comparison, total }: ContactRates, external: boolean): string | null {
  const hidden = external && publishedRate(total.contact).rate === null;
  return comparison === null || hidden ? null : comparisonWords[comparison satisfies AgainstBenchmark];
}

function adjustedAnswer({ adjusted, total }: ContactRates, external: boolean): AdjustedAnswer | null {
  if (adjusted === null || (external && publishedRate(total.contact).rate === null)) return null;
  const { rate, low, high, coverage } = adjusted;
  return { waarde: rate, laag: low, hoog: high, dekking: coverage };
}

function partAnswers({ split, external, view, variant }: FiguresQuery, rates: ContactRates): PartAnswer[] {
  const recognisable = !partsAddUp(split);
  const totals = rates.parts.map(({ total }) => total);
  const lines = recognisable
    ? totals.map(publishedLine)
    : external
      ? publishedParts(totals)
      : totals.map(shownLine);
  const comparable = view === 'closed' && variant === 'divosa';
  return rates.parts.map((part, index) => {
    const line = lines[index];
    if (line === undefined) throw new Error('every part has its line');
    const perAttempt = rates.perAttempt.get(part.part as FigureChannel);
    return {
      onderdeel: partWord(split, part.part),
      ...lineAnswer(line),
      benchmark: comparable ? benchmarkAnswer(benchmarkOfPart(rates.benchmarks, split, part)) : null,
      perPoging: perAttempt === undefined ? null : rateAnswer(publishedRate(perAttempt)),
      maanden: monthAnswers(part.months, external || recognisable),
    };
  });
}

function benchmarkOfPart(
  benchmarks: readonly Benchmark[],
  split: FigureSplit,
  { part }: PartLines,
): Benchmark | undefined {
  return benchmarks.find(({ scope }) => {
    if (scope.kind === 'sector') return split === 'sector' && scope.sector === part;
    if (scope.kind === 'channel') {
      return split === 'channel' && scope.channel === benchmarkChannel(part as FigureChannel);
    }
    return false;
  });
}

/** Months add up to their total, so a single hidden one would follow from it. */
function monthAnswers(months: readonly MonthLine[], hold: boolean): FiguresAnswer['maanden'] {
  const lines = hold ? publishedParts(months) : months.map(shownLine);
  return months.map(({ month }, index) => {
    const line = lines[index];
    if (line === undefined) throw new Error('every month has its line');
    return { maand: month.slice(0, 7), ...lineAnswer(line) };
  });
}

function classAnswer({ classes }: ContactRates, external: boolean): Record<string, number | null> {
  const counts = external ? publishedCounts(classes.counts) : classes.counts;
  const words = (Object.entries(counts) as [CaseKind, number | null][]).map(
    ([kind, count]) => [caseKindWords[kind], count] as const,
  );
  const total = external && suppressed(classes.total) ? null : classes.total;
  return { ...Object.fromEntries(words), totaal: total };
}

const shown = (rate: PublishedRate): PublishedRate => rate;

function shownLine({ contact, acceptance, stillOpen, yearBefore, change }: RateLine): PublishedLine {
  return { contact, acceptance, stillOpen, yearBefore, change };
}

function lineAnswer(line: PublishedLine): LineAnswer {
  return {
    contactgraad: rateAnswer(line.contact),
    acceptatie: rateAnswer(line.acceptance),
    nogOpen: line.stillOpen === null ? null : rateAnswer(line.stillOpen),
    jaarEerder: rateAnswer(line.yearBefore),
    verandering: changeAnswer(line.change),
  };
}

function rateAnswer({ numerator, denominator, rate, low, high }: PublishedRate): RateAnswer {
  return { teller: numerator, noemer: denominator, waarde: rate, laag: low, hoog: high };
}

function changeAnswer(change: RateDifference | null): ChangeAnswer | null {
  return change === null ? null : { verschil: change.difference, laag: change.low, hoog: change.high };
}

function benchmarkAnswer(benchmark: Benchmark | undefined): BenchmarkAnswer | null {
  if (benchmark === undefined) return null;
  return { jaar: benchmark.year, waarde: benchmark.rate, bron: benchmark.source };
}
