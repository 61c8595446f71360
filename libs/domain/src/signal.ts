import type { Day } from './calendar/index.js';
import type { PersonId, SignalId } from './ids.js';
import type { MatchFields } from './matching/index.js';

/** The sector of a creditor: `EnumSignaalpartner` of DDAS v1.2, word by word. */
export const sectors = [
  'Belastingdienst',
  'CAK Eigen bijdrage',
  'CAK Zorgverzekeringen',
  'Dienst Toeslagen',
  'DUO',
  'Energie',
  'Huur',
  'Hypotheek',
  'Overige',
  'Water',
  'Zorg',
] as const;
export type Sector = (typeof sectors)[number];

/** What is near for the resident if nothing happens; `none` for an ordinary signal. */
export const crisisKinds = ['none', 'eviction', 'end-of-energy-supply', 'water', 'insurance'] as const;
export type CrisisKind = (typeof crisisKinds)[number];

/**
 * On whom the claim is. Eenmanszaak, VOF, CV and maatschap are natural persons to the law and in scope;
 * a legal person is not (domain rule 4).
 */
export const legalForms = [
  'natural-person',
  'eenmanszaak',
  'vof',
  'cv',
  'maatschap',
  'legal-person',
] as const;
export type LegalForm = (typeof legalForms)[number];

/**
 * What the decisions need of one signal. `written` is the name with the birth date as the creditor gave them,
 * `personKey` the one spelling of both, `reference` the creditor's reference of the customer; all three are null once
 * the signal is anonymised.
 */
export interface Signal {
  readonly signalId: SignalId;
  readonly source: string;
  readonly eventId: string;
  readonly creditorId: string;
  readonly sector: Sector;
  /** Receipt: the broker's append time, in milliseconds since the epoch. Legal clocks start here. */
  readonly receiptMs: number;
  readonly amountCents: number;
  readonly arrearsSince: Day;
  readonly crisis: CrisisKind;
  /** Day on which supply or residence ends, where the creditor gave one. */
  readonly crisisEnd: Day | null;
  readonly warmHandover: boolean;
  readonly legalForm: LegalForm;
  /** A natural person by form, whose surname reads like a company: a person has to look (domain rule 4). */
  readonly looksLikeLegalPerson: boolean;
  readonly personKey: string | null;
  readonly written: MatchFields | null;
  readonly reference: string | null;
  readonly birthDate: Day | null;
  /** A number came with it that can be called. Which one is no business of a decision. */
  readonly phoneKnown: boolean;
  /** An e-mail address came with it. */
  readonly emailKnown: boolean;
  /** The person that this signal starts, if it belongs to nobody known. Derived from the ids, so replay repeats it. */
  readonly freshPersonId: PersonId;
  /** Set by a person: this signal belongs to that resident, whatever the names say. */
  readonly pinnedPersonId: PersonId | null;
}

/** The order of all events of one address: receipt, then source, then id; never arrival (architecture). */
export interface EventOrder {
  readonly receiptMs: number;
  readonly source: string;
  readonly eventId: string;
}

export function compareOrder(left: EventOrder, right: EventOrder): number {
  if (left.receiptMs !== right.receiptMs) return left.receiptMs - right.receiptMs;
  if (left.source !== right.source) return left.source < right.source ? -1 : 1;
  if (left.eventId !== right.eventId) return left.eventId < right.eventId ? -1 : 1;
  return 0;
}
