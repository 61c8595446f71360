import { languages } from '#domain';
import { z } from 'zod';

import { instant, uuid } from './fields.js';

/** By ISO 639-1, as a policy names them. */
const language = z
  .enum(languages)
  .nullable()
  .meta({ description: 'De taal waar de inwoner zelf om vroeg: nl, en of ar. Leeg: geen voorkeur bekend.' });

export const recordLanguageRequest = {
  path: z.strictObject({ persoonId: uuid('De persoon.') }),
  body: z.strictObject({ taal: language }),
};

/** As part of a case. */
export const preferredLanguageView = z.strictObject({ taal: language, op: instant, door: z.string() });
export type PreferredLanguageView = z.infer<typeof preferredLanguageView>;

export const recordedLanguageSchema = z
  .strictObject({ persoonId: z.string(), ...preferredLanguageView.shape })
  .meta({ title: 'Voorkeurstaal' });
export type RecordedLanguage = z.infer<typeof recordedLanguageSchema>;
