import type { MatchField } from '../matching/index.js';
import type { IdentityDecision } from '../same-person.js';
import { wordOf } from './rule-sentences.js';

/** The fields that are compared. A new one without its Dutch name does not compile. */
const fieldNames: Readonly<Record<MatchField, string>> = {
  surname: 'achternaam',
  prefix: 'tussenvoegsel',
  firstNames: 'voornamen',
  initials: 'voorletters',
  birthDate: 'geboortedatum',
  postcode: 'postcode',
  houseNumber: 'huisnummer',
  addition: 'toevoeging bij het huisnummer',
  street: 'straat',
  place: 'plaats',
};

/**
 * Why a signal belongs to whom it does, out of the stored decision. Only a match is told with what agreed, for only
 * then the other is the same resident. That there were others to compare with is not told: they live behind the same
 * front door, and may not learn of each other's debts.
 */
export function matchSentences(identity: IdentityDecision): readonly string[] {
  switch (identity.outcome) {
    case 'match':
      return [
        'Wij denken dat dit signaal over dezelfde inwoner gaat als een eerder signaal op dit adres.',
        ...sentencesOfMatch(identity),
      ];
    case 'review':
      return ['Het is niet zeker bij wie dit signaal hoort.', 'Een medewerker kijkt daarom mee.'];
    case 'new':
      return ['Wij gaan uit van de naam en het adres die de schuldeiser ons gaf.'];
    default:
      return identity.outcome satisfies never;
  }
}

function sentencesOfMatch({ candidates, rule }: IdentityDecision): readonly string[] {
  switch (rule) {
    case 'same-resident':
      return ['Volgens het register is het dezelfde persoon.'];
    case 'same-customer':
      return ['Het gaat om dezelfde klant van dezelfde schuldeiser.'];
    case 'weight':
      return fieldSentences(candidates[0]?.fields ?? []);
    default:
      return rule satisfies never;
  }
}

/** Levels that say that a field is the same, as far as it is known. */
const SAME: readonly string[] = ['exact', 'known-part'];

function fieldSentences(fields: IdentityDecision['candidates'][number]['fields']): readonly string[] {
  const listed = (wanted: (level: string) => boolean): string =>
    fields
      .filter(({ level }) => wanted(level))
      .map(({ field }) => wordOf(fieldNames, field, 'een ander gegeven'))
      .join(', ');
  const told = (intro: string, names: string): readonly string[] =>
    names === '' ? [] : [`${intro}: ${names}.`];
  return [
    ...told(
      'Wat gelijk is',
      listed((level) => SAME.includes(level)),
    ),
    ...told(
      'Wat op elkaar lijkt',
      listed((level) => level !== 'different' && !SAME.includes(level)),
    ),
    ...told(
      'Wat anders is',
      listed((level) => level === 'different'),
    ),
  ];
}
