import { sectors } from '#domain';
import { z } from 'zod';

import { notation } from '../bounded-text.js';
import { instant, nameSchema, uuid } from './fields.js';
import { pageSizeMax } from './tasks.js';
import {
  crisisWords,
  identityAnswerWords,
  matchStrengthWords,
  reviewKindWords,
  reviewReasonWords,
} from './words.js';

const pagesMax = 10_000;

export const listReviewsRequest = {
  query: z.strictObject({
    soort: reviewKindWords.schema
      .optional()
      .meta({ description: 'wie-is-het: van wie is het signaal; telt-het: pakken wij het op. Leeg: beide.' }),
    pagina: z.coerce.number().int().min(1).max(pagesMax).default(1),
    aantal: z.coerce.number().int().min(1).max(pageSizeMax).default(25),
  }),
};

const reviewedSignal = {
  signaalId: z.string(),
  persoonId: z.string().meta({ description: 'Bij wie het signaal nu staat.' }),
  signaalpartner: z.string(),
  sector: z.enum(sectors),
  ontvangst: instant,
  persoon: nameSchema
    .nullable()
    .meta({ description: 'Zoals de signaalpartner de naam schreef; leeg als de gegevens vernietigd zijn.' }),
  geboortedatum: z.string().nullable(),
};

const candidateView = z.strictObject({
  ...reviewedSignal,
  alles: matchStrengthWords.schema.meta({ description: 'Wat alle gegevens samen zeggen.' }),
  gewicht: z.number().meta({
    description: 'In bits. Elke bit maakt twee keer zo aannemelijk dat het om dezelfde inwoner gaat.',
  }),
  velden: z.array(
    z.strictObject({
      veld: z.string(),
      overeenkomst: z.string().meta({ description: 'In een zin: hoe het gegeven overeenkomt.' }),
      telt: matchStrengthWords.schema,
      gewicht: z.number().meta({ description: 'In bits.' }),
    }),
  ),
});

const reviewView = z.strictObject({
  soort: reviewKindWords.schema,
  reden: reviewReasonWords.schema,
  uitleg: z.string().meta({ description: 'Waarom een medewerker moet kijken.' }),
  ...reviewedSignal,
  adresId: z.string(),
  periodeStart: z.string(),
  bedragInCenten: z.int(),
  crisissignaal: crisisWords.schema,
  kandidaten: z.array(candidateView).meta({
    description: 'Op wie het signaal lijkt, de meest aannemelijke eerst; alleen bij wie-is-het.',
  }),
  onzeker: z
    .strictObject({ op: instant, door: z.string() })
    .nullable()
    .meta({ description: 'Iemand keek al en wist het niet; zulke staan achteraan.' }),
  versie: z.string().meta({
    description: 'Geef deze mee bij het antwoord: het telt alleen voor de kandidaten die u zag.',
  }),
  afhandelen: z.enum(['antwoord', 'registerantwoord']).meta({
    description:
      'Bij wie-is-het: POST /v1/beoordelingen/{signaalId}/antwoorden. Bij telt-het: POST /v1/signalen/{signaalId}/registerantwoorden, met inwoner als het signaal telt.',
  }),
  magAfhandelen: z.boolean().meta({ description: 'Of u dit mag; anders de teamleider.' }),
});

export const reviewPageSchema = z
  .strictObject({
    beoordelingen: z.array(reviewView),
    pagina: z.int(),
    aantal: z.int(),
    meer: z.boolean(),
  })
  .meta({ title: 'Beoordelingen' });
export type ReviewPage = z.infer<typeof reviewPageSchema>;
export type ReviewView = z.infer<typeof reviewView>;

const version = notation('^[0-9a-f]{32}$', 32, 'De versie van de beoordeling die u zag.');

export const answerReviewRequest = {
  path: z.strictObject({ signaalId: uuid('Het signaal waarover wordt geoordeeld.') }),
  body: z.union([
    z.strictObject({
      antwoord: z.literal('zelfde').meta({ description: 'Het is dezelfde inwoner als de kandidaat.' }),
      kandidaat: uuid('Het signaal van de kandidaat.'),
      versie: version,
    }),
    z.strictObject({
      antwoord: z.enum(['verschillend', 'onzeker']).meta({
        description: 'verschillend: geen van de kandidaten. onzeker: blijft achteraan staan.',
      }),
      versie: version,
    }),
  ]),
};

export const answeredReviewSchema = z
  .strictObject({
    signaalId: z.string(),
    antwoord: identityAnswerWords.schema,
    kandidaat: z.string().nullable(),
    op: instant,
    door: z.string(),
  })
  .meta({ title: 'BeantwoordeBeoordeling' });
export type AnsweredReview = z.infer<typeof answeredReviewSchema>;
