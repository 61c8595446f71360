import {
  caseClasses,
  channels,
  REACH_HISTORY_MIN,
  treatmentChanges,
  type ExpectedReach,
  type FoldVerdict,
  type PolicyComparison,
  type PolicyOutcome,
} from '#domain';

import { changeWords, channelWords, classWords, verdictWords } from './what-if-words.js';

/** One line of the comparison: what it is, now and then. */
interface Row {
  readonly label: string;
  readonly now: number;
  readonly then: number;
}

const LABEL_WIDTH = 44;
const NUMBER_WIDTH = 10;

/** The report of a what-if, for whoever makes policy. */
export function whatIfLines(comparison: PolicyComparison): readonly string[] {
  const { after, before } = comparison;
  return [
    header(''),
    'Signalen',
    ...rows(signalRows(before, after)),
    'Zaken die worden opgepakt',
    ...rows(caseRows(before, after)),
    'Inwoners',
    ...rows([{ label: 'benaderd', now: before.approached, then: after.approached }]),
    'Taken, als niemand reageert',
    ...workLines(before, after),
    '',
    ...reachLines(before.reach, after.reach),
    '',
    ...changeLines(comparison),
    '',
    ...weekLines(before, after),
  ];
}

function header(title: string): string {
  const columns = ['nu', 'straks', 'verschil'].map((word) => word.padStart(NUMBER_WIDTH)).join('');
  return `${title.padEnd(LABEL_WIDTH)}${columns}`;
}

function rows(all: readonly Row[]): readonly string[] {
  return all.map(({ label, now, then }) => {
    const numbers = [dutchNumber(now), dutchNumber(then), signed(then - now)];
    return `${`  ${label}`.padEnd(LABEL_WIDTH)}${numbers.map((text) => text.padStart(NUMBER_WIDTH)).join('')}`;
  });
}

function signalRows(before: PolicyOutcome, after: PolicyOutcome): readonly Row[] {
  return (Object.keys(verdictWords) as FoldVerdict[])
    .map((verdict) => ({
      label: verdictWords[verdict],
      now: before.signals[verdict] ?? 0,
      then: after.signals[verdict] ?? 0,
    }))
    .filter(({ now, then }) => now > 0 || then > 0);
}

function caseRows(before: PolicyOutcome, after: PolicyOutcome): readonly Row[] {
  return [
    ...caseClasses.map((one) => ({
      label: classWords[one],
      now: before.cases.counts[one],
      then: after.cases.counts[one],
    })),
    { label: 'samen', now: before.cases.total, then: after.cases.total },
    { label: 'waarvan met een crisis', now: before.crisisCases, then: after.crisisCases },
  ];
}

function workLines(before: PolicyOutcome, after: PolicyOutcome): readonly string[] {
  return before.workload.channels.flatMap((now, at) => {
    const then = after.workload.channels[at];
    if (then === undefined || (now.tasks === 0 && then.tasks === 0)) return [];
    const label = channelWords[now.channel];
    return [
      ...rows([
        { label, now: now.tasks, then: then.tasks },
        { label: `  in de drukste week`, now: now.busiest, then: then.busiest },
      ]),
      ...(now.capacity === null && then.capacity === null
        ? []
        : [
            line('  ruimte per week', capacity(now.capacity), capacity(then.capacity)),
            ...rows([
              { label: '  weken met te weinig ruimte', now: now.weeksOver, then: then.weeksOver },
              { label: '  taken die dan niet passen', now: now.tasksOver, then: then.tasksOver },
            ]),
          ]),
    ];
  });
}

function line(label: string, now: string, then: string): string {
  return `${`  ${label}`.padEnd(LABEL_WIDTH)}${now.padStart(NUMBER_WIDTH)}${then.padStart(NUMBER_WIDTH)}`;
}

function capacity(limit: number | null): string {
  return limit === null ? '–' : dutchNumber(limit);
}

function reachLines(now: ExpectedReach | null, then: ExpectedReach | null): readonly string[] {
  if (now === null || then === null) {
    return ['Bereik: niet te zeggen. Er is geen eigen geschiedenis van deze gemeente bij deze signalen.'];
  }
  return [
    'Bereik, naar de eigen geschiedenis van de gemeente (95 %)',
    `  nu      ${reachText(now)}`,
    `  straks  ${reachText(then)}`,
    ...(now.withoutHistory + then.withoutHistory === 0
      ? []
      : [
          `  Zonder oordeel: nu ${dutchNumber(now.withoutHistory)} en straks ${dutchNumber(then.withoutHistory)} benaderingen, ` +
            `met een mix van kanalen die minder dan ${REACH_HISTORY_MIN} keer is afgesloten.`,
        ]),
    '  Dit is een verband, geen voorspelling: bij zware zaken gaat de gemeente vaker langs.',
  ];
}

function reachText({ approaches, high, low }: ExpectedReach): string {
  if (approaches === 0) return 'niet te zeggen: te weinig geschiedenis';
  const share = (reached: number): string => `${Math.round((reached / approaches) * 100)} %`;
  return (
    `${dutchNumber(low)} tot ${dutchNumber(high)} van ${dutchNumber(approaches)} benaderingen ` +
    `(${share(low)} tot ${share(high)})`
  );
}

function changeLines({ changeCounts, changed, residents }: PolicyComparison): readonly string[] {
  const touched = treatmentChanges.filter((change) => changeCounts[change] > 0);
  return [
    `Voor ${dutchNumber(changed.length)} van ${dutchNumber(residents)} inwoners verandert er iets.`,
    ...touched.map(
      (change) =>
        `${`  ${changeWords[change]}`.padEnd(LABEL_WIDTH)}${dutchNumber(changeCounts[change]).padStart(NUMBER_WIDTH)}`,
    ),
    ...(touched.length > 1 ? ['  Een inwoner kan in meer regels meetellen.'] : []),
  ];
}

/** Each week: now, then, and an exclamation mark where more falls due than there is room for. */
function weekLines(before: PolicyOutcome, after: PolicyOutcome): readonly string[] {
  const shown = channels.filter((channel) =>
    [before, after].some(({ workload }) =>
      workload.channels.some((one) => one.channel === channel && one.tasks > 0),
    ),
  );
  const cell = ({ workload }: PolicyOutcome, channel: string, week: number): string => {
    const one = workload.channels.find((found) => found.channel === channel);
    const tasks = one?.perWeek[week] ?? 0;
    const isOver = one?.capacity !== null && one !== undefined && tasks > one.capacity;
    return `${dutchNumber(tasks)}${isOver ? '!' : ' '}`;
  };
  const width = 16;
  return [
    'Taken per week: nu en straks (! is meer dan er ruimte is)',
    `  ${'week van'.padEnd(12)}${shown.map((channel) => channelWords[channel].padStart(width)).join('')}`,
    ...before.workload.weeks.map((monday, week) => {
      const cells = shown.map((channel) =>
        `${cell(before, channel, week)}${cell(after, channel, week).padStart(7)}`.padStart(width),
      );
      return `  ${monday.padEnd(12)}${cells.join('')}`;
    }),
  ];
}

export function dutchNumber(value: number): string {
  return `${value}`.replaceAll(/\B(?=(?:\d{3})+$)/g, '.');
}

function signed(value: number): string {
  if (value === 0) return '0';
  return value > 0 ? `+${dutchNumber(value)}` : `-${dutchNumber(-value)}`;
}
