import { derivedId } from '#platform';
import {
  findFeedback,
  findRefusalsTold,
  insertFeedback,
  instant,
  lockAddresses,
  moveFeedback,
  readToldSignal,
  readToldWithdrawal,
  setFeedbackTold,
  type FeedbackRow,
  type FoundFeedbackRow,
  type RefusalToldRow,
  type TakenQuarantineRow,
  type ToldSignalRow,
  type ToldWithdrawalRow,
  type Transaction,
} from '#postgres';

import type { Appended, Quarantined } from './append-records.js';
import type { Place } from './receive-records.js';
import { feedbackIdOf } from './signal-difference.js';
import { WrittenMeanwhile } from './write-difference.js';

/**
 * The id of the message that a record was refused. The place enters it, since the id of a refused record may come
 * again and is then a record of its own.
 */
export function refusalFeedbackId(source: string, eventId: string, place: Place): string {
  const { logId, offset, partition } = place;
  return derivedId('refusal', source, eventId, `${logId}`, `${partition}`, `${offset}`);
}

/**
 * Rule 1: what is refused is told to the creditor, with codes and places. Nobody else is told anything, and a
 * conflict or a record for somebody else's municipality is for people to look at.
 */
export function refusalFeedback({ place, refusal }: Quarantined, nowMs: number): FeedbackRow | null {
  const { creditorId, eventId, faults, municipality, source } = refusal;
  if (refusal.verdict !== 'refused' || creditorId === null || source === null || eventId === null)
    return null;
  return {
    municipality: municipality ?? '',
    feedback_id: refusalFeedbackId(source, eventId, place),
    creditor_id: creditorId,
    source,
    event_id: eventId,
    signal_id: null,
    revision: 1,
    message: 'refused',
    faults: JSON.stringify(faults),
    replaces: null,
    created_at: instant(nowMs),
    state: 'created',
  };
}

/** A record that was taken under the id of one that was refused. */
interface Corrected {
  readonly kind: 'signal' | 'withdrawal';
  readonly municipality: string;
  readonly recordId: string;
  readonly creditorId: string;
  readonly source: string;
  readonly eventId: string;
  readonly offset: bigint;
}

export interface RefusalOf {
  readonly corrected: Corrected;
  /** The message that does not hold any more. */
  readonly refusal: string;
}

/**
 * Rule 2: the id of a refused record is not taken. Whatever is taken now under such an id makes its creditor's last
 * word, the refusal, a wrong one. To be asked before this sub-batch's own refusals are written: of those only the
 * ones that lie before the record count, however records fall into sub-batches.
 */
export async function findRefusalsOf(tx: Transaction, appended: Appended): Promise<readonly RefusalOf[]> {
  const taken = takenOf(appended);
  if (taken.length === 0) return [];
  const earlier = await tx.query<RefusalToldRow>(findRefusalsTold(taken));
  const told = new Map(
    earlier.map((row) => [keyOf(row.municipality, row.source, row.event_id), row.feedback_id]),
  );
  const refused = new Map<string, { readonly offset: bigint; readonly refusal: string }[]>();
  for (const { place, refusal } of appended.quarantined) {
    const { creditorId, eventId, municipality, source, verdict } = refusal;
    if (verdict !== 'refused' || creditorId === null || source === null || eventId === null) continue;
    const key = keyOf(municipality ?? '', source, eventId);
    const one = { offset: place.offset, refusal: refusalFeedbackId(source, eventId, place) };
    refused.set(key, [...(refused.get(key) ?? []), one]);
  }
  return taken.flatMap((corrected): RefusalOf[] => {
    const { eventId, municipality, offset, source } = corrected;
    const here = [municipality, '']
      .flatMap((one) => refused.get(keyOf(one, source, eventId)) ?? [])
      .filter((one) => one.offset < offset)
      .sort((left, right) => (left.offset < right.offset ? -1 : 1));
    const refusal = here.at(-1)?.refusal ?? told.get(keyOf(municipality, source, eventId));
    return refusal === undefined ? [] : [{ corrected, refusal }];
  });
}

/** The refusal was the first thing that the creditor heard under this id. */
const REVISION = 2;

/**
 * Tells creditors that refusals do not hold any more. What the fold has told of a signal in this transaction says
 * it; where it had nothing to say, and of a withdrawal, the creditor hears that the record is looked after.
 */
export async function correctRefusals(
  tx: Transaction,
  refusals: readonly RefusalOf[],
  nowMs: number,
): Promise<void> {
  for (const { corrected, refusal } of refusals) {
    const { kind, municipality, recordId } = corrected;
    if (kind === 'withdrawal') {
      await tx.query(insertFeedback([correction(corrected, refusal, nowMs)]));
      continue;
    }
    const told = only(await tx.query<ToldSignalRow>(readToldSignal(municipality, recordId)));
    if (told.feedback_message === null) {
      await tellSignal(tx, corrected, { refusal, revision: REVISION, told, nowMs });
      continue;
    }
    const { eventId, source } = corrected;
    const idOf = (revision: number): string => feedbackIdOf(municipality, source, eventId, revision);
    await tx.query(
      moveFeedback(municipality, {
        from: idOf(told.feedback_revision),
        to: idOf(REVISION),
        revision: REVISION,
        replaces: refusal,
      }),
    );
    await setTold(tx, corrected, told, REVISION, told.feedback_message);
  }
}

/** The message by which the creditor was told that the record at a place was refused; null: nobody was told anything. */
export async function findRefusalTold(
  tx: Transaction,
  municipality: string,
  place: Place,
  stored: TakenQuarantineRow,
): Promise<FoundFeedbackRow | null> {
  if (stored.source === null || stored.event_id === null) return null;
  const feedbackId = refusalFeedbackId(stored.source, stored.event_id, place);
  const rows = await tx.query<FoundFeedbackRow>(findFeedback(municipality, feedbackId));
  return rows[0] ?? null;
}

/**
 * A refusal does not hold, since the record was taken before: its creditor hears again what holds for it. The
 * address is locked first, since a fold that runs now counts what the creditor was told.
 */
export async function correctRefusedDuplicate(
  tx: Transaction,
  { municipality, recordId }: { readonly municipality: string; readonly recordId: string },
  refusal: string,
  nowMs: number,
): Promise<void> {
  const [signal] = await tx.query<ToldSignalRow>(readToldSignal(municipality, recordId));
  if (signal !== undefined) {
    await tx.query(lockAddresses([municipality], [signal.address_id]));
    const told = only(await tx.query<ToldSignalRow>(readToldSignal(municipality, recordId)));
    if (told.address_id !== signal.address_id) throw new WrittenMeanwhile();
    const revision = Math.max(REVISION, told.feedback_revision + 1);
    await tellSignal(tx, { ...namesOf(told), municipality, recordId }, { refusal, revision, told, nowMs });
    return;
  }
  const told = only(await tx.query<ToldWithdrawalRow>(readToldWithdrawal(municipality, recordId)));
  await tx.query(insertFeedback([correction({ ...namesOf(told), municipality }, refusal, nowMs)]));
}

type Named = Pick<Corrected, 'municipality' | 'creditorId' | 'source' | 'eventId'>;

async function tellSignal(
  tx: Transaction,
  signal: Named & Pick<Corrected, 'recordId'>,
  message: {
    readonly refusal: string;
    readonly revision: number;
    readonly told: ToldSignalRow;
    readonly nowMs: number;
  },
): Promise<void> {
  const { eventId, municipality, recordId, source } = signal;
  const { nowMs, refusal, revision, told } = message;
  const word = told.feedback_message ?? 'under-consideration';
  await tx.query(
    insertFeedback([
      {
        ...correction(signal, refusal, nowMs),
        feedback_id: feedbackIdOf(municipality, source, eventId, revision),
        signal_id: recordId,
        revision,
        message: word,
      },
    ]),
  );
  await setTold(tx, signal, told, revision, word);
}

async function setTold(
  tx: Transaction,
  { municipality, recordId }: Pick<Corrected, 'municipality' | 'recordId'>,
  told: ToldSignalRow,
  revision: number,
  message: string,
): Promise<void> {
  const revisionBefore = told.feedback_revision;
  const rows = await tx.query(setFeedbackTold(municipality, recordId, { revision, message, revisionBefore }));
  if (rows.length === 0) throw new WrittenMeanwhile();
}

/** As it is told of a withdrawal, which has no verdict of its own. */
function correction(
  { creditorId, eventId, municipality, source }: Named,
  refusal: string,
  nowMs: number,
): FeedbackRow {
  return {
    municipality,
    feedback_id: derivedId('correction', refusal),
    creditor_id: creditorId,
    source,
    event_id: eventId,
    signal_id: null,
    revision: REVISION,
    message: 'under-consideration',
    faults: null,
    replaces: refusal,
    created_at: instant(nowMs),
    state: 'created',
  };
}

function takenOf({ signals, withdrawals }: Appended): readonly Corrected[] {
  return [
    ...signals.map(({ normalised, place }): Corrected => {
      const { creditorId, eventId, signalId, source } = normalised.decision;
      const { municipality } = normalised;
      const names = { municipality, creditorId, source, eventId };
      return { kind: 'signal', recordId: signalId, offset: place.offset, ...names };
    }),
    ...withdrawals.map(({ creditorId, eventId, municipality, place, source, withdrawalId }): Corrected => {
      const names = { municipality, creditorId, source, eventId };
      return { kind: 'withdrawal', recordId: withdrawalId, offset: place.offset, ...names };
    }),
  ];
}

function namesOf(row: ToldWithdrawalRow): Omit<Named, 'municipality'> {
  return { creditorId: row.creditor_id, source: row.source, eventId: row.event_id };
}

function keyOf(municipality: string, source: string, eventId: string): string {
  return JSON.stringify([municipality, source, eventId]);
}

function only<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new Error('a record that was taken has no row');
  return row;
}
