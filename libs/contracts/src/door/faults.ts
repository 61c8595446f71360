/**
 * Every reason for which a record is refused, with the Dutch sentence that a creditor reads. The list is closed:
 * feedback, quarantine and metrics know no other code. docs/creditors.md explains each.
 */
export const FAULTS = {
  tombstone: 'Het bericht heeft geen inhoud.',
  'too-large': 'Het bericht is groter dan 64 KB.',
  'invalid-utf8': 'De inhoud is geen geldige UTF-8.',
  'not-json': 'De inhoud is geen geldige JSON.',
  'duplicate-member': 'Een gegeven komt meer dan eens voor in hetzelfde object.',
  'too-deep': 'De inhoud is dieper genest dan toegestaan.',
  'content-type': 'De header content-type moet application/json zijn.',
  'doubled-header': 'Een header komt meer dan eens voor.',
  'too-many-headers': 'Het record heeft meer dan 32 headers.',
  'key-mismatch': 'De sleutel van het record is niet het id dat de afspraak voorschrijft.',
  'simulated-receipt': 'Een gesimuleerd ontvangstmoment wordt hier niet aangenomen, of is niet leesbaar.',
  missing: 'Een verplicht gegeven ontbreekt.',
  'unknown-member': 'Er staat een gegeven in dat niet in de afspraak voorkomt.',
  'wrong-type': 'Het gegeven heeft een ander type dan afgesproken.',
  'unknown-value': 'De waarde komt niet voor in de gesloten lijst.',
  malformed: 'De waarde heeft niet de afgesproken vorm, lengte of tekens.',
  'out-of-range': 'Het getal of de dag valt buiten de afgesproken grenzen.',
  'unknown-creditor': 'De afzender (source) is niet bekend.',
  'creditor-not-admitted': 'De afzender (source) mag niet op dit topic schrijven.',
  'creditor-suspended': 'De afzender is opgeschort.',
  'no-legal-ground': 'Geen grondslag: de afzender mag dit gegeven, of op deze dag, niet aanleveren.',
  'municipality-not-agreed': 'De afzender levert niet aan deze gemeente.',
  'bsn-present': 'Het bericht bevat een burgerservicenummer; er is niets van bewaard.',
  'bsn-not-excluded':
    'Het onleesbare bericht bevat een getal dat een burgerservicenummer kan zijn; er is niets van bewaard.',
  'date-after-receipt': 'De datum ligt na de dag van ontvangst.',
  'dates-out-of-order': 'De datums staan niet in de goede volgorde.',
  'statement-incomplete': 'De verklaring van de schuldeiser ontbreekt of is niet volledig.',
  'withdraws-itself': 'Een intrekking kan niet zichzelf intrekken.',
  'storage-refused': 'Het bericht kon niet worden opgeslagen; de beheerder onderzoekt het.',
} as const satisfies Record<string, string>;

export type FaultCode = keyof typeof FAULTS;
export const FAULT_CODES = Object.keys(FAULTS) as readonly FaultCode[];

/**
 * One fault: where and what, never a value. The pointer (RFC 6901) starts at the record seen as
 * `{ "headers": …, "key": …, "data": … }`; it names only members of the contract, never one that the sender invented.
 */
export interface Fault {
  readonly pointer: string;
  readonly code: FaultCode;
}

/** Faults of one record, each place and code once, in the order of pointer and code, so that a replay says the same. */
export class FaultList {
  readonly #faults = new Map<string, Fault>();

  add(pointer: string, code: FaultCode): void {
    const key = `${pointer} ${code}`;
    if (!this.#faults.has(key)) this.#faults.set(key, { pointer, code });
  }

  has(code: FaultCode): boolean {
    return [...this.#faults.values()].some((fault) => fault.code === code);
  }

  get isEmpty(): boolean {
    return this.#faults.size === 0;
  }

  sorted(): readonly Fault[] {
    return [...this.#faults.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, fault]) => fault);
  }
}
