import {
  packResident,
  RESIDENT_FORM,
  unpackResident,
  type ComparedResident,
  type HousePlace,
  type RegisteredPerson,
} from '#domain';

import { residentFields, type FoundResident } from './intake-residents.js';

type ResidentField = (typeof residentFields)[number];

const placeOf = Object.fromEntries(residentFields.map((field, place) => [field, place])) as Readonly<
  Record<ResidentField, number>
>;

/** A resident as the domain compares it, also where another version of the program has loaded the register. */
export function comparedResident({ id, packed }: FoundResident): ComparedResident {
  const isOfThisForm = packed.startsWith(RESIDENT_FORM);
  return unpackResident(id, isOfThisForm ? packed : packResident(personOfFields(id, packed)));
}

function personOfFields(id: RegisteredPerson['residentId'], fields: string): RegisteredPerson {
  const parts = fields.slice(1).split('\t');
  const text = (field: ResidentField): string | null => {
    const part = parts[placeOf[field]];
    return part === undefined || part === '' ? null : part;
  };
  return {
    residentId: id,
    firstNames: text('first_names'),
    initials: text('initials'),
    prefix: text('prefix'),
    surname: text('surname') ?? '',
    partnerPrefix: text('partner_prefix'),
    partnerSurname: text('partner_surname'),
    birthDate: text('birth_date'),
    address: houseOf(text('postcode'), text('house_number'), text('house_letter'), text('house_addition')),
    previousAddress: houseOf(
      text('previous_postcode'),
      text('previous_house_number'),
      text('previous_house_letter'),
      text('previous_house_addition'),
    ),
    registration: text('registration') as RegisteredPerson['registration'],
    addressInDoubt: text('address_in_doubt') === 'true',
  };
}

function houseOf(
  postcode: string | null,
  number: string | null,
  letter: string | null,
  addition: string | null,
): HousePlace | null {
  return postcode === null || number === null ? null : { postcode, number: Number(number), letter, addition };
}
