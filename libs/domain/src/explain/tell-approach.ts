import type { Day } from '../calendar/index.js';
import type { FoldVerdict } from '../address-history.js';
import { tellAttempt } from './contact-sentences.js';
import { dutchDay } from './dutch.js';
import { tellFailure } from './failure-sentences.js';
import { wordOf } from './rule-sentences.js';
import type { ApproachStory, ToldAttempt, ToldTask } from './story-facts.js';
import { channelNames, executorName, holdSentences, partOfDayNames } from './words.js';

/** What was done for the resident, and what follows. */
export function tellApproach(approach: ApproachStory | null, verdict: FoldVerdict): readonly string[] {
  if (approach === null || approach.state === 'superseded') return ['Dit signaal hoort bij geen zaak.'];
  const { attempts, tasks } = approach;
  return [
    ...tellPeriod(approach, verdict),
    ...(approach.planReason === null ? [] : [`De reden van deze aanpak: “${approach.planReason}”`]),
    ...tellSkipped(approach),
    ...inOrder(tasks, attempts),
    ...tellReached(approach),
    ...tellEnd(approach),
  ];
}

function tellPeriod(approach: ApproachStory, verdict: FoldVerdict): readonly string[] {
  const { crisis, ledByPeriodStart, periodEnd, periodStart, pickedUp } = approach;
  if (!pickedUp) {
    const waits = verdict === 'review' || verdict === 'known';
    return waits ? [] : ['Daarom nemen wij hierover geen contact op met de inwoner.'];
  }
  return [
    `Het signaal hoort bij de zaak van ${dutchDay(periodStart)} tot en met ${dutchDay(periodEnd)}.`,
    ...(crisis ? ['Omdat er een crisis dreigt, gaat deze zaak voor.'] : []),
    ...(ledByPeriodStart === null
      ? []
      : [`De aanpak loopt in de zaak die begon op ${dutchDay(ledByPeriodStart)}.`]),
  ];
}

function tellSkipped({ pickedUp, skipsMessages }: ApproachStory): readonly string[] {
  if (!pickedUp || !skipsMessages) return [];
  return [
    'Wij kennen geen telefoonnummer en geen e-mailadres van de inwoner.',
    'Daarom sturen wij geen bericht, en komt de volgende stap eerder aan de beurt.',
  ];
}

/** Tasks and contacts in the order of their days. A task that ended in a contact is told by that alone. */
function inOrder(tasks: readonly ToldTask[], attempts: readonly ToldAttempt[]): readonly string[] {
  const told: { readonly day: Day; readonly sentence: string }[] = [
    ...tasks.filter(isTold).map((task) => ({ day: task.finishedOn ?? task.dueOn, sentence: tellTask(task) })),
    ...attempts.map((attempt) => ({ day: attempt.day, sentence: tellAttempt(attempt) })),
  ];
  return told
    .sort((left, right) => (left.day < right.day ? -1 : Number(left.day > right.day)))
    .map(({ sentence }) => sentence);
}

function isTold({ hasContact, state }: ToldTask): boolean {
  return !(hasContact && (state === 'done' || state === 'failed'));
}

function tellTask({ channel, dueOn, executor, failure, finishedOn, state }: ToldTask): string {
  const what = wordOf(channelNames, channel, 'een stap');
  const who = executorName(executor);
  const on = dutchDay(finishedOn ?? dueOn);
  switch (state) {
    case 'done':
      return `Op ${on} is ${what} gedaan, door ${who}.`;
    case 'failed':
      return tellFailure(on, channel, failure);
    case 'cancelled':
      return `Gepland op ${dutchDay(dueOn)} was ${what}. Dat is niet meer nodig.`;
    case 'uncertain':
      return `Gepland op ${dutchDay(dueOn)} was ${what}. Een medewerker zoekt uit of dat is gelukt.`;
    case 'claimed':
    case 'sending':
      return `Gepland op ${dutchDay(dueOn)} is ${what}. Iemand is daar nu mee bezig.`;
    case 'created':
    case 'queued':
      return `Gepland op ${dutchDay(dueOn)} is ${what}, door ${who}.`;
    default:
      return state satisfies never;
  }
}

function tellReached({ attempts, pickedUp }: ApproachStory): readonly string[] {
  if (!pickedUp || attempts.length === 0) return [];
  return attempts.some(({ reached }) => reached) ? [] : ['Tot nu toe hebben wij de inwoner niet gesproken.'];
}

function tellEnd({ closeDueOn, closedOn, hold, next, outcome, state }: ApproachStory): readonly string[] {
  if (state === 'closed') {
    const on = closedOn === null ? '' : ` op ${dutchDay(closedOn)}`;
    return [`De zaak is afgesloten${on}.`, ...(outcome === null ? [] : [`De uitkomst is: ${outcome}.`])];
  }
  if (next !== null) {
    const part = next.partOfDay === null ? '' : `, ${wordOf(partOfDayNames, next.partOfDay, '')}`;
    const what = wordOf(channelNames, next.channel, 'een stap');
    return [`De volgende stap is ${what}, vanaf ${dutchDay(next.dueOn)}${part}.`];
  }
  return [
    ...wordOf<readonly string[]>(holdSentences, hold, ['Er staat nu geen stap gepland.']),
    ...(closeDueOn === null ? [] : [`Als niemand reageert, sluiten wij de zaak op ${dutchDay(closeDueOn)}.`]),
  ];
}
