import { outcomes, contactKinds, partsOfDay } from '#domain';
import { z } from 'zod';

import { day, notation, SAFE_CHARACTER } from '../bounded-text.js';
import { directionWords } from './words.js';

const UUID_PATTERN = '^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

/** An id as we write it: a UUID in lower case. */
export const uuid = (description: string): z.ZodString => notation(UUID_PATTERN, 36, description);

/** Text of a person over several lines. */
export const longText = (maxLength: number, description: string): z.ZodString =>
  notation(`^(?=[\\s\\S]*\\S)(?:${SAFE_CHARACTER}|\\n){1,${maxLength}}$`, maxLength, description);

export const noteMax = 2_000;

/** The note is a restricted field: the screen warns that health and offences do not belong in it (Wgs 8b). */
export const note = longText(
  noteMax,
  'Notitie; geen gegevens over gezondheid, strafbare feiten of anderen. Alleen zichtbaar binnen de gemeente.',
);

export const instant = z.iso.datetime().meta({ description: 'Moment, in UTC.' });

export const contactAttemptSchema = z
  .strictObject({
    soort: z.enum(contactKinds).meta({ description: 'Soort contactpoging volgens DDAS.' }),
    bereikt: z.boolean().meta({
      description:
        'Echt contact: een gesprek of een reactie. Een voicemail of een bezorgde brief is dat niet.',
    }),
    datum: day('Dag van de contactpoging.'),
    dagdeel: z.enum(partsOfDay).meta({ description: 'Ochtend tot 12 uur, middag tot 18 uur, daarna avond.' }),
    richting: directionWords.schema.meta({ description: 'Wie het initiatief nam; inkomend is de inwoner.' }),
  })
  .meta({ title: 'Contactpoging' });

/** What came of a contact, beside the attempt itself. */
export const contactResultFields = {
  notitie: note.optional(),
  aanbodGedaan: z.boolean().optional().meta({ description: 'Het aanbod van hulp is gedaan.' }),
  hulpGeaccepteerd: z.boolean().optional().meta({ description: 'De inwoner neemt het aanbod aan.' }),
  eersteGesprek: z.boolean().optional().meta({ description: 'Dit was het eerste gesprek (Wgs 4).' }),
};

export const outcome = z.enum(outcomes);

export const casePersonPath = z.strictObject({
  persoonId: uuid('De persoon.'),
  periodeStart: day('Eerste dag van de matchingperiode.'),
});

export const nameSchema = z.strictObject({
  voorletters: z.string().nullable(),
  voornamen: z.string().nullable(),
  tussenvoegsel: z.string().nullable(),
  achternaam: z.string(),
});

export const addressSchema = z.strictObject({
  straat: z.string().nullable(),
  huisnummer: z.int(),
  huisletter: z.string().nullable(),
  huisnummertoevoeging: z.string().nullable(),
  postcode: z.string(),
  plaats: z.string().nullable(),
});
