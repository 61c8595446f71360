import {
  linkToRegister,
  noMatchFields,
  prepare,
  type MatchFields,
  type MatchParameters,
  type PreparedPerson,
} from '#domain';

import type { MatchResident, RegisterPerson, SoughtResident } from './resident-register.js';

/** Compares by the matcher of the domain, with the parameters in force. */
export function matchResident(parameters: MatchParameters): MatchResident {
  return (sought, candidates) => {
    const found = linkToRegister(
      prepare(fieldsOfSought(sought)),
      candidates.map((candidate) => preparedCandidate(candidate, sought)),
      parameters,
    );
    if (found.outcome === 'match' && found.candidateIndex !== null)
      return { outcome: 'match', index: found.candidateIndex };
    return { outcome: found.outcome === 'no-match' ? 'no-match' : 'review' };
  };
}

function fieldsOfSought(sought: SoughtResident): MatchFields {
  return {
    ...noMatchFields,
    firstNames: sought.firstNames,
    initials: sought.initials,
    prefix: sought.prefix,
    surname: sought.surname,
    birthDate: sought.birthDate,
    postcode: sought.postcode,
    houseNumber: String(sought.houseNumber),
    addition: joined(sought.houseLetter, sought.houseAddition),
  };
}

function preparedCandidate(candidate: RegisterPerson, sought: SoughtResident): PreparedPerson {
  const address = candidate.registration?.address ?? null;
  return prepare({
    ...noMatchFields,
    firstNames: candidate.firstNames,
    initials: candidate.initials,
    prefix: candidate.prefix,
    surname: candidate.surname,
    birthName: joined(candidate.prefix, candidate.surname),
    partnerName: joined(candidate.partnerPrefix, candidate.partnerSurname),
    birthDate: candidate.birthDate,
    // Whose own address is not known yet was found at the one that was asked about, behind whichever of its doors.
    postcode: address?.postcode ?? sought.postcode,
    houseNumber: String(address?.houseNumber ?? sought.houseNumber),
    addition:
      address === null
        ? joined(sought.houseLetter, sought.houseAddition)
        : joined(address.houseLetter, address.houseAddition),
  });
}

function joined(...parts: readonly (string | null)[]): string | null {
  const text = parts.filter((part) => part !== null && part !== '').join(' ');
  return text === '' ? null : text;
}
