import { contactKinds, partsOfDay, sectors } from '#domain';
import { z } from 'zod';

import { boundedText, day, notation } from '../bounded-text.js';
import { addressSchema, instant, nameSchema, outcome, uuid } from './fields.js';
import { preferredLanguageView } from './preferred-language.js';
import { letterReleaseView, registerCheckSchema } from './registers.js';
import {
  caseStateWords,
  channelWords,
  crisisWords,
  directionWords,
  taskFailureWords,
  taskStateWords,
  verdictWords,
} from './words.js';

export const foundCasesMax = 20;

/** Searched by POST, so that nothing about a resident stands in a URL (API Design Rules). */
export const findCasesRequest = {
  body: z.union([
    z.strictObject({
      briefkenmerk: notation('^[0-9A-Za-z-]{6,24}$', 24, 'Het kenmerk dat op de brief staat.'),
    }),
    z.strictObject({ telefoonnummer: boundedText(32, 'In elke schrijfwijze.') }),
    z.strictObject({
      postcode: notation('^[1-9][0-9]{3} {0,2}[A-Za-z]{2}$', 8, 'Postcode.'),
      huisnummer: z.int().min(1).max(99_999),
      geboortedatum: day('Geboortedatum.'),
    }),
  ]),
};

export const foundCasesSchema = z
  .strictObject({
    zaken: z
      .array(
        z.strictObject({
          adresId: z.string(),
          periodeStart: z.string(),
          persoonId: z.string(),
          status: caseStateWords.schema,
          crisis: z.boolean(),
          persoon: nameSchema.nullable(),
        }),
      )
      .max(foundCasesMax),
  })
  .meta({ title: 'GevondenZaken' });
export type FoundCases = z.infer<typeof foundCasesSchema>;

export const readCaseRequest = {
  path: z.strictObject({
    adresId: uuid('Het adres.'),
    periodeStart: day('Eerste dag van de matchingperiode.'),
  }),
};

const signalView = z.strictObject({
  signaalId: z.string(),
  signaalpartner: z.string(),
  sector: z.enum(sectors),
  ontvangst: instant,
  bedragInCenten: z.int(),
  ontstaansdatum: z.string(),
  crisissignaal: crisisWords.schema,
  warmeOverdracht: z.boolean(),
  besluit: z.strictObject({
    oordeel: verdictWords.schema,
    regel: z.string().meta({ description: 'De regel die besliste.' }),
    beleidsversie: z.int(),
    op: instant,
    revisie: z.int(),
    invoer: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  }),
});

const attemptView = z.strictObject({
  contactpogingId: z.string(),
  taakId: z.string().nullable(),
  soort: z.enum(contactKinds),
  richting: directionWords.schema,
  bereikt: z.boolean(),
  datum: z.string(),
  dagdeel: z.enum(partsOfDay),
  door: z.string(),
  notitie: z.string().nullable(),
});

const taskView = z.strictObject({
  taakId: z.string(),
  kanaal: channelWords.schema,
  stap: z.string(),
  status: taskStateWords.schema,
  termijn: z.string(),
  beeindigdOp: z.string().nullable(),
  redenMislukt: taskFailureWords.schema
    .nullable()
    .meta({ description: 'Waarom de taak is mislukt; een mens beslist wat er dan gebeurt.' }),
});

const casePersonView = z.strictObject({
  persoonId: z.string(),
  persoon: nameSchema.nullable(),
  geboortedatum: z.string().nullable(),
  telefoonnummer: z.string().nullable(),
  emailadres: z.string().nullable(),
  voorkeurstaal: preferredLanguageView.nullable(),
  status: caseStateWords.schema,
  eindresultaat: outcome.nullable(),
  crisis: z.boolean(),
  bereikt: z.boolean(),
  volgtPeriode: z
    .string()
    .nullable()
    .meta({ description: 'De periode waarin de aanpak van deze persoon loopt.' }),
  aanpak: z.string().nullable(),
  volgendeStap: z
    .strictObject({ stap: z.string(), kanaal: channelWords.schema, termijn: z.string() })
    .nullable(),
  wachtOp: z
    .string()
    .nullable()
    .meta({ description: 'Waarom er nu geen volgende stap is, of waarop die wacht.' }),
  geheimAdres: z.boolean(),
  registercontrole: registerCheckSchema.nullable(),
  briefvrijgave: letterReleaseView.nullable(),
  mijlpalen: z.strictObject({
    aanbodGedaanOp: instant.nullable(),
    hulpGeaccepteerdOp: instant.nullable(),
    eersteGesprekOp: instant.nullable(),
    geinformeerdOp: instant.nullable(),
    geinformeerdDoor: z.string().nullable(),
  }),
  signalen: z.array(signalView),
  contactpogingen: z.array(attemptView),
  taken: z.array(taskView),
});

export const caseSchema = z
  .strictObject({
    adresId: z.string(),
    periodeStart: z.string(),
    periodeEinde: z.string(),
    adres: addressSchema.nullable().meta({ description: 'Leeg bij een geheim adres.' }),
    status: caseStateWords.schema,
    opgepakt: z.boolean(),
    meervoudig: z.boolean(),
    opeenvolgend: z.boolean(),
    crisis: z.boolean(),
    bereikt: z.boolean(),
    eindresultaat: outcome.nullable(),
    revisie: z.int(),
    personen: z.array(casePersonView),
    eerdereBesluiten: z.array(
      z.strictObject({
        onderwerp: z.string(),
        onderwerpId: z.string(),
        revisie: z.int(),
        vervangenOp: instant,
        inhoud: z.unknown(),
      }),
    ),
  })
  .meta({ title: 'Zaak' });
export type CaseView = z.infer<typeof caseSchema>;
export type CasePersonView = z.infer<typeof casePersonView>;
