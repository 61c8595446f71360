// Links the signals about an invented population to its register, in memory: the keys of the signals are collected first,
// then the register streams by, so that a million residents need not be kept.
import {
  addressKey,
  birthKeys,
  CANDIDATES_MAX,
  linkResident,
  noMatchFields,
  packResident,
  prepare,
  prepareSought,
  unpackResident,
} from '#domain';
import { populationOf, signalOf } from '#generator';

/**
 * @typedef {import('#generator').PopulationSignal} PopulationSignal
 * @typedef {import('#generator').Inhabitant} Inhabitant
 * @typedef {import('#domain').RegisteredPerson} RegisteredPerson
 * @typedef {import('#domain').MatchParameters} MatchParameters
 * @typedef {import('#domain').ResidentLink} ResidentLink
 * @typedef {{ signal: PopulationSignal, sought: import('#domain').SoughtPerson, near: Found, byBirth: Found[] }} Case
 * @typedef {{ people: import('#domain').ComparedResident[], names: RegisteredPerson[] }} Found
 */

/**
 * @param {{ seed: number, persons: number, signals: number }} of
 * @returns {Case[]} each signal with those whom its keys find
 */
export function findCandidates({ seed, persons, signals }) {
  let households = 0;
  for (const { household } of populationOf(seed, persons)) households = household + 1;
  /** @type {Map<string, Found>} */
  const addresses = new Map();
  /** @type {Map<string, Found>} */
  const births = new Map();
  const foundBy = (keys, key) => {
    const found = keys.get(key) ?? { people: [], names: [] };
    keys.set(key, found);
    return found;
  };
  const cases = Array.from({ length: signals }, (_, number) => {
    const signal = signalOf(seed, number, households);
    const sought = soughtOf(signal);
    const near = foundBy(addresses, addressKey(signal.house.postcode, signal.house.number));
    const byBirth = birthKeys(prepareSought(sought)).map((key) => foundBy(births, key));
    return { signal, sought, near, byBirth };
  });
  for (const { people } of populationOf(seed, persons)) {
    for (const inhabitant of people) {
      const person = registered(inhabitant);
      const here = new Set([keyOf(person.address), keyOf(person.previousAddress)]);
      const found = [
        ...[...here].flatMap((key) => (key === null ? [] : [addresses.get(key)])),
        ...[...birthKeysOf(person)].map((key) => births.get(key)),
      ].filter((one) => one !== undefined);
      // Through the text in which the register keeps a person, as the intake reads it.
      const resident = found.length === 0 ? null : unpackResident(person.residentId, packResident(person));
      for (const { names, people: near } of found) {
        near.push(resident);
        names.push(person);
      }
    }
  }
  return cases;
}

/** @param {Case} one @param {MatchParameters} parameters */
export function linkCase(one, parameters) {
  const near = one.near.people.length > CANDIDATES_MAX ? [] : one.near.people;
  const first = linkResident(one.sought, byId(near), parameters);
  if (first.found) return first;
  const wider = one.byBirth.flatMap(({ people }) => (people.length > CANDIDATES_MAX ? [] : people));
  const all = new Map([...near, ...wider].map((person) => [person.residentId, person]));
  return all.size === near.length ? first : linkResident(one.sought, byId([...all.values()]), parameters);
}

/** @param {readonly import('#domain').ComparedResident[]} people */
function byId(people) {
  return [...people].sort((left, right) => (left.residentId < right.residentId ? -1 : 1));
}

/** @param {PopulationSignal} signal */
function soughtOf({ birthDate, firstNames, house, initials, prefix, surname }) {
  return {
    municipality: 'GM0505',
    names: { ...noMatchFields, firstNames, initials, prefix, surname, birthDate },
    address: house,
  };
}

/** @param {Inhabitant} inhabitant @returns {RegisteredPerson} */
export function registered({ birthDate, firstNames, house, id, partner, previous, registration, surname }) {
  const lives = registration === 'resident';
  return {
    residentId: id,
    firstNames,
    initials: null,
    prefix: surname.prefix === '' ? null : surname.prefix,
    surname: surname.main,
    partnerPrefix: partner === null || partner.prefix === '' ? null : partner.prefix,
    partnerSurname: partner?.main ?? null,
    birthDate,
    address: lives ? house : null,
    previousAddress: lives ? previous : house,
    registration,
    addressInDoubt: false,
  };
}

/** @param {RegisteredPerson} person */
function birthKeysOf({ birthDate, partnerPrefix, partnerSurname, prefix, surname }) {
  const own = birthKeys(prepare({ ...noMatchFields, prefix, surname, birthDate }))[0];
  const other =
    partnerSurname === null
      ? undefined
      : birthKeys(
          prepare({ ...noMatchFields, prefix: partnerPrefix, surname: partnerSurname, birthDate }),
        )[0];
  return new Set([own, other].filter((key) => key !== undefined));
}

function keyOf(house) {
  return house === null ? null : addressKey(house.postcode, house.number);
}

/**
 * Whether somebody else of the register fits what the creditor meant as well as who it is: the same house, names and
 * date, as far as they are given. Then nobody but a person can tell.
 *
 * @param {Case} one
 */
export function isUndecidable({ near, signal }) {
  const { truth } = signal;
  if (truth === null) return false;
  return near.names.some(
    (other) => other.residentId !== truth.id && fitsAsWell(other, registered(truth), signal),
  );
}

function fitsAsWell(other, truth, { birthDate, house, initials, meant }) {
  if (birthDate !== null && other.birthDate !== birthDate) return false;
  const [main, ...more] = meant.surname.split('-');
  const names = [other.surname, other.partnerSurname];
  const bears = (name) => names.some((one) => one === name || name.endsWith(` ${one}`));
  if (!names.includes(meant.surname) && ![main, ...more].every(bears)) return false;
  const given = (other.firstNames ?? '').split(' ');
  const fitsGiven =
    meant.firstNames === null
      ? given
          .map((name) => `${name.charAt(0)}.`)
          .join('')
          .startsWith(initials ?? '')
      : meant.firstNames.split(' ').every((name, place) => given[place] === name);
  if (!fitsGiven) return false;
  const door = (place) =>
    place !== null && place.letter === house.letter && place.addition === house.addition;
  const isAt = (person) => door(person.address) || door(person.previousAddress);
  return isAt(other) || !isAt(truth);
}

/**
 * @typedef {{ signals: number, matched: number, right: number, wrong: number, review: number, undecidable: number,
 *   undecidableReviewed: number, decidable: number, notFound: number, pairs: number, cpuSeconds: number }} Score
 */

/** @param {Case[]} cases @param {MatchParameters} parameters @param {(one: Case, link: ResidentLink) => void} onWrong */
export function score(cases, parameters, onWrong = () => undefined) {
  /** @type {Score} */
  const total = {
    signals: cases.length,
    matched: 0,
    right: 0,
    wrong: 0,
    review: 0,
    undecidable: 0,
    undecidableReviewed: 0,
    decidable: 0,
    notFound: 0,
    pairs: 0,
    cpuSeconds: 0,
  };
  const began = process.cpuUsage();
  for (const one of cases) {
    const link = linkCase(one, parameters);
    const undecidable = isUndecidable(one);
    const { truth } = one.signal;
    total.pairs += link.decision.considered;
    if (undecidable) total.undecidable += 1;
    else if (truth !== null) total.decidable += 1;
    if (link.person !== null) {
      total.matched += 1;
      if (link.person.residentId === truth?.id) total.right += undecidable ? 0 : 1;
      else {
        total.wrong += 1;
        onWrong(one, link);
      }
    } else if (undecidable) total.undecidableReviewed += 1;
    else if (link.residency === 'several-found') total.review += 1;
    else if (truth !== null) total.notFound += 1;
  }
  const used = process.cpuUsage(began);
  total.cpuSeconds = (used.user + used.system) / 1e6;
  return total;
}
