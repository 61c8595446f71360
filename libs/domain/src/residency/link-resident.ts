import type { MunicipalityCode, ResidentId } from '../ids.js';
import {
  areBornTogether,
  compare,
  compareLevels,
  isAnother,
  linkToRegister,
  mayBeAnother,
  prepareNames,
  type FieldComparison,
  type MatchFields,
  type MatchOutcome,
  type MatchParameters,
  type PreparedPerson,
} from '../matching/index.js';
import { preparedAtPlace, type ComparedResident, type HousePlace } from './registered-person.js';
import { judgeResidency, type Residency } from './residency.js';

/** Whom a signal is about and where, as the creditor has it. */
export interface SoughtPerson {
  readonly municipality: MunicipalityCode;
  readonly names: MatchFields;
  readonly address: HousePlace;
}

/** Why: kept with the answer. Ids, weights and levels, no names. */
export interface ResidentDecision {
  readonly version: string;
  readonly outcome: MatchOutcome;
  /** Bits between the best and the next; null where there is no next. */
  readonly ahead: number | null;
  /** The heaviest first; those that weigh less than nothing are only counted. */
  readonly candidates: readonly {
    readonly residentId: ResidentId;
    readonly weight: number;
    readonly fields: readonly { readonly field: string; readonly level: string; readonly weight: number }[];
  }[];
  readonly considered: number;
}

/** What the register says of a signal. */
export interface ResidentLink {
  readonly residency: Residency | 'several-found';
  /** Who it is; null unless exactly one person was found. */
  readonly person: ComparedResident | null;
  /** With `moved-within`: where to. */
  readonly movedTo: HousePlace | null;
  /** Nobody else needs to be looked for. */
  readonly found: boolean;
  readonly decision: ResidentDecision;
}

/** The canonical text of an address, as `addressText` writes it. */
export function placeText({ addition, letter, number, postcode }: HousePlace): string {
  return `${postcode} ${number}${letter ?? ''}${addition === null ? '' : `-${addition}`}`;
}

/** Candidates whose levels are kept: the one it is, and the next. */
const DETAILED = 2;

/**
 * Says which of the candidates of a register a signal is about, and what follows (rule 5).
 *
 * @param asked the sought person in the forms of the comparison, where they were made already
 */
export function linkResident(
  sought: SoughtPerson,
  candidates: readonly ComparedResident[],
  parameters: MatchParameters,
  asked: PreparedPerson = prepareSought(sought),
): ResidentLink {
  const people = candidates.map((candidate) => preparedAt(candidate, sought.address));
  const link = linkToRegister(asked, people, parameters);
  const decision: ResidentDecision = {
    version: link.parametersVersion,
    outcome: link.outcome,
    ahead: link.ahead === null ? null : bits(link.ahead),
    candidates: link.considered
      .filter(({ weight }, rank) => rank < DETAILED || weight > 0)
      .map(({ candidateIndex, weight }, rank) => {
        const [candidate, person] = [candidates[candidateIndex], people[candidateIndex]];
        if (candidate === undefined || person === undefined)
          throw new RangeError('a candidate that was not given');
        const fields = rank < DETAILED ? compare(asked, person, parameters).fields : [];
        return { residentId: candidate.residentId, weight: bits(weight), fields: fields.map(shown) };
      }),
    considered: candidates.length,
  };
  const person = link.outcome === 'match' ? candidates[link.candidateIndex ?? -1] : undefined;
  if (person === undefined) {
    const residency = link.outcome === 'no-match' ? 'nobody-found' : 'several-found';
    return { residency, person: null, movedTo: null, found: false, decision };
  }
  const compared = people[link.candidateIndex ?? -1] ?? person.prepared;
  const doubt = doubtOf(person, compared, {
    asked,
    at: sought.address,
    weight: link.considered[0]?.weight ?? 0,
    parameters,
  });
  if (doubt !== null)
    return {
      residency: 'several-found',
      person: null,
      movedTo: null,
      found: doubt === 'elsewhere',
      decision,
    };
  const residency = residencyOf(person, sought);
  const movedTo = residency === 'moved-within' ? person.address : null;
  return { residency, person, movedTo, found: true, decision };
}

/** With nothing but initials a find elsewhere must weigh so much more, in bits: a thousand people are called J. Jansen. */
const INITIALS_ELSEWHERE_AHEAD = 4;

/**
 * What the weight does not settle. Names and dates are not independent: a surname that is rare in the country is common
 * in a family, and so is the first of January; twins share all but a name. At the door that the creditor has, another
 * name or date altogether is for a person. Elsewhere everything that tells people apart is, and so is a date of birth
 * that is not a whole one: the signal will go there, or the creditor is told that somebody died, and a namesake would
 * be wronged.
 */
function doubtOf(
  { address, previousAddress, registration }: ComparedResident,
  person: PreparedPerson,
  found: {
    readonly asked: PreparedPerson;
    readonly at: HousePlace;
    readonly weight: number;
    readonly parameters: MatchParameters;
  },
): 'here' | 'elsewhere' | null {
  const { asked, at, parameters, weight } = found;
  const levels = compareLevels(asked, person);
  const door = registration === 'resident' ? address : previousAddress;
  const isHere = door !== null && placeText(door) === placeText(at);
  // Letter and addition are what creditors most often leave out: whoever was born that day lives behind the next door.
  if (isHere || (isAt(door, at) && areBornTogether(levels, asked)))
    return isAnother(levels, asked, person) ? 'here' : null;
  const hasNames = levels.some(({ field }) => field === 'firstNames');
  const least = parameters.thresholds.upper + (hasNames ? 0 : INITIALS_ELSEWHERE_AHEAD);
  const isSure = areBornTogether(levels, asked) && !mayBeAnother(levels, asked, person) && weight >= least;
  return isSure ? null : 'elsewhere';
}

function residencyOf(
  { address, addressInDoubt, registration }: ComparedResident,
  sought: SoughtPerson,
): Residency {
  const isHere = address !== null && placeText(address) === placeText(sought.address);
  return judgeResidency(
    {
      suspension: registration === 'resident' ? 'none' : registration === 'left' ? 'abroad' : 'deceased',
      municipality: sought.municipality,
      address:
        address === null
          ? null
          : {
              postcode: address.postcode,
              houseNumber: address.number,
              houseLetter: address.letter,
              houseAddition: address.addition,
              street: null,
              place: null,
            },
      addressInDoubt,
    },
    { municipality: sought.municipality, isSameAddress: () => isHere },
  );
}

/** A signal in the forms in which it is compared. */
export function prepareSought({ address, names }: SoughtPerson): PreparedPerson {
  return preparedAtPlace(prepareNames(names), address);
}

/** Who moved is compared at the address that the creditor still has, where that is one of the two. */
function preparedAt(
  { address, prepared, preparedBefore, previousAddress }: ComparedResident,
  asked: HousePlace,
) {
  if (preparedBefore === null || isAt(address, asked)) return prepared;
  return isAt(previousAddress, asked) ? preparedBefore : prepared;
}

/** Behind the same postcode and number, whichever the door. */
function isAt(place: HousePlace | null, asked: HousePlace): boolean {
  return place !== null && place.number === asked.number && place.postcode === asked.postcode;
}

function shown({ field, level, weight }: FieldComparison): FieldComparison {
  return { field, level, weight: bits(weight) };
}

/** Two decimals: what is stored must be the same on every machine. */
function bits(weight: number): number {
  return Math.round(weight * 100) / 100;
}
