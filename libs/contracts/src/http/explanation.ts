import { z } from 'zod';

import { uuid } from './fields.js';

export const explainSignalRequest = {
  path: z.strictObject({ signaalId: uuid('Het signaal.') }),
};

export const signalStorySchema = z
  .strictObject({
    signaalId: z.string(),
    onderdelen: z
      .array(
        z.strictObject({
          kop: z.string().meta({ description: 'Waar dit onderdeel over gaat.' }),
          zinnen: z
            .array(z.string())
            .meta({ description: 'Om voor te lezen: eenvoudig Nederlands, zonder namen.' }),
        }),
      )
      .meta({ description: 'Wat er binnenkwam, om wie het gaat, wat is besloten en wat er gebeurt.' }),
  })
  .meta({ title: 'UitlegVanSignaal' });
export type SignalStory = z.infer<typeof signalStorySchema>;
