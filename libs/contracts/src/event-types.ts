import { sectors, type Sector } from '#domain';

/** The event types of the pipeline (CloudEvents `type`, reverse domain notation, version at the end). */
export const EVENT_TYPES = {
  signal: 'nl.vroegsignalering.signaal.gemeld.v1',
  withdrawal: 'nl.vroegsignalering.signaal.ingetrokken.v1',
  feedback: 'nl.vroegsignalering.terugkoppeling.v1',
} as const;

/** The groups of creditors that have a topic; the sector of a decision is the finer partner type of DDAS. */
export const TOPIC_SECTORS = ['energie', 'huur', 'zorg', 'water', 'overige'] as const;
export type TopicSector = (typeof TOPIC_SECTORS)[number];

/** The 11 values of `EnumSignaalpartner` (DDAS Vroegsignalering v1.2): the sectors of the domain. */
export const PARTNER_TYPES = sectors;
export type PartnerType = Sector;

/**
 * The types of creditor that the registry knows: the 11 of DDAS, and municipal taxes, which DDAS counts as `Overige`
 * but which need a switch of their own (the experiment's term has ended).
 */
export const CREDITOR_TYPES = [...PARTNER_TYPES, 'Gemeentelijke belastingen'] as const;
export type CreditorType = (typeof CREDITOR_TYPES)[number];

interface CreditorTypeFacts {
  readonly partnerType: PartnerType;
  readonly topicSector: TopicSector;
  /** A type that is off may be registered but is never active, unless the registry document switches it on by name. */
  readonly shipsSwitchedOn: boolean;
}

const overige = (partnerType: PartnerType, shipsSwitchedOn = true): CreditorTypeFacts => ({
  partnerType,
  topicSector: 'overige',
  shipsSwitchedOn,
});

/**
 * DDAS type and topic of each creditor type. The CAK is no health insurer: it reports arrears that are older than the
 * 30–100 days of insurers, so it writes to `overige`.
 */
export const CREDITOR_TYPE_FACTS: Readonly<Record<CreditorType, CreditorTypeFacts>> = {
  Belastingdienst: overige('Belastingdienst'),
  'CAK Eigen bijdrage': overige('CAK Eigen bijdrage'),
  'CAK Zorgverzekeringen': overige('CAK Zorgverzekeringen'),
  'Dienst Toeslagen': overige('Dienst Toeslagen'),
  DUO: overige('DUO'),
  Energie: { partnerType: 'Energie', topicSector: 'energie', shipsSwitchedOn: true },
  Huur: { partnerType: 'Huur', topicSector: 'huur', shipsSwitchedOn: true },
  Hypotheek: overige('Hypotheek', false),
  Overige: overige('Overige'),
  Water: { partnerType: 'Water', topicSector: 'water', shipsSwitchedOn: true },
  Zorg: { partnerType: 'Zorg', topicSector: 'zorg', shipsSwitchedOn: true },
  'Gemeentelijke belastingen': overige('Overige', false),
};

/** Topic of a sector that producers who trust each other share: `signals.<sector>`. */
export function sectorTopic(sector: TopicSector): string {
  return `signals.${sector}`;
}

/** Topic of one creditor with credentials of its own: `signals.<sector>.<creditor>`. The broker's ACL proves the source. */
export function creditorTopic(sector: TopicSector, creditorId: string): string {
  return `signals.${sector}.${creditorId}`;
}

/** Topic with what one creditor hears, readable by that creditor only: `signals.feedback.<creditor>`. */
export function feedbackTopic(creditorId: string): string {
  return `signals.feedback.${creditorId}`;
}
