// The invented country of the bench: municipalities with their policies, creditors, residents and signals about them.
// Each is a function of its number, so that two runs on two machines read the same bytes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { EVENT_TYPES, parsePolicy } from '#contracts';
import { signalOf } from '#generator';

import { clone } from '../../../deploy/stack/places.mjs';

/** As many as the Netherlands had in 2026. The codes are of nobody. */
export const MUNICIPALITIES = 342;
const SEED = 1;
const PRESETS = ['dordrecht', 'roermond', 'heemskerk'];

/** @typedef {'country' | 'one'} Spread Over all municipalities in sizes as they differ, or everything in one. */

const codeOf = (number) => `GM${1001 + number}`;

/** Municipality by share of the country: the largest has some 5 in 100 residents, the smallest 3 in 10,000. */
const shares = (() => {
  const weights = Array.from({ length: MUNICIPALITIES }, (_, number) => 1 / (number + 4));
  const total = weights.reduce((sum, one) => sum + one, 0);
  let upTo = 0;
  return weights.map((weight) => (upTo += weight / total));
})();

/** All municipalities with their shares of the country, the largest first. */
export function municipalityShares() {
  return shares.map((upTo, number) => ({ code: codeOf(number), share: upTo - (shares[number - 1] ?? 0) }));
}

/** Chance in [0, 1) that follows from a text or from numbers alone. */
export function fractionOf(...parts) {
  let hash = 0x811c9dc5;
  for (const character of parts.join(' ')) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}

/** A street lies in one municipality. @param {Spread} spread */
export function municipalityOf(postcode, spread) {
  if (spread === 'one') return codeOf(0);
  const drawn = fractionOf('municipality', postcode);
  let [from, to] = [0, MUNICIPALITIES - 1];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (shares[middle] > drawn) to = middle;
    else from = middle + 1;
  }
  return codeOf(from);
}

/** The policies of all municipalities: the presets in turn, with every rule on. @param {'none' | 'local'} register */
export function policies(register) {
  const presets = PRESETS.map((name) => {
    const text = readFileSync(join(clone, `deploy/municipalities/${name}.yaml`), 'utf8');
    const parsed = parsePolicy(text);
    if (!parsed.ok) throw new Error(`the preset ${name} is invalid`);
    return parsed.value;
  });
  return Array.from({ length: MUNICIPALITIES }, (_, number) => ({
    ...presets[number % presets.length],
    municipality: codeOf(number),
    name: `Bench ${number + 1}`,
    effectiveFrom: '2021-01-01',
    // Invented houses have postcodes of the whole country.
    postcodeRanges: [{ from: '1000', to: '9999' }],
    residentRegister: {
      ...presets[number % presets.length].residentRegister,
      source: register,
    },
  }));
}

/** Shares of the sectors in the signals of 2024 (monitor); health insurers are two, so that nobody sends half. */
const senders = [
  { name: 'zorga', type: 'Zorg', sector: 'zorg', share: 21 },
  { name: 'zorgb', type: 'Zorg', sector: 'zorg', share: 20 },
  { name: 'huur', type: 'Huur', sector: 'huur', share: 20 },
  { name: 'energie', type: 'Energie', sector: 'energie', share: 20 },
  { name: 'water', type: 'Water', sector: 'water', share: 19 },
];

/** @param {string} run a word that no other run has, so that topics are nobody else's */
export function creditorsOf(run) {
  return senders.map((sender, index) => {
    const id = `bench-${run}-${sender.name}`;
    return {
      ...sender,
      id,
      source: `urn:nld:kvknr:${90001001 + index}.bench`,
      topic: `signals.${sender.sector}.${id}`,
    };
  });
}

/** The registry of creditors as a document. */
export function registryOf(creditors) {
  return {
    creditors: creditors.map(({ id, name, source, topic, type }) => ({
      id,
      name: `Bench ${name}`,
      sources: [source],
      type,
      ground: { name: 'Wgs art. 3 lid 1 onder b', validFrom: '2021-01-01' },
      allowedFields: [
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
      ],
      municipalities: 'all',
      topics: [topic],
      status: 'active',
      customerReferenceMayBeBsn: false,
    })),
  };
}

/** What a record is: shares in a thousand. What is left is a first signal about somebody. */
const KINDS = [
  ['other-creditor', 200],
  ['repeat', 60],
  ['risen', 40],
  ['withdrawal', 25],
  ['duplicate', 20],
  ['invalid', 15],
  ['conflict', 5],
];
const EARLIER_MAX = 20_000;

function kindOf(number) {
  // The first ones have nothing that they could follow.
  let drawn = number < 100 ? 999 : fractionOf('kind', number) * 1_000;
  for (const [kind, share] of KINDS) {
    if (drawn < share) return kind;
    drawn -= share;
  }
  return 'first';
}

const isSignal = (kind) => ['first', 'other-creditor', 'repeat', 'risen'].includes(kind);

/** An earlier record that is a signal. */
function earlier(number) {
  const back = 1 + Math.floor(fractionOf('earlier', number) * Math.min(EARLIER_MAX, number - 1));
  let found = number - back;
  while (!isSignal(kindOf(found))) found -= 1;
  return found;
}

/** Who it is about: the number of the first signal about that person. */
function subjectOf(number) {
  const kind = kindOf(number);
  return kind === 'first' || !isSignal(kind) ? number : subjectOf(earlier(number));
}

function senderOf(number) {
  const kind = kindOf(number);
  if (kind === 'first') return bySharePick(fractionOf('sender', number));
  const before = senderOf(earlier(number));
  if (kind !== 'other-creditor') return before;
  return (before + 1 + Math.floor(fractionOf('sender', number) * (senders.length - 1))) % senders.length;
}

function bySharePick(drawn) {
  let left = drawn * 100;
  return Math.max(
    0,
    senders.findIndex(({ share }) => (left -= share) < 0),
  );
}

/**
 * One record by its number, as its creditor's producer sends it.
 *
 * @param {number} number
 * @param {{ creditors: ReturnType<typeof creditorsOf>, households: number, spread: Spread, day: string }} scene
 *   day: the day of the signals as YYYY-MM-DD, not after their receipt
 * @returns {{ topic: string, key: string, value: Buffer, headers: Record<string, string> }}
 */
export function recordOf(number, scene) {
  const kind = kindOf(number);
  switch (kind) {
    case 'duplicate':
      return recordOf(earlier(number), scene);
    case 'withdrawal': {
      const withdrawn = earlier(number);
      const { gemeentecode } = dataOf(withdrawn, scene);
      const data = { gemeentecode, ingetrokkenSignaal: idOf(withdrawn), datum: scene.day };
      return enveloped(scene, EVENT_TYPES.withdrawal, number, senderOf(withdrawn), data);
    }
    case 'conflict': {
      const same = earlier(number);
      const data = { ...dataOf(same, scene), bedragInCenten: 99_999 };
      return enveloped(scene, EVENT_TYPES.signal, same, senderOf(same), data);
    }
    case 'invalid': {
      const like = earlier(number);
      const data = { ...dataOf(like, scene), bedragInCenten: -1 };
      return enveloped(scene, EVENT_TYPES.signal, number, senderOf(like), data);
    }
    default:
      return enveloped(scene, EVENT_TYPES.signal, number, senderOf(number), dataOf(number, scene));
  }
}

const hexOf = (number, length) => number.toString(16).padStart(length, '0');
const idOf = (number) => `2026a11e-0000-4000-8000-${hexOf(number, 12)}`;

function enveloped({ creditors, day }, type, number, sender, data) {
  const { source, topic } = creditors[sender];
  const id = idOf(number);
  const trace = hexOf(number, 16);
  return {
    topic,
    key: type === EVENT_TYPES.withdrawal ? data.ingetrokkenSignaal : id,
    // With a space behind each comma, as most languages but JavaScript write it.
    value: Buffer.from(JSON.stringify(data, null, 1).replace(/\n\s*/gu, ' ')),
    headers: {
      ce_specversion: '1.0',
      ce_type: type,
      ce_source: source,
      ce_id: id,
      ce_time: `${day}T01:00:00Z`,
      traceparent: `00-${trace}${trace}-${trace}-01`,
      tracestate: 'incasso=batch',
      'content-type': 'application/json',
    },
  };
}

const STREETS = [
  'Lindelaan',
  'Burgemeester van Voorbeeldstraat',
  'Korenbloemweg',
  'Kastanjehof',
  'Zonnedauw',
];
const DAY_MS = 86_400_000;
const dayBefore = (day, days) => new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);

/** Usual amounts in cents: two months of rent is more than two of water. */
const AMOUNTS = { zorg: 34_000, huur: 125_000, energie: 42_000, water: 14_000 };
const CRISIS = {
  energie: [0.25, 'eindeLeveringEnergie'],
  huur: [0.04, 'uithuiszetting'],
  water: [0.03, 'afsluitingWater'],
  zorg: [0.01, 'royementZorgverzekering'],
};

function dataOf(number, { day, households, spread }) {
  const subject = subjectOf(number);
  const { birthDate, firstNames, house, initials, prefix, surname, truth } = signalOf(
    SEED,
    subject,
    households,
  );
  const kind = kindOf(number);
  const { sector } = senders[senderOf(number)];
  const [crisisShare, crisisKind] = CRISIS[sector];
  const isCrisis = fractionOf('crisis', number) < crisisShare;
  const rise = kind === 'risen' ? 1.4 : 1;
  // Some lie below every threshold.
  const cents = fractionOf('below', subject) < 0.03 ? 2_000 : AMOUNTS[sector];
  const behind = [house.letter ?? '', house.addition === null ? '' : `-${house.addition}`].join('');
  return {
    // A creditor reports where it knows the person to live; whoever moved, moved within the municipality.
    gemeentecode: municipalityOf(truth?.house.postcode ?? house.postcode, spread),
    klantreferentie: `KLANT-${sector.toUpperCase()}-${`${subject}`.padStart(9, 'X')}-CONTRACT-01`,
    soortPersoon: 'natuurlijkPersoon',
    persoon: {
      ...(initials === null ? {} : { voorletters: initials }),
      ...(firstNames === null ? {} : { voornamen: firstNames }),
      ...(prefix === '' ? {} : { tussenvoegsel: prefix }),
      achternaam: surname,
      ...(birthDate === null ? {} : { geboortedatum: birthDate.replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3') }),
    },
    adres: {
      postcode: `${house.postcode.slice(0, 4)} ${house.postcode.slice(4)}`,
      huisnummer: `${house.number}${behind}`,
      straat: STREETS[subject % STREETS.length],
      plaats: 'Voorbeeldstad aan de Maas',
    },
    telefoonnummer: `06 ${`${10_000_000 + (subject % 89_999_999)}`.replace(/(..)(?=.)/g, '$1 ')}`,
    emailadres: `bewoner.nummer.${subject}@voorbeeld-postbus.example`,
    bedragInCenten: Math.round(cents * rise * (0.6 + fractionOf('amount', subject, sector))),
    ontstaansdatum: dayBefore(day, 32 + Math.floor(fractionOf('age', subject) * 60)),
    signaaldatum: day,
    crisissignaal: !isCrisis
      ? { soort: 'geen' }
      : crisisKind === 'eindeLeveringEnergie'
        ? { soort: crisisKind, einddatumLevering: dayBefore(day, -30) }
        : { soort: crisisKind },
    warmeOverdracht: fractionOf('warm', number) < 0.015,
    verklaringSchuldeiser: {
      herinneringGestuurd: true,
      persoonlijkContactGezocht: true,
      gewezenOpHulp: true,
      doorgevenAangekondigd: true,
    },
  };
}
