import { partsOfDay } from '#domain';
import { z } from 'zod';

import { day, notation } from '../bounded-text.js';
import {
  addressSchema,
  contactAttemptSchema,
  contactResultFields,
  instant,
  nameSchema,
  uuid,
} from './fields.js';
import { channelWords, failureWords, taskStateWords } from './words.js';

export const pageSizeMax = 100;
const pagesMax = 10_000;
const generationsMax = 1_000_000;

const taskPath = z.strictObject({ taakId: uuid('De taak.') });

export const listTasksRequest = {
  query: z.strictObject({
    kanaal: channelWords.schema.optional(),
    status: taskStateWords.schema.default('open'),
    uitvoerder: notation(
      '^(?:desk|worker|external:[a-z][a-z0-9-]{0,39})$',
      49,
      'Alleen de taken van deze uitvoerder: desk (de gemeente), worker (de brieven) of external:naam (een externe partij).',
    ).optional(),
    pagina: z.coerce.number().int().min(1).max(pagesMax).default(1),
    aantal: z.coerce.number().int().min(1).max(pageSizeMax).default(25),
  }),
};

export const claimTaskRequest = {
  path: taskPath,
  body: z.strictObject({
    generatie: z.int().min(1).max(generationsMax).optional().meta({
      description:
        'De ronde uit de opdracht van de wachtrij. Een opdracht van een eerdere ronde is vervallen.',
    }),
  }),
};

export const releaseTaskRequest = { path: taskPath, body: z.strictObject({}) };

export const completeTaskRequest = {
  path: taskPath,
  body: z.union([
    z.strictObject({ contactpoging: contactAttemptSchema, ...contactResultFields }),
    z.strictObject({
      mislukt: failureWords.schema.meta({ description: 'De taak kon niet worden uitgevoerd.' }),
    }),
  ]),
};

export const taskDecisions = ['opnieuw', 'gedaan', 'mislukt'] as const;

export const decideTaskRequest = {
  path: taskPath,
  body: z.strictObject({
    besluit: z.enum(taskDecisions).meta({
      description: 'Opnieuw uitgeven, of vastleggen dat de taak toch is gedaan of is mislukt.',
    }),
    // With `gedaan`: what was done, as far as is known.
    contactpoging: contactAttemptSchema.optional(),
  }),
};

const taskFields = {
  taakId: z.string(),
  kanaal: channelWords.schema,
  stap: z.string(),
  status: taskStateWords.schema,
  generatie: z.int(),
  crisis: z.boolean(),
  termijn: day('De dag vanaf wanneer de taak er is.'),
  dagdeel: z.enum(partsOfDay).nullable(),
  uitvoerder: z.string(),
  opgepaktDoor: z.string().nullable(),
  opgepaktTot: instant.nullable(),
  geheimAdres: z
    .boolean()
    .meta({ description: 'Het adres is geheim: vertel het aan niemand buiten de gemeente.' }),
  mededeling: z
    .string()
    .nullable()
    .meta({ description: 'Wat er veranderde sinds de taak werd opgepakt, in een paar zinnen.' }),
};

export const taskSchema = z.strictObject(taskFields).meta({ title: 'Taak' });
export type TaskView = z.infer<typeof taskSchema>;

export const taskPageSchema = z
  .strictObject({
    taken: z.array(taskSchema).max(pageSizeMax),
    pagina: z.int(),
    aantal: z.int(),
    meer: z.boolean().meta({ description: 'Er is een volgende pagina.' }),
  })
  .meta({ title: 'Werkbak' });
export type TaskPage = z.infer<typeof taskPageSchema>;

/** What whoever claimed a task needs to do it. An outside party never learns of a creditor or an amount. */
export const assignmentSchema = z
  .strictObject({
    ...taskFields,
    doel: z.string(),
    briefkenmerk: z.string(),
    persoonId: z.string(),
    periodeStart: day('Eerste dag van de matchingperiode.'),
    persoon: nameSchema.nullable().meta({ description: 'Leeg als de gegevens zijn vernietigd.' }),
    adres: addressSchema.nullable(),
    telefoonnummer: z.string().nullable(),
    emailadres: z
      .string()
      .nullable()
      .optional()
      .meta({ description: 'Alleen voor medewerkers van de gemeente.' }),
    signalen: z
      .array(z.strictObject({ signaalpartner: z.string(), sector: z.string(), bedragInCenten: z.int() }))
      .optional()
      .meta({ description: 'Alleen voor medewerkers van de gemeente.' }),
  })
  .meta({ title: 'Opdracht' });
export type AssignmentView = z.infer<typeof assignmentSchema>;
