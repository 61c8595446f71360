import fc from 'fast-check';

import { publishedCounts, publishedLine, publishedParts, rateLine, SUPPRESSED_UNDER, Z_95 } from './index.js';

const counts = fc
  .record({ missed: fc.nat({ max: 30 }), declined: fc.nat({ max: 30 }), helped: fc.nat({ max: 30 }) })
  .map(({ missed, declined, helped }) => ({
    cases: missed + declined + helped,
    reached: declined + helped,
    open: 0,
    helped,
  }));
const line = fc.tuple(counts, counts).map(([now, before]) => rateLine(now, before, 'cohort', Z_95));

describe('what leaves the municipality', () => {
  test('no-count-under-ten-is-shown-or-follows-within-a-line', () => {
    fc.assert(
      fc.property(line, (one) => {
        const { contact, acceptance, stillOpen, yearBefore } = publishedLine(one);
        for (const rate of [contact, acceptance, stillOpen, yearBefore]) {
          if (rate === null) throw new Error('a cohort has a share still open');
          if (rate.denominator !== null) expect(rate.denominator).toBeGreaterThanOrEqual(SUPPRESSED_UNDER);
          if (rate.numerator !== null) expect(rate.numerator).toBeGreaterThanOrEqual(SUPPRESSED_UNDER);
        }
        if (contact.numerator === null) expect(acceptance.denominator).toBeNull();
        if (contact.rate === null || yearBefore.rate === null) {
          expect(publishedLine(one).change).toBeNull();
        }
      }),
    );
  });

  test('a-single-hidden-part-does-not-follow-from-the-total', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 2, maxLength: 6 }), (lines) => {
        const parts = publishedParts(lines);
        for (const figure of ['contact', 'yearBefore'] as const) {
          const hidden = parts.filter((part) => part[figure].rate === null);
          expect(hidden.length).not.toBe(1);
          // Hidden means wholly, or the rest of a count would follow.
          for (const part of hidden) expect(part[figure].denominator).toBeNull();
        }
      }),
    );
  });

  test('classes-under-ten-are-hidden-and-never-one-alone', () => {
    const count = fc.nat({ max: 40 });
    fc.assert(
      fc.property(fc.record({ single: count, multiple: count, consecutive: count }), (classes) => {
        const shown = Object.values(publishedCounts(classes));
        expect(shown.filter((one) => one === null).length).not.toBe(1);
        for (const one of shown) if (one !== null) expect(one).toBeGreaterThanOrEqual(SUPPRESSED_UNDER);
      }),
    );
  });
});
