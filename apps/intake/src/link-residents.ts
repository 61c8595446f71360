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
  type Day,
  type MatchParameters,
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
  comparedResident,
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
  readonly register: RegisterInForce;
  readonly parameters: MatchParameters;
  /** In the order of their ids, so that equals come out alike in every replay. */
  candidates: readonly ComparedResident[];
  /** Made while the server reads the candidates. */
  prepared: PreparedPerson | null;
  link: ResidentLink | null;
}

/**
 * So many signals are asked about at once: while they are compared here, the server reads for the next and writes what
 * the ones before were answered.
 */
const SLICE = 250;

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
  const answers = new Answers(tx);
  await lookUp(
    tx,
    sought,
    (one) => [addressKeyOf(one.person.address)],
    residentsAtAddresses,
    (slice) => {
      answers.write(slice.filter(({ link }) => link?.found === true));
    },
  );
  const open = sought.filter(({ link }) => link?.found !== true);
  await lookUp(
    tx,
    open,
    (one) => birthKeys(preparedOf(one)),
    residentsByBirth,
    (slice) => {
      answers.write(slice);
    },
  );
  return answers.written();
}

/** What the register said, written as it becomes known and told when all of it is. */
class Answers {
  private readonly linked = new Map<string, LinkedSignal>();
  private readonly writing: Promise<unknown>[] = [];

  constructor(private readonly tx: Transaction) {}

  write(slice: readonly Sought[]): void {
    if (slice.length === 0) return;
    const rows = slice.map((one) => {
      const { decision, municipality } = one.normalised;
      const linked = linkedOf(one);
      this.linked.set(`${municipality} ${decision.signalId}`, linked);
      return answerRow(one, linked);
    });
    this.writing.push(heardLater(this.tx.query(insertRegisterAnswers(rows))));
  }

  async written(): Promise<LinkedSignals> {
    await Promise.all(this.writing);
    return this.linked;
  }
}

/** Whoever waits for it hears of its failure; until then nobody listens, which would end the process. */
function heardLater<Value>(asked: Promise<Value>): Promise<Value> {
  asked.catch(() => undefined);
  return asked;
}

async function withRegister(
  tx: Transaction,
  wanted: readonly NormalisedSignal[],
  nowMs: number,
): Promise<readonly Sought[]> {
  const municipalities = [...new Set(wanted.map(({ municipality }) => municipality))];
  const registers = await registersInForce(tx, municipalities, dayOf(nowMs));
  const byMunicipality = new Map(registers.map((one) => [one.municipality, one]));
  const parametersOf = byDayOfReceipt((day) => parametersOn(registerParameterVersions, day));
  return wanted.flatMap((normalised): Sought[] => {
    const register = byMunicipality.get(normalised.municipality);
    const person = soughtPerson(normalised);
    if (register === undefined || person === null) return [];
    return [
      {
        normalised,
        person,
        register,
        parameters: parametersOf(normalised.decision.receiptMs),
        candidates: [],
        prepared: null,
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

/** A batch has one day, or two around midnight. */
function byDayOfReceipt<Value>(make: (day: Day) => Value): (receiptMs: number) => Value {
  const known = new Map<Day, Value>();
  return (receiptMs) => {
    const day = dayOf(receiptMs);
    const value = known.get(day) ?? make(day);
    known.set(day, value);
    return value;
  };
}

type KeysOf = (one: Sought) => readonly string[];
type AskForResidents = (question: ResidentQuestion) => Statement;

/** Asks for the residents of these keys and links the signals to which somebody is added, slice by slice. */
async function lookUp(
  tx: Transaction,
  sought: readonly Sought[],
  keysOf: KeysOf,
  statement: AskForResidents,
  onLinked: (slice: readonly Sought[]) => void,
): Promise<void> {
  let answering = ask(tx, sought.slice(0, SLICE), keysOf, statement);
  for (let start = 0; start < sought.length; start += SLICE) {
    const found = await answering;
    const following = sought.slice(start + SLICE, start + 2 * SLICE);
    if (following.length > 0) {
      answering = heardLater(ask(tx, following, keysOf, statement));
      // What was asked leaves before the comparing begins, which lets nothing else run.
      await Promise.resolve();
    }
    const slice = sought.slice(start, start + SLICE);
    for (const one of slice) linkTo(one, found.get(one) ?? []);
    onLinked(slice);
  }
}

function linkTo(one: Sought, more: readonly ComparedResident[]): void {
  if (one.link !== null && more.length === 0) return;
  one.candidates = joined(one.candidates, more);
  one.link = linkResident(one.person, one.candidates, one.parameters, preparedOf(one));
}

function preparedOf(one: Sought): PreparedPerson {
  one.prepared ??= prepareSought(one.person);
  return one.prepared;
}

function joined(
  known: readonly ComparedResident[],
  more: readonly ComparedResident[],
): readonly ComparedResident[] {
  const all = new Map(known.map((person) => [person.residentId, person]));
  for (const person of more) all.set(person.residentId, person);
  return [...all.values()].sort(byId);
}

/**
 * Whom the keys of each signal find. A key that finds more than the bound says nothing of anybody and adds nobody; each
 * key is asked once however many signals share it.
 */
async function ask(
  tx: Transaction,
  sought: readonly Sought[],
  keysOf: KeysOf,
  statement: AskForResidents,
): Promise<ReadonlyMap<Sought, readonly ComparedResident[]>> {
  const askers = new Map<string, { municipality: string; key: string; sought: Sought[] }>();
  for (const one of sought) {
    const { municipality } = one.normalised;
    for (const key of keysOf(one)) {
      const asker = askers.get(`${municipality} ${key}`);
      if (asker === undefined) askers.set(`${municipality} ${key}`, { municipality, key, sought: [one] });
      else asker.sought.push(one);
    }
  }
  const found = new Map<Sought, ComparedResident[]>();
  const all = [...askers.values()];
  if (all.length === 0) return found;
  const rows = await tx.query<FoundResident>(
    statement({
      municipalities: all.map(({ municipality }) => municipality),
      keys: all.map(({ key }) => key),
      max: CANDIDATES_MAX + 1,
      form: RESIDENT_FORM,
    }),
  );
  for (const [asked, residents] of Map.groupBy(rows, ({ asked }) => asked)) {
    if (residents.length > CANDIDATES_MAX) continue;
    const people = residents.map(comparedResident);
    for (const one of all[asked - 1]?.sought ?? []) found.set(one, [...(found.get(one) ?? []), ...people]);
  }
  return found;
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

function answerRow(
  one: Sought,
  { answer, answerId, residentId }: LinkedSignal,
): Parameters<typeof insertRegisterAnswers>[0][number] {
  const { municipality, decision } = one.normalised;
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
