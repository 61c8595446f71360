import type { MunicipalityCode, ResidentId } from '../ids.js';
import {
  addressKey,
  linkToRegister,
  noMatchFields,
  prepare,
  type ConsideredCandidate,
  type MatchFields,
  type MatchOutcome,
  type MatchParameters,
  type PreparedPerson,
} from '../matching/index.js';
import { judgeResidency, type Residency } from './residency.js';

/** A house in the parts in which addresses are compared; `text` is what all spellings of the address share. */
export interface HousePlace {
  readonly postcode: string;
  readonly number: number;
  readonly letter: string | null;
  readonly addition: string | null;
}

/** A person of a register that the municipality holds itself. */
export interface RegisteredPerson {
  readonly residentId: ResidentId;
  readonly firstNames: string | null;
  readonly initials: string | null;
  readonly prefix: string | null;
  /** At birth. */
  readonly surname: string;
  readonly partnerPrefix: string | null;
  readonly partnerSurname: string | null;
  /** yyyymmdd, unknown parts 00. */
  readonly birthDate: string | null;
  /** Null for who has left or died. */
  readonly address: HousePlace | null;
  readonly previousAddress: HousePlace | null;
  readonly registration: 'resident' | 'left' | 'deceased';
  readonly addressInDoubt: boolean;
}

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
  readonly person: RegisteredPerson | null;
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

/** Forms of the people of a register, made once however many signals ask for them. */
export type PreparedPeople = Map<string, PreparedPerson>;

/** Candidates whose levels are kept: the one it is, and the next. */
const DETAILED = 2;

/**
 * Says which of the candidates of a register a signal is about, and what follows (rule 5).
 *
 * Whoever is found at another door than the creditor's must be the one by date of birth as well: the signal will go
 * there, and a namesake would read of somebody else's debts.
 */
export function linkResident(
  sought: SoughtPerson,
  candidates: readonly RegisteredPerson[],
  parameters: MatchParameters,
  prepared: PreparedPeople = new Map(),
): ResidentLink {
  const asked = prepareSought(sought);
  const link = linkToRegister(
    asked,
    candidates.map((candidate) => preparedAt(candidate, sought.address, prepared)),
    parameters,
  );
  const decision: ResidentDecision = {
    version: link.parametersVersion,
    outcome: link.outcome,
    ahead: link.ahead === null ? null : bits(link.ahead),
    candidates: link.considered
      .filter(({ comparison }, rank) => rank < DETAILED || comparison.weight > 0)
      .map((one, rank) => candidateOf(one, candidates, rank < DETAILED)),
    considered: candidates.length,
  };
  const person = link.outcome === 'match' ? candidates[link.candidateIndex ?? -1] : undefined;
  if (person === undefined) {
    const residency = link.outcome === 'no-match' ? 'nobody-found' : 'several-found';
    return { residency, person: null, movedTo: null, found: false, decision };
  }
  const residency = residencyOf(person, sought);
  if (residency === 'moved-within' && asked.birthDate !== person.birthDate)
    return { residency: 'several-found', person: null, movedTo: null, found: true, decision };
  const movedTo = residency === 'moved-within' ? person.address : null;
  return { residency, person, movedTo, found: true, decision };
}

function residencyOf(
  { address, addressInDoubt, registration }: RegisteredPerson,
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
  return prepare({ ...names, ...placeFields(address) });
}

/** Who moved is compared at the address that the creditor still has, where that is one of the two. */
function preparedAt(person: RegisteredPerson, asked: HousePlace, prepared: PreparedPeople): PreparedPerson {
  const { address, previousAddress } = person;
  const key = keyOf(asked);
  const isBefore = address === null || (keyOf(address) !== key && keyOf(previousAddress) === key);
  const cacheKey = `${person.residentId}${isBefore ? '-' : ''}`;
  const known = prepared.get(cacheKey);
  if (known !== undefined) return known;
  const made = prepareRegistered(person, isBefore ? previousAddress : address);
  prepared.set(cacheKey, made);
  return made;
}

/** A person of the register in the forms in which it is compared, at one of its addresses. */
export function prepareRegistered(person: RegisteredPerson, at: HousePlace | null): PreparedPerson {
  return prepare({
    ...noMatchFields,
    firstNames: person.firstNames,
    initials: person.initials,
    prefix: person.prefix,
    surname: person.surname,
    partnerName:
      person.partnerSurname === null ? null : `${person.partnerPrefix ?? ''} ${person.partnerSurname}`.trim(),
    birthDate: person.birthDate,
    ...(at === null ? {} : placeFields(at)),
  });
}

function placeFields({ addition, letter, number, postcode }: HousePlace): Partial<MatchFields> {
  return {
    postcode,
    houseNumber: `${number}`,
    addition: letter === null && addition === null ? null : `${letter ?? ''} ${addition ?? ''}`.trim(),
  };
}

function keyOf(place: HousePlace | null): string | null {
  return place === null ? null : addressKey(place.postcode, place.number);
}

function candidateOf(
  { candidateIndex, comparison }: ConsideredCandidate,
  candidates: readonly RegisteredPerson[],
  detailed: boolean,
): ResidentDecision['candidates'][number] {
  const person = candidates[candidateIndex];
  if (person === undefined) throw new RangeError('a candidate that was not given');
  return {
    residentId: person.residentId,
    weight: bits(comparison.weight),
    fields: detailed
      ? comparison.fields.map(({ field, level, weight }) => ({ field, level, weight: bits(weight) }))
      : [],
  };
}

/** Two decimals: what is stored must be the same on every machine. */
function bits(weight: number): number {
  return Math.round(weight * 100) / 100;
}
