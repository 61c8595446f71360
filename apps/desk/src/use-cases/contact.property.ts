import { dayOf, partOfDayOf, partsOfDay } from '#domain';
import fc from 'fast-check';

import { contactFaults, momentsOf } from './contact.js';

const instants = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) });

describe('moments of a contact', () => {
  test('every instant lies within its part of its day, and in no other part', () => {
    fc.assert(
      fc.property(instants, (ms) => {
        for (const part of partsOfDay) {
          const { firstMs, lastMs } = momentsOf(dayOf(ms), part);
          expect(firstMs <= ms && ms <= lastMs).toBe(part === partOfDayOf(ms));
        }
      }),
    );
  });

  test('a contact of now is never in the future, and never before a receipt of now or earlier', () => {
    fc.assert(
      fc.property(instants, fc.nat(1e10), (nowMs, ageMs) => {
        const contactpoging = {
          soort: 'Telefoon',
          bereikt: false,
          datum: dayOf(nowMs),
          dagdeel: partOfDayOf(nowMs),
          richting: 'uitgaand',
        } as const;
        expect(contactFaults({ contactpoging }, nowMs, nowMs - ageMs)).toEqual([]);
      }),
    );
  });

  test('a part of a day that has not begun is in the future; one that ended before the receipt is too early', () => {
    fc.assert(
      fc.property(instants, instants, (nowMs, atMs) => {
        fc.pre(nowMs !== atMs);
        const contactpoging = {
          soort: 'Brief',
          bereikt: false,
          datum: dayOf(atMs),
          dagdeel: partOfDayOf(atMs),
          richting: 'uitgaand',
        } as const;
        const { firstMs, lastMs } = momentsOf(dayOf(atMs), partOfDayOf(atMs));
        const codes = contactFaults({ contactpoging }, nowMs, nowMs).map((fault) => fault.code);
        expect(codes.includes('in-the-future')).toBe(firstMs > nowMs);
        expect(codes.includes('before-receipt')).toBe(lastMs < nowMs);
      }),
    );
  });
});
