import type { Creditor, CreditorRegistry, GroundedField, TopicSector } from '#contracts';

import type { Chance } from './chance.js';

/** Shares of the sectors in the signals of 2024 (monitor); the rest is a bank or the CAK now and then. */
const SECTOR_SHARES: readonly (readonly [TopicSector, number])[] = [
  ['zorg', 41],
  ['huur', 20],
  ['energie', 20],
  ['water', 18],
  ['overige', 1],
];

/** Who sends, in the words of the registry. */
export interface Senders {
  /** Active creditors that may report about the municipality, by sector. */
  readonly active: ReadonlyMap<TopicSector, readonly Creditor[]>;
  /** One that may not send now, for no other reason than that it is suspended. */
  readonly suspended: Creditor;
  /** One that has an agreement with one municipality only. */
  readonly local: Creditor;
  /** One whose ground covers no birth date. */
  readonly withoutBirthDay: Creditor;
}

/** The registry lacks a creditor that the generator needs; the message names what is missing. */
export class RegistryUnfit extends Error {
  constructor(missing: string) {
    super(`the registry has no ${missing}`);
    this.name = 'RegistryUnfit';
  }
}

/** @throws RegistryUnfit when a kind of creditor is missing that a realistic set of signals needs */
export function sendersOf(registry: CreditorRegistry, municipality: string): Senders {
  const all = registry.creditors();
  const active = all.filter(
    ({ status, municipalities }) =>
      status === 'active' && (municipalities === 'all' || municipalities.includes(municipality)),
  );
  const found = (creditor: Creditor | undefined, what: string): Creditor => {
    if (creditor === undefined) throw new RegistryUnfit(what);
    return creditor;
  };
  const bySector = Map.groupBy(active, ({ topicSector }) => topicSector);
  for (const [sector] of SECTOR_SHARES) found(bySector.get(sector)?.[0], `active creditor in ${sector}`);
  return {
    active: bySector,
    suspended: found(
      all.find(({ status, ground }) => status === 'suspended' && ground.validTo === undefined),
      'suspended creditor',
    ),
    local: found(
      active.find(({ municipalities }) => municipalities !== 'all'),
      'creditor with an agreement with one municipality only',
    ),
    withoutBirthDay: found(
      active.find(({ allowedFields }) => !allowedFields.includes('persoon.geboortedatum')),
      'creditor without a ground for birth dates',
    ),
  };
}

export function pickCreditor(senders: Senders, chance: Chance): Creditor {
  const ofSector = senders.active.get(chance.weighted(SECTOR_SHARES)) ?? [];
  // The first of a sector is its large one.
  return chance.weighted(ofSector.map((creditor, at) => [creditor, at === 0 ? 3 : 2] as const));
}

/** An active creditor that is not this one. */
export function anotherCreditor(senders: Senders, than: Creditor, chance: Chance): Creditor {
  for (let tries = 0; tries < 20; tries += 1) {
    const creditor = pickCreditor(senders, chance);
    if (creditor.id !== than.id) return creditor;
  }
  const others = [...senders.active.values()].flat().filter(({ id }) => id !== than.id);
  return chance.pick(others);
}

/** Creditors with a topic of their own write there, the others on the topic of their sector. */
export function topicOf(creditor: Creditor): string {
  return creditor.topics.find((topic) => topic.split('.').length === 3) ?? creditor.topics[0] ?? '';
}

export function sourceOf(creditor: Creditor): string {
  return creditor.sources[0] ?? '';
}

/** The gateways that deliver: each works for some sectors, and is one producer. */
export const PRODUCERS = ['utilities', 'housing', 'care'] as const;
export type ProducerName = (typeof PRODUCERS)[number];

const PRODUCER_OF_SECTOR: Readonly<Record<TopicSector, ProducerName>> = {
  energie: 'utilities',
  water: 'utilities',
  huur: 'housing',
  zorg: 'care',
  overige: 'care',
};

export function producerOf(creditor: Creditor): ProducerName {
  return PRODUCER_OF_SECTOR[creditor.topicSector];
}

export function maySend(creditor: Creditor, field: GroundedField): boolean {
  return creditor.allowedFields.includes(field);
}
