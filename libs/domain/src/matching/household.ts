import type { MatchParameters, MatchThresholds } from './match-parameters.js';

/**
 * The limits for two signals at one address, in bits. Who lives with somebody shares surname and address with them, so
 * only what tells members of a household apart counts; and two signals of one address are about one person more often
 * than not, so fewer bits suffice than for finding one resident among all. Surname and initials without a birth date
 * give 4.4 bits, with the name of a partner added 3.8, twins with two initials 2.7, a bare surname next to none, a
 * father and a son with two birth dates less than none.
 */
const householdThresholds: MatchThresholds = { upper: 3.5, lower: 0, ahead: 3 };

const derived = new WeakMap<MatchParameters, MatchParameters>();

/** The parameters by which people at one address are told apart; the address itself is not compared. */
export function householdParameters(parameters: MatchParameters): MatchParameters {
  const known = derived.get(parameters);
  if (known !== undefined) return known;
  const { circumstances } = parameters;
  const household: MatchParameters = {
    ...parameters,
    version: `${parameters.version}/household-1`,
    thresholds: householdThresholds,
    circumstances: {
      moved: { ...circumstances.moved, share: 0 },
      relatives: { ...circumstances.relatives, share: 1 },
      neighbours: { ...circumstances.neighbours, share: 0 },
    },
  };
  derived.set(parameters, household);
  return household;
}
