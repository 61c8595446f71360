import type { CaseKind, Channel, FoldVerdict, TreatmentChange } from '#domain';

/** The rows of the report, in the words of a policy adviser. */
export const channelWords: Readonly<Record<Channel, string>> = {
  letters: 'brieven',
  messages: 'berichten',
  calls: 'telefoon',
  'house-visits': 'huisbezoek',
};

export const verdictWords: Readonly<Record<FoldVerdict, string>> = {
  accepted: 'opgepakt',
  repeated: 'herhaalde melding',
  unjustified: 'past niet bij de regels',
  'not-picked-up': 'niet opgepakt om een andere reden',
  review: 'eerst bekijken door een medewerker',
  withdrawn: 'ingetrokken',
  'not-resident': 'geen inwoner (meer)',
  deceased: 'overleden',
  known: 'al bekend bij hulp',
};

export const classWords: Readonly<Record<CaseKind, string>> = {
  single: 'enkelvoudig',
  multiple: 'alleen meervoudig',
  consecutive: 'alleen opeenvolgend',
  'multiple-and-consecutive': 'meervoudig en opeenvolgend',
};

export const changeWords: Readonly<Record<TreatmentChange, string>> = {
  'now-approached': 'wordt voortaan benaderd',
  'no-longer-approached': 'wordt niet meer benaderd',
  'gains-letters': 'krijgt voortaan ook een brief',
  'gains-messages': 'krijgt voortaan ook een bericht',
  'gains-calls': 'wordt voortaan ook gebeld',
  'gains-house-visits': 'krijgt voortaan ook huisbezoek',
  'loses-letters': 'krijgt geen brief meer',
  'loses-messages': 'krijgt geen bericht meer',
  'loses-calls': 'wordt niet meer gebeld',
  'loses-house-visits': 'krijgt geen huisbezoek meer',
  'more-steps': 'meer contactpogingen',
  'fewer-steps': 'minder contactpogingen',
  'first-step-earlier': 'eerste contactpoging eerder',
  'first-step-later': 'eerste contactpoging later',
  'other-days': 'dezelfde stappen op andere dagen',
  'other-executor': 'iemand anders doet een stap',
  'other-reason': 'dezelfde stappen met een andere uitleg',
  'now-in-review': 'een medewerker moet eerst kijken',
  'no-longer-in-review': 'een medewerker hoeft niet meer te kijken',
  'more-picked-up': 'er worden meer signalen opgepakt',
  'fewer-picked-up': 'er worden minder signalen opgepakt',
};
