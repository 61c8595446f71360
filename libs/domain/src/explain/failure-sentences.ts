import type { Channel } from '../policy.js';
import type { TaskFailure } from '../task.js';
import { wordOf } from './rule-sentences.js';

/** That a step did not come about; the day goes before. True whether or not anybody tried. */
const channelPhrases: Readonly<Record<Channel, string>> = {
  letters: 'kon een brief niet worden verstuurd',
  messages: 'kon een bericht niet worden verstuurd',
  calls: 'kon een telefoontje niet doorgaan',
  'house-visits': 'kon een huisbezoek niet doorgaan',
};

/** Why, as the resident may hear it. None where nobody wrote down which reason it was. */
const reasonSentences: Readonly<Record<TaskFailure, string | null>> = {
  'phone-unusable': 'Wij hadden geen telefoonnummer dat werkt.',
  'address-not-found': 'Het adres was niet te vinden.',
  'not-safe': 'Het was niet veilig.',
  'no-capacity': 'Daar was geen tijd voor.',
  other: null,
  'nothing-to-write-about': 'Er was geen signaal meer om over te schrijven.',
  'names-are-gone': 'Wij hadden de naam of het adres niet meer.',
  'creditor-unknown': 'Wij konden niet zeggen van wie wij de gegevens hebben.',
  'input-invalid': 'De gegevens pasten niet in de brief.',
  'sign-missing': 'Wij konden een teken in een naam niet afdrukken.',
  'template-failed': 'Er ging bij ons iets mis met de brief.',
  'tries-spent': 'Onze computer probeerde het vaak, maar het lukte niet.',
  'refused-outside': 'De bezorger nam het niet aan.',
};

/**
 * A step that failed: that it did not come about, and why. A code of another version is told without a reason.
 *
 * @param on the day in Dutch, such as `2 oktober 2026`
 */
export function tellFailure(on: string, channel: Channel, failure: string | null): string {
  const what = wordOf(channelPhrases, channel, 'kon een stap niet doorgaan');
  const why = wordOf<string | null>(reasonSentences, failure, null);
  return `Op ${on} ${what}.${why === null ? '' : ` ${why}`}`;
}
