import { EVENT_TYPES, SIMULATED_RECEIPT_HEADER } from '#contracts';
import type { Creditor, CreditorRegistry, SignalData } from '#contracts';

import { drawArrears } from './arrears.js';
import { chanceOf, letters, type Chance } from './chance.js';
import { dayNumber, dayText } from './days.js';
import type { GeneratedRecord } from './generate.js';
import {
  REGISTERED_MUNICIPALITY,
  townSignals,
  type TownResident,
  type TownSignal,
} from './registered-town.js';
import { maySend, producerOf, RegistryUnfit, sourceOf, topicOf } from './senders.js';
import { dutiesDone } from './signal-content.js';

export type TownRecord = Pick<GeneratedRecord, 'headers' | 'key' | 'producer' | 'topic' | 'value'> & {
  readonly source: string;
  readonly eventId: string;
  /** Who it is about; null: nobody of the register. It never travels. */
  readonly truth: TownResident | null;
};

export interface TownOptions {
  readonly seed: number;
  readonly residents: number;
  readonly signals: number;
  /** The day on which they are received, as YYYY-MM-DD. */
  readonly day: string;
  readonly registry: CreditorRegistry;
}

/** What draws are for, so that no two share their chance. */
const PURPOSE = 0x70a1;

const needed = [
  'persoon.voorletters',
  'persoon.tussenvoegsel',
  'persoon.geboortedatum',
  'adres.huisletter',
  'adres.huisnummertoevoeging',
] as const;

/**
 * Signals about a town, all received in the night before the day, as their creditors' producers send them.
 *
 * @throws RegistryUnfit when no active creditor may report about the town with a name, a birth date and a whole address
 */
export function townRecords(options: TownOptions): readonly TownRecord[] {
  const { day, registry, residents, seed, signals } = options;
  const creditors = registry
    .creditors()
    .filter(
      (one) =>
        one.status === 'active' &&
        (one.municipalities === 'all' || one.municipalities.includes(REGISTERED_MUNICIPALITY)) &&
        needed.every((field) => maySend(one, field)),
    );
  if (creditors.length === 0) throw new RegistryUnfit(`active creditor for ${REGISTERED_MUNICIPALITY}`);
  return townSignals(seed, residents, signals).map((signal) => {
    const chance = chanceOf(seed, PURPOSE, signal.number);
    return recordOf(chance.pick(creditors), signal, day, chance);
  });
}

function recordOf(creditor: Creditor, signal: TownSignal, day: string, chance: Chance): TownRecord {
  const receipt = new Date(Date.parse(`${day}T01:00:00Z`) + signal.number * 1_000).toISOString();
  const eventId = `vs-${letters(chance, 18)}`;
  const source = sourceOf(creditor);
  return {
    producer: producerOf(creditor),
    topic: topicOf(creditor),
    key: eventId,
    value: Buffer.from(JSON.stringify(dataOf(creditor, signal, day, chance))),
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
    truth: signal.truth,
  };
}

function dataOf(creditor: Creditor, signal: TownSignal, day: string, chance: Chance): SignalData {
  const { addition, letter, number, postcode } = signal.house;
  const arrears = drawArrears(creditor, dayNumber(day), chance, true);
  return {
    gemeentecode: REGISTERED_MUNICIPALITY,
    klantreferentie: `K${signal.number}t`,
    soortPersoon: arrears.personKind,
    persoon: personOf(creditor, signal),
    adres: {
      postcode,
      huisnummer: String(number),
      ...(letter === null ? {} : { huisletter: letter }),
      ...(addition === null ? {} : { huisnummertoevoeging: addition }),
    },
    bedragInCenten: arrears.amountCents,
    ontstaansdatum: dayText(dayNumber(day) - arrears.ageDays),
    signaaldatum: day,
    crisissignaal: arrears.crisis,
    warmeOverdracht: arrears.warmHandover,
    verklaringSchuldeiser: dutiesDone,
  };
}

function personOf(creditor: Creditor, signal: TownSignal): SignalData['persoon'] {
  const { birthDate, firstNames, initials, prefix, surname } = signal;
  const isNamed = firstNames !== null && maySend(creditor, 'persoon.voornamen');
  return {
    ...(isNamed ? { voornamen: firstNames } : { voorletters: initials ?? initialsOf(firstNames ?? '') }),
    ...(prefix === '' ? {} : { tussenvoegsel: prefix }),
    achternaam: surname,
    ...(birthDate === null ? {} : { geboortedatum: dashed(birthDate) }),
  };
}

/** A creditor whose ground covers no first names. */
function initialsOf(firstNames: string): string {
  return firstNames
    .split(' ')
    .map((name) => `${[...name][0] ?? ''}.`)
    .join('');
}

function dashed(day: string): string {
  return `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
}
