import { EVENT_TYPES, type Creditor, type FaultCode, type SignalData } from '#contracts';

import type { Chance } from './chance.js';
import { dayNumber, dayText } from './days.js';
import { sourceOf, topicOf, type Senders } from './senders.js';
import type { SignalContent } from './signal-content.js';

/** A record as it goes to the broker, but for the headers that are the same for all. */
export interface RawParts {
  readonly topic: string;
  readonly source: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly contentType: string;
  readonly key: string;
  readonly value: Buffer | null;
}

interface Spoiling {
  /** The codes that the door must name, in the order of their places. */
  readonly faults: readonly FaultCode[];
  spoil(good: SignalContent, around: Around): RawParts;
}

interface Around {
  readonly senders: Senders;
  readonly receiptDay: number;
  readonly chance: Chance;
}

export function partsOf(content: SignalContent, data: unknown = content.data): RawParts {
  return {
    topic: content.topic,
    source: content.source,
    eventId: content.eventId,
    eventType: EVENT_TYPES.signal,
    contentType: 'application/json',
    key: content.eventId,
    value: Buffer.from(JSON.stringify(data)),
  };
}

function from(creditor: Creditor, content: SignalContent, data: unknown): RawParts {
  return { ...partsOf(content, data), topic: topicOf(creditor), source: sourceOf(creditor) };
}

/** What every ground covers, with the statement that landlords must send. */
function minimal({ data }: SignalContent): SignalData {
  return {
    gemeentecode: data.gemeentecode,
    klantreferentie: data.klantreferentie,
    soortPersoon: data.soortPersoon,
    persoon: { achternaam: data.persoon.achternaam },
    adres: { postcode: data.adres.postcode, huisnummer: data.adres.huisnummer },
    bedragInCenten: data.bedragInCenten,
    ontstaansdatum: data.ontstaansdatum,
    signaaldatum: data.signaaldatum,
    crisissignaal: data.crisissignaal,
    warmeOverdracht: data.warmeOverdracht,
    verklaringSchuldeiser: {
      herinneringGestuurd: true,
      persoonlijkContactGezocht: true,
      gewezenOpHulp: true,
      doorgevenAangekondigd: true,
    },
  };
}

/** A neighbouring municipality, with its code and a postcode of it. */
const ELSEWHERE = { gemeentecode: 'GM0590', postcode: '3351 AB' } as const;

const WEIGHTS = [9, 8, 7, 6, 5, 4, 3, 2] as const;

/**
 * A number of nine digits that passes the elfproef and was never given to anybody: burgerservicenummers that begin
 * with 99999 are set apart for tests.
 */
function testNumber(chance: Chance): string {
  for (;;) {
    const eight = `99999${String(chance.between(0, 999)).padStart(3, '0')}`;
    const rest = WEIGHTS.reduce((sum, weight, at) => sum + weight * Number(eight[at]), 0) % 11;
    if (rest < 10) return `${eight}${rest}`;
  }
}

const withData =
  (change: (good: SignalContent, around: Around) => unknown): Spoiling['spoil'] =>
  (good, around) =>
    partsOf(good, change(good, around));

const withBytes =
  (bytes: () => Buffer): Spoiling['spoil'] =>
  (good) => ({ ...partsOf(good), value: bytes() });

/** Every kind of record that the door refuses, each for a reason of its own. */
const SPOILINGS: Readonly<Record<string, Spoiling>> = {
  'a member with a burgerservicenummer': {
    faults: ['bsn-present', 'unknown-member'],
    spoil: withData(({ data }, { chance }) => ({ ...data, bsn: testNumber(chance) })),
  },
  'a burgerservicenummer in a name': {
    faults: ['bsn-present'],
    spoil: withData(({ data }, { chance }) => ({
      ...data,
      persoon: { ...data.persoon, achternaam: `${data.persoon.achternaam} ${testNumber(chance)}` },
    })),
  },
  'an unknown member': {
    faults: ['unknown-member'],
    spoil: withData(({ data }) => ({ ...data, opmerking: 'graag snel' })),
  },
  'a day that does not exist': {
    faults: ['malformed'],
    spoil: withData(({ data }) => ({ ...data, ontstaansdatum: `${data.ontstaansdatum.slice(0, 4)}-13-45` })),
  },
  'a signal from the future': {
    faults: ['date-after-receipt'],
    spoil: withData(({ data }, { receiptDay, chance }) => ({
      ...data,
      signaaldatum: dayText(receiptDay + chance.between(1, 9)),
    })),
  },
  'days out of order': {
    faults: ['dates-out-of-order'],
    spoil: withData(({ data }) => ({ ...data, signaaldatum: dayText(dayNumber(data.ontstaansdatum) - 1) })),
  },
  'no amount': { faults: ['out-of-range'], spoil: withData(({ data }) => ({ ...data, bedragInCenten: 0 })) },
  'an amount as text': {
    faults: ['wrong-type'],
    spoil: withData(({ data }) => ({ ...data, bedragInCenten: `€ ${data.bedragInCenten}` })),
  },
  'no surname': {
    faults: ['missing'],
    spoil: withData(({ data }) => {
      return { ...data, persoon: { ...data.persoon, achternaam: undefined } };
    }),
  },
  'an unknown kind of person': {
    faults: ['unknown-value'],
    spoil: withData(({ data }) => ({ ...data, soortPersoon: 'buurman' })),
  },
  'no JSON': { faults: ['not-json'], spoil: withBytes(() => Buffer.from('signaal volgt per post')) },
  'no UTF-8': { faults: ['invalid-utf8'], spoil: withBytes(() => Buffer.from([0x7b, 0xff, 0xfe, 0x7d])) },
  'a member twice': {
    faults: ['duplicate-member'],
    spoil: withBytes(() => Buffer.from('{"soortPersoon":"vof","soortPersoon":"cv"}')),
  },
  'nested too deep': {
    faults: ['too-deep'],
    spoil: withBytes(() => Buffer.from(`${'['.repeat(40)}${']'.repeat(40)}`)),
  },
  'too large': { faults: ['too-large'], spoil: withBytes(() => Buffer.alloc(70_000, ' ')) },
  'a tombstone': { faults: ['tombstone'], spoil: (good) => ({ ...partsOf(good), value: null }) },
  'another content type': {
    faults: ['content-type'],
    spoil: (good) => ({ ...partsOf(good), contentType: 'application/cloudevents+json' }),
  },
  'another key': {
    faults: ['key-mismatch'],
    spoil: (good) => ({ ...partsOf(good), key: `${good.eventId}-x` }),
  },
  'a sender that nobody knows': {
    faults: ['unknown-creditor'],
    spoil: (good) => ({ ...partsOf(good), source: 'urn:nld:kvknr:90009999.onbekend' }),
  },
  'a topic of somebody else': {
    faults: ['creditor-not-admitted'],
    spoil: (good, { senders }) => {
      const other = [...senders.active.values()].flat().find(({ topics }) => !topics.includes(good.topic));
      return { ...partsOf(good), topic: other === undefined ? good.topic : topicOf(other) };
    },
  },
  'a suspended creditor': {
    faults: ['creditor-suspended'],
    spoil: (good, { senders }) => from(senders.suspended, good, minimal(good)),
  },
  'a landlord without its statement': {
    faults: ['statement-incomplete'],
    spoil: (good, { senders }) => {
      const data = { ...minimal(good), verklaringSchuldeiser: undefined };
      return from(senders.active.get('huur')?.[0] ?? good.creditor, good, data);
    },
  },
  'a field without ground': {
    faults: ['no-legal-ground'],
    spoil: (good, { senders }) =>
      from(senders.withoutBirthDay, good, {
        ...minimal(good),
        persoon: { achternaam: good.data.persoon.achternaam, geboortedatum: '1980-02-29' },
      }),
  },
  'a municipality without agreement': {
    faults: ['municipality-not-agreed'],
    spoil: (good, { senders }) =>
      from(senders.local, good, { ...minimal(good), gemeentecode: ELSEWHERE.gemeentecode }),
  },
  'a withdrawal of itself': {
    faults: ['withdraws-itself'],
    spoil: (good) => ({
      ...partsOf(good, {
        gemeentecode: good.data.gemeentecode,
        ingetrokkenSignaal: good.eventId,
        datum: good.data.signaaldatum,
      }),
      eventType: EVENT_TYPES.withdrawal,
    }),
  },
};

/** The names of all kinds of spoilt record, so that a test can hold them against the door. */
export const SPOILT_KINDS: readonly string[] = Object.keys(SPOILINGS);

export interface Spoilt {
  readonly parts: RawParts;
  readonly faults: readonly FaultCode[];
}

export function spoilt(good: SignalContent, kind: string, around: Around): Spoilt {
  const spoiling = SPOILINGS[kind];
  if (spoiling === undefined) throw new Error(`no way to spoil a record is called ${kind}`);
  return { parts: spoiling.spoil(good, around), faults: spoiling.faults };
}

/** A lawful signal for somewhere that is not served here. Only a creditor of all municipalities may send elsewhere. */
export function elsewhere(
  good: SignalContent,
  chance: Chance,
): { readonly parts: RawParts; readonly reason: 'municipality-unknown' | 'postcode-outside' } {
  const { data } = good;
  if (good.creditor.municipalities === 'all' && chance.happens(0.5)) {
    return {
      parts: partsOf(good, { ...data, gemeentecode: ELSEWHERE.gemeentecode }),
      reason: 'municipality-unknown',
    };
  }
  const adres = { ...data.adres, postcode: ELSEWHERE.postcode };
  return { parts: partsOf(good, { ...data, adres }), reason: 'postcode-outside' };
}
