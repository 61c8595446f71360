import type { PartOfDay } from '../calendar/index.js';
import type { Answer, FoldVerdict } from '../address-history.js';
import type { SignalMessage } from '../derive-address.js';
import type { Hold } from '../plan.js';
import type { Channel, Executor, Language } from '../policy.js';
import type { CrisisKind } from '../signal.js';

/** What was decided, as a sentence to the resident. */
export const verdictSentences: Readonly<Record<FoldVerdict, readonly string[]>> = {
  accepted: ['Wij hebben dit signaal opgepakt.'],
  repeated: ['Wij hebben dit signaal niet opgepakt.', 'Het is een herhaalde melding.'],
  unjustified: ['Wij hebben dit signaal niet opgepakt.', 'Het past niet bij de regels van de gemeente.'],
  review: ['Wij hebben nog niet besloten.', 'Een medewerker moet eerst kijken.'],
  withdrawn: ['Dit signaal telt niet meer mee.', 'De schuldeiser heeft het ingetrokken.'],
  'not-resident': ['Wij hebben dit signaal niet opgepakt.', 'De persoon woont niet (meer) in de gemeente.'],
  deceased: ['Wij hebben dit signaal niet opgepakt.', 'De inwoner is overleden.'],
  known: ['Wij zoeken zelf geen contact.', 'De inwoner krijgt al hulp.'],
  'not-picked-up': ['Wij hebben dit signaal niet opgepakt.'],
};

/** The same in a few words, for an earlier decision. */
export const verdictNames: Readonly<Record<FoldVerdict, string>> = {
  accepted: 'opgepakt',
  repeated: 'niet opgepakt, want een herhaalde melding',
  unjustified: 'niet opgepakt, want het paste niet bij de regels',
  review: 'een medewerker moet eerst kijken',
  withdrawn: 'ingetrokken door de schuldeiser',
  'not-resident': 'niet opgepakt, want geen inwoner (meer)',
  deceased: 'niet opgepakt, want de inwoner is overleden',
  known: 'geen contact, want de inwoner krijgt al hulp',
  'not-picked-up': 'niet opgepakt',
};

/** Why no step of the plan is waiting. */
export const holdSentences: Readonly<Record<Hold, readonly string[]>> = {
  review: ['Er gebeurt nog niets.', 'Een medewerker kijkt eerst om wie het gaat.'],
  'help-known': ['Wij doen zelf niets.', 'De inwoner krijgt al hulp van iemand anders.'],
  closed: ['Er volgt geen stap meer.'],
  reached: ['Er volgt geen vaste stap meer, want wij hebben de inwoner gesproken.'],
  withdrawn: ['Er volgt geen stap meer, want de schuldeiser heeft het signaal ingetrokken.'],
  follows: ['De inwoner werd al benaderd voor een eerder signaal.', 'Die aanpak geldt ook voor dit signaal.'],
  'do-not-approach': ['Wij nemen geen contact op.', 'Er is vastgelegd dat de inwoner niet benaderd wordt.'],
  'task-open': ['Er staat nu een taak open.', 'Daarna kijken wij wat de volgende stap is.'],
  'plan-done': ['Alle geplande stappen zijn gedaan.'],
};

/** A step of the plan by its channel. */
export const channelNames: Readonly<Record<Channel, string>> = {
  letters: 'een brief',
  messages: 'een bericht',
  calls: 'een telefoontje',
  'house-visits': 'een huisbezoek',
};

/** Who does a step; nobody by name. */
export function executorName(executor: Executor): string {
  if (executor === 'desk') return 'een medewerker van de gemeente';
  return executor === 'worker' ? 'de computer van de gemeente' : 'een organisatie die de gemeente helpt';
}

export const partOfDayNames: Readonly<Record<PartOfDay, string>> = {
  Ochtend: 'in de ochtend',
  Middag: 'in de middag',
  Avond: 'in de avond',
};

/** The same at the head of a sentence; the day follows. */
export const momentOfDayNames: Readonly<Record<PartOfDay, string>> = {
  Ochtend: 'In de ochtend',
  Middag: 'In de middag',
  Avond: 'In de avond',
};

/** What is near, as a sentence. */
export const crisisSentences: Readonly<Record<Exclude<CrisisKind, 'none'>, string>> = {
  eviction: 'De inwoner dreigt de woning kwijt te raken.',
  'end-of-energy-supply': 'De inwoner dreigt gas, stroom of warmte kwijt te raken.',
  water: 'De inwoner dreigt het water kwijt te raken.',
  insurance: 'De inwoner dreigt de zorgverzekering kwijt te raken.',
};

/** The languages that a resident may ask for. */
export const languageNames: Readonly<Record<Language, string>> = {
  nl: 'Nederlands',
  en: 'Engels',
  ar: 'Arabisch',
};

/** What a look at a register, or at who helps already, gave. */
export const answerSentences: Readonly<Record<Answer, string>> = {
  resident: 'De persoon woont op dit adres.',
  'not-resident': 'De persoon woont niet (meer) in de gemeente.',
  deceased: 'De persoon is overleden.',
  'nobody-found': 'Er is niemand gevonden die past bij het signaal.',
  'several-found': 'Er zijn meer mensen gevonden die passen bij het signaal.',
  'under-investigation': 'Het register twijfelt zelf aan de gegevens van deze persoon.',
  'known-at-debt-help': 'De persoon krijgt al hulp bij schulden.',
  'known-elsewhere': 'De persoon krijgt al andere hulp.',
  'legal-person': 'De schuld staat op naam van een rechtspersoon.',
};

/** What the creditor is told, as it follows a colon. */
export const messageSentences: Readonly<Record<SignalMessage | 'refused', string>> = {
  repeated: 'dit is een herhaalde melding',
  unjustified: 'dit signaal past niet bij de regels',
  'not-picked-up': 'wij pakken dit signaal niet op',
  'not-resident': 'de persoon woont niet (meer) in de gemeente',
  deceased: 'de persoon is overleden',
  closed: 'de zaak is afgesloten',
  'no-contact': 'wij kregen geen contact',
  'no-help-wanted': 'de inwoner wil geen hulp van ons',
  'help-accepted': 'de inwoner accepteert hulp',
  'under-consideration': 'wij behandelen dit signaal toch',
  refused: 'wij konden het bericht niet gebruiken',
};
