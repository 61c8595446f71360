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
  circumstances: {
    moved: {
      share: 0.05,
      same: { postcode: 0.01, houseNumber: 0.01, addition: 0.1, street: 0.02, place: 0.6 },
    },
    relatives: {
      share: 1e-5,
      same: {
        surname: 0.85,
        prefix: 0.85,
        firstNames: 0.015,
        initials: 0.03,
        birthDate: 0.006,
        postcode: 0.99,
        houseNumber: 0.99,
        addition: 0.97,
        street: 0.99,
        place: 0.99,
      },
      alike: { birthDate: 4 },
    },
    neighbours: { share: 1e-4, same: { postcode: 0.8, houseNumber: 0.05, street: 0.97, place: 0.99 } },
  },
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
    },
    prefix: {
      m: { exact: 0.88, 'one-missing': 0.08, different: 0.04 },
      u: { exact: 0.25, 'one-missing': 0.35, different: 0.4 },
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
    },
    initials: {
      m: { exact: 0.8, beginning: 0.14, first: 0.03, different: 0.03 },
      u: { exact: 0.02, beginning: 0.03, first: 0.03, different: 0.92 },
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
    },
    postcode: {
      m: { exact: 0.96, 'one-character': 0.025, area: 0.005, different: 0.01 },
      u: { exact: 0.0003, 'one-character': 0.0012, area: 0.02, different: 0.9785 },
    },
    houseNumber: {
      m: { exact: 0.96, 'one-digit': 0.02, different: 0.02 },
      u: { exact: 0.012, 'one-digit': 0.1, different: 0.888 },
    },
    addition: {
      m: { exact: 0.85, 'one-missing': 0.11, different: 0.04 },
      u: { exact: 0.12, 'one-missing': 0.5, different: 0.38 },
    },
    street: {
      m: { exact: 0.88, sound: 0.02, 'one-typo': 0.05, part: 0.025, similar: 0.012, different: 0.013 },
      u: { exact: 0.002, sound: 0.0002, 'one-typo': 0.0005, part: 0.012, similar: 0.01, different: 0.9753 },
    },
    place: {
      m: { exact: 0.93, sound: 0.01, 'one-typo': 0.02, part: 0.02, similar: 0.01, different: 0.01 },
      // A municipality has few places, so that two people often live in one, and its name is misspelt for both.
      u: { exact: 0.55, sound: 0.007, 'one-typo': 0.014, part: 0.015, similar: 0.008, different: 0.406 },
    },
  },
};

function dayOf(text: string): Day {
  const day = parseDay(text);
  if (day === null) throw new RangeError(`${text} is no day`);
  return day;
}
