import type {
  CheckOutcome,
  Answer,
  Channel,
  CrisisKind,
  FoldVerdict,
  Hold,
  IdentityAnswer,
  MatchStrength,
  PersonFailure,
  ReviewKind,
  ReviewReason,
  TaskFailure,
  TaskState,
} from '#domain';
import { z } from 'zod';

/** One closed list in two languages: our word in the code, the Dutch word on the wire. */
export interface WordBook<Ours extends string, Dutch extends string> {
  readonly ours: readonly Ours[];
  /** The Dutch words, in the order of the book. */
  readonly dutch: readonly [Dutch, ...Dutch[]];
  readonly schema: z.ZodEnum<{ [Word in Dutch]: Word }>;
  toDutch(this: void, ours: Ours): Dutch;
  /** Our words for a Dutch one; more than one where the outside need not know the difference. */
  toOurs(this: void, dutch: Dutch): readonly [Ours, ...Ours[]];
}

function wordBook<Ours extends string, Dutch extends string>(
  words: Readonly<Record<Ours, Dutch>>,
): WordBook<Ours, Dutch> {
  const dutch = [...new Set(Object.values<Dutch>(words))] as [Dutch, ...Dutch[]];
  return {
    ours: Object.keys(words) as Ours[],
    dutch,
    schema: z.enum(dutch),
    toDutch: (ours) => words[ours],
    toOurs: (wanted) =>
      (Object.entries(words) as [Ours, Dutch][])
        .filter(([, word]) => word === wanted)
        .map(([ours]) => ours) as [Ours, ...Ours[]],
  };
}

export const channelWords = wordBook({
  letters: 'brieven',
  messages: 'berichten',
  calls: 'telefoon',
  'house-visits': 'huisbezoeken',
} as const satisfies Record<Channel, string>);

/** `open` is to be claimed; `onzeker` waits for the team lead. */
export const taskStateWords = wordBook({
  created: 'open',
  queued: 'open',
  claimed: 'in-behandeling',
  sending: 'in-verzending',
  done: 'afgerond',
  failed: 'mislukt',
  uncertain: 'onzeker',
  cancelled: 'vervallen',
} as const satisfies Record<TaskState, string>);

export const directionWords = wordBook({ outgoing: 'uitgaand', incoming: 'inkomend' } as const);

/** Why a task could not be done at all; whoever was not at home is a contact attempt, not a failure. */
export const failureWords = wordBook({
  'phone-unusable': 'telefoonnummer-onbruikbaar',
  'address-not-found': 'adres-onvindbaar',
  'not-safe': 'niet-veilig',
  'no-capacity': 'geen-capaciteit',
  other: 'anders',
} as const satisfies Record<PersonFailure, string>);

/** Why a task failed, whoever had it: a person, or one of our processes. */
export const taskFailureWords = wordBook({
  'phone-unusable': 'telefoonnummer-onbruikbaar',
  'address-not-found': 'adres-onvindbaar',
  'not-safe': 'niet-veilig',
  'no-capacity': 'geen-capaciteit',
  other: 'anders',
  'nothing-to-write-about': 'geen-signaal-meer',
  'names-are-gone': 'naam-of-adres-vernietigd',
  'creditor-unknown': 'signaalpartner-onbekend',
  'input-invalid': 'brief-past-niet',
  'sign-missing': 'letterteken-ontbreekt',
  'template-failed': 'briefsjabloon-faalt',
  'tries-spent': 'lukt-steeds-niet',
  'refused-outside': 'geweigerd-door-bezorger',
} as const satisfies Record<TaskFailure, string>);

/** Why a case-person is closed as not picked up (domain rule 7): a closed list, the creditor never hears it. */
export const notPickedUpWords = wordBook({
  'not-safe': 'niet-veilig',
  'not-at-this-address': 'niet-op-dit-adres',
  'no-capacity': 'geen-capaciteit',
  'do-not-approach': 'niet-benaderen',
  withdrawn: 'ingetrokken',
  other: 'anders',
} as const);

export const doNotApproachWords = wordBook({
  objection: 'bezwaar',
  'not-safe': 'niet-veilig',
  'on-request': 'op-verzoek',
  other: 'anders',
} as const);

/** Why a task that somebody has in hand is not asked for any more: `task-open` is told as a changed plan. */
const noticeSentences: Readonly<Record<Exclude<Hold, 'task-open'> | 'plan-changed', string>> = {
  'plan-changed': 'Het plan is veranderd. Deze stap hoort er niet meer bij.',
  review: 'Er is twijfel over wie dit is. Een medewerker kijkt daar eerst naar. Neem nu geen contact op.',
  'help-known': 'De inwoner krijgt al hulp. Deze stap is niet meer nodig.',
  closed: 'De zaak is afgesloten. Deze stap is niet meer nodig.',
  reached: 'Er is al contact met de inwoner geweest. Deze stap is niet meer nodig.',
  withdrawn: 'De schuldeiser heeft het signaal ingetrokken. Deze stap is niet meer nodig.',
  follows: 'De inwoner wordt al benaderd in een eerdere zaak. Deze stap is niet meer nodig.',
  'do-not-approach': 'Er is vastgelegd dat wij deze inwoner niet benaderen. Neem geen contact op.',
  'plan-done': 'Alle stappen van het plan zijn gedaan. Deze stap is niet meer nodig.',
};

/** The same in Dutch, for whoever has the task in hand. A code that was stored by another version is told in general. */
export function noticeInDutch(code: string | null): string | null {
  if (code === null) return null;
  return Object.hasOwn(noticeSentences, code)
    ? noticeSentences[code as keyof typeof noticeSentences]
    : 'Er is iets veranderd. Kijk eerst in de zaak.';
}

export const answerWords = wordBook({
  resident: 'inwoner',
  'not-resident': 'geen-inwoner',
  deceased: 'overleden',
  'nobody-found': 'niemand-gevonden',
  'several-found': 'meerdere-gevonden',
  'under-investigation': 'in-onderzoek',
  'known-at-debt-help': 'bekend-bij-schuldhulp',
  'known-elsewhere': 'ander-traject',
  'legal-person': 'rechtspersoon',
} as const satisfies Record<Answer, string>);

export const handOverWords = wordBook({
  'debt-help': 'schuldhulp',
  'other-trajectory': 'ander-traject',
  'other-municipality': 'andere-gemeente',
} as const);

export const checkOutcomeWords = wordBook({
  resident: 'inwoner',
  'moved-within': 'verhuisd-binnen-gemeente',
  'not-resident': 'geen-inwoner',
  deceased: 'overleden',
  'nobody-found': 'niemand-gevonden',
  'several-found': 'meerdere-gevonden',
  'under-investigation': 'in-onderzoek',
  'known-at-debt-help': 'bekend-bij-schuldhulp',
  'known-elsewhere': 'ander-traject',
  'help-unknown': 'geen-hulp-bekend',
} as const satisfies Record<CheckOutcome, string>);

export const verdictWords = wordBook({
  accepted: 'opgepakt',
  repeated: 'herhaald',
  unjustified: 'onterecht',
  review: 'in-beoordeling',
  withdrawn: 'ingetrokken',
  'not-resident': 'geen-inwoner',
  deceased: 'overleden',
  known: 'al-bekend',
  'not-picked-up': 'niet-opgepakt',
} as const satisfies Record<FoldVerdict, string>);

/** The words in which a creditor reports them. */
export const crisisWords = wordBook({
  none: 'geen',
  eviction: 'uithuiszetting',
  'end-of-energy-supply': 'eindeLeveringEnergie',
  water: 'afsluitingWater',
  insurance: 'royementZorgverzekering',
} as const satisfies Record<CrisisKind, string>);

export const caseStateWords = wordBook({
  open: 'open',
  closed: 'afgesloten',
  superseded: 'vervangen',
} as const);

/** What the comparison of one field, or of all together, says; "voor" is for one and the same person. */
export const matchStrengthWords = wordBook({
  'strong-for': 'sterk-voor',
  for: 'voor',
  little: 'zegt-weinig',
  against: 'tegen',
  'strong-against': 'sterk-tegen',
} as const satisfies Record<MatchStrength, string>);

/** What a person is asked: whose a signal is, or whether it counts. */
export const reviewKindWords = wordBook({
  identity: 'wie-is-het',
  verdict: 'telt-het',
} as const satisfies Record<ReviewKind, string>);

export const reviewReasonWords = wordBook({
  'may-be-another': 'misschien-dezelfde-inwoner',
  'nobody-found': 'niemand-gevonden',
  'several-found': 'meerdere-gevonden',
  'under-investigation': 'in-onderzoek',
  'looks-like-legal-person': 'lijkt-rechtspersoon',
  'crisis-on-legal-person': 'crisis-op-rechtspersoon',
  other: 'anders',
} as const satisfies Record<ReviewReason, string>);

export const identityAnswerWords = wordBook({
  same: 'zelfde',
  different: 'verschillend',
  unsure: 'onzeker',
} as const satisfies Record<IdentityAnswer, string>);
