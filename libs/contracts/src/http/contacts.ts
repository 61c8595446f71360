import { z } from 'zod';

import {
  casePersonPath,
  contactAttemptSchema,
  contactResultFields,
  instant,
  longText,
  outcome,
  uuid,
} from './fields.js';
import { notPickedUpWords, taskStateWords } from './words.js';

export const recordContactRequest = {
  path: casePersonPath,
  body: z.strictObject({
    contactpogingId: uuid(
      'Door de aanroeper gekozen; wie hetzelfde nog eens stuurt, legt het niet nog eens vast.',
    ),
    contactpoging: contactAttemptSchema,
    ...contactResultFields,
  }),
};

/** What was recorded; the same again for whoever sends the same again. */
export const recordedContactSchema = z
  .strictObject({
    contactpogingId: z.string().nullable().meta({ description: 'Leeg als de taak is mislukt.' }),
    taakId: z.string().nullable(),
    status: taskStateWords.schema.nullable().meta({ description: 'Van de taak, als er een was.' }),
    vastgelegdOp: instant,
  })
  .meta({ title: 'VastgelegdeContactpoging' });
export type RecordedContact = z.infer<typeof recordedContactSchema>;

const motivationMax = 1_000;

export const closeCasePersonRequest = {
  path: casePersonPath,
  body: z.strictObject({
    eindresultaat: outcome,
    reden: notPickedUpWords.schema.optional().meta({
      description:
        'Verplicht bij Niet opgepakt: andere reden, en alleen daar. De signaalpartner hoort hem nooit.',
    }),
    motivering: longText(
      motivationMax,
      'Waarom; verplicht bij Verwijzing zonder tussenkomst inwoner.',
    ).optional(),
  }),
};

export const closedCasePersonSchema = z
  .strictObject({
    persoonId: z.string(),
    periodeStart: z.string(),
    eindresultaat: outcome,
    afgeslotenOp: instant,
    afgeslotenDoor: z.string(),
  })
  .meta({ title: 'AfgeslotenZaakpersoon' });
export type ClosedCasePerson = z.infer<typeof closedCasePersonSchema>;
