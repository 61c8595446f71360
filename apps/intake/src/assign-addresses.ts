import { compareOrder, normaliserVersion, type AddressEvent, type Day, type SignalId } from '#domain';
import { derivedId } from '#platform';
import {
  findAliases,
  findAssignments,
  insertAddresses,
  insertAliases,
  insertAssignments,
  instant,
  loadWithdrawalsOf,
  lockAddresses,
  type StoredWithdrawalRow,
  type Transaction,
} from '#postgres';

import type { Appended } from './append-records.js';
import { LOCAL_REGISTER, type LinkedSignal, type LinkedSignals } from './link-residents.js';
import type { Overruled } from './overruled-refusals.js';
import {
  freshPersonId,
  nothingAnew,
  residentPersonId,
  TouchedAddresses,
  type NewWithdrawal,
} from './touched-addresses.js';

interface Resolved {
  readonly addressId: string;
  readonly isNew: boolean;
}

/**
 * Assigns each new signal to the address that its spelling stands for, and locks every touched address in the
 * order of the keys. Withdrawals touch the address of their signal as it is under the lock, and so does a signal that
 * came again and of which its creditor hears something.
 */
export async function assignAddresses(
  tx: Transaction,
  appended: Appended,
  linked: LinkedSignals,
  overruled: readonly Overruled[],
): Promise<TouchedAddresses> {
  const resolved = await resolveAddresses(tx, spellingsOf(appended, linked));
  const touched = new TouchedAddresses();
  const placed = new Map<string, string>();
  for (const { place, normalised } of appended.signals) {
    const { municipality, decision } = normalised;
    const link = linked.get(`${municipality} ${decision.signalId}`);
    const text = link?.addressText ?? normalised.addressText;
    const { addressId, isNew } = given(resolved.get(`${municipality} ${text}`));
    const residentId = link?.residentId ?? null;
    const signal = {
      ...decision,
      freshPersonId:
        residentId === null
          ? freshPersonId(municipality, addressId, decision.signalId)
          : residentPersonId(municipality, residentId),
      pinnedPersonId: null,
    };
    const address = touched.touch(municipality, addressId, signal, isNew);
    address.newSignals.push({ place, normalised, signal });
    address.newEvents.push({ kind: 'signal', ...orderOf(signal), signal, stored: null });
    if (link !== undefined) {
      const answer = answerEvent(link, decision.signalId, decision.receiptMs);
      touched.touch(municipality, addressId, answer);
      address.newEvents.push(answer);
    }
    placed.set(`${municipality} ${decision.signalId}`, addressId);
  }
  await writeMoves(tx, appended, linked, resolved);
  await lockAll(tx, touched, { withdrawals: appended.withdrawals, overruled }, placed);
  await addOvertakers(tx, touched, appended, placed);
  return touched;
}

interface Spelling {
  readonly municipality: string;
  readonly text: string;
  readonly destroyAfter: Day;
}

/** As creditors wrote them, and where the register says that residents live now. */
function spellingsOf({ signals }: Appended, linked: LinkedSignals): readonly Spelling[] {
  return signals.flatMap(({ normalised }) => {
    const { addressText, decision, municipality, personal } = normalised;
    const moved = linked.get(`${municipality} ${decision.signalId}`)?.addressText ?? null;
    const texts = moved === null ? [addressText] : [addressText, moved];
    return texts.map((text) => ({ municipality, text, destroyAfter: personal.destroyAfter }));
  });
}

/** Where a signal lay first is told too: who asks why a letter went elsewhere finds it there. */
async function writeMoves(
  tx: Transaction,
  { signals }: Appended,
  linked: LinkedSignals,
  resolved: ReadonlyMap<string, Resolved>,
): Promise<void> {
  const moves = signals.flatMap(({ normalised }) => {
    const { addressText, decision, municipality } = normalised;
    const moved = linked.get(`${municipality} ${decision.signalId}`)?.addressText ?? null;
    if (moved === null) return [];
    const from = given(resolved.get(`${municipality} ${addressText}`)).addressId;
    const to = given(resolved.get(`${municipality} ${moved}`)).addressId;
    // Two spellings of one address, joined by a person earlier.
    if (from === to) return [];
    return [
      {
        municipality,
        signal_id: decision.signalId,
        number: 1,
        from_address_id: from,
        to_address_id: to,
        keeps_person: false,
        reason: 'register' as const,
        assigned_at: instant(decision.receiptMs),
        assigned_by: LOCAL_REGISTER,
      },
    ];
  });
  if (moves.length > 0) await tx.query(insertAssignments(moves));
}

function answerEvent(link: LinkedSignal, signalId: SignalId, receiptMs: number): AddressEvent {
  const { answer, answerId, residentId } = link;
  return {
    kind: 'answer',
    receiptMs,
    source: LOCAL_REGISTER,
    eventId: answerId,
    signalId,
    answer,
    residentId,
  };
}

/** Finds the address of each spelling; a spelling that is new gets an address of its own, derived from the text. */
async function resolveAddresses(
  tx: Transaction,
  spellings: readonly Spelling[],
): Promise<ReadonlyMap<string, Resolved>> {
  const bySpelling = new Map(spellings.map((one) => [`${one.municipality} ${one.text}`, one]));
  const resolved = new Map<string, Resolved>();
  if (bySpelling.size === 0) return resolved;
  const all = [...bySpelling.values()];
  const known = await tx.query<{ municipality: string; alias: string; address_id: string }>(
    findAliases(
      all.map(({ municipality }) => municipality),
      all.map(({ text }) => text),
    ),
  );
  for (const row of known) {
    resolved.set(`${row.municipality} ${row.alias}`, { addressId: row.address_id, isNew: false });
  }
  const missing = [...bySpelling].filter(([spelling]) => !resolved.has(spelling));
  if (missing.length === 0) return resolved;
  const rows = missing.map(([, { destroyAfter, municipality, text }]) => ({
    municipality,
    alias: text,
    normaliser_version: normaliserVersion,
    address_id: derivedId('address', municipality, text),
    destroy_after: destroyAfter,
  }));
  // Who comes second waits here for the first, and then folds what the first has left.
  const made = await tx.query<{ address_id: string }>(insertAddresses(rows));
  await tx.query(insertAliases(rows));
  const isMade = new Set(made.map((row) => row.address_id));
  for (const row of rows) {
    resolved.set(`${row.municipality} ${row.alias}`, {
      addressId: row.address_id,
      isNew: isMade.has(row.address_id),
    });
  }
  return resolved;
}

/** Locking can wait for somebody who moves a signal meanwhile, so assignments are read again until they stand. */
const ROUNDS_MAX = 5;

interface AboutSignals {
  readonly withdrawals: readonly NewWithdrawal[];
  readonly overruled: readonly Overruled[];
}

async function lockAll(
  tx: Transaction,
  touched: TouchedAddresses,
  { overruled, withdrawals }: AboutSignals,
  placed: ReadonlyMap<string, string>,
): Promise<void> {
  const outside = [
    ...withdrawals.map((one) => ({
      municipality: one.municipality,
      signalId: one.signalId,
      from: one,
    })),
    ...overruled.map(({ municipality, recordId }) => ({
      municipality,
      signalId: recordId,
      from: nothingAnew,
    })),
  ].filter(({ municipality, signalId }) => !placed.has(`${municipality} ${signalId}`));
  let before = new Map<string, string>();
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const assigned = await readAssignments(tx, outside);
    const stands = round > 0 && sameAssignments(before, assigned);
    if (stands) break;
    before = assigned;
    for (const { from, municipality, signalId } of outside) {
      const addressId = assigned.get(`${municipality} ${signalId}`);
      if (addressId !== undefined) touched.touch(municipality, addressId, from);
    }
    const keys = touched.keys(({ isNew }) => !isNew);
    if (keys.addressIds.length > 0) await tx.query(lockAddresses(keys.municipalities, keys.addressIds));
    if (outside.length === 0) break;
  }
  for (const withdrawal of withdrawals) {
    const key = `${withdrawal.municipality} ${withdrawal.signalId}`;
    const addressId = placed.get(key) ?? before.get(key);
    if (addressId === undefined) continue;
    const address = touched.touch(withdrawal.municipality, addressId, withdrawal);
    address.newEvents.push(withdrawalEvent(withdrawal));
    address.withdrawalIds.set(`${withdrawal.source} ${withdrawal.eventId}`, withdrawal.withdrawalId);
  }
}

async function readAssignments(
  tx: Transaction,
  signals: readonly { readonly municipality: string; readonly signalId: string }[],
): Promise<Map<string, string>> {
  if (signals.length === 0) return new Map();
  const rows = await tx.query<{ municipality: string; signal_id: string; address_id: string }>(
    findAssignments(
      signals.map(({ municipality }) => municipality),
      signals.map(({ signalId }) => signalId),
    ),
  );
  return new Map(rows.map((row) => [`${row.municipality} ${row.signal_id}`, row.address_id]));
}

function sameAssignments(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([key, addressId]) => other.get(key) === addressId);
}

/** Withdrawals that were stored before the signal that they withdraw: they join its address now. */
async function addOvertakers(
  tx: Transaction,
  touched: TouchedAddresses,
  appended: Appended,
  placed: ReadonlyMap<string, string>,
): Promise<void> {
  if (appended.signals.length === 0) return;
  const rows = await tx.query<Omit<StoredWithdrawalRow, 'address_id'>>(
    loadWithdrawalsOf(
      appended.signals.map(({ normalised }) => normalised.municipality),
      appended.signals.map(({ normalised }) => normalised.decision.signalId),
    ),
  );
  for (const row of rows) {
    const addressId = placed.get(`${row.municipality} ${row.signal_id}`);
    if (addressId === undefined) continue;
    const order = { receiptMs: row.receipt.getTime(), source: row.source, eventId: row.event_id };
    const address = touched.touch(row.municipality, addressId, order);
    address.newEvents.push({
      kind: 'withdrawal',
      ...order,
      signalId: row.signal_id as SignalId,
      storedEffect: row.effect,
    });
    address.withdrawalIds.set(`${row.source} ${row.event_id}`, row.withdrawal_id);
  }
}

function withdrawalEvent(withdrawal: NewWithdrawal): AddressEvent {
  return { kind: 'withdrawal', ...orderOf(withdrawal), signalId: withdrawal.signalId, storedEffect: null };
}

function orderOf(event: { receiptMs: number; source: string; eventId: string }): {
  receiptMs: number;
  source: string;
  eventId: string;
} {
  const { receiptMs, source, eventId } = event;
  return { receiptMs, source, eventId };
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('every spelling was resolved');
  return value;
}

/** The events of an address in the one order in which they are folded. */
export function inOrder(events: readonly AddressEvent[]): readonly AddressEvent[] {
  return [...events].sort(compareOrder);
}
