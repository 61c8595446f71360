import type { NormalisedSignal } from '#contracts';
import {
  birthKeys,
  CANDIDATES_MAX,
  dayOf,
  linkResident,
  registerParameterVersions,
  parametersOn,
  placeText,
  prepareSought,
  RESIDENT_FORM,
  type Answer,
  type ComparedResident,
  type HousePlace,
  type MunicipalityCode,
  type PreparedPerson,
  type ResidentId,
  type ResidentLink,
  type SoughtPerson,
} from '#domain';
import { derivedId } from '#platform';
import {
  insertRegisterAnswers,
  instant,
  registersInForce,
  residentsAtAddresses,
  residentsByBirth,
  type FoundResident,
  type RegisterInForce,
  type ResidentQuestion,
  type Statement,
  type Transaction,
} from '#postgres';

import type { Appended } from './append-records.js';
import type { Reference } from './reference-data.js';
import { comparedResident } from './resident-fields.js';

/** What the local register said of a signal: becomes a fact, and an event of the address. */
export interface LinkedSignal {
  readonly answerId: string;
  readonly answer: Answer;
  readonly residentId: ResidentId | null;
  /** The one text of the address to which the signal goes, where that is another one than the creditor's. */
  readonly addressText: string | null;
}

/** By municipality and signal id. */
export type LinkedSignals = ReadonlyMap<string, LinkedSignal>;

export const nothingLinked: LinkedSignals = new Map();
/** Who answered, in the rows. */
export const LOCAL_REGISTER = 'local-register';

interface Sought {
  readonly normalised: NormalisedSignal;
  readonly person: SoughtPerson;
  readonly prepared: PreparedPerson;
  readonly register: RegisterInForce;
  readonly candidates: Map<ResidentId, ComparedResident>;
  link: ResidentLink | null;
}

/**
 * Looks the residents of new signals up in the register that their municipality holds itself, set-based in two passes:
 * everybody at the address first, by date of birth and name only those whom the address leaves open. A signal that is
 * stored is never looked up again: what the register said at its receipt is a fact. Where no policy wants it, nothing
 * is asked.
 *
 * @param nowMs by the clock of the domain: a register behind its last day answers nobody, and the signal goes on
 *   unchecked, as where there is none
 */
export async function linkResidents(
  tx: Transaction,
  { signals }: Appended,
  reference: Reference,
  nowMs: number,
): Promise<LinkedSignals> {
  const wanted = signals
    .map(({ normalised }) => normalised)
    .filter(({ decision, municipality }) => {
      return (
        decision.legalForm !== 'legal-person' &&
        reference.registerSource(municipality, decision.receiptMs) === 'local'
      );
    });
  if (wanted.length === 0) return nothingLinked;
  const sought = await withRegister(tx, wanted, nowMs);
  if (sought.length === 0) return nothingLinked;
  const link = (one: Sought): void => {
    const parameters = parametersOn(registerParameterVersions, dayOf(one.normalised.decision.receiptMs));
    // The order of the candidates is that of their ids, so that equals come out alike in every replay.
    const candidates = [...one.candidates.values()].sort(byId);
    one.link = linkResident(one.person, candidates, parameters, one.prepared);
  };
  await collect(tx, sought, (one) => [addressKeyOf(one.person.address)], residentsAtAddresses);
  sought.forEach(link);
  const open = sought.filter((one) => one.link?.found !== true);
  const asked = await collect(tx, open, (one) => birthKeys(one.prepared), residentsByBirth);
  asked.forEach(link);
  await tx.query(insertRegisterAnswers(sought.map(answerRow)));
  return new Map(
    sought.map((one) => [
      `${one.normalised.municipality} ${one.normalised.decision.signalId}`,
      linkedOf(one),
    ]),
  );
}

async function withRegister(
  tx: Transaction,
  wanted: readonly NormalisedSignal[],
  nowMs: number,
): Promise<readonly Sought[]> {
  const municipalities = [...new Set(wanted.map(({ municipality }) => municipality))];
  const registers = await registersInForce(tx, municipalities, dayOf(nowMs));
  const byMunicipality = new Map(registers.map((one) => [one.municipality, one]));
  return wanted.flatMap((normalised): Sought[] => {
    const register = byMunicipality.get(normalised.municipality);
    const person = soughtPerson(normalised);
    if (register === undefined || person === null) return [];
    return [
      {
        normalised,
        person,
        prepared: prepareSought(person),
        register,
        candidates: new Map(),
        link: null,
      },
    ];
  });
}

function soughtPerson({ decision, municipality, personal }: NormalisedSignal): SoughtPerson | null {
  if (decision.written === null) return null;
  const { addition, letter, number } = personal.houseNumber;
  return {
    municipality: municipality as MunicipalityCode,
    names: decision.written,
    address: { postcode: personal.postcode, number, letter, addition },
  };
}

function addressKeyOf({ number, postcode }: HousePlace): string {
  return `${postcode} ${number}`;
}

/**
 * Adds to each signal the residents that its keys find. A key that finds more than the bound says nothing of anybody
 * and adds nobody; each key is asked once however many signals share it.
 *
 * @returns the signals to which somebody was added
 */
async function collect(
  tx: Transaction,
  sought: readonly Sought[],
  keysOf: (one: Sought) => readonly string[],
  statement: (question: ResidentQuestion) => Statement,
): Promise<readonly Sought[]> {
  const askers = new Map<string, { municipality: string; key: string; sought: Sought[] }>();
  for (const one of sought) {
    for (const key of keysOf(one)) {
      const { municipality } = one.normalised;
      const asker = askers.get(`${municipality} ${key}`) ?? { municipality, key, sought: [] };
      askers.set(`${municipality} ${key}`, asker);
      asker.sought.push(one);
    }
  }
  const all = [...askers.values()];
  if (all.length === 0) return [];
  const rows = await tx.query<FoundResident>(
    statement({
      municipalities: all.map(({ municipality }) => municipality),
      keys: all.map(({ key }) => key),
      max: CANDIDATES_MAX + 1,
      form: RESIDENT_FORM,
    }),
  );
  const found = Map.groupBy(rows, ({ asked }) => asked);
  const added = new Set<Sought>();
  for (const [asked, residents] of found) {
    if (residents.length > CANDIDATES_MAX) continue;
    const people = residents.map(comparedResident);
    for (const one of all[asked - 1]?.sought ?? []) {
      for (const person of people) one.candidates.set(person.residentId, person);
      added.add(one);
    }
  }
  return [...added];
}

function linkedOf(one: Sought): LinkedSignal {
  const { movedTo, person, residency } = linkOf(one);
  return {
    answerId: answerIdOf(one),
    // Who moved within is a resident at the address to which the signal goes.
    answer: residency === 'moved-within' ? 'resident' : residency,
    residentId: person?.residentId ?? null,
    addressText: movedTo === null ? null : placeText(movedTo),
  };
}

function answerRow(one: Sought): Parameters<typeof insertRegisterAnswers>[0][number] {
  const { municipality, decision } = one.normalised;
  const { answer, answerId, residentId } = linkedOf(one);
  const { ground, loadNumber } = one.register;
  return {
    municipality,
    answer_id: answerId,
    signal_id: decision.signalId,
    answer,
    answered_at: instant(decision.receiptMs),
    source: LOCAL_REGISTER,
    resident_id: residentId,
    decision: JSON.stringify({ ...linkOf(one).decision, ground, load: loadNumber }),
  };
}

function answerIdOf({ normalised }: Sought): string {
  return derivedId('register-answer', LOCAL_REGISTER, normalised.municipality, normalised.decision.signalId);
}

function linkOf({ link }: Sought): ResidentLink {
  if (link === null) throw new Error('every signal was linked');
  return link;
}

function byId(left: ComparedResident, right: ComparedResident): number {
  return left.residentId < right.residentId ? -1 : 1;
}
