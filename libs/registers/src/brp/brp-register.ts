import {
  addressText,
  judgeResidency,
  parseHouseNumber,
  parsePostcode,
  type MunicipalityCode,
  type RegisterAddress,
} from '#domain';

import type { GuardedClient } from '../http/guarded-client.js';
import { problemCode } from '../http/guarded-client.js';
import { RegisterRefused, RegisterUnavailable } from '../http/register-error.js';
import type {
  BeforeQuestion,
  Finding,
  MatchResident,
  RegisterPerson,
  ResidentRegister,
  SoughtResident,
} from '../resident-register.js';
import { brpAnswerSchema, foundAtAddress, lookedUp } from './brp-answer.js';
import { lookUp, lookUpMax, narrowings, searchAddress, type BrpQuestion } from './brp-question.js';

/**
 * The BRP API Personen 2.7 (Haal Centraal BRP bevragen).
 *
 * First who lives at postcode and number, by birth name; only if that does not tell who is meant, also the names of
 * their partners; then where the one who was found is registered, since several doors share a postcode and a number.
 * Who is known by BSN from an earlier check is looked up at once.
 */
export class BrpRegister implements ResidentRegister {
  constructor(
    private readonly client: Pick<GuardedClient, 'post'>,
    private readonly match: MatchResident,
  ) {}

  async find(sought: SoughtResident, signal: AbortSignal, before: BeforeQuestion): Promise<Finding> {
    const asking = new Asking(this.client, signal, before);
    const known = sought.bsn === null ? undefined : (await asking.lookUp([sought.bsn]))[0];
    if (known !== undefined) return findingOf(known, sought, asking.questions);
    const candidates = await asking.searchAddress(sought);
    if (candidates === 'too-many') return unclear('several-found', asking.questions);
    if (candidates.length === 0) return unclear('nobody-found', asking.questions);
    const first = this.match(sought, candidates);
    if (first.outcome === 'match') {
      const found = given(candidates, first.index);
      const [person] = found.bsn === null ? [] : await asking.lookUp([found.bsn]);
      return person === undefined
        ? unclear('several-found', asking.questions)
        : this.atThisDoor(person, sought, asking.questions);
    }
    const named = await asking.lookUp(candidates.flatMap(({ bsn }) => (bsn === null ? [] : [bsn])));
    const second = this.match(sought, named);
    if (second.outcome === 'match')
      return this.atThisDoor(given(named, second.index), sought, asking.questions);
    return unclear(second.outcome === 'review' ? 'several-found' : 'nobody-found', asking.questions);
  }

  /**
   * Who was found by postcode and number alone may live behind another door of the same number and only bear the
   * same name. Then he must also be the one by everything that is known, with the same date of birth.
   */
  private atThisDoor(person: RegisterPerson, sought: SoughtResident, questions: number): Finding {
    const finding = findingOf(person, sought, questions);
    if (finding.residency !== 'moved-within') return finding;
    const sure = sameBirthDate(person, sought) && this.match(sought, [person]).outcome === 'match';
    return sure ? finding : unclear('several-found', questions);
  }
}

function sameBirthDate({ birthDate }: RegisterPerson, sought: SoughtResident): boolean {
  if (birthDate === null || birthDate.month === null || birthDate.day === null) return false;
  const two = (part: number): string => String(part).padStart(2, '0');
  const written = `${String(birthDate.year).padStart(4, '0')}-${two(birthDate.month)}-${two(birthDate.day)}`;
  return written === sought.birthDate;
}

/** The questions of one check. */
class Asking {
  questions = 0;

  constructor(
    private readonly client: Pick<GuardedClient, 'post'>,
    private readonly signal: AbortSignal,
    private readonly before: BeforeQuestion,
  ) {}

  async searchAddress(sought: SoughtResident): Promise<readonly RegisterPerson[] | 'too-many'> {
    for (const narrowing of narrowings) {
      const question = searchAddress(sought, narrowing);
      if (question === null) continue;
      const found = await this.ask(question);
      if (found !== 'too-many') return found.map(foundAtAddress);
    }
    return 'too-many';
  }

  async lookUp(bsns: readonly string[]): Promise<readonly RegisterPerson[]> {
    const found: RegisterPerson[] = [];
    for (let from = 0; from < bsns.length; from += lookUpMax) {
      const part = await this.ask(lookUp(bsns.slice(from, from + lookUpMax)));
      if (part === 'too-many') throw new RegisterRefused('bad-request', 'tooManyResults');
      // Data of somebody for whom nobody asked must not decide about him who was meant, nor the same one told twice.
      const named = new Set(part.map(({ burgerservicenummer: bsn }) => bsn));
      if (named.size < part.length || [...named].some((bsn) => bsn === undefined || !bsns.includes(bsn)))
        throw new RegisterUnavailable('unreadable-answer');
      found.push(...part.map(lookedUp));
    }
    return found;
  }

  private async ask(question: BrpQuestion) {
    this.questions += 1;
    const { status, body } = await this.client.post(question, this.signal, this.before);
    if (status === 400) {
      const problem = problemCode(body);
      if (problem === 'tooManyResults') return 'too-many' as const;
      throw new RegisterRefused('bad-request', problem);
    }
    const answer = brpAnswerSchema.safeParse(body);
    // An answer to another question is somebody else's data: a proxy that mixes up answers must not decide here.
    if (!answer.success || answer.data.type !== question.type)
      throw new RegisterUnavailable('unreadable-answer');
    return answer.data.personen;
  }
}

function unclear(residency: 'several-found' | 'nobody-found', questions: number): Finding {
  return { residency, person: null, registeredIn: null, movedTo: null, questions };
}

function findingOf(person: RegisterPerson, sought: SoughtResident, questions: number): Finding {
  const { registration, bsn, secret, inDoubt } = person;
  if (registration === null) throw new Error('a finding needs where the person is registered');
  const residency = judgeResidency(registration, {
    municipality: sought.municipality,
    isSameAddress: isSameAs(sought),
  });
  return {
    residency,
    person: { bsn, secret, inDoubt },
    registeredIn: registration.municipality,
    movedTo: residency === 'moved-within' ? registration.address : null,
    questions,
  };
}

/** The same address by the one text that all its spellings share. */
function isSameAs(sought: SoughtResident & { readonly municipality: MunicipalityCode }) {
  const wanted = registerAddressText(sought);
  return (address: RegisterAddress): boolean => wanted !== null && registerAddressText(address) === wanted;
}

/** The canonical text of an address of a register, or null where it cannot be one. */
export function registerAddressText(
  address: Pick<RegisterAddress, 'postcode' | 'houseNumber' | 'houseLetter' | 'houseAddition'>,
): string | null {
  const postcode = parsePostcode(address.postcode);
  const houseNumber = parseHouseNumber({
    number: address.houseNumber,
    letter: address.houseLetter,
    addition: address.houseAddition,
  });
  return postcode.ok && houseNumber.ok ? addressText(postcode.value, houseNumber.value) : null;
}

function given<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error('the match names one of the candidates');
  return found;
}
