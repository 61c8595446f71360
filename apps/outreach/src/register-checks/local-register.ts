import {
  birthKeys,
  CANDIDATES_MAX,
  linkResident,
  noMatchFields,
  parametersOn,
  parseDay,
  parsePostcode,
  partialDate,
  prepareSought,
  registerParameterVersions,
  RESIDENT_FORM,
  type ComparedResident,
  type Day,
  type ResidentLink,
  type SoughtPerson,
} from '#domain';
import {
  comparedResident,
  residentsAtAddresses,
  residentsByBirth,
  type FoundResident,
  type MunicipalDatabase,
  type ResidentQuestion,
  type Statement,
  type Transaction,
} from '#postgres';
import type { BeforeQuestion, Finding, ResidentRegister, SoughtResident } from '#registers';

/**
 * The register that the municipality holds itself, asked once more about somebody who is to be visited: he may have moved
 * or died since the signal came in. By the same keys and the same comparison as the intake asks it. It knows no BSN and of
 * no address whether it is secret, so it says nothing of either.
 */
export class LocalRegister implements ResidentRegister {
  constructor(
    private readonly database: MunicipalDatabase,
    private readonly askedOn: Day,
  ) {}

  async find(sought: SoughtResident, _signal: AbortSignal, before: BeforeQuestion): Promise<Finding> {
    await before();
    const person = personOf(sought);
    const link = await this.database.withMunicipality(sought.municipality, (tx) => this.link(tx, person));
    const { movedTo, residency } = link;
    return {
      residency,
      person: null,
      registeredIn: null,
      movedTo:
        movedTo === null
          ? null
          : {
              postcode: movedTo.postcode,
              houseNumber: movedTo.number,
              houseLetter: movedTo.letter,
              houseAddition: movedTo.addition,
              street: null,
              place: null,
            },
      questions: 1,
    };
  }

  /** Everybody at the address first; by date of birth and name only whom that leaves open. */
  private async link(tx: Transaction, person: SoughtPerson): Promise<ResidentLink> {
    const parameters = parametersOn(registerParameterVersions, this.askedOn);
    const asked = prepareSought(person);
    const { number, postcode } = person.address;
    const linked = (residents: readonly ComparedResident[]): ResidentLink =>
      linkResident(person, residents, parameters, asked);
    const here = await residentsBy(tx, residentsAtAddresses, person, [`${postcode} ${number}`]);
    const atAddress = linked(sorted(here));
    if (atAddress.found) return atAddress;
    const born = await residentsBy(tx, residentsByBirth, person, birthKeys(asked));
    return linked(sorted([...here, ...born]));
  }
}

function personOf(sought: SoughtResident): SoughtPerson {
  const { birthDate, firstNames, initials, municipality, prefix, surname } = sought;
  const postcode = parsePostcode(sought.postcode);
  const day = birthDate === null ? null : parseDay(birthDate);
  return {
    municipality,
    names: {
      ...noMatchFields,
      firstNames,
      initials,
      prefix,
      surname,
      birthDate: day === null ? null : partialDate(day),
    },
    address: {
      postcode: postcode.ok ? postcode.value : sought.postcode,
      number: sought.houseNumber,
      letter: sought.houseLetter,
      addition: sought.houseAddition,
    },
  };
}

/** A key that finds more than the bound says nothing of anybody, as at the intake. */
async function residentsBy(
  tx: Transaction,
  statement: (question: ResidentQuestion) => Statement,
  { municipality }: SoughtPerson,
  keys: readonly string[],
): Promise<readonly ComparedResident[]> {
  if (keys.length === 0) return [];
  const rows = await tx.query<FoundResident>(
    statement({
      municipalities: keys.map(() => municipality),
      keys,
      max: CANDIDATES_MAX + 1,
      form: RESIDENT_FORM,
    }),
  );
  return [...Map.groupBy(rows, ({ asked }) => asked).values()]
    .filter((ofKey) => ofKey.length <= CANDIDATES_MAX)
    .flatMap((ofKey) => ofKey.map(comparedResident));
}

/** Each once, in the order of their ids. */
function sorted(residents: readonly ComparedResident[]): readonly ComparedResident[] {
  const byId = new Map(residents.map((one) => [one.residentId, one]));
  return [...byId.values()].sort((left, right) => (left.residentId < right.residentId ? -1 : 1));
}
