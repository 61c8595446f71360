import {
  addressKey,
  birthKeys,
  noMatchFields,
  packResident,
  parseHouseNumber,
  parsePostcode,
  prepare,
  type MunicipalityCode,
  type PartialDate,
  type RegisteredPerson,
  type ResidentId,
} from '#domain';
import { derivedId } from '#platform';
import type { ResidentRow } from '#postgres';

import type { RegisterColumn } from './register-columns.js';

/** One record of a register file. */
export type RegisterRecord = (column: RegisterColumn) => string;

const TEXT_MAX = 200;

/**
 * The row of one resident.
 *
 * @param onFault is told the column of each fault and what is wrong, never the value: it is somebody's
 * @returns null where there was a fault
 */
export function residentOfRecord(
  record: RegisterRecord,
  load: { readonly municipality: MunicipalityCode; readonly loadNumber: number },
  onFault: (column: RegisterColumn, what: string) => void,
): ResidentRow | null {
  let faults = 0;
  const fault = (column: RegisterColumn, what: string): null => {
    faults += 1;
    onFault(column, what);
    return null;
  };
  const text = (column: RegisterColumn): string | null => {
    const value = record(column);
    if (value.length > TEXT_MAX) return fault(column, `longer than ${TEXT_MAX} characters`);
    return value === '' ? null : value;
  };
  const id = text('id') ?? fault('id', 'empty');
  const surname = text('achternaam') ?? fault('achternaam', 'empty');
  const registration = registrationOf(record('verblijf')) ?? fault('verblijf', 'none of the three words');
  const birthDate = birthDateOf(record('geboortedatum'), fault);
  const now = addressOf(record, currentColumns, fault);
  const before = addressOf(record, previousColumns, fault);
  if (registration === 'resident' && record('postcode') === '' && record('huisnummer') === '')
    fault('postcode', 'a resident needs an address');
  if (id === null || surname === null || registration === null || faults > 0) return null;
  // Whoever left or died lives nowhere here: what the file gives is where that was.
  const [current, previous] = registration === 'resident' ? [now, before] : [null, before ?? now];
  return rowOf(load, {
    residentId: derivedId('resident', load.municipality, id) as ResidentId,
    firstNames: text('voornamen'),
    initials: text('voorletters'),
    prefix: text('tussenvoegsel'),
    surname,
    partnerPrefix: text('tussenvoegsel_partner'),
    partnerSurname: text('achternaam_partner'),
    birthDate: birthDate === null ? null : digitsOf(birthDate),
    address: current,
    previousAddress: previous,
    registration,
    addressInDoubt: yesOf(record('adres_in_onderzoek'), fault),
  });
}

function rowOf(
  { loadNumber, municipality }: { readonly municipality: MunicipalityCode; readonly loadNumber: number },
  person: RegisteredPerson,
): ResidentRow {
  const { address, previousAddress } = person;
  const key = addressKey(address?.postcode ?? null, address?.number ?? null);
  const previousKey = addressKey(previousAddress?.postcode ?? null, previousAddress?.number ?? null);
  return {
    municipality,
    resident_id: person.residentId,
    load_number: loadNumber,
    first_names: person.firstNames,
    initials: person.initials,
    prefix: person.prefix,
    surname: person.surname,
    partner_prefix: person.partnerPrefix,
    partner_surname: person.partnerSurname,
    birth_date: person.birthDate,
    postcode: address?.postcode ?? null,
    house_number: address?.number ?? null,
    house_letter: address?.letter ?? null,
    house_addition: address?.addition ?? null,
    previous_postcode: previousAddress?.postcode ?? null,
    previous_house_number: previousAddress?.number ?? null,
    previous_house_letter: previousAddress?.letter ?? null,
    previous_house_addition: previousAddress?.addition ?? null,
    registration: person.registration,
    address_in_doubt: person.addressInDoubt,
    address_key: key,
    // Who moved from door to door of one building is found there once, and counts once towards the bound.
    previous_address_key: previousKey === key ? null : previousKey,
    ...birthKeysOf(person),
    packed: packResident(person),
  };
}

type Fault = (column: RegisterColumn, what: string) => null;

/** The key of each name: who married may be known to a creditor by either. */
function birthKeysOf({
  birthDate,
  partnerPrefix,
  partnerSurname,
  prefix,
  surname,
}: RegisteredPerson): Pick<ResidentRow, 'birth_key' | 'partner_birth_key'> {
  const keyOf = (itsPrefix: string | null, name: string | null): string | null =>
    birthKeys(prepare({ ...noMatchFields, prefix: itsPrefix, surname: name, birthDate }))[0] ?? null;
  const own = keyOf(prefix, surname);
  const partner = partnerSurname === null ? null : keyOf(partnerPrefix, partnerSurname);
  return { birth_key: own, partner_birth_key: partner === own ? null : partner };
}

function registrationOf(word: string): ResidentRow['registration'] | null {
  switch (word.toLowerCase()) {
    case '':
    case 'ingezetene':
      return 'resident';
    case 'vertrokken':
      return 'left';
    case 'overleden':
      return 'deceased';
    default:
      return null;
  }
}

function yesOf(word: string, fault: Fault): boolean {
  const isYes = word.toLowerCase() === 'ja';
  if (!isYes && word !== '' && word.toLowerCase() !== 'nee')
    fault('adres_in_onderzoek', 'neither ja nor nee');
  return isYes;
}

/** YYYY-MM-DD or YYYYMMDD; unknown parts 00, or left out ("1961", "1961-04"). */
function birthDateOf(written: string, fault: Fault): PartialDate | null {
  if (written === '' || /^0{4}-?(00-?00)?$/.test(written)) return null;
  const parts = /^(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?$/.exec(written);
  const year = Number(parts?.[1]);
  const month = Number(parts?.[2] ?? 0) || null;
  const day = month === null ? null : Number(parts?.[3] ?? 0) || null;
  const isDate =
    parts !== null &&
    year >= 1850 &&
    (month ?? 1) <= 12 &&
    (day ?? 1) <= new Date(Date.UTC(year, month ?? 1, 0)).getUTCDate();
  return isDate ? { year, month, day } : fault('geboortedatum', 'no date as YYYY-MM-DD');
}

function digitsOf({ day, month, year }: PartialDate): string {
  const two = (part: number | null): string => `${part ?? 0}`.padStart(2, '0');
  return `${year}${two(month)}${two(day)}`;
}

interface AddressColumns {
  readonly postcode: RegisterColumn;
  readonly number: RegisterColumn;
  readonly letter: RegisterColumn;
  readonly addition: RegisterColumn;
}

const currentColumns: AddressColumns = {
  postcode: 'postcode',
  number: 'huisnummer',
  letter: 'huisletter',
  addition: 'huisnummertoevoeging',
};
const previousColumns: AddressColumns = {
  postcode: 'vorige_postcode',
  number: 'vorig_huisnummer',
  letter: 'vorige_huisletter',
  addition: 'vorige_huisnummertoevoeging',
};

interface RowAddress {
  readonly postcode: string;
  readonly number: number;
  readonly letter: string | null;
  readonly addition: string | null;
}

function addressOf(record: RegisterRecord, columns: AddressColumns, fault: Fault): RowAddress | null {
  const [postcode, number] = [record(columns.postcode), record(columns.number)];
  if (postcode === '' && number === '') return null;
  const code = parsePostcode(postcode);
  const house = parseHouseNumber({
    number,
    letter: record(columns.letter),
    addition: record(columns.addition),
  });
  if (!code.ok) return fault(columns.postcode, 'no postcode');
  if (!house.ok) return fault(columns.number, 'no house number');
  const { addition, letter, number: digits } = house.value;
  return { postcode: code.value, number: digits, letter, addition };
}
