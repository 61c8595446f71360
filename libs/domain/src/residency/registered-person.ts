import type { ResidentId } from '../ids.js';
import {
  comparedBefore,
  noMatchFields,
  prepare,
  surnameOfNames,
  type ComparedSurname,
  type ComparedText,
  type MatchFields,
  type PreparedNames,
  type PreparedPerson,
} from '../matching/index.js';

/** A house in the parts in which addresses are compared; `text` is what all spellings of the address share. */
export interface HousePlace {
  readonly postcode: string;
  readonly number: number;
  readonly letter: string | null;
  readonly addition: string | null;
}

/** A person of a register that the municipality holds itself. */
export interface RegisteredPerson {
  readonly residentId: ResidentId;
  readonly firstNames: string | null;
  readonly initials: string | null;
  readonly prefix: string | null;
  /** At birth. */
  readonly surname: string;
  readonly partnerPrefix: string | null;
  readonly partnerSurname: string | null;
  /** yyyymmdd, unknown parts 00. */
  readonly birthDate: string | null;
  /** Null for who has left or died. */
  readonly address: HousePlace | null;
  readonly previousAddress: HousePlace | null;
  readonly registration: 'resident' | 'left' | 'deceased';
  readonly addressInDoubt: boolean;
}

/** A person of a register as the link step compares it: the forms of the names and no names as they are written. */
export interface ComparedResident extends Pick<
  RegisteredPerson,
  'residentId' | 'birthDate' | 'address' | 'previousAddress' | 'registration' | 'addressInDoubt'
> {
  /** At the address; at the one before for who has none. */
  readonly prepared: PreparedPerson;
  /** At the address before; null where that is none, or the same. */
  readonly preparedBefore: PreparedPerson | null;
}

/** Which forms a text of `packResident` holds. Counts up with each change of how names and additions are folded. */
export const RESIDENT_FORM = '1';

const PART = '\t';
const NAME = ';';
const SOUND = '=';

/**
 * Everything that comparing a person of a register needs, in one text: folding a name costs more than ten comparisons,
 * so it is done when the register is loaded. Folded names hold letters, digits, spaces and hyphens, so that none of the
 * signs that part them can stand in one.
 */
export function packResident(person: RegisteredPerson): string {
  const prepared = prepareRegistered(person, person.address);
  const { surname } = prepared;
  return [
    RESIDENT_FORM,
    surname === null ? '' : [surname.prefix, ...surname.names.map(packText)].join(NAME),
    prepared.firstNames === null ? '' : packText(prepared.firstNames),
    prepared.initials,
    prepared.birthDate ?? '',
    ...packPlace(person.address),
    ...packPlace(person.previousAddress),
    person.registration,
    person.addressInDoubt ? '1' : '',
  ].join(PART);
}

function packText({ folded, sound, text }: ComparedText): string {
  return sound === text ? folded : `${folded}${SOUND}${sound}`;
}

function packPlace(place: HousePlace | null): readonly string[] {
  if (place === null) return ['', '', '', '', ''];
  const { addition, letter, number, postcode } = place;
  return [postcode, `${number}`, letter ?? '', addition ?? '', additionForm(place)];
}

/** Letter and addition as they are compared; '' for most houses, which have neither. */
function additionForm(place: HousePlace): string {
  if (place.letter === null && place.addition === null) return '';
  return prepare({ ...noMatchFields, ...placeFields(place) }).addition;
}

/** Somebody at a house, or nowhere. The same as `prepare` makes of the fields of both. */
export function preparedAtPlace(
  { birthDate, firstNames, initials, surname }: PreparedNames,
  place: HousePlace | null,
  addition = place === null ? '' : additionForm(place),
): PreparedPerson {
  return {
    surname,
    firstNames,
    initials,
    birthDate,
    postcode: place === null ? null : place.postcode,
    houseNumber: place === null ? null : `${place.number}`,
    addition,
    street: null,
    place: null,
  };
}

/** @param packed of `packResident`, of the form of this version */
export function unpackResident(residentId: ResidentId, packed: string): ComparedResident {
  const parts = packed.split(PART);
  const part = (index: number): string => parts[index] ?? '';
  const names = {
    surname: part(1) === '' ? null : surnameOf(part(1)),
    firstNames: part(2) === '' ? null : unpackText(part(2)),
    initials: part(3),
    birthDate: part(4) === '' ? null : part(4),
  };
  const address = placeAt(parts, ADDRESS);
  const previousAddress = placeAt(parts, PREVIOUS);
  const before =
    previousAddress === null ? null : preparedAtPlace(names, previousAddress, part(PREVIOUS + ADDITION));
  return {
    residentId,
    birthDate: names.birthDate,
    address,
    previousAddress,
    registration: part(PREVIOUS + PLACE_PARTS) as RegisteredPerson['registration'],
    addressInDoubt: part(PREVIOUS + PLACE_PARTS + 1) !== '',
    prepared:
      address === null
        ? (before ?? preparedAtPlace(names, null))
        : preparedAtPlace(names, address, part(ADDRESS + ADDITION)),
    preparedBefore: before,
  };
}

const PLACE_PARTS = 5;
const ADDRESS = 5;
const PREVIOUS = ADDRESS + PLACE_PARTS;
/** Where in a place the form of letter and addition stands. */
const ADDITION = 4;

function placeAt(parts: readonly string[], start: number): HousePlace | null {
  const postcode = parts[start] ?? '';
  if (postcode === '') return null;
  const [number = '', letter = '', addition = ''] = parts.slice(start + 1, start + ADDITION);
  return {
    postcode,
    number: Number(number),
    letter: letter === '' ? null : letter,
    addition: addition === '' ? null : addition,
  };
}

function unpackText(packed: string): ComparedText {
  const sign = packed.indexOf(SOUND);
  if (sign >= 0) return comparedBefore(packed.slice(0, sign), packed.slice(sign + 1));
  const made = comparedBefore(packed, '');
  return { text: made.text, folded: made.folded, sound: made.text, letters: made.letters };
}

/** A hundred surnames are those of a quarter of the people, and a household shares one: up to this many are kept. */
const SURNAMES_MAX = 50_000;
const surnames = new Map<string, ComparedSurname | null>();

function surnameOf(packed: string): ComparedSurname | null {
  const known = surnames.get(packed);
  if (known !== undefined) return known;
  const [prefix = '', ...names] = packed.split(NAME);
  const made = surnameOfNames(prefix, names.map(unpackText));
  if (surnames.size >= SURNAMES_MAX) surnames.clear();
  surnames.set(packed, made);
  return made;
}

/** A person of the register in the forms in which it is compared, at one of its addresses. */
export function prepareRegistered(person: RegisteredPerson, at: HousePlace | null): PreparedPerson {
  return prepare({
    ...noMatchFields,
    firstNames: person.firstNames,
    initials: person.initials,
    prefix: person.prefix,
    surname: person.surname,
    partnerName:
      person.partnerSurname === null ? null : `${person.partnerPrefix ?? ''} ${person.partnerSurname}`.trim(),
    birthDate: person.birthDate,
    ...(at === null ? {} : placeFields(at)),
  });
}

/** A house in the fields of the comparison. */
function placeFields({ addition, letter, number, postcode }: HousePlace): Partial<MatchFields> {
  return {
    postcode,
    houseNumber: `${number}`,
    addition: letter === null && addition === null ? null : `${letter ?? ''} ${addition ?? ''}`.trim(),
  };
}
