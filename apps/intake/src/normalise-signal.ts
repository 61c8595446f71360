import {
  dataHash,
  parsePhone,
  signalIdOf,
  toDomainCrisis,
  toLegalForm,
  type Fault,
  type OpenedSignal,
} from '#contracts';
import {
  addMonths,
  addressText,
  asDay,
  dayOf,
  looksLikeLegalPerson,
  parseHouseNumber,
  parsePersonName,
  parsePostcode,
  personKey,
  type Day,
  type HouseNumber,
  type Signal,
} from '#domain';

/** Months after the receipt for which a resident stays identified: the look-back of a consecutive case [P]. */
const IDENTIFIED_MONTHS = 6;

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

/** Brings names, address, phone and amount into their one form. All faults are named together. */
export function normaliseSignal({ envelope, creditor, data }: OpenedSignal, receiptMs: number): Normalised {
  const { persoon, adres } = data;
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
  const birthDate = persoon.geboortedatum === undefined ? null : asDay(persoon.geboortedatum);
  const phone = parsePhone(data.telefoonnummer);
  const { crisis, crisisEnd } = toDomainCrisis(data);
  const legalForm = toLegalForm(data);
  return {
    ok: true,
    value: {
      municipality: data.gemeentecode,
      decision: {
        signalId: signalIdOf(envelope.source, envelope.id),
        source: envelope.source,
        eventId: envelope.id,
        creditorId: creditor.id,
        sector: creditor.partnerType,
        receiptMs,
        amountCents: data.bedragInCenten,
        arrearsSince: asDay(data.ontstaansdatum),
        crisis,
        crisisEnd,
        warmHandover: data.warmeOverdracht,
        legalForm,
        looksLikeLegalPerson: legalForm === 'natural-person' && looksLikeLegalPerson(persoon.achternaam),
        personKey: personKey(name.value, birthDate, `${creditor.id} ${data.klantreferentie}`),
        reference: data.klantreferentie,
        birthDate,
      },
      dataHash: dataHash(data),
      signalDate: asDay(data.signaaldatum),
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
        email: data.emailadres ?? null,
        destroyAfter: addMonths(dayOf(receiptMs), IDENTIFIED_MONTHS),
      },
    },
  };
}
