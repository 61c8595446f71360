import { completeTaskRequest, findCasesRequest } from '#contracts';
import type { z } from 'zod';

import { requestFaultsOf } from './request-faults.js';

function faults(schema: z.ZodType, value: unknown): string[] {
  const result = schema.safeParse(value);
  if (result.success) return [];
  return requestFaultsOf('body', result.error.issues, value).map((one) => `${one.pointer} ${one.code}`);
}

describe('faults of a request', () => {
  const attempt = {
    soort: 'Brief',
    bereikt: false,
    datum: '2025-03-24',
    dagdeel: 'Avond',
    richting: 'uitgaand',
  };

  test('of a choice are those of the branch that was meant', () => {
    expect(faults(completeTaskRequest.body, { contactpoging: { ...attempt, datum: 'gisteren' } })).toEqual([
      '/contactpoging/datum malformed',
    ]);
    expect(faults(completeTaskRequest.body, { mislukt: 'geen zin' })).toEqual(['/mislukt unknown-value']);
    expect(faults(findCasesRequest.body, { telefoonnummer: 612345678 })).toEqual([
      '/telefoonnummer wrong-type',
    ]);
    expect(faults(findCasesRequest.body, { postcode: '3311AB', huisnummer: 0 })).toEqual([
      '/geboortedatum missing',
      '/huisnummer out-of-range',
    ]);
  });

  test('name a strange member by the place where it stands, not by its name', () => {
    expect(faults(completeTaskRequest.body, { contactpoging: { ...attempt, 'bsn 123456782': 1 } })).toEqual([
      '/contactpoging unknown-member',
    ]);
  });

  test('of no object at all is one', () => {
    for (const value of [null, [], 'text', 5])
      expect(faults(findCasesRequest.body, value)).toEqual([' wrong-type']);
  });
});
