import { createHash } from 'node:crypto';

import {
  crisisWords,
  matchStrengthWords,
  reviewKindWords,
  reviewReasonWords,
  type ReviewView,
} from '#contracts';
import {
  fieldWord,
  levelSentence,
  reviewReasonOf,
  seenAs,
  strengthOf,
  type IdentityCandidate,
  type ReviewReason,
  type StandingReview,
} from '#domain';
import type { OpenReview, ReviewedSignal } from '#postgres';

import { mayDo } from '../access/permissions.js';
import type { User } from '../access/user.js';
import { instant } from './views.js';

const explanations: Readonly<Record<ReviewReason, string>> = {
  'may-be-another':
    'Het signaal kan gaan over een inwoner van wie al een signaal op dit adres ligt. De gegevens zijn niet genoeg om dat zeker te weten.',
  'nobody-found': 'In het register is op dit adres niemand gevonden die bij het signaal past.',
  'several-found': 'In het register zijn op dit adres meerdere inwoners gevonden die bij het signaal passen.',
  'under-investigation': 'De gegevens van deze inwoner worden in het register onderzocht.',
  'looks-like-legal-person': 'De naam lijkt op die van een bedrijf.',
  'crisis-on-legal-person': 'Er dreigt een crisis, maar de schuld staat op naam van een rechtspersoon.',
  other: 'Bekijk bij de zaak waarom dit signaal in beoordeling is.',
};

/** Signals by id, with whose they are now. */
export type ReviewedSignals = ReadonlyMap<string, ReviewedSignal>;

/** The signals that a review is about, its own first. */
export function signalsOf(review: OpenReview): readonly OpenReview['signalId'][] {
  return [review.signalId, ...candidatesOf(review).map(({ signalId }) => signalId)];
}

export function standingOf(review: OpenReview, signals: ReviewedSignals): StandingReview {
  return {
    personId: known(signals, review.signalId).personId,
    candidates: candidatesOf(review).map(({ signalId }) => ({
      signalId,
      personId: known(signals, signalId).personId,
    })),
  };
}

/** What an answer must give back: short, and nothing can be read from it. */
export function versionOf(standing: StandingReview): string {
  return createHash('sha256').update(seenAs(standing)).digest('hex').slice(0, 32);
}

/** A review in the words of the API. No address: whoever may see it opens the case. */
export function reviewView(review: OpenReview, signals: ReviewedSignals, user: User): ReviewView {
  const { identity, kind, registerAnswer, rule, unsureAt, unsureBy } = review;
  const reason = reviewReasonOf(kind, rule, registerAnswer);
  const isIdentity = kind === 'identity' && identity !== null;
  return {
    soort: reviewKindWords.toDutch(kind),
    reden: reviewReasonWords.toDutch(reason),
    uitleg: explanations[reason],
    ...signalView(known(signals, review.signalId)),
    adresId: review.addressId,
    periodeStart: review.periodStart,
    bedragInCenten: review.amountCents,
    crisissignaal: crisisWords.toDutch(review.crisis),
    kandidaten: candidatesOf(review).map((one) => candidateView(one, known(signals, one.signalId))),
    onzeker: unsureAt === null ? null : { op: instant(unsureAt), door: unsureBy ?? '' },
    versie: versionOf(standingOf(review, signals)),
    afhandelen: isIdentity ? 'antwoord' : 'registerantwoord',
    magAfhandelen: mayDo(user, isIdentity ? 'answer-review' : 'answer-register'),
  };
}

function candidatesOf({ identity, kind }: OpenReview): readonly IdentityCandidate[] {
  return kind === 'identity' ? (identity?.candidates ?? []) : [];
}

/** Rows of signals are never deleted, so a candidate that is not there is a fault of ours. */
function known(signals: ReviewedSignals, signalId: string): ReviewedSignal {
  const found = signals.get(signalId);
  if (found === undefined) throw new Error(`the review names signal ${signalId}, which is not there`);
  return found;
}

function signalView(
  signal: ReviewedSignal,
): Pick<
  ReviewView,
  'geboortedatum' | 'ontvangst' | 'persoon' | 'persoonId' | 'sector' | 'signaalId' | 'signaalpartner'
> {
  return {
    signaalId: signal.signalId,
    persoonId: signal.personId,
    signaalpartner: signal.creditor,
    sector: signal.sector,
    ontvangst: instant(signal.receipt),
    persoon:
      signal.surname === null
        ? null
        : {
            voorletters: signal.initials,
            voornamen: signal.firstNames,
            tussenvoegsel: signal.prefix,
            achternaam: signal.surname,
          },
    geboortedatum: signal.birthDate,
  };
}

function candidateView(
  { fields, weight }: IdentityCandidate,
  signal: ReviewedSignal,
): ReviewView['kandidaten'][number] {
  return {
    ...signalView(signal),
    alles: matchStrengthWords.toDutch(strengthOf(weight)),
    gewicht: weight,
    velden: [...fields.map(fieldView), ...householdView(fields, weight)],
  };
}

type FieldView = ReviewView['kandidaten'][number]['velden'][number];

function fieldView({ field, level, weight }: IdentityCandidate['fields'][number]): FieldView {
  return {
    veld: fieldWord(field),
    overeenkomst: levelSentence(field, level),
    telt: matchStrengthWords.toDutch(strengthOf(weight)),
    gewicht: weight,
  };
}

/**
 * What living together takes off: a rare surname says much of strangers and little of a family, so without it the
 * fields would seem to say more than they do.
 */
function householdView(fields: IdentityCandidate['fields'], weight: number): readonly FieldView[] {
  const rest = Math.round((weight - fields.reduce((sum, one) => sum + one.weight, 0)) * 100) / 100;
  const telt = strengthOf(rest);
  if (telt === 'little') return [];
  return [
    {
      veld: 'samen wonen',
      overeenkomst: 'Wie op één adres wonen, heten vaak hetzelfde. Wat zij delen, telt daarom minder.',
      telt: matchStrengthWords.toDutch(telt),
      gewicht: rest,
    },
  ];
}
