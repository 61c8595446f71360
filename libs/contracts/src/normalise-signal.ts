import {
  addMonths,
  addressText,
  asDay,
  dayOf,
  looksLikeLegalPerson,
  noMatchFields,
  parseHouseNumber,
  parsePersonName,
  parsePostcode,
  partialDate,
  personKey,
  type Day,
  type HouseNumber,
  type MatchFields,
  type PersonName,
  type Signal,
} from '#domain';

import { dataHash } from './canonical-json.js';
import type { Fault } from './door/faults.js';
import type { OpenedSignal } from './door/verdict.js';
import { parsePhone } from './phone.js';
import { IDENTIFIED_MONTHS_MAX } from './policy-document.js';
import { signalIdOf } from './signal-id.js';
import { toDomainCrisis, toLegalForm } from './to-domain.js';

/** What the decisions need, before it is known at which address the signal lies. */
export type UnplacedSignal = Omit<Signal, 'freshPersonId' | 'pinnedPersonId'>;

/** A signal in the one form in which it is stored and decided on. */
export interface NormalisedSignal {
  readonly municipality: string;
  readonly decision: UnplacedSignal;
  readonly dataHash: Buffer;
  readonly signalDate: Day;
  /** The one text that all spellings of the address share. */
  readonly addressText: string;
  readonly usablePhone: boolean;
  readonly personal: {
    readonly initials: string | null;
    readonly firstNames: string | null;
    readonly prefix: string | null;
    readonly surname: string;
    readonly postcode: string;
    readonly houseNumber: HouseNumber;
    readonly street: string | null;
    readonly place: string | null;
    readonly phone: string | null;
    readonly email: string | null;
    readonly destroyAfter: Day;
  };
}

export type Normalised =
  | { readonly ok: true; readonly value: NormalisedSignal }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/**
 * Brings names, address, phone and amount into their one form. All faults are named together.
 *
 * @param identifiedMonths months after the receipt after which names and address are destroyed
 */
export function normaliseSignal(
  opened: OpenedSignal,
  receiptMs: number,
  identifiedMonths: number = IDENTIFIED_MONTHS_MAX,
): Normalised {
  const { persoon, adres } = opened.data;
  const postcode = parsePostcode(adres.postcode);
  const houseNumber = parseHouseNumber({
    number: adres.huisnummer,
    letter: adres.huisletter,
    addition: adres.huisnummertoevoeging,
  });
  const name = parsePersonName({
    initials: persoon.voorletters,
    firstNames: persoon.voornamen,
    prefix: persoon.tussenvoegsel,
    surname: persoon.achternaam,
  });
  if (!postcode.ok || !houseNumber.ok || !name.ok) {
    const faults: Fault[] = [];
    if (!postcode.ok) faults.push({ pointer: '/data/adres/postcode', code: 'malformed' });
    if (!houseNumber.ok) faults.push({ pointer: '/data/adres/huisnummer', code: 'malformed' });
    if (!name.ok) faults.push({ pointer: '/data/persoon/achternaam', code: 'malformed' });
    return { ok: false, faults };
  }
  const phone = parsePhone(opened.data.telefoonnummer);
  return {
    ok: true,
    value: {
      municipality: opened.data.gemeentecode,
      decision: decisionOf(opened, name.value, receiptMs, phone.bruikbaar),
      dataHash: dataHash(opened.data),
      signalDate: asDay(opened.data.signaaldatum),
      addressText: addressText(postcode.value, houseNumber.value),
      usablePhone: phone.bruikbaar,
      personal: {
        initials: persoon.voorletters ?? null,
        firstNames: persoon.voornamen ?? null,
        prefix: persoon.tussenvoegsel ?? null,
        surname: persoon.achternaam,
        postcode: postcode.value,
        houseNumber: houseNumber.value,
        street: adres.straat ?? null,
        place: adres.plaats ?? null,
        phone: phone.e164,
        email: opened.data.emailadres ?? null,
        destroyAfter: addMonths(dayOf(receiptMs), identifiedMonths),
      },
    },
  };
}

function decisionOf(
  { creditor, data, envelope }: OpenedSignal,
  name: PersonName,
  receiptMs: number,
  phoneKnown: boolean,
): UnplacedSignal {
  const { achternaam, geboortedatum } = data.persoon;
  const birthDate = geboortedatum === undefined ? null : asDay(geboortedatum);
  const legalForm = toLegalForm(data);
  return {
    signalId: signalIdOf(envelope.source, envelope.id),
    source: envelope.source,
    eventId: envelope.id,
    creditorId: creditor.id,
    sector: creditor.partnerType,
    receiptMs,
    amountCents: data.bedragInCenten,
    arrearsSince: asDay(data.ontstaansdatum),
    ...toDomainCrisis(data),
    warmHandover: data.warmeOverdracht,
    legalForm,
    looksLikeLegalPerson: legalForm === 'natural-person' && looksLikeLegalPerson(achternaam),
    personKey: personKey(name, birthDate, `${creditor.id} ${data.klantreferentie}`),
    written: writtenFields(data.persoon, birthDate),
    reference: data.klantreferentie,
    birthDate,
    phoneKnown,
    emailKnown: data.emailadres !== undefined,
  };
}

/** The name as the creditor gave it, for the comparison with others at the address. */
function writtenFields(persoon: OpenedSignal['data']['persoon'], birthDate: Day | null): MatchFields {
  return {
    ...noMatchFields,
    firstNames: persoon.voornamen ?? null,
    initials: persoon.voorletters ?? null,
    prefix: persoon.tussenvoegsel ?? null,
    surname: persoon.achternaam,
    birthDate: birthDate === null ? null : partialDate(birthDate),
  };
}
