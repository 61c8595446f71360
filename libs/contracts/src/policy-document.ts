import {
  ageGroups,
  channels,
  creditorHearsWords,
  exclusionReasons,
  languages,
  lawTerms,
  legalForms,
  outcomes,
  partsOfDay,
} from '#domain';
import { z } from 'zod';
import { boundedText, day, municipalityCode, notation } from './bounded-text.js';
import { PARTNER_TYPES } from './event-types.js';
import { knownHelpSchema, residentRegisterSchema } from './register-settings.js';
import { AMOUNT_CENTS_MAX } from './signal-data.js';

const PLANS_MAX = 30;
const STEPS_MAX = 12;
const WORKING_DAYS_MAX = 60;
const POSTCODE_RANGES_MAX = 50;
const EXCLUSIONS_MAX = 20;
const CAPACITY_MAX = 100_000;
/** What is identified longer than the look-back of the national monitor has no purpose left (AVG art. 5(1)(e)). */
export const IDENTIFIED_MONTHS_MAX = 6;

const amountCents = z.int().min(0).max(AMOUNT_CENTS_MAX);
const arrearsDays = z.int().min(0).max(3_650);
const sector = z.enum(PARTNER_TYPES);
const name = notation('^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$', 60, 'Lower case words with hyphens.').max(60);

const postcodeEnd = notation('^[1-9][0-9]{3}(?:[A-Z]{2})?$', 6, 'Four digits, or a whole postcode.');

/** `desk`: people in the workbench. `worker`: our own process. `external:<name>`: an outside party with its own queue. */
const executor = notation(
  '^(?:desk|worker|external:[a-z][a-z0-9]*(?:-[a-z0-9]+)*)$',
  49,
  'desk, worker or external:<name>.',
);

const count = z.int().min(1).max(100);

const conditionOfPlan = z
  .strictObject({
    crisis: z.boolean().optional(),
    kinds: z
      .array(z.enum(['single', 'multiple', 'consecutive', 'multiple-and-consecutive']))
      .min(1)
      .max(4)
      .optional(),
    sectors: z.array(sector).min(1).max(PARTNER_TYPES.length).optional(),
    amountFromCents: amountCents.optional(),
    amountToCents: amountCents.optional(),
    ageGroups: z.array(z.enum(ageGroups)).min(1).max(ageGroups.length).optional(),
    creditorsFrom: count
      .optional()
      .meta({ description: 'At least so many creditors with a picked-up signal about this resident.' }),
    householdSignalsFrom: count
      .optional()
      .meta({ description: 'At least so many picked-up signals at the whole address in the period.' }),
    householdSignalsTo: count.optional(),
    preferredLanguages: z
      .array(z.enum([...languages, 'unknown']))
      .min(1)
      .max(languages.length + 1)
      .optional()
      .meta({
        description: 'What the resident asked for; unknown for whoever never did. No creditor sends it.',
      }),
    phoneKnown: z.boolean().optional(),
  })
  .meta({ description: 'All that is named must hold; the plan of an empty condition is for everybody.' });

const step = z.strictObject({
  name,
  channel: z.enum(channels),
  delayWorkingDays: z
    .int()
    .min(0)
    .max(WORKING_DAYS_MAX)
    .meta({ description: 'Working days after receipt (first step) or after the step before.' }),
  partOfDay: z.enum(partsOfDay).optional(),
});

const plan = z.strictObject({
  name,
  reason: boundedText(300, 'Why this plan, in Dutch, for the resident who asks.'),
  when: conditionOfPlan,
  steps: z.array(step).min(1).max(STEPS_MAX),
});

const naturalForms = legalForms.filter((form) => form !== 'legal-person');

const exclusion = z.strictObject({
  name,
  reason: boundedText(300, 'Why, in Dutch, for the resident who asks. The creditor never hears it.'),
  because: z.enum(exclusionReasons),
  when: z
    .strictObject({
      sectors: z.array(sector).min(1).max(PARTNER_TYPES.length).optional(),
      amountToCents: amountCents.optional(),
      ageGroups: z.array(z.enum(ageGroups)).min(1).max(ageGroups.length).optional(),
      legalForms: z.array(z.enum(naturalForms)).min(1).max(naturalForms.length).optional(),
    })
    .refine((when) => Object.keys(when).length > 0, 'name at least one condition, or nobody is picked up'),
});

/** At most the term of the law, which holds where nothing is said; the article is in the message. */
const atMost = (days: number, article: string): z.ZodDefault<z.ZodInt> =>
  z.int().min(1).max(days, `is longer than the law allows: at most ${days} (${article})`).default(days);

const conversationTerms = z
  .strictObject({
    firstConversationDays: atMost(lawTerms.firstConversationDays, 'Wgs 4(1)(b)'),
    crisisConversationWorkingDays: atMost(lawTerms.crisisConversationWorkingDays, 'Wgs 4(2)'),
    decisionDays: atMost(lawTerms.decisionDays, 'Wgs 4a'),
  })
  .prefault({})
  .meta({ description: 'Legal terms as this municipality keeps them: the law’s, or shorter.' });

const retention = z
  .strictObject({
    identifiedMonths: z
      .int()
      .min(1)
      .max(IDENTIFIED_MONTHS_MAX, `is longer than the purpose lasts: at most ${IDENTIFIED_MONTHS_MAX}`)
      .default(IDENTIFIED_MONTHS_MAX)
      .meta({ description: 'Months after the receipt for which a resident stays identified.' }),
  })
  .prefault({});

const sender = z.strictObject({
  name: boundedText(80, 'The municipality as it signs.'),
  addressLines: z.array(boundedText(80, 'A line of the address.')).min(1).max(4),
  contactName: boundedText(80, 'The person to ask for.'),
  contactPhone: boundedText(30, 'Direct number, as printed.'),
  openingHours: boundedText(160, 'Completes “Ik ben bereikbaar: …”.'),
  privacyPage: boundedText(120, 'Where the full information of AVG 13 and 14 stands, without https://.'),
});

/**
 * Configuration of one municipality: what it serves, its policy rules, who does the work, how it signs its letters.
 * Amounts in cents. A version takes effect on `effectiveFrom` and is immutable once activated (decision 12).
 */
export const policyDocumentSchema = z
  .strictObject({
    municipality: municipalityCode('The municipality that this configures.'),
    name: boundedText(80, 'Name of the municipality.'),
    inhabitants: z.int().min(1).max(5_000_000).meta({ description: 'For signals per 1,000 inhabitants.' }),
    effectiveFrom: day('First day on which this version is in force.'),
    postcodeRanges: z
      .array(z.strictObject({ from: postcodeEnd, to: postcodeEnd }))
      .min(1)
      .max(POSTCODE_RANGES_MAX),
    thresholds: z.strictObject({
      defaultCents: amountCents.meta({ description: 'A signal is picked up above this amount, not at it.' }),
      bySectorCents: z.partialRecord(sector, amountCents).optional(),
    }),
    arrearsAgeDays: z.partialRecord(
      sector,
      z.strictObject({ min: arrearsDays, max: arrearsDays.optional() }),
    ),
    repeatWindowDays: z.int().min(1).max(730).default(182),
    lookBackMonths: z.int().min(1).max(24).default(6),
    matchingPeriod: z
      .union([z.literal('calendar-month'), z.strictObject({ startDay: z.int().min(1).max(28) })])
      .default('calendar-month'),
    firstAttemptWorkingDays: z
      .strictObject({ normal: z.int().min(0).max(WORKING_DAYS_MAX), crisis: z.int().min(0).max(3) })
      .default({ normal: 5, crisis: 1 }),
    closeAfterWorkingDays: z.int().min(1).max(WORKING_DAYS_MAX).default(10),
    statementRequiredFor: z
      .array(sector)
      .max(PARTNER_TYPES.length)
      .default([])
      .meta({ description: 'Sectors that must send the statement on their own duties; Huur always must.' }),
    conversationTerms,
    retention,
    exclusions: z.array(exclusion).max(EXCLUSIONS_MAX).default([]).meta({
      description:
        'Signals that are not picked up though rules 1 to 6 let them through. Never a crisis, never a warm handover, never a risen amount.',
    }),
    capacityPerWeek: z
      .partialRecord(z.enum(channels), z.int().min(0).max(CAPACITY_MAX))
      .default({})
      .meta({ description: 'Tasks that can be done in a week. Decides nothing about a resident.' }),
    partsOfDay: z
      .partialRecord(z.enum(channels), z.array(z.enum(partsOfDay)).min(1).max(partsOfDay.length))
      .default({})
      .meta({ description: 'When each channel is worked; a step may ask for no other part of the day.' }),
    executors: z.strictObject({
      letters: executor,
      messages: executor,
      calls: executor,
      'house-visits': executor,
    }),
    plans: z
      .array(plan)
      .min(1)
      .max(PLANS_MAX)
      .meta({ description: 'The first plan whose condition holds is taken.' }),
    feedbackProjection: z
      .partialRecord(z.enum(outcomes), z.enum(creditorHearsWords))
      .default({})
      .meta({ description: 'Outcomes of which this municipality tells less than the closed table does.' }),
    residentRegister: residentRegisterSchema,
    knownHelp: knownHelpSchema,
    sender,
  })
  .meta({ title: 'MunicipalityPolicy', description: 'Configuration of one municipality.' });

export type PolicyDocument = z.infer<typeof policyDocumentSchema>;
