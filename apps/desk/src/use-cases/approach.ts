import type { AddressId, Day } from '#domain';
import type { LockedCasePerson, LockedPerson } from '#postgres';

/** The periods through which one approach of a resident runs: attempts count for all, one closing ends all. */
export interface Approach {
  readonly casePersons: readonly LockedCasePerson[];
  readonly periodStarts: readonly Day[];
  readonly addressIds: readonly AddressId[];
}

/** The approach that runs through a period: the case-person that leads it and those that follow. */
export function approachOf(person: LockedPerson, periodStart: Day): Approach {
  const leaderOf = (one: LockedCasePerson): string =>
    `${one.addressId} ${one.ledByPeriodStart ?? one.periodStart}`;
  const leaders = new Set(
    person.casePersons.filter((one) => one.periodStart === periodStart).map((one) => leaderOf(one)),
  );
  const casePersons = person.casePersons.filter(
    (one) => one.state !== 'superseded' && leaders.has(leaderOf(one)),
  );
  return {
    casePersons,
    periodStarts: [...new Set([periodStart, ...casePersons.map((one) => one.periodStart)])].sort(),
    addressIds: [...new Set(casePersons.map((one) => one.addressId))].sort(),
  };
}
