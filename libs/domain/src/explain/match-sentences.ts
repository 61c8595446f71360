import type { IdentityAnswer } from '../review.js';
import type { IdentityDecision } from '../same-person.js';
import { levelSentence } from './match-words.js';

/**
 * Why a signal belongs to whom it does, out of the stored decision. Only a match is told with what agreed, for only
 * then the other is the same resident. That there were others to compare with is not told: they live behind the same
 * front door, and may not learn of each other's debts.
 *
 * @param answered what a person said last of whom it is
 */
export function matchSentences(
  identity: IdentityDecision,
  answered: IdentityAnswer | null,
): readonly string[] {
  switch (identity.outcome) {
    case 'match':
      return [
        'Wij denken dat dit signaal over dezelfde inwoner gaat als een eerder signaal op dit adres.',
        ...sentencesOfMatch(identity),
      ];
    case 'review':
      return answered === 'same'
        ? ['Het was niet zeker bij wie dit signaal hoort.']
        : ['Het is niet zeker bij wie dit signaal hoort.', 'Een medewerker kijkt daarom mee.'];
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
      return (candidates[0]?.fields ?? []).map(({ field, level }) => levelSentence(field, level));
    default:
      return rule satisfies never;
  }
}
