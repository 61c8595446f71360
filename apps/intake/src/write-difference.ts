import { normaliserVersion } from '#domain';
import {
  insertCasePersons,
  insertCases,
  insertDecisions,
  insertFeedback,
  insertPersons,
  insertSignalPersonal,
  insertSignals,
  insertTouched,
  instant,
  setWithdrawalEffects,
  updateCasePersons,
  updateCases,
  updateSignals,
  type CasePersonRow,
  type CaseRow,
  type DecisionRow,
  type DerivedSignalColumns,
  type FeedbackRow,
  type SignalPersonalRow,
  type SignalRow,
  type StoredCasePersonRow,
  type Statement,
  type Transaction,
} from '#postgres';

import {
  caseDifference,
  casePersonDifference,
  supersededCase,
  supersededCasePerson,
} from './case-difference.js';
import type { Folded, FoldedTouched } from './fold-addresses.js';
import type { Histories } from './load-histories.js';
import type { RowDifference } from './row-difference.js';
import { settleTasks } from './settle-tasks.js';
import { signalDifference } from './signal-difference.js';
import type { PlacedSignal } from './touched-addresses.js';

/** The rows that one transaction writes so that the tables say what the fold says. */
export class Writes {
  readonly signals: SignalRow[] = [];
  readonly signalPersonal: SignalPersonalRow[] = [];
  readonly signalUpdates: DerivedSignalColumns[] = [];
  readonly persons = new Map<string, { municipality: string; person_id: string }>();
  readonly cases: { row: CaseRow; isNew: boolean }[] = [];
  readonly casePersons: { row: CasePersonRow; isNew: boolean }[] = [];
  readonly decisions: DecisionRow[] = [];
  readonly feedback: FeedbackRow[] = [];
  /** Addresses at which a person is approached whose approach at a touched one begins, ends or changes its rank. */
  readonly elsewhere = new Map<string, { municipality: string; address_id: string; reason: string }>();
  readonly effects: { municipality: string; withdrawal_id: string; effect: string }[] = [];
}

/** Another transaction has written one of these ids first: this one is rolled back and tried again. */
export class WrittenMeanwhile extends Error {
  constructor() {
    super('a signal with this id was written by another transaction meanwhile');
    this.name = 'WrittenMeanwhile';
  }
}

/** Writes what differs between the fold and the tables: new rows, revisions, plans, feedback, cancelled tasks. */
export async function writeDifference(tx: Transaction, folded: Folded, nowMs: number): Promise<Writes> {
  const writes = new Writes();
  for (const address of folded.addresses) collect(writes, address, folded, nowMs);
  await flush(tx, writes);
  await settleTasks(tx, folded, nowMs);
  return writes;
}

function collect(
  writes: Writes,
  { touched, derived }: FoldedTouched,
  { histories, reference }: Folded,
  nowMs: number,
): void {
  const { municipality, addressId } = touched;
  const stored = histories.address(municipality, addressId);
  const storedSignals = new Map(stored.signals.map((row) => [row.signal_id, row]));
  const placed = new Map(touched.newSignals.map((signal) => [signal.signal.signalId, signal]));
  const casePersons = new Map(derived.casePersons.map((one) => [`${one.personId} ${one.period.start}`, one]));

  for (const signal of derived.signals) {
    const casePerson = given(casePersons.get(`${signal.personId} ${signal.period.start}`));
    const before = storedSignals.get(signal.signal.signalId) ?? null;
    const policy = reference.policy(municipality, casePerson.policyVersion);
    const difference = signalDifference(municipality, signal, casePerson, before, policy, nowMs);
    if (!difference.changed) continue;
    const isNew = placed.get(signal.signal.signalId);
    if (isNew === undefined) writes.signalUpdates.push(difference.columns);
    else {
      writes.signals.push(signalRow(isNew, addressId, difference.columns));
      writes.signalPersonal.push(personalRow(isNew));
    }
    if (difference.feedback !== null) writes.feedback.push(difference.feedback);
    if (difference.superseded !== null) writes.decisions.push(difference.superseded);
    if (before?.person_id !== signal.personId) {
      writes.persons.set(`${municipality} ${signal.personId}`, { municipality, person_id: signal.personId });
    }
  }
  collectEffects(writes, { touched, derived }, histories);
  collectCases(writes, { touched, derived }, histories, nowMs);
}

function collectEffects(writes: Writes, { touched, derived }: FoldedTouched, histories: Histories): void {
  const { municipality, addressId } = touched;
  const storedEffect = new Map(
    histories
      .address(municipality, addressId)
      .withdrawals.map((row) => [`${row.source} ${row.event_id}`, row]),
  );
  for (const [event, effect] of derived.withdrawalEffects) {
    const before = storedEffect.get(`${event.source} ${event.eventId}`);
    if (before?.effect === effect) continue;
    const withdrawalId =
      before?.withdrawal_id ?? touched.withdrawalIds.get(`${event.source} ${event.eventId}`);
    if (withdrawalId !== undefined)
      writes.effects.push({ municipality, withdrawal_id: withdrawalId, effect });
  }
}

function collectCases(
  writes: Writes,
  { touched, derived }: FoldedTouched,
  histories: Histories,
  nowMs: number,
): void {
  const { municipality, addressId } = touched;
  const stored = histories.address(municipality, addressId);
  const storedCases = new Map(stored.cases.map((row) => [row.period_start, row]));
  for (const one of derived.cases) {
    const before = storedCases.get(one.period.start) ?? null;
    storedCases.delete(one.period.start);
    add(writes, writes.cases, caseDifference(municipality, addressId, one, before, nowMs));
  }
  for (const left of storedCases.values()) add(writes, writes.cases, supersededCase(left, nowMs));

  const storedPersons = new Map(
    stored.casePersons.map((row) => [`${row.person_id} ${row.period_start}`, row]),
  );
  for (const one of derived.casePersons) {
    const key = `${one.personId} ${one.period.start}`;
    const before = storedPersons.get(key) ?? null;
    storedPersons.delete(key);
    const difference = casePersonDifference(municipality, addressId, one, before, nowMs);
    add(writes, writes.casePersons, difference);
    if (difference !== null && approachChanged(difference.row, before))
      touchElsewhere(writes, histories, difference.row);
  }
  for (const left of storedPersons.values()) {
    const difference = supersededCasePerson(left, nowMs);
    add(writes, writes.casePersons, difference);
    if (difference !== null) touchElsewhere(writes, histories, difference.row);
  }
}

/** Whether this case-person goes before or behind one of the same person at another address otherwise than it did. */
function approachChanged(row: CasePersonRow, before: StoredCasePersonRow | null): boolean {
  return (
    before === null ||
    row.state !== before.state ||
    row.picked_up !== before.picked_up ||
    row.crisis !== before.crisis ||
    row.led_by_period_start !== before.led_by_period_start ||
    row.first_receipt !== before.first_receipt.toISOString()
  );
}

function touchElsewhere(writes: Writes, histories: Histories, row: CasePersonRow): void {
  const { municipality } = row;
  const personId = histories.follow(municipality, row.person_id);
  for (const { addressId } of histories.elsewhere(municipality, personId, row.address_id)) {
    const key = `${municipality} ${addressId}`;
    writes.elsewhere.set(key, { municipality, address_id: addressId, reason: 'approach-elsewhere' });
  }
}

function add<Row>(
  writes: Writes,
  rows: { row: Row; isNew: boolean }[],
  difference: RowDifference<Row> | null,
): void {
  if (difference === null) return;
  rows.push(difference);
  if (difference.superseded !== null) writes.decisions.push(difference.superseded);
}

async function flush(tx: Transaction, writes: Writes): Promise<void> {
  if (writes.signals.length > 0) {
    const inserted = await tx.query(insertSignals(writes.signals));
    if (inserted.length !== writes.signals.length) throw new WrittenMeanwhile();
  }
  const isNew = <Row>(rows: readonly { row: Row; isNew: boolean }[], wanted: boolean): Row[] =>
    rows.filter((one) => one.isNew === wanted).map(({ row }) => row);
  await inTurn(tx, [
    statementOf(insertSignalPersonal, writes.signalPersonal),
    statementOf(updateSignals, writes.signalUpdates),
    statementOf(setWithdrawalEffects, writes.effects),
    statementOf(insertPersons, [...writes.persons.values()]),
    statementOf(insertCases, isNew(writes.cases, true)),
    statementOf(updateCases, isNew(writes.cases, false)),
    statementOf(insertCasePersons, isNew(writes.casePersons, true)),
    statementOf(updateCasePersons, isNew(writes.casePersons, false)),
    statementOf(insertDecisions, writes.decisions),
    statementOf(insertFeedback, writes.feedback),
    statementOf(insertTouched, [...writes.elsewhere.values()]),
  ]);
}

type MakeStatement = (() => Statement) | null;

function statementOf<Row>(
  statement: (rows: readonly Row[]) => Statement,
  rows: readonly Row[],
): MakeStatement {
  return rows.length === 0 ? null : () => statement(rows);
}

/** Runs statements one after another; while the server works on one, the columns of the next are made here. */
async function inTurn(tx: Transaction, all: readonly MakeStatement[]): Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  for (const make of all) {
    if (make === null) continue;
    let statement: Statement;
    try {
      statement = make();
    } finally {
      await running;
    }
    running = tx.query(statement);
    // It leaves before the next is made.
    await Promise.resolve();
  }
  await running;
}

function signalRow(
  { normalised, place, signal }: PlacedSignal,
  addressId: string,
  derived: DerivedSignalColumns,
): SignalRow {
  return {
    ...derived,
    source: signal.source,
    event_id: signal.eventId,
    creditor_id: signal.creditorId,
    sector: signal.sector,
    receipt: instant(signal.receiptMs),
    log_id: place.logId,
    partition: place.partition,
    kafka_offset: place.offset.toString(),
    data_hash: normalised.dataHash,
    amount_cents: signal.amountCents,
    arrears_since: signal.arrearsSince,
    signal_date: normalised.signalDate,
    crisis: signal.crisis,
    crisis_end: signal.crisisEnd,
    warm_handover: signal.warmHandover,
    legal_form: signal.legalForm,
    looks_like_legal_person: signal.looksLikeLegalPerson,
    usable_phone: normalised.usablePhone,
    usable_email: signal.emailKnown,
    normaliser_version: normaliserVersion,
    address_id: addressId,
  };
}

function personalRow({ normalised, signal }: PlacedSignal): SignalPersonalRow {
  const { personal } = normalised;
  return {
    municipality: normalised.municipality,
    signal_id: signal.signalId,
    person_key: signal.personKey ?? '',
    reference: signal.reference ?? '',
    initials: personal.initials,
    first_names: personal.firstNames,
    prefix: personal.prefix,
    surname: personal.surname,
    birth_date: signal.birthDate,
    postcode: personal.postcode,
    house_number: personal.houseNumber.number,
    house_letter: personal.houseNumber.letter,
    house_addition: personal.houseNumber.addition,
    street: personal.street,
    place: personal.place,
    phone: personal.phone,
    email: personal.email,
    destroy_after: personal.destroyAfter,
  };
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('every signal has its case-person');
  return value;
}
