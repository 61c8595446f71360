import { z } from 'zod';

import { casePersonPath, instant } from './fields.js';
import { checkOutcomeWords } from './words.js';

export const askLetterReleaseRequest = { path: casePersonPath, body: z.strictObject({}) };
export const releaseLetterRequest = { path: casePersonPath, body: z.strictObject({}) };

/** As part of a case. */
export const letterReleaseView = z.strictObject({
  persoonId: z.string(),
  periodeStart: z.string(),
  aangevraagdDoor: z.string(),
  aangevraagdOp: instant,
  vrijgegevenDoor: z.string().nullable(),
  vrijgegevenOp: instant.nullable(),
});
export type LetterReleaseView = z.infer<typeof letterReleaseView>;
export const letterReleaseSchema = letterReleaseView.meta({ title: 'Briefvrijgave' });

/** What was looked up about a person, for whoever works on the case. No BSN: no API knows it. */
export const registerCheckSchema = z.strictObject({
  status: z.enum(['wacht', 'niet-gecontroleerd', 'beantwoord']).meta({
    description:
      'wacht: de eerste stap wacht op het antwoord. niet-gecontroleerd: het antwoord bleef uit en de aanpak ging verder.',
  }),
  gevraagdOp: instant,
  wachtTot: instant.nullable(),
  uitkomst: checkOutcomeWords.schema.nullable(),
  beantwoordOp: instant.nullable(),
  inOnderzoek: z
    .boolean()
    .meta({ description: 'Het register onderzoekt gegevens waarnaar is gevraagd: wees voorzichtig.' }),
});
export type RegisterCheckView = z.infer<typeof registerCheckSchema>;
