import { z } from 'zod';
import { boundedName, boundedText, day, municipalityCode, notation } from './bounded-text.js';

/** Event ids are chosen by the creditor: 1 to 128 printable ASCII characters without spaces, as they are record keys too. */
export const EVENT_ID_PATTERN = '^[\\x21-\\x7e]{1,128}$';

/** A CloudEvents id as the creditor chose it. */
export function eventId(description: string): z.ZodString {
  return notation(EVENT_ID_PATTERN, 128, description);
}

/** Kinds of person that can owe. All but `rechtspersoon` are natural persons for vroegsignalering and in scope. */
export const PERSON_KINDS = [
  'natuurlijkPersoon',
  'eenmanszaak',
  'vof',
  'cv',
  'maatschap',
  'rechtspersoon',
] as const;
export type PersonKind = (typeof PERSON_KINDS)[number];

/** Kinds of crisis signal that carry no further data; `eindeLeveringEnergie` is the one that carries a date. */
const CRISIS_KINDS_WITHOUT_DATE = [
  'geen',
  'uithuiszetting',
  'afsluitingWater',
  'royementZorgverzekering',
] as const;
export const CRISIS_KINDS = [...CRISIS_KINDS_WITHOUT_DATE, 'eindeLeveringEnergie'] as const;
export type CrisisKind = (typeof CRISIS_KINDS)[number];

/** The largest amount of one signal, in cents: one million euros. */
export const AMOUNT_CENTS_MAX = 100_000_000;

const crisis = z
  .discriminatedUnion('soort', [
    z.strictObject({ soort: z.enum(CRISIS_KINDS_WITHOUT_DATE) }),
    z.strictObject({
      soort: z.literal('eindeLeveringEnergie'),
      einddatumLevering: day('Last day of supply; may lie after the signal.'),
    }),
  ])
  .meta({ description: 'Kind of crisis signal; `geen` when no eviction, cut-off or cancellation is near.' });

const person = z.strictObject({
  voorletters: boundedName(40, 'Initials, such as J.P.').optional(),
  voornamen: boundedName(120, 'First names.').optional(),
  tussenvoegsel: boundedName(20, 'Name prefix, such as van der.').optional(),
  achternaam: boundedName(100, 'Surname; of a legal person its name.'),
  geboortedatum: day('Birth date; used only to identify.').optional(),
});

const address = z.strictObject({
  postcode: notation(
    '^[1-9][0-9]{3}[ .\\-]{0,2}[A-Za-z]{2}$',
    8,
    'Dutch postcode, with or without a space between digits and letters.',
  ),
  huisnummer: notation(
    "^0{0,4}[1-9][0-9]{0,4}(?![0-9])[A-Za-z0-9 \\-/.,'+()]{0,30}$",
    39,
    'House number of 1 to 99999; may carry letter and addition as the creditor writes them, such as 12-2, 12 A or 12hs.',
  ),
  huisletter: notation('^[A-Za-z]$', 1, 'House letter, when it is not part of huisnummer.').optional(),
  huisnummertoevoeging: notation(
    "^(?=.*[A-Za-z0-9])[A-Za-z0-9 \\-/.,'+()]{1,20}$",
    20,
    'House number addition, when it is not part of huisnummer.',
  ).optional(),
  straat: boundedName(80, 'Street.').optional(),
  plaats: boundedName(80, 'Place.').optional(),
});

const statement = z
  .strictObject({
    herinneringGestuurd: z.boolean().meta({ description: 'A reminder was sent.' }),
    persoonlijkContactGezocht: z.boolean().meta({ description: 'Personal contact was sought.' }),
    gewezenOpHulp: z.boolean().meta({ description: 'Debt help was pointed to.' }),
    doorgevenAangekondigd: z
      .boolean()
      .meta({ description: 'Passing the signal on was announced and offered (Bgs art. 2).' }),
  })
  .meta({
    description:
      'The creditor’s statement on its own duties; landlords must send it and all four must be true.',
  });

/**
 * Data of a signal: one arrears of one customer of one creditor. Names as DDAS Vroegsignalering v1.2 has them where it
 * has one. Amounts in cents, days as YYYY-MM-DD. There is no place for a BSN, and a message that carries one is refused.
 */
export const signalDataSchema = z
  .strictObject({
    gemeentecode: municipalityCode('Municipality that the signal is meant for.'),
    klantreferentie: boundedText(64, 'The creditor’s own reference of the customer; not the BSN.'),
    soortPersoon: z.enum(PERSON_KINDS).meta({ description: 'Kind of person that owes.' }),
    persoon: person.meta({ description: 'The person who owes.' }),
    adres: address.meta({ description: 'Where the person lives, as the creditor knows it.' }),
    telefoonnummer: boundedText(32, 'Phone number in any notation.').optional(),
    emailadres: notation('^[^\\s@\\p{C}]{1,64}@[^\\s@\\p{C}]{1,189}$', 254, 'E-mail address.').optional(),
    bedragInCenten: z
      .int()
      .min(1)
      .max(AMOUNT_CENTS_MAX)
      .meta({ description: 'Amount of the arrears in cents.' }),
    ontstaansdatum: day('Day on which the arrears arose.'),
    signaaldatum: day('Day of the signal; not before ontstaansdatum, not after receipt.'),
    crisissignaal: crisis,
    warmeOverdracht: z
      .boolean()
      .meta({ description: 'The creditor has contact already and hands the person over.' }),
    verklaringSchuldeiser: statement.optional(),
  })
  .meta({ title: 'SignaalGemeld', description: 'Arrears of one customer of one creditor.' });
export type SignalData = z.infer<typeof signalDataSchema>;

/** Data of a withdrawal: the resident paid, or the signal should not have been sent. Names one event of the same source. */
export const withdrawalDataSchema = z
  .strictObject({
    gemeentecode: municipalityCode('Municipality that the withdrawn signal was meant for.'),
    ingetrokkenSignaal: eventId('Event id of the signal that is withdrawn; also the record key.'),
    datum: day('Day of the withdrawal; not after receipt.'),
  })
  .meta({
    title: 'SignaalIngetrokken',
    description: 'Withdrawal of an earlier signal; counts before its signal too.',
  });
export type WithdrawalData = z.infer<typeof withdrawalDataSchema>;

/**
 * Fields of a signal that need to be named in the creditor's ground. What is not listed here is the minimum that every
 * ground covers (without it no signal could be processed).
 */
export const GROUNDED_FIELDS = [
  'persoon.voorletters',
  'persoon.voornamen',
  'persoon.tussenvoegsel',
  'persoon.geboortedatum',
  'adres.huisletter',
  'adres.huisnummertoevoeging',
  'adres.straat',
  'adres.plaats',
  'telefoonnummer',
  'emailadres',
] as const;
export type GroundedField = (typeof GROUNDED_FIELDS)[number];
