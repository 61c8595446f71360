import { z } from 'zod';

/**
 * Every way in which the API of the desk says no, with its status and the Dutch sentence that goes with it. The list
 * is closed; `type` of the problem (RFC 9457) is `urn:problem-type:eropaf:<code>`.
 */
export const problems = {
  'invalid-request': { status: 400, title: 'Het verzoek klopt niet.' },
  'not-authenticated': { status: 401, title: 'Er is geen geldig token meegegeven.' },
  forbidden: { status: 403, title: 'Deze rol mag dit niet.' },
  'not-found': { status: 404, title: 'Dit bestaat niet.' },
  'task-not-claimable': { status: 409, title: 'De taak is niet (meer) op te pakken.' },
  'task-not-yours': { status: 409, title: 'De taak is niet door u opgepakt.' },
  'task-otherwise-ended': { status: 409, title: 'De taak is al op een andere manier beëindigd.' },
  'task-not-uncertain': { status: 409, title: 'Over deze taak hoeft niets beslist te worden.' },
  'do-not-approach': { status: 409, title: 'Deze inwoner mag niet worden benaderd.' },
  'case-closed': { status: 409, title: 'De zaak van deze persoon is al afgesloten.' },
  'attempt-differs': { status: 409, title: 'Onder dit id is een andere contactpoging vastgelegd.' },
  'persons-already-one': { status: 409, title: 'Deze personen zijn al samengevoegd.' },
  'signal-already-split': { status: 409, title: 'Een van de signalen is al aan een persoon vastgezet.' },
  'signal-already-there': { status: 409, title: 'Het signaal ligt al op dit adres.' },
  'review-settled': { status: 409, title: 'Over dit signaal is al beslist.' },
  'review-changed': {
    status: 409,
    title: 'Wat er over dit signaal bekend is, is intussen veranderd; bekijk het opnieuw.',
  },
  'split-takes-all': { status: 422, title: 'Er moet ten minste één signaal bij de persoon blijven.' },
  'outcome-contradicts': { status: 422, title: 'Het eindresultaat past niet bij de contactpogingen.' },
  'address-not-secret': { status: 409, title: 'Het adres van deze inwoner is niet geheim.' },
  'address-secret': { status: 409, title: 'Dit adres is geheim; de gemeente doet dit zelf.' },
  'release-not-asked': { status: 409, title: 'Niemand heeft om deze brief gevraagd.' },
  'release-by-another': { status: 409, title: 'Een ander dan de aanvrager geeft de brief vrij.' },
  'too-large': { status: 413, title: 'Het verzoek is te groot.' },
  'unsupported-media-type': { status: 415, title: 'Alleen application/json wordt aangenomen.' },
  'internal-error': { status: 500, title: 'Er ging iets mis.' },
  unavailable: { status: 503, title: 'Even niet beschikbaar; probeer het later opnieuw.' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemCode = keyof typeof problems;

/** Where a fault of a request lies. */
export const faultPlaces = ['path', 'query', 'body'] as const;
export type FaultPlace = (typeof faultPlaces)[number];

/** What can be wrong with one field of a request. The first six are those of the door. */
export const requestFaults = {
  missing: 'Een verplicht gegeven ontbreekt.',
  'unknown-member': 'Er staat een gegeven in dat niet in de afspraak voorkomt.',
  'wrong-type': 'Het gegeven heeft een ander type dan afgesproken.',
  'unknown-value': 'De waarde komt niet voor in de gesloten lijst.',
  malformed: 'De waarde heeft niet de afgesproken vorm, lengte of tekens.',
  'out-of-range': 'De waarde valt buiten de afgesproken grenzen.',
  'not-json': 'De inhoud is geen geldige JSON.',
  'in-the-future': 'Dit moment ligt in de toekomst.',
  'before-receipt': 'Dit moment ligt voor de ontvangst van het eerste signaal.',
  'not-in-the-future': 'Deze dag moet in de toekomst liggen.',
  'too-far-away': 'Deze dag ligt te ver weg.',
  'needs-contact': 'Dit kan alleen als de inwoner is bereikt.',
  'reason-required': 'Bij dit eindresultaat hoort een reden.',
  'reason-not-allowed': 'Een reden hoort alleen bij Niet opgepakt: andere reden.',
  'exactly-one': 'Er moet precies één van de mogelijkheden worden gekozen.',
  'not-of-this-channel': 'Deze soort hoort bij een ander kanaal dan de taak; leg haar los van de taak vast.',
  'attempt-required': 'Bij dit besluit hoort een contactpoging.',
  'reached-attempt-exists': 'Er is wel contact geweest.',
  'no-reached-attempt': 'Er is geen contact geweest.',
  'team-lead-required': 'Dit mag alleen de teamleider.',
  'motivation-required': 'Hierbij hoort een motivering.',
} as const satisfies Record<string, string>;
export type RequestFaultCode = keyof typeof requestFaults;

/** One fault of a request: where and what, never the value. */
export interface RequestFault {
  readonly in: FaultPlace;
  /** JSON pointer (RFC 6901) within that part of the request. */
  readonly pointer: string;
  readonly code: RequestFaultCode;
}

export const problemSchema = z
  .strictObject({
    type: z.string().meta({ description: 'urn:problem-type:eropaf:<code>' }),
    title: z.string().meta({ description: 'Wat er mis is, in één zin.' }),
    status: z.int().min(400).max(599),
    detail: z.string().optional().meta({ description: 'Wat eraan te doen is.' }),
    instance: z.string().optional().meta({ description: 'Het pad van het verzoek.' }),
    fouten: z
      .array(
        z.strictObject({
          in: z.enum(faultPlaces),
          pointer: z.string(),
          code: z.enum(Object.keys(requestFaults) as [RequestFaultCode, ...RequestFaultCode[]]),
        }),
      )
      .optional()
      .meta({ description: 'Alle fouten samen, met plaats en code; nooit de waarde.' }),
  })
  .meta({ title: 'Probleem', description: 'Foutmelding volgens RFC 9457.' });
export type Problem = z.infer<typeof problemSchema>;
