import type { AgeGroup, CaseKind, AgainstBenchmark, FigureChannel, FigureSplit } from '#domain';

/** Parts of the figures as the API names them, in Dutch. Sectors keep the names that DDAS gives them. */
const channelWords: Readonly<Record<FigureChannel, string>> = {
  letters: 'brieven',
  messages: 'berichten',
  calls: 'telefoon',
  'house-visits': 'huisbezoeken',
  other: 'overig',
};

const ageGroupWords: Readonly<Record<AgeGroup, string>> = {
  under27: 'jonger-dan-27',
  '27-to-aow': '27-tot-aow-leeftijd',
  aow: 'aow-leeftijd-en-ouder',
  unknown: 'onbekend',
};

export const caseKindWords: Readonly<Record<CaseKind, string>> = {
  single: 'enkelvoudig',
  multiple: 'meervoudig',
  consecutive: 'opeenvolgend',
  'multiple-and-consecutive': 'meervoudig-en-opeenvolgend',
};

export const comparisonWords: Readonly<Record<AgainstBenchmark, string>> = {
  above: 'boven',
  below: 'onder',
  'within-chance': 'binnen-toeval',
  'no-rate': 'geen-graad',
};

const wordsOfSplit: Readonly<Record<FigureSplit, Readonly<Record<string, string>>>> = {
  none: {},
  channel: channelWords,
  sector: {},
  'age-group': ageGroupWords,
  'case-class': caseKindWords,
};

export function partWord(split: FigureSplit, part: string): string {
  return wordsOfSplit[split][part] ?? part;
}
