import { dutchEuros } from '#domain';

import type { PolicyDocument } from './policy-document.js';

type Plan = PolicyDocument['plans'][number];
type Exclusion = PolicyDocument['exclusions'][number];
type Condition = Partial<Plan['when']> & Partial<Exclusion['when']>;
type Channel = Plan['steps'][number]['channel'];
type Of<Name extends keyof Condition> =
  NonNullable<Condition[Name]> extends readonly (infer One)[] ? One & string : never;

/** The work of a channel, as a policy adviser speaks of it. */
export const channelWords: Readonly<Record<Channel, string>> = {
  letters: 'brieven',
  messages: 'berichten',
  calls: 'telefoontjes',
  'house-visits': 'huisbezoeken',
};

/** One step of a channel. */
export const stepWords: Readonly<Record<Channel, string>> = {
  letters: 'brief',
  messages: 'bericht',
  calls: 'telefoontje',
  'house-visits': 'huisbezoek',
};

export const excludedBecauseWords: Readonly<Record<Exclusion['because'], string>> = {
  'no-capacity': 'geen capaciteit',
  other: 'andere reden',
};

const kindWords: Readonly<Record<Of<'kinds'>, string>> = {
  single: 'enkelvoudig',
  multiple: 'meervoudig',
  consecutive: 'opeenvolgend',
  'multiple-and-consecutive': 'meervoudig en opeenvolgend',
};

const ageGroupWords: Readonly<Record<Of<'ageGroups'>, string>> = {
  under27: 'jonger dan 27',
  '27-to-aow': '27 jaar tot AOW-leeftijd',
  aow: 'AOW-leeftijd of ouder',
  unknown: 'leeftijd onbekend',
};

const languageWords: Readonly<Record<Of<'preferredLanguages'>, string>> = {
  nl: 'Nederlands',
  en: 'Engels',
  ar: 'Arabisch',
  unknown: 'onbekend',
};

const legalFormWords: Readonly<Record<Of<'legalForms'>, string>> = {
  'natural-person': 'een natuurlijk persoon',
  eenmanszaak: 'een eenmanszaak',
  vof: 'een vof',
  cv: 'een cv',
  maatschap: 'een maatschap',
};

/** What a creditor hears of an outcome. */
export const hearsWords: Readonly<
  Record<
    NonNullable<PolicyDocument['feedbackProjection'][keyof PolicyDocument['feedbackProjection']]>,
    string
  >
> = {
  repeated: 'herhaalde melding',
  unjustified: 'onterecht signaal',
  'not-picked-up': 'niet opgepakt',
  'not-resident': 'geen inwoner (meer)',
  deceased: 'overleden',
  closed: 'afgesloten',
  'no-contact': 'geen contact gekregen',
  'no-help-wanted': 'geen hulp gewenst',
  'help-accepted': 'hulp geaccepteerd',
};

/** Who does the work of a channel. */
export function executorWords(executor: string): string {
  if (executor === 'desk') return 'medewerkers van de gemeente';
  if (executor === 'worker') return 'de computer van de gemeente';
  return `organisatie “${executor.replace('external:', '')}”`;
}

/** `1 werkdag`, `5 werkdagen` */
export const workingDays = (count: number): string => (count === 1 ? '1 werkdag' : `${count} werkdagen`);
export const days = (count: number): string => (count === 1 ? '1 dag' : `${count} dagen`);
export const months = (count: number): string => (count === 1 ? '1 maand' : `${count} maanden`);

/** `a, b en c` */
export const enumerated = (words: readonly string[], last = 'en'): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;

const oneOf = (words: readonly string[]): string => enumerated(words, 'of');

/** For whom a plan or an exclusion is; all that is named must hold. */
export function conditionInWords(when: Condition): string {
  const words: string[] = [];
  if (when.crisis !== undefined) words.push(when.crisis ? 'crisis' : 'geen crisis');
  if (when.kinds !== undefined) words.push(`zaak ${oneOf(when.kinds.map((one) => kindWords[one]))}`);
  if (when.sectors !== undefined) words.push(`achterstand bij ${oneOf(when.sectors)}`);
  if (when.amountFromCents !== undefined) words.push(`minstens ${dutchEuros(when.amountFromCents)}`);
  if (when.amountToCents !== undefined) words.push(`hoogstens ${dutchEuros(when.amountToCents)}`);
  if (when.ageGroups !== undefined) words.push(oneOf(when.ageGroups.map((one) => ageGroupWords[one])));
  if (when.creditorsFrom !== undefined)
    words.push(`minstens ${counted(when.creditorsFrom, 'schuldeiser', 'schuldeisers')}`);
  if (when.householdSignalsFrom !== undefined)
    words.push(`minstens ${counted(when.householdSignalsFrom, 'signaal', 'signalen')} op het adres`);
  if (when.householdSignalsTo !== undefined)
    words.push(`hoogstens ${counted(when.householdSignalsTo, 'signaal', 'signalen')} op het adres`);
  if (when.preferredLanguages !== undefined)
    words.push(`voorkeurstaal ${oneOf(when.preferredLanguages.map((one) => languageWords[one]))}`);
  if (when.phoneKnown !== undefined)
    words.push(when.phoneKnown ? 'telefoonnummer bekend' : 'geen telefoonnummer bekend');
  if (when.legalForms !== undefined)
    words.push(`vordering op ${oneOf(when.legalForms.map((one) => legalFormWords[one]))}`);
  return words.length === 0 ? 'iedereen' : words.join('; ');
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
