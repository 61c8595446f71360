import type { MunicipalityCode } from '#domain';

import type { RegisterColumn } from './register-columns.js';
import { residentOfRecord } from './resident-of-record.js';

const values: Readonly<Partial<Record<RegisterColumn, string>>> = {
  id: 'r1',
  achternaam: 'Voorbeeld',
  postcode: '3311 AB',
  huisnummer: '12 b',
  vorige_postcode: '3311 AB',
  vorig_huisnummer: '12 a',
};
const rowOf = (changes: typeof values) =>
  residentOfRecord(
    (column) => ({ ...values, ...changes })[column] ?? '',
    { municipality: 'GM0505' as MunicipalityCode, loadNumber: 1 },
    (column, what) => {
      throw new Error(`${column}: ${what}`);
    },
  );

describe('where a resident of a register is found', () => {
  it('once, when the door before is of the same building', () => {
    expect(rowOf({})).toMatchObject({ address_key: '3311AB 12', previous_address_key: null });
  });

  it('at both addresses, when they are two buildings', () => {
    expect(rowOf({ vorig_huisnummer: '14' })).toMatchObject({
      address_key: '3311AB 12',
      previous_address_key: '3311AB 14',
    });
  });
});
