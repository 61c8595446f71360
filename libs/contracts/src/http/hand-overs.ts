import { z } from 'zod';

import { day } from '../bounded-text.js';
import { instant, uuid } from './fields.js';
import { handOverWords } from './words.js';

const handOversMax = 100;

export const listHandOversRequest = {
  query: z.strictObject({
    pagina: z.coerce.number().int().min(1).max(10_000).default(1),
    aantal: z.coerce.number().int().min(1).max(handOversMax).default(25),
  }),
};

const handOver = z.strictObject({
  persoonId: z.string(),
  periodeStart: z.string(),
  adresId: z.string(),
  soort: handOverWords.schema,
  aan: z.string().meta({ description: 'De organisatie, het team of de gemeente.' }),
  sinds: instant,
  gedaanOp: instant.nullable(),
  gedaanDoor: z.string().nullable(),
});
export type HandOverView = z.infer<typeof handOver>;

export const handOverPageSchema = z
  .strictObject({
    overdrachten: z.array(handOver).max(handOversMax),
    pagina: z.int(),
    aantal: z.int(),
    meer: z.boolean(),
  })
  .meta({ title: 'Overdrachten' });
export type HandOverPage = z.infer<typeof handOverPageSchema>;

export const finishHandOverRequest = {
  path: z.strictObject({
    persoonId: uuid('De persoon.'),
    periodeStart: day('Eerste dag van de matchingperiode.'),
    soort: handOverWords.schema,
  }),
  body: z.strictObject({}),
};

export const handOverSchema = handOver.meta({ title: 'Overdracht' });
