import { z } from 'zod';

import { day } from '../bounded-text.js';
import { instant, uuid } from './fields.js';
import { answerWords, doNotApproachWords } from './words.js';

export const markDoNotApproachRequest = {
  body: z.strictObject({
    persoonId: uuid('De persoon; of het adres.').optional(),
    adresId: uuid('Het adres; of de persoon.').optional(),
    reden: doNotApproachWords.schema,
    herzienOp: day('De dag waarop opnieuw wordt bekeken of dit nog nodig is.'),
  }),
};

export const liftDoNotApproachRequest = {
  path: z.strictObject({ markeringId: uuid('De markering.') }),
  body: z.strictObject({}),
};

export const doNotApproachSchema = z
  .strictObject({
    markeringId: z.string(),
    persoonId: z.string().nullable(),
    adresId: z.string().nullable(),
    reden: doNotApproachWords.schema,
    sinds: instant,
    herzienOp: z.string(),
    opgehevenOp: instant.nullable(),
  })
  .meta({ title: 'NietBenaderen' });
export type DoNotApproachView = z.infer<typeof doNotApproachSchema>;

export const mergePersonsRequest = {
  body: z.strictObject({
    persoonId: uuid('De persoon die opgaat in de andere.'),
    zelfdeAls: uuid('De persoon die blijft; wat over de eerste is vastgelegd, volgt mee.'),
  }),
};

export const mergedPersonsSchema = z
  .strictObject({ persoonId: z.string(), zelfdeAls: z.string() })
  .meta({ title: 'SamengevoegdePersonen' });
export type MergedPersons = z.infer<typeof mergedPersonsSchema>;

const splitSignalsMax = 100;

export const splitPersonRequest = {
  body: z.strictObject({
    persoonId: uuid('De persoon die er twee blijkt te zijn.'),
    signalen: z.array(uuid('Een signaal van de andere persoon.')).min(1).max(splitSignalsMax),
  }),
};

export const splitPersonSchema = z
  .strictObject({
    persoonId: z.string(),
    nieuwePersoonId: z.string().meta({ description: 'Aan wie de genoemde signalen nu toebehoren.' }),
  })
  .meta({ title: 'GesplitstePersoon' });
export type SplitPerson = z.infer<typeof splitPersonSchema>;

const signalPath = z.strictObject({ signaalId: uuid('Het signaal.') });

export const moveSignalRequest = {
  path: signalPath,
  body: z.strictObject({
    naarAdresId: uuid('Het adres waar het signaal hoort.'),
    persoonBehouden: z.boolean().meta({
      description: 'Waar: dezelfde persoon is verhuisd. Onwaar: het signaal lag bij de verkeerde.',
    }),
  }),
};

export const movedSignalSchema = z
  .strictObject({ signaalId: z.string(), vanAdresId: z.string(), naarAdresId: z.string() })
  .meta({ title: 'VerplaatstSignaal' });
export type MovedSignal = z.infer<typeof movedSignalSchema>;

export const answerRegisterRequest = {
  path: signalPath,
  body: z.strictObject({
    antwoord: answerWords.schema.meta({
      description:
        'Wat de raadpleging opleverde. rechtspersoon: de schuld staat niet op naam van een mens (een eenmanszaak, vof, cv of maatschap wel).',
    }),
  }),
};

export const registerAnswerSchema = z
  .strictObject({ antwoordId: z.string(), signaalId: z.string(), antwoord: answerWords.schema, op: instant })
  .meta({ title: 'Registerantwoord' });
export type RegisterAnswer = z.infer<typeof registerAnswerSchema>;
