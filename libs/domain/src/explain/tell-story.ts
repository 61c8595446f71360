import { dutchDay, dutchEuros, dutchMoment } from './dutch.js';
import { matchSentences } from './match-sentences.js';
import { registerSentences } from './register-sentences.js';
import { ruleSentences, wordOf } from './rule-sentences.js';
import type {
  DecisionFacts,
  EarlierDecision,
  PersonFacts,
  ReceivedFacts,
  StoryFacts,
  ToldMessage,
} from './story-facts.js';
import { tellApproach } from './tell-approach.js';
import {
  answerSentences,
  crisisSentences,
  languageNames,
  messageSentences,
  verdictNames,
  verdictSentences,
} from './words.js';

/** One part of a story: a heading and what is told under it, a sentence or two at a time. */
export interface StoryPart {
  readonly heading: string;
  readonly sentences: readonly string[];
}

/**
 * The whole story of a signal in plain Dutch (B1), as a worker tells it to the resident who asks: what came in, who
 * we think it is, which rule decided, what happens, what was revised, what the creditor hears. Only out of what was
 * stored when it was decided; nothing is decided again.
 */
export function tellStory(facts: StoryFacts): readonly StoryPart[] {
  const parts: readonly StoryPart[] = [
    { heading: 'Wat er binnenkwam', sentences: tellReceived(facts.received) },
    { heading: 'Om wie het gaat', sentences: tellPerson(facts.person) },
    { heading: 'Wat wij besloten', sentences: tellDecision(facts.decision) },
    { heading: 'Wat er gebeurt', sentences: tellApproach(facts.approach, facts.decision.verdict) },
    { heading: 'Wat er is veranderd', sentences: earlierOf(facts).flatMap(tellEarlier) },
    { heading: 'Wat de schuldeiser hoort', sentences: tellMessages(facts.told) },
  ];
  return parts.filter(({ sentences }) => sentences.length > 0);
}

/** How the case was approached before this signal came is the story of another signal. */
function earlierOf({ earlier, received }: StoryFacts): readonly EarlierDecision[] {
  return earlier.filter(({ supersededMs }) => supersededMs >= received.receiptMs);
}

function tellReceived(received: ReceivedFacts): readonly string[] {
  const { amountCents, arrearsSince, creditor, crisis, crisisEnd, receiptMs, sector } = received;
  return [
    `Op ${dutchMoment(receiptMs)} kregen wij een signaal van ${creditor} (${sector}).`,
    `Er was een achterstand van ${dutchEuros(amountCents)}, ontstaan op ${dutchDay(arrearsSince)}.`,
    ...(crisis === 'none' ? [] : [crisisSentences[crisis]]),
    ...(crisisEnd === null ? [] : [`De schuldeiser noemt daarvoor ${dutchDay(crisisEnd)} als laatste dag.`]),
    ...(received.warmHandover
      ? ['De schuldeiser had al contact met de inwoner en geeft dat aan ons door.']
      : []),
    ...(received.usablePhone ? [] : ['Er was geen telefoonnummer bij dat wij kunnen gebruiken.']),
    ...received.withdrawnMs.map((atMs) => `Op ${dutchMoment(atMs)} trok de schuldeiser dit signaal in.`),
  ];
}

function tellPerson(person: PersonFacts): readonly string[] {
  const { answers, identity, joinedMs, language, moved, pinnedMs, reviewed } = person;
  return [
    ...(identity === null ? tellAlone(person) : matchSentences(identity, reviewed.at(-1)?.answer ?? null)),
    // Whom a person put somewhere since is told below; that somebody else lives there is told nowhere.
    ...(pinnedMs === null ? reviewed.flatMap(tellReviewed) : []),
    ...(pinnedMs === null
      ? []
      : [`Op ${dutchMoment(pinnedMs)} heeft een medewerker bepaald bij wie dit signaal hoort.`]),
    ...(joinedMs === null
      ? []
      : [`Op ${dutchMoment(joinedMs)} bleken twee personen in onze gegevens dezelfde inwoner.`]),
    ...moved.flatMap(({ atMs, keepsPerson }) => [
      `Op ${dutchMoment(atMs)} kreeg het signaal een ander adres.`,
      keepsPerson ? 'De inwoner is verhuisd.' : 'Het stond bij het verkeerde adres.',
    ]),
    ...answers.flatMap(({ answer, atMs, found }) => [
      `Op ${dutchMoment(atMs)} is nagekeken wie dit is.`,
      ...(found === null ? [] : registerSentences(found)),
      wordOf(answerSentences, answer, 'Het antwoord is vastgelegd.'),
    ]),
    ...(language === null
      ? []
      : [
          `Op ${dutchMoment(language.atMs)} vroeg de inwoner om een eigen taal.`,
          `Dat is ${wordOf(languageNames, language.language, 'een andere taal')}.`,
        ]),
  ];
}

function tellReviewed({ answer, atMs }: PersonFacts['reviewed'][number]): readonly string[] {
  const looked = `Op ${dutchMoment(atMs)} heeft een medewerker meegekeken.`;
  switch (answer) {
    case 'same':
      return [looked, 'Dit signaal gaat over dezelfde inwoner als een eerder signaal op dit adres.'];
    case 'different':
      return [looked];
    case 'unsure':
      return [looked, 'Het was toen nog niet zeker.'];
    default:
      return answer satisfies never;
  }
}

/** Where there was nobody to compare with when the signal came. */
function tellAlone({ pinnedMs, signalsOfPerson }: PersonFacts): readonly string[] {
  if (pinnedMs !== null) return [];
  return [
    'Wij gaan uit van de naam en het adres die de schuldeiser ons gaf.',
    ...(signalsOfPerson > 1
      ? [`Wij hebben op dit adres ${signalsOfPerson} signalen over deze inwoner.`]
      : []),
  ];
}

function tellDecision(decision: DecisionFacts): readonly string[] {
  const { judgement, policyEffectiveFrom, rule, verdict } = decision;
  const sentencesOf = (code: string): readonly string[] =>
    wordOf<readonly string[]>(verdictSentences, code, ['Er is een besluit genomen.']);
  const changed = judgement.verdict !== verdict || judgement.rule !== rule;
  return [
    ...(changed
      ? [
          `Toen het signaal binnenkwam, was het besluit: ${nameOf(judgement.verdict)}.`,
          ...ruleSentences(judgement.rule, judgement.inputs),
          `Op ${dutchMoment(decision.decidedMs)} is dat veranderd.`,
          ...sentencesOf(verdict),
          ...ruleSentences(rule, {}),
        ]
      : [...sentencesOf(verdict), ...ruleSentences(rule, judgement.inputs)]),
    ...(decision.withdrawnAfterAttempt
      ? ['De schuldeiser trok het signaal in toen wij al contact hadden gezocht.', 'Daarom telt het nog mee.']
      : []),
    ...(policyEffectiveFrom === null
      ? []
      : [`Dit volgt uit de regels van de gemeente die gelden vanaf ${dutchDay(policyEffectiveFrom)}.`]),
  ];
}

function nameOf(verdict: string): string {
  return wordOf(verdictNames, verdict, 'een ander besluit');
}

function tellEarlier(earlier: EarlierDecision): readonly string[] {
  const until = `Tot ${dutchMoment(earlier.supersededMs)}`;
  if (earlier.subject === 'signal') {
    return [
      `${until} was het besluit: ${nameOf(earlier.verdict)}.`,
      ...ruleSentences(earlier.rule, earlier.inputs),
      ...(earlier.samePerson ? [] : ['Het signaal hoorde toen bij een andere inwoner.']),
    ];
  }
  const { crisis, outcome, state } = earlier;
  if (outcome !== null) return [`${until} was de zaak afgesloten. De uitkomst was: ${outcome}.`];
  if (state === 'superseded') return [`${until} hoorde dit niet bij een zaak.`];
  return [
    crisis
      ? `${until} volgden wij de aanpak voor een crisis.`
      : `${until} volgden wij een andere aanpak voor deze inwoner.`,
  ];
}

function tellMessages(messages: readonly ToldMessage[]): readonly string[] {
  if (messages.length === 0) return ['De schuldeiser heeft nog niets van ons gehoord.'];
  return [
    ...messages.flatMap((one) => [
      tellMessage(one),
      ...(one.replaces ? ['Dat kwam in de plaats van een eerder bericht.'] : []),
    ]),
    'Meer vertellen wij de schuldeiser niet.',
  ];
}

function tellMessage({ createdMs, message, state }: ToldMessage): string {
  const what = wordOf(messageSentences, message, 'er is iets veranderd');
  const moment = dutchMoment(createdMs);
  switch (state) {
    case 'sent':
      return `Op ${moment} vertelden wij de schuldeiser: ${what}.`;
    case 'waiting':
      return `Sinds ${moment} staat een bericht voor de schuldeiser klaar: ${what}.`;
    case 'unfit':
      return `Op ${moment} konden wij de schuldeiser dit niet vertellen: ${what}.`;
    default:
      return state satisfies never;
  }
}
