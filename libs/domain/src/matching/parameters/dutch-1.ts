import { parseDay } from '../../calendar/index.js';
import type { Day } from '../../calendar/index.js';
import type { MatchParameters } from '../match-parameters.js';
import { dutchSurnames } from './common-names.js';

const DRAWN_UP_ON = dayOf('2026-11-22');

/**
 * Signals against Dutch residents. Drawn up by hand from what is published about errors in names and dates; to be
 * replaced by a version that is estimated on an invented population.
 */
export const dutchParameters1: MatchParameters = {
  version: 'dutch-1',
  effectiveFrom: DRAWN_UP_ON,
  estimatedOn: DRAWN_UP_ON,
  data: 'none: published error rates',
  estimator: 'by hand',
  thresholds: { upper: 24, lower: 10, ahead: 3 },
  circumstances: { moved: 0.06, relatives: 1e-5, neighbours: 2e-4 },
  frequencies: { surname: dutchSurnames },
  fields: {
    surname: {
      m: {
        exact: 0.8,
        sound: 0.03,
        'one-typo': 0.06,
        part: 0.07,
        similar: 0.02,
        swapped: 0.002,
        different: 0.018,
      },
      u: {
        exact: 0.001,
        sound: 0.0003,
        'one-typo': 0.001,
        part: 0.002,
        similar: 0.008,
        swapped: 0.0002,
        different: 0.9875,
      },
      relatives: {
        exact: 0.84,
        sound: 0.002,
        'one-typo': 0.005,
        part: 0.08,
        similar: 0.005,
        swapped: 0.0002,
        different: 0.0678,
      },
    },
    prefix: {
      m: { exact: 0.88, 'one-missing': 0.08, different: 0.04 },
      u: { exact: 0.25, 'one-missing': 0.35, different: 0.4 },
      relatives: { exact: 0.88, 'one-missing': 0.08, different: 0.04 },
    },
    firstNames: {
      m: {
        exact: 0.72,
        sound: 0.03,
        'one-typo': 0.07,
        part: 0.06,
        similar: 0.04,
        swapped: 0.002,
        initial: 0.058,
        different: 0.02,
      },
      u: {
        exact: 0.005,
        sound: 0.001,
        'one-typo': 0.005,
        part: 0.006,
        similar: 0.012,
        swapped: 0.0002,
        initial: 0.06,
        different: 0.9108,
      },
      relatives: {
        exact: 0.012,
        sound: 0.002,
        'one-typo': 0.008,
        part: 0.03,
        similar: 0.02,
        swapped: 0.0002,
        initial: 0.1,
        different: 0.8278,
      },
    },
    initials: {
      m: { exact: 0.8, beginning: 0.14, first: 0.03, different: 0.03 },
      u: { exact: 0.02, beginning: 0.03, first: 0.03, different: 0.92 },
      relatives: { exact: 0.03, beginning: 0.05, first: 0.06, different: 0.86 },
    },
    birthDate: {
      m: {
        exact: 0.93,
        'day-month-swapped': 0.008,
        'one-digit': 0.025,
        'known-part': 0.02,
        'first-of-january': 0.005,
        'two-digits': 0.006,
        year: 0.003,
        different: 0.003,
      },
      u: {
        exact: 0.00004,
        'day-month-swapped': 0.00002,
        'one-digit': 0.0009,
        'known-part': 0.0008,
        'first-of-january': 0.0003,
        'two-digits': 0.01,
        year: 0.011,
        different: 0.97694,
      },
      relatives: {
        exact: 0.005,
        'day-month-swapped': 0.0003,
        'one-digit': 0.002,
        'known-part': 0.003,
        'first-of-january': 0.0005,
        'two-digits': 0.012,
        year: 0.02,
        different: 0.9572,
      },
    },
    postcode: {
      m: { exact: 0.96, 'one-character': 0.025, area: 0.005, different: 0.01 },
      u: { exact: 0.0003, 'one-character': 0.0012, area: 0.02, different: 0.9785 },
      relatives: { exact: 0.97, 'one-character': 0.02, area: 0.003, different: 0.007 },
      neighbours: { exact: 0.75, 'one-character': 0.2, area: 0.04, different: 0.01 },
    },
    houseNumber: {
      m: { exact: 0.96, 'one-digit': 0.02, different: 0.02 },
      u: { exact: 0.012, 'one-digit': 0.1, different: 0.888 },
      relatives: { exact: 0.97, 'one-digit': 0.015, different: 0.015 },
      neighbours: { exact: 0.12, 'one-digit': 0.3, different: 0.58 },
    },
    addition: {
      m: { exact: 0.85, 'one-missing': 0.11, different: 0.04 },
      u: { exact: 0.12, 'one-missing': 0.5, different: 0.38 },
      relatives: { exact: 0.88, 'one-missing': 0.1, different: 0.02 },
    },
    street: {
      m: { exact: 0.88, sound: 0.02, 'one-typo': 0.05, part: 0.02, similar: 0.015, different: 0.015 },
      u: { exact: 0.002, sound: 0.0002, 'one-typo': 0.0005, part: 0.02, similar: 0.01, different: 0.9673 },
      relatives: { exact: 0.9, sound: 0.02, 'one-typo': 0.04, part: 0.02, similar: 0.01, different: 0.01 },
      neighbours: { exact: 0.88, sound: 0.02, 'one-typo': 0.04, part: 0.02, similar: 0.01, different: 0.03 },
    },
    place: {
      m: { exact: 0.93, sound: 0.01, 'one-typo': 0.02, part: 0.02, similar: 0.01, different: 0.01 },
      u: { exact: 0.6, sound: 0.001, 'one-typo': 0.001, part: 0.01, similar: 0.003, different: 0.385 },
      relatives: { exact: 0.94, sound: 0.01, 'one-typo': 0.02, part: 0.015, similar: 0.01, different: 0.005 },
      neighbours: {
        exact: 0.94,
        sound: 0.01,
        'one-typo': 0.02,
        part: 0.015,
        similar: 0.01,
        different: 0.005,
      },
    },
  },
};

function dayOf(text: string): Day {
  const day = parseDay(text);
  if (day === null) throw new RangeError(`${text} is no day`);
  return day;
}
