import fc from 'fast-check';

import type { MunicipalityCode, ResidentId } from '../ids.js';
import { noMatchFields, prepare } from '../matching/index.js';
import { prepareSought } from './link-resident.js';
import {
  packResident,
  prepareRegistered,
  unpackResident,
  type HousePlace,
  type RegisteredPerson,
} from './registered-person.js';

const nameWords = [
  'Jan',
  'ßen',
  'Ruud-Jan',
  "d'Ancona",
  'van der',
  'Moolen',
  'Öz',
  'IJsbrand',
  'J.P.',
  ';=\t',
  '-',
];
const name = fc.oneof(
  fc.array(fc.constantFrom(...nameWords), { minLength: 1, maxLength: 4 }).map((words) => words.join(' ')),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null });
// What a register's load lets through as an address.
const house: fc.Arbitrary<HousePlace> = fc.record({
  postcode: fc.constantFrom('3311AB', '3311AC'),
  number: fc.integer({ min: 1, max: 99_999 }),
  letter: maybe(fc.constantFrom('A', 'B')),
  addition: maybe(fc.constantFrom('BIS', '2', 'HS', 'II')),
});
const person: fc.Arbitrary<RegisteredPerson> = fc.record({
  residentId: fc.uuid().map((id) => id as ResidentId),
  firstNames: maybe(name),
  initials: maybe(name),
  prefix: maybe(name),
  surname: name,
  partnerPrefix: maybe(name),
  partnerSurname: maybe(name),
  birthDate: maybe(fc.constantFrom('19610412', '19610400', '20000000')),
  address: maybe(house),
  previousAddress: maybe(house),
  registration: fc.constantFrom('resident', 'left', 'deceased'),
  addressInDoubt: fc.boolean(),
});

describe('a packed resident', () => {
  it('is read as it would be prepared, at both addresses', () => {
    fc.assert(
      fc.property(person, (one) => {
        const { residentId, birthDate, address, previousAddress, registration, addressInDoubt } = one;
        expect(unpackResident(residentId, packResident(one))).toEqual({
          residentId,
          birthDate,
          address,
          previousAddress,
          registration,
          addressInDoubt,
          prepared: prepareRegistered(one, address ?? previousAddress),
          preparedBefore: previousAddress === null ? null : prepareRegistered(one, previousAddress),
        });
      }),
      { numRuns: 500 },
    );
  });

  it('is sought in the same forms as it is found in', () => {
    fc.assert(
      fc.property(person, house, ({ firstNames, initials, prefix, surname }, address) => {
        const names = { ...noMatchFields, firstNames, initials, prefix, surname };
        const { addition, letter, number, postcode } = address;
        const written = [letter, addition].filter((part) => part !== null).join(' ');
        expect(prepareSought({ municipality: 'GM0505' as MunicipalityCode, names, address })).toEqual(
          prepare({
            ...names,
            postcode,
            houseNumber: `${number}`,
            addition: written === '' ? null : written,
          }),
        );
      }),
    );
  });
});
