import type { Creditor, SignalData, TopicSector } from '#contracts';

import type { Chance } from './chance.js';
import { dayText } from './days.js';

/** What is owed, and how it is told. */
export interface Arrears {
  readonly amountCents: number;
  /** Age in days at the signal's receipt. */
  readonly ageDays: number;
  readonly crisis: SignalData['crisissignaal'];
  readonly warmHandover: boolean;
  readonly personKind: SignalData['soortPersoon'];
  readonly companyName: string | null;
}

/** Usual amounts in cents: least, typical and most. Two months of rent is more than two of water. */
const AMOUNTS: Readonly<Record<TopicSector, readonly [number, number, number]>> = {
  zorg: [9_000, 34_000, 110_000],
  huur: [35_000, 125_000, 420_000],
  energie: [6_000, 42_000, 180_000],
  water: [3_500, 14_000, 52_000],
  overige: [8_000, 90_000, 350_000],
};

/** A quarter of the energy signals says that supply ends (monitor 2024); the others are rare. */
const CRISIS_SHARE: Readonly<Record<TopicSector, number>> = {
  energie: 0.25,
  huur: 0.04,
  water: 0.03,
  zorg: 0.01,
  overige: 0,
};

type Kind =
  'ordinary' | 'below' | 'at-threshold' | 'just-above' | 'too-young' | 'too-old' | 'legal' | 'company-name';

const KINDS: readonly (readonly [Kind, number])[] = [
  ['ordinary', 92],
  ['below', 2.6],
  ['at-threshold', 0.4],
  ['just-above', 0.4],
  ['too-young', 1.4],
  ['too-old', 1.4],
  ['legal', 0.9],
  ['company-name', 0.9],
];

const COMPANIES = [
  'Bakkerij De Gouden Korst B.V.',
  'Stichting Morgenrood',
  'V.v.E. Zonzicht',
  'Klusbedrijf Anders BV',
];

/** In cents: everybody above EUR 25 is approached, EUR 25.00 itself is not. */
const THRESHOLD_CENTS = 2_500;

/**
 * @param plain an ordinary signal that will be picked up, without crisis or warm handover
 */
export function drawArrears(creditor: Creditor, receiptDay: number, chance: Chance, plain: boolean): Arrears {
  const kind = plain ? 'ordinary' : chance.weighted(KINDS);
  const crisis = !plain && chance.happens(CRISIS_SHARE[creditor.topicSector]);
  const legal = kind === 'legal';
  return {
    amountCents: amountOf(kind, creditor.topicSector, chance),
    ageDays: ageOf(kind, chance),
    crisis: crisis ? crisisOf(creditor.topicSector, receiptDay, chance) : { soort: 'geen' },
    warmHandover: !plain && chance.happens(0.015),
    personKind: legal ? 'rechtspersoon' : personKind(chance, plain),
    companyName: legal || kind === 'company-name' ? chance.pick(COMPANIES) : null,
  };
}

function personKind(chance: Chance, plain: boolean): SignalData['soortPersoon'] {
  if (plain || !chance.happens(0.02)) return 'natuurlijkPersoon';
  return chance.pick(['eenmanszaak', 'eenmanszaak', 'vof', 'cv', 'maatschap'] as const);
}

function amountOf(kind: Kind, sector: TopicSector, chance: Chance): number {
  if (kind === 'below') return chance.between(300, THRESHOLD_CENTS - 1);
  if (kind === 'at-threshold') return THRESHOLD_CENTS;
  if (kind === 'just-above') return THRESHOLD_CENTS + 1;
  const [least, typical, most] = AMOUNTS[sector];
  // The mean of two draws on either side of the typical amount: most near it, a few far above.
  const amount = chance.happens(0.55)
    ? typical - (typical - least) * chance.fraction()
    : typical + (most - typical) * chance.fraction() ** 2;
  return Math.round(amount);
}

/** Arrears are reported from 30 days on, by health insurers up to 100 days. */
function ageOf(kind: Kind, chance: Chance): number {
  if (kind === 'too-young') return chance.between(5, 29);
  if (kind === 'too-old') return chance.between(101, 240);
  return chance.between(31, 94);
}

function crisisOf(sector: TopicSector, receiptDay: number, chance: Chance): SignalData['crisissignaal'] {
  switch (sector) {
    case 'energie':
      return {
        soort: 'eindeLeveringEnergie',
        einddatumLevering: dayText(receiptDay + chance.between(28, 56)),
      };
    case 'huur':
      return { soort: 'uithuiszetting' };
    case 'water':
      return { soort: 'afsluitingWater' };
    case 'zorg':
      return { soort: 'royementZorgverzekering' };
    case 'overige':
      return { soort: 'geen' };
  }
}
