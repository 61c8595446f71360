import { dutchDay, dutchEuros, type Day } from '#domain';

import type { PolicyDocument } from './policy-document.js';
import {
  channelWords,
  conditionInWords,
  days,
  enumerated,
  excludedBecauseWords,
  executorWords,
  hearsWords,
  months,
  stepWords,
  workingDays,
} from './policy-words.js';

/** Each thing that a policy says, in Dutch, under a name that a policy adviser can follow. */
export type PolicyLines = ReadonlyMap<string, string>;

type Say = (what: string, words: string) => void;
type Member = keyof PolicyDocument;
type Channel = keyof PolicyDocument['executors'];

/**
 * What a policy says, in plain Dutch; one line a thing, so that two policies can be held against each other. Nothing
 * goes unsaid: an empty list says that it is empty.
 */
export function describePolicy(policy: PolicyDocument): PolicyLines {
  const lines = new Map<string, string>();
  const say: Say = (what, words) => void lines.set(what, words);
  const tell = <Name extends Member>(name: Name): void => tellers[name](policy[name], say);
  for (const name of Object.keys(tellers) as Member[]) tell(name);
  return lines;
}

/** Every member of a policy in its words, in the order in which they are told; a member without words does not compile. */
const tellers: { readonly [Name in Member]: (value: PolicyDocument[Name], say: Say) => void } = {
  municipality: (code, say) => say('gemeentecode', code),
  name: (name, say) => say('gemeente', name),
  inhabitants: (count, say) => say('inwoners', String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, '.')),
  effectiveFrom: (day, say) => say('geldt vanaf', dutchDay(day as Day)),
  postcodeRanges: (ranges, say) =>
    say('postcodes', enumerated(ranges.map(({ from, to }) => `${from} tot en met ${to}`))),
  thresholds: ({ bySectorCents = {}, defaultCents }, say) => {
    say('drempelbedrag', `meer dan ${dutchEuros(defaultCents)}`);
    for (const [sector, cents] of Object.entries(bySectorCents))
      say(`drempelbedrag voor ${sector}`, `meer dan ${dutchEuros(cents)}`);
  },
  arrearsAgeDays: (ages, say) => {
    const limits = Object.entries(ages);
    if (limits.length === 0) say('leeftijd van een achterstand', 'geen grenzen');
    for (const [sector, { max, min }] of limits)
      say(
        `leeftijd van een achterstand bij ${sector}`,
        max === undefined ? `minstens ${days(min)}` : `${min} tot en met ${days(max)}`,
      );
  },
  repeatWindowDays: (count, say) => say('een melding is een herhaling', `tot ${days(count)} na de eerdere`),
  lookBackMonths: (count, say) =>
    say('een zaak is opeenvolgend', `tot ${months(count)} na een eerder signaal`),
  matchingPeriod: (period, say) =>
    say(
      'matchingperiode',
      period === 'calendar-month' ? 'kalendermaand' : `een maand, vanaf dag ${period.startDay}`,
    ),
  firstAttemptWorkingDays: ({ crisis, normal }, say) => {
    say('eerste contactpoging', `binnen ${workingDays(normal)}`);
    say('eerste contactpoging bij een crisis', `binnen ${workingDays(crisis)}`);
  },
  conversationTerms: ({ crisisConversationWorkingDays, decisionDays, firstConversationDays }, say) => {
    say('eerste gesprek', `binnen ${days(firstConversationDays)}`);
    say('eerste gesprek bij een crisis', `binnen ${workingDays(crisisConversationWorkingDays)}`);
    say('besluit na het gesprek', `binnen ${days(decisionDays)}`);
  },
  closeAfterWorkingDays: (count, say) =>
    say('een zaak zonder contact sluit', `${workingDays(count)} na de laatste stap`),
  statementRequiredFor: (sectors, say) =>
    say(
      'verklaring van de schuldeiser nodig voor',
      enumerated(['Huur (volgens de wet)', ...sectors.filter((sector) => sector !== 'Huur')]),
    ),
  retention: ({ identifiedMonths }, say) =>
    say('namen worden bewaard', `tot ${months(identifiedMonths)} na de ontvangst`),
  exclusions: tellExclusions,
  plans: (plans, say) => {
    say('plannen op volgorde', plans.map(({ name }) => name).join(', '));
    for (const plan of plans) tellPlan(plan, say);
  },
  executors: (executors, say) => {
    for (const [channel, executor] of Object.entries(executors))
      say(`uitvoerder van ${channelWords[channel as Channel]}`, executorWords(executor));
  },
  partsOfDay: (parts, say) => {
    for (const [channel, words] of Object.entries(channelWords))
      say(
        `dagdelen voor ${words}`,
        enumerated((parts[channel as Channel] ?? []).map(lower)) || 'elk dagdeel',
      );
  },
  capacityPerWeek: (capacity, say) => {
    for (const [channel, words] of Object.entries(channelWords)) {
      const count = capacity[channel as Channel];
      say(`ruimte voor ${words}`, count === undefined ? 'geen grens' : `${count} per week`);
    }
  },
  feedbackProjection: (projection, say) => {
    const told = Object.entries(projection);
    if (told.length === 0) say('de schuldeiser hoort', 'wat in de vaste tabel staat');
    for (const [outcome, word] of told) say(`de schuldeiser hoort bij “${outcome}”`, hearsWords[word]);
  },
  residentRegister: ({ freshForVisitHours, holdHours, source }, say) => {
    const words = { none: 'wordt niet opgezocht', local: 'eigen register van de gemeente', brp: 'BRP' };
    say('wie waar woont', words[source]);
    say('de eerste stap wacht op het register', `hoogstens ${holdHours} uur`);
    say('voor een huisbezoek is het antwoord van het register', `hoogstens ${freshForVisitHours} uur oud`);
  },
  knownHelp: (known, say) => {
    const words = {
      none: 'wordt niet opgezocht',
      list: 'lijst van de gemeente',
      http: 'systeem van de hulpverlening',
    };
    say('wie al hulp krijgt', words[known.source]);
    if (known.source !== 'none') say('wie al hulp krijgt, grondslag', known.ground);
  },
  sender: ({ addressLines, contactName, contactPhone, name, openingHours, privacyPage }, say) => {
    say('afzender', name);
    say('afzender, adres', addressLines.join(', '));
    say('afzender, contactpersoon', contactName);
    say('afzender, telefoon', contactPhone);
    say('afzender, bereikbaar', openingHours);
    say('afzender, uitleg over privacy', privacyPage);
  },
};

function tellExclusions(exclusions: PolicyDocument['exclusions'], say: Say): void {
  say('uitsluitingen op volgorde', exclusions.map(({ name }) => name).join(', ') || 'geen uitsluitingen');
  for (const { because, name, reason, when } of exclusions) {
    const label = `uitsluiting “${name}”`;
    say(`${label}, voor wie`, conditionInWords(when));
    say(`${label}, soort reden`, excludedBecauseWords[because]);
    say(`${label}, uitleg aan de inwoner`, reason);
  }
}

function tellPlan({ name, reason, steps, when }: PolicyDocument['plans'][number], say: Say): void {
  const label = `plan “${name}”`;
  say(`${label}, voor wie`, conditionInWords(when));
  say(`${label}, uitleg aan de inwoner`, reason);
  say(`${label}, stappen op volgorde`, steps.map((step) => step.name).join(', '));
  steps.forEach(({ channel, delayWorkingDays, name: step, partOfDay }, index) => {
    const before = index === 0 ? 'de ontvangst' : 'de vorige stap';
    const moment =
      delayWorkingDays === 0 ? `op de dag van ${before}` : `${workingDays(delayWorkingDays)} na ${before}`;
    const part = partOfDay === undefined ? '' : `, in de ${lower(partOfDay)}`;
    say(`${label}, stap “${step}”`, `${stepWords[channel]}, ${moment}${part}`);
  });
}

const lower = (word: string): string => word.toLowerCase();
