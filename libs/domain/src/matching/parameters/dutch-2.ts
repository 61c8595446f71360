import { parseDay } from '../../calendar/index.js';
import type { Day } from '../../calendar/index.js';
import type { MatchParameters } from '../match-parameters.js';
import { dutchParameters1 } from './dutch-1.js';

const ESTIMATED_ON = dayOf('2026-11-22');

/**
 * Signals against a register in which everybody stands once. How names are written is counted on an invented population
 * (docs/decisions/0035-invented-population.md); no share is lower than what happens to people: a creditor may know
 * somebody by another first name. What the mix makes no errors in (dates, postcodes, numbers) stays as published.
 */
export const dutchParameters2: MatchParameters = {
  ...dutchParameters1,
  version: 'dutch-2',
  effectiveFrom: dayOf('2026-11-23'),
  estimatedOn: ESTIMATED_ON,
  data: '50,000 signals about an invented population of 1,000,000 (seed 1); dates and addresses: published error rates',
  estimator:
    'levels counted, the truth being known, with dutch-1 as 1,000 pairs of belief; limits set on the same seed',
  thresholds: { upper: 22.5, lower: 10, ahead: 3 },
  circumstances: {
    ...dutchParameters1.circumstances,
    // A register knows the address before: only who left that one too is found at neither.
    moved: { ...dutchParameters1.circumstances.moved, share: 0.005 },
    // Of a million pairs of a million residents two are of one household.
    relatives: { ...dutchParameters1.circumstances.relatives, share: 2e-6 },
  },
  fields: {
    ...dutchParameters1.fields,
    surname: {
      m: {
        exact: 0.725,
        sound: 0.065,
        'one-typo': 0.066,
        part: 0.122,
        similar: 0.0117,
        swapped: 0.0003,
        different: 0.01,
      },
      u: {
        exact: 0.00027,
        sound: 0.00008,
        'one-typo': 0.00013,
        part: 0.0002,
        similar: 0.0016,
        swapped: 0.000005,
        different: 0.997715,
      },
    },
    prefix: {
      m: { exact: 0.81, 'one-missing': 0.14, different: 0.05 },
      u: { exact: 0.0575, 'one-missing': 0.7675, different: 0.175 },
    },
    firstNames: {
      m: {
        exact: 0.695,
        sound: 0.012,
        'one-typo': 0.03,
        part: 0.235,
        similar: 0.005,
        swapped: 0.0003,
        initial: 0.0147,
        different: 0.008,
      },
      u: {
        exact: 0.0041,
        sound: 0.00004,
        'one-typo': 0.0015,
        part: 0.0168,
        similar: 0.0031,
        swapped: 0.000005,
        initial: 0.0595,
        different: 0.914955,
      },
    },
    initials: {
      m: { exact: 0.81, beginning: 0.17, first: 0.01, different: 0.01 },
      u: { exact: 0.032, beginning: 0.037, first: 0.009, different: 0.922 },
    },
    addition: {
      m: { exact: 0.85, 'one-missing': 0.13, different: 0.02 },
      u: { exact: 0.014, 'one-missing': 0.883, different: 0.103 },
    },
  },
};

function dayOf(text: string): Day {
  const day = parseDay(text);
  if (day === null) throw new RangeError(`${text} is no day`);
  return day;
}
