import fc from 'fast-check';
import { contradictions, furthestOutcome, outcomeMeanings, outcomes } from './index.js';

const anyOutcome = fc.constantFrom(...outcomes);
const anyAttempts = fc.array(fc.record({ reached: fc.boolean() }), { maxLength: 8 });

describe('outcomes', () => {
  test('the-furthest-does-not-depend-on-order-or-grouping', () => {
    fc.assert(
      fc.property(fc.array(anyOutcome, { maxLength: 8 }), fc.nat({ max: 8 }), (found, cut) => {
        const furthest = furthestOutcome(found);
        expect(furthestOutcome([...found].reverse())).toBe(furthest);
        const halves = [furthestOutcome(found.slice(0, cut)), furthestOutcome(found.slice(cut))];
        expect(furthestOutcome(halves.filter((one) => one !== null))).toBe(furthest);
        if (furthest !== null) expect(found).toContain(furthest);
      }),
    );
  });

  test('no-attempts-allow-both-contact-and-no-contact', () => {
    fc.assert(
      fc.property(anyAttempts, anyOutcome, (attempts, outcome) => {
        const closing = { role: 'team-lead', motivation: 'reden' };
        const allowed = contradictions(outcome, attempts, closing).length === 0;
        const reached = attempts.some((attempt) => attempt.reached);
        if (outcomeMeanings[outcome].reached === true) expect(allowed).toBe(reached);
        if (outcome === 'Definitief geen contact kunnen krijgen') expect(allowed).toBe(!reached);
      }),
    );
  });
});
