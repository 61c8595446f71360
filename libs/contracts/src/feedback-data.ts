import { creditorHearsWords, type CreditorHears } from '#domain';
import { z } from 'zod';
import { boundedText, day, municipalityCode, notation } from './bounded-text.js';
import { FAULT_CODES, type FaultCode } from './door/faults.js';
import { eventId } from './signal-data.js';

/**
 * What a creditor hears, in Dutch: that a record was refused, that a record was taken after all (only to replace
 * an earlier feedback), or one of the closed words of the domain. Help given is told, what help is not.
 */
export const FEEDBACK_WORDS = {
  refused: 'geweigerd',
  'picked-up': 'opgepakt',
  repeated: 'herhaaldeMelding',
  unjustified: 'onterechtSignaal',
  'not-picked-up': 'nietOpgepakt',
  'not-resident': 'geenInwoner',
  deceased: 'overleden',
  closed: 'afgesloten',
  'no-contact': 'geenContact',
  'no-help-wanted': 'geenHulpGewenst',
  'help-accepted': 'hulpAanvaard',
} as const satisfies Record<CreditorHears | 'refused' | 'picked-up', string>;

export type FeedbackWord = (typeof FEEDBACK_WORDS)[keyof typeof FEEDBACK_WORDS];

const feedbackWords = ['refused', 'picked-up', ...creditorHearsWords].map(
  (word) => FEEDBACK_WORDS[word as keyof typeof FEEDBACK_WORDS],
) as [FeedbackWord, ...FeedbackWord[]];

/** Most faults in one feedback; more distinct ones than this cannot arise from the contract. */
export const FEEDBACK_FAULTS_MAX = 200;

/**
 * Data of a feedback. Belongs to exactly one received record; no name, no address, no amount, never a value. At least
 * once: its CloudEvents id is derived from (source, event id, revision), so that the creditor recognises a repetition.
 */
export const feedbackDataSchema = z
  .strictObject({
    signaal: eventId('Event id of the record that this is about, as the creditor chose it.'),
    klantreferentie: boundedText(
      64,
      'The creditor’s own reference; absent when the record was refused.',
    ).optional(),
    gemeentecode: municipalityCode('Municipality that decided; absent when none could be read.').optional(),
    oordeel: z.enum(feedbackWords).meta({ description: 'What was decided, or how it ended.' }),
    revisie: z
      .int()
      .min(1)
      .max(1_000_000)
      .meta({ description: 'Rises with each feedback about this record.' }),
    vervangt: notation(
      '^[\\x21-\\x7e]{1,128}$',
      128,
      'Id of the earlier feedback event that this one replaces.',
    ).optional(),
    datum: day('Day of the decision.'),
    fouten: z
      .array(
        z.strictObject({
          plaats: notation(
            '^(?:/[A-Za-z_][A-Za-z_-]{0,39}){0,8}$',
            330,
            'JSON pointer (RFC 6901) to the place.',
          ),
          code: z.enum(FAULT_CODES as [FaultCode, ...FaultCode[]]),
        }),
      )
      .min(1)
      .max(FEEDBACK_FAULTS_MAX)
      .optional()
      .meta({ description: 'Only with geweigerd: every fault, never a value.' }),
  })
  .meta({ title: 'Terugkoppeling', description: 'What the creditor hears about one record that it sent.' });

export type FeedbackData = z.infer<typeof feedbackDataSchema>;
