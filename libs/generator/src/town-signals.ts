import { EVENT_TYPES, SIMULATED_RECEIPT_HEADER } from '#contracts';
import type { Creditor, CreditorRegistry, SignalData } from '#contracts';

import { drawArrears } from './arrears.js';
import { chanceOf, letters, type Chance } from './chance.js';
import { dayNumber, dayText } from './days.js';
import type { GeneratedRecord } from './generate.js';
import { residentOf, respelledName, type Resident } from './people.js';
import { houseOf, REGISTERED_MUNICIPALITY } from './registered-town.js';
import type { TownHouse, TownOptions, TownResident } from './registered-town.js';
import { maySend, producerOf, RegistryUnfit, sourceOf, topicOf } from './senders.js';
import { dutiesDone } from './signal-content.js';

export type TownRecord = Pick<GeneratedRecord, 'headers' | 'key' | 'producer' | 'topic' | 'value'> & {
  readonly source: string;
  readonly eventId: string;
  /** Who it is about; null: nobody of the register. It never travels. */
  readonly truth: TownResident | null;
};

/** What draws are for, so that no two share their chance. */
const purpose = { signal: 0x70a2, stranger: 0x70a3 } as const;

/** In which parts signals are of which kind; the parts are drawn apart from each other. */
const MIX = {
  notInRegister: 0.1,
  strangerAtRegisteredAddress: 0.5,
  moved: 0.05,
  leftOrDeceased: 0.05,
  marriedName: 0.12,
  withoutBirthDate: 0.08,
  initialsOnly: 0.15,
  oneMisspelling: 0.2,
  twoMisspellings: 0.05,
  wrongAddition: 0.03,
} as const;

/**
 * Signals about a town, all received in the night before the day, as their creditors' producers send them.
 *
 * @throws RegistryUnfit when no active creditor may report about the town with a name, a birth date and an addition
 */
export function townRecords(
  town: readonly TownResident[],
  {
    count,
    day,
    registry,
    seed,
  }: Pick<TownOptions, 'day' | 'seed'> & {
    readonly count: number;
    readonly registry: CreditorRegistry;
  },
): readonly TownRecord[] {
  const creditors = registry
    .creditors()
    .filter(
      (one) =>
        one.status === 'active' &&
        (one.municipalities === 'all' || one.municipalities.includes(REGISTERED_MUNICIPALITY)) &&
        needed.every((field) => maySend(one, field)),
    );
  if (creditors.length === 0) throw new RegistryUnfit(`active creditor for ${REGISTERED_MUNICIPALITY}`);
  return Array.from({ length: count }, (_, number) => {
    const chance = chanceOf(seed, purpose.signal, number);
    const about = aboutWhom(town, seed, number, dayNumber(day), chance);
    return recordOf(chance.pick(creditors), about, { number, day, chance });
  });
}

const needed = [
  'persoon.voorletters',
  'persoon.tussenvoegsel',
  'persoon.geboortedatum',
  'adres.huisnummertoevoeging',
] as const;

interface About {
  readonly who: Resident;
  readonly partner: Resident | null;
  readonly house: TownHouse;
  readonly truth: TownResident | null;
}

function aboutWhom(
  town: readonly TownResident[],
  seed: number,
  number: number,
  onDay: number,
  chance: Chance,
): About {
  const drawn = chance.fraction();
  if (drawn < MIX.notInRegister) {
    const house = chance.happens(MIX.strangerAtRegisteredAddress)
      ? chance.pick(town).house
      : houseOf(town.length + number);
    const who = residentOf(chanceOf(seed, purpose.stranger).between(1, 2 ** 30), number, 0, onDay);
    return { who, partner: null, house, truth: null };
  }
  const isMoved = drawn < MIX.notInRegister + MIX.moved;
  const isGone = !isMoved && drawn < MIX.notInRegister + MIX.moved + MIX.leftOrDeceased;
  const fitting = town.filter(
    ({ previous, registration }) =>
      (!isMoved || previous !== null) && (registration === 'resident') === !isGone,
  );
  const truth = chance.pick(fitting);
  const house = isMoved ? (truth.previous ?? truth.house) : truth.house;
  const isMarriedName = truth.partner !== null && chance.happens(MIX.marriedName);
  return { who: truth.who, partner: isMarriedName ? truth.partner : null, house, truth };
}

interface Making {
  readonly number: number;
  readonly day: string;
  readonly chance: Chance;
}

function recordOf(creditor: Creditor, about: About, making: Making): TownRecord {
  const { chance, day, number } = making;
  const receiptMs = Date.parse(`${day}T01:00:00Z`) + number * 1_000;
  const receipt = new Date(receiptMs).toISOString();
  const eventId = `vs-${letters(chance, 18)}`;
  const source = sourceOf(creditor);
  return {
    producer: producerOf(creditor),
    topic: topicOf(creditor),
    key: eventId,
    value: Buffer.from(JSON.stringify(dataOf(creditor, about, making))),
    headers: {
      ce_specversion: '1.0',
      ce_type: EVENT_TYPES.signal,
      ce_source: source,
      ce_id: eventId,
      ce_time: receipt,
      'content-type': 'application/json',
      [SIMULATED_RECEIPT_HEADER]: receipt,
    },
    source,
    eventId,
    truth: about.truth,
  };
}

function dataOf(creditor: Creditor, about: About, { chance, day, number }: Making): SignalData {
  const { house, who } = about;
  const arrears = drawArrears(creditor, dayNumber(day), chance, true);
  const addition = chance.happens(MIX.wrongAddition) ? otherAddition(house, chance) : house.addition;
  return {
    gemeentecode: REGISTERED_MUNICIPALITY,
    klantreferentie: `K${number}t`,
    soortPersoon: arrears.personKind,
    persoon: writtenPerson(creditor, about, chance),
    adres: {
      postcode: house.postcode,
      huisnummer: String(house.number),
      ...(addition === null ? {} : { huisnummertoevoeging: addition }),
    },
    ...(who.phone !== null && maySend(creditor, 'telefoonnummer') ? { telefoonnummer: who.phone } : {}),
    bedragInCenten: arrears.amountCents,
    ontstaansdatum: dayText(dayNumber(day) - arrears.ageDays),
    signaaldatum: day,
    crisissignaal: arrears.crisis,
    warmeOverdracht: arrears.warmHandover,
    verklaringSchuldeiser: dutiesDone,
  };
}

function otherAddition(house: TownHouse, chance: Chance): string | null {
  return house.addition === null ? chance.pick(['A', '1', '2']) : null;
}

function writtenPerson(creditor: Creditor, { partner, who }: About, chance: Chance): SignalData['persoon'] {
  const name = respelledName(partner === null ? who : { ...who, ...nameOf(partner) }, chance);
  const slips = chance.weighted([
    [0, 1 - MIX.oneMisspelling - MIX.twoMisspellings],
    [1, MIX.oneMisspelling],
    [2, MIX.twoMisspellings],
  ]);
  let { surname } = name;
  for (let slip = 0; slip < slips; slip += 1) surname = slipped(surname, chance);
  const isInitialsOnly = chance.happens(MIX.initialsOnly) || !maySend(creditor, 'persoon.voornamen');
  return {
    ...(isInitialsOnly ? { voorletters: who.initials } : { voornamen: who.firstNames }),
    ...(name.prefix === null ? {} : { tussenvoegsel: name.prefix }),
    achternaam: surname,
    ...(chance.happens(MIX.withoutBirthDate) ? {} : { geboortedatum: who.birthDay }),
  };
}

function nameOf({ prefix, surname }: Resident): Pick<Resident, 'prefix' | 'surname'> {
  return { prefix, surname };
}

/** A letter too few, one twice, or two exchanged; never the first, which people get right. */
function slipped(name: string, chance: Chance): string {
  if (name.length < 4) return name;
  const at = chance.between(1, name.length - 2);
  const [before, one, next, behind] = [
    name.slice(0, at),
    name.charAt(at),
    name.charAt(at + 1),
    name.slice(at + 2),
  ];
  return chance.pick([
    `${before}${next}${behind}`,
    `${before}${one}${one}${next}${behind}`,
    `${before}${next}${one}${behind}`,
  ]);
}
