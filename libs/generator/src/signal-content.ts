import type { Creditor, GroundedField, SignalData } from '#contracts';

import { drawArrears, type Arrears } from './arrears.js';
import { chanceOf, letters, type Chance } from './chance.js';
import { dayOfInstant, dayText } from './days.js';
import { chanceFor, fateOf, isLone, type Fate, type Scene } from './fate.js';
import { residentOf, respelledName, type Resident } from './people.js';
import { PLACE_NAME, placeOf, respelledPlace, writtenPlace } from './places.js';
import { anotherCreditor, maySend, pickCreditor, sourceOf, topicOf, type Senders } from './senders.js';

/** One signal as its creditor has it. */
export interface SignalContent {
  readonly creditor: Creditor;
  readonly topic: string;
  readonly source: string;
  readonly eventId: string;
  readonly data: SignalData;
  /** The address and the resident that it is about, by their numbers. */
  readonly household: number;
  readonly resident: number;
  readonly looksLikeCompany: boolean;
}

/** Signals, in other words what has content of its own. */
export type SignalFate = Exclude<
  Fate,
  {
    readonly kind:
      'duplicate' | 'conflict' | 'withdrawal-at-once' | 'withdrawal-late' | 'withdrawal-first' | 'corrected';
  }
>;

/** The content of a signal; that of an invalid one before anything is spoilt in it. */
export function contentOf(scene: Scene, senders: Senders, fate: SignalFate): SignalContent {
  const chance = chanceFor(scene, fate.index, 'content');
  const eventId = `vs-${letters(chance, 18)}`;
  switch (fate.kind) {
    case 'fresh':
    case 'invalid':
    case 'not-served':
      return newArrears(scene, fate, eventId, {
        creditor: pickCreditor(senders, chance),
        household: fate.index,
        resident: 0,
        plain: fate.kind !== 'fresh' || isLone(scene, fate.index),
        respelled: false,
        chance,
      });
    case 'house-sharer':
      return newArrears(scene, fate, eventId, {
        creditor: pickCreditor(senders, chance),
        household: fate.parent,
        resident: fate.index,
        plain: false,
        respelled: chance.happens(0.5),
        chance,
      });
    case 'other-creditor':
    case 'next-month': {
      const parent = parentContent(scene, senders, fate.parent);
      const same = fate.kind === 'next-month' && chance.happens(0.6);
      return newArrears(scene, fate, eventId, {
        creditor: same ? parent.creditor : anotherCreditor(senders, parent.creditor, chance),
        household: parent.household,
        resident: parent.resident,
        plain: false,
        respelled: !same && chance.happens(0.6),
        chance,
      });
    }
    case 'repeat':
    case 'risen':
      return sameArrears(parentContent(scene, senders, fate.parent), fate, eventId, chance);
  }
}

/** The content of the fresh signal (or of the spoilt one) that a record follows. */
export function parentContent(scene: Scene, senders: Senders, parent: number): SignalContent {
  return contentOf(scene, senders, fateOf(scene, parent) as SignalFate);
}

interface Making {
  readonly creditor: Creditor;
  readonly household: number;
  readonly resident: number;
  readonly plain: boolean;
  readonly respelled: boolean;
  readonly chance: Chance;
}

function newArrears(scene: Scene, fate: Fate, eventId: string, making: Making): SignalContent {
  const { creditor, household, resident, chance } = making;
  const receiptDay = dayOfInstant(fate.receiptMs);
  const arrears = drawArrears(creditor, receiptDay, chance, making.plain);
  return {
    creditor,
    topic: topicOf(creditor),
    source: sourceOf(creditor),
    eventId,
    household,
    resident,
    looksLikeCompany: arrears.companyName !== null && arrears.personKind !== 'rechtspersoon',
    data: signalData(scene, making, arrears, receiptDay),
  };
}

/** The same arrears again: not higher, or risen; now and then in a crisis that was none before. */
function sameArrears(
  parent: SignalContent,
  fate: Fate & { readonly kind: 'repeat' | 'risen' },
  eventId: string,
  chance: Chance,
): SignalContent {
  const { data } = parent;
  const factor = fate.kind === 'risen' ? 1.15 + chance.fraction() * 0.6 : chance.pick([1, 1, 1, 0.8, 0.6]);
  const rounded = Math.max(1, Math.round(data.bedragInCenten * factor));
  return {
    ...parent,
    eventId,
    data: {
      ...data,
      bedragInCenten: fate.kind === 'risen' ? Math.max(rounded, data.bedragInCenten + 1) : rounded,
      signaaldatum: dayText(dayOfInstant(fate.receiptMs)),
    },
  };
}

function signalData(scene: Scene, making: Making, arrears: Arrears, receiptDay: number): SignalData {
  const { chance, creditor, household, resident, respelled } = making;
  const may = (field: GroundedField): boolean => maySend(creditor, field);
  const who = residentOf(scene.seed, household, resident, scene.days.first);
  const where = placeOf(scene.seed, household);
  const apart = may('adres.huisletter') && may('adres.huisnummertoevoeging');
  return {
    gemeentecode: 'GM0505',
    // Letters between the digits: a reference of nine digits could pass for a burgerservicenummer.
    klantreferentie: `K${household}r${resident}`,
    soortPersoon: arrears.personKind,
    persoon: writtenPerson(scene, making, who, arrears),
    adres: {
      ...(respelled ? respelledPlace(where, chance, apart) : writtenPlace(where)),
      ...(may('adres.straat') ? { straat: where.street } : {}),
      ...(may('adres.plaats') ? { plaats: PLACE_NAME } : {}),
    },
    ...(who.phone !== null && may('telefoonnummer') ? { telefoonnummer: who.phone } : {}),
    ...(who.email !== null && may('emailadres') && chance.happens(0.6) ? { emailadres: who.email } : {}),
    bedragInCenten: arrears.amountCents,
    ontstaansdatum: dayText(receiptDay - arrears.ageDays),
    signaaldatum: dayText(receiptDay - chance.between(0, 1)),
    crisissignaal: arrears.crisis,
    warmeOverdracht: arrears.warmHandover,
    ...(creditor.partnerType === 'Huur' || chance.happens(0.5) ? { verklaringSchuldeiser: dutiesDone } : {}),
  };
}

/** A creditor's old files hold the surname of some customers and nothing else of who they are. */
const BARE_NAMES = 0.02;

function isBareName(seed: number, household: number, resident: number, creditorId: string): boolean {
  const ofCreditor = [...creditorId].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 65_521, 7);
  return chanceOf(seed, 0xba5e, household, resident, ofCreditor).happens(BARE_NAMES);
}

function writtenPerson(
  { seed }: Scene,
  { chance, creditor, household, resident, respelled }: Making,
  who: Resident,
  { companyName }: Arrears,
): SignalData['persoon'] {
  const name = respelled ? respelledName(who, chance) : who;
  if (companyName !== null) return { achternaam: companyName };
  const prefix =
    name.prefix !== null && maySend(creditor, 'persoon.tussenvoegsel') ? { tussenvoegsel: name.prefix } : {};
  if (isBareName(seed, household, resident, creditor.id)) return { ...prefix, achternaam: name.surname };
  return {
    ...(maySend(creditor, 'persoon.voorletters') ? { voorletters: who.initials } : {}),
    ...(maySend(creditor, 'persoon.voornamen') && chance.happens(0.4) ? { voornamen: who.firstNames } : {}),
    ...prefix,
    achternaam: name.surname,
    ...(maySend(creditor, 'persoon.geboortedatum') && chance.happens(0.9)
      ? { geboortedatum: who.birthDay }
      : {}),
  };
}

export const dutiesDone = {
  herinneringGestuurd: true,
  persoonlijkContactGezocht: true,
  gewezenOpHulp: true,
  doorgevenAangekondigd: true,
} as const;
