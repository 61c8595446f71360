import { signalIdOf } from '#contracts';
import type { Day, WorkingCalendar } from '#domain';
import type { Clock, Logger } from '#platform';
import {
  answerReplay,
  databaseFault,
  deleteQuarantineBytes,
  deleteQuarantined,
  findReplays,
  readPlaced,
  takeReplay,
  type NationalDatabase,
  type PlacedRecordRow,
  type ReplayRequestRow,
  type TakenBytesRow,
  type TakenQuarantineRow,
  type Transaction,
} from '#postgres';

import { quarantineDay, type QuarantineSealer } from './quarantine-sealer.js';
import { receiveRecord, type Place, type Received, type RecordBytes } from './receive-records.js';
import { recordSignals, type Around } from './record-signals.js';
import type { ReferenceData } from './reference-data.js';
import { correctRefusedDuplicate, findRefusalTold } from './refusal-feedback.js';

/** Requests that one round takes at most; each is a transaction of its own. */
export const REPLAY_MAX = 50;

export interface ReplayParts {
  readonly database: NationalDatabase;
  readonly referenceData: ReferenceData;
  readonly sealer: QuarantineSealer;
  readonly pseudonymKey: Buffer;
  readonly calendar: WorkingCalendar;
  readonly clock: Clock;
  readonly clockIsSimulated: boolean;
  readonly logger: Logger;
  /** Told of each answer after its commit. */
  readonly onReplayed: (result: string) => void;
}

/** What the operator reads back: a verdict of the domain, `withdrawal`, or why nothing was done. */
interface Answer {
  readonly result: string;
  readonly reason: string | null;
  readonly faults: string | null;
}

type OpenRequest = ReplayRequestRow & { readonly day: Day | null };

const untouched = (result: 'no-bytes' | 'gone' | 'unreadable' | 'storage-refused'): Answer => ({
  result,
  reason: null,
  faults: null,
});

/** Rolls a move back that has nothing to move; the answer is written in a transaction of its own. */
class NothingMoved extends Error {
  constructor(readonly answer: Answer) {
    super(answer.result);
    this.name = 'NothingMoved';
  }
}

/**
 * Judges records of the quarantine anew, as an operator asked (decision 14): one transaction deletes the row and
 * writes the new one with the same place and receipt, on the same way that a record from Kafka takes.
 */
export class QuarantineReplay {
  constructor(private readonly parts: ReplayParts) {}

  /** @returns how many requests were answered */
  async round(): Promise<number> {
    const { clock, calendar, database, pseudonymKey, referenceData, sealer } = this.parts;
    const requests = await database.acrossMunicipalities((tx) =>
      tx.query<OpenRequest>(findReplays(REPLAY_MAX)),
    );
    if (requests.length === 0) return 0;
    // Who replays has just changed the registry or a policy; what was read a minute ago would say the same again.
    referenceData.forget();
    const reference = await referenceData.orNull();
    if (reference === null) return 0;
    const unreadable = await this.prepareDays(requests);
    const around = { reference, calendar, sealer, pseudonymKey, nowMs: await clock.nowMs() };
    let answered = 0;
    for (const request of requests) {
      const nothing = nothingToRead(request, unreadable);
      const said = await this.replay(request, around, nothing);
      if (said === null) continue;
      answered += 1;
      this.parts.onReplayed(said.result);
    }
    return answered;
  }

  /** Keys of the days that the requests need. @returns the days whose key another configuration has wrapped */
  private async prepareDays(requests: readonly OpenRequest[]): Promise<ReadonlySet<Day>> {
    const unreadable = new Set<Day>();
    for (const day of new Set(requests.map((request) => request.day))) {
      if (day === null) continue;
      try {
        await this.parts.sealer.prepare(day);
      } catch (error) {
        if (databaseFault(error) !== 'bug') throw error;
        unreadable.add(day);
      }
    }
    return unreadable;
  }

  private async replay(request: OpenRequest, around: Around, nothing: Answer | null): Promise<Answer | null> {
    const { database, logger } = this.parts;
    try {
      return await database.acrossMunicipalities((tx) =>
        answer(tx, request, async () => nothing ?? (await this.move(tx, request, around))),
      );
    } catch (error) {
      const refused = databaseFault(error) === 'data' ? untouched('storage-refused') : null;
      const said = error instanceof NothingMoved ? error.answer : refused;
      if (said === null) throw error;
      logger.warn({ result: said.result }, 'a record could not be replayed from quarantine');
      return database.acrossMunicipalities((tx) => answer(tx, request, () => Promise.resolve(said)));
    }
  }

  private async move(tx: Transaction, request: OpenRequest, around: Around): Promise<Answer> {
    const [stored] = await tx.query<TakenQuarantineRow>(deleteQuarantined(request));
    if (stored === undefined) throw new NothingMoved(untouched('gone'));
    const day = quarantineDay(stored.receipt.getTime());
    const [sealed] = await tx.query<TakenBytesRow>(deleteQuarantineBytes(request, day));
    if (sealed === undefined) throw new NothingMoved(untouched('no-bytes'));
    const place = {
      logId: request.log_id,
      partition: request.partition,
      offset: BigInt(request.kafka_offset),
    };
    const told = await findRefusalTold(tx, request.municipality, place, stored);
    const received = this.receive(place, this.open(day, sealed), stored.receipt.getTime(), around);
    await recordSignals(tx, [told === null ? received : toldUnder(received, request.municipality)], around);
    const placed = await readBack(tx, request, received);
    if (told?.replaced === false && placed.kind === 'duplicate' && placed.record_id !== null) {
      const { municipality, record_id: recordId } = placed;
      await correctRefusedDuplicate(tx, { municipality, recordId }, told.feedback_id, around.nowMs);
    }
    return { result: placed.result, reason: placed.reason, faults: placed.faults };
  }

  private open(day: Day, sealed: TakenBytesRow): RecordBytes {
    try {
      return this.parts.sealer.open(day, sealed);
    } catch {
      throw new NothingMoved(untouched('unreadable'));
    }
  }

  private receive(place: Place, bytes: RecordBytes, receiptMs: number, around: Around): Received {
    const rule = { simulatedNowMs: this.parts.clockIsSimulated ? around.nowMs : null };
    return receiveRecord(place, bytes, receiptMs, rule, around.reference);
  }
}

function nothingToRead(request: OpenRequest, unreadable: ReadonlySet<Day>): Answer | null {
  if (request.day === null) return untouched('no-bytes');
  return unreadable.has(request.day) ? untouched('unreadable') : null;
}

/** Does a request under its lock and answers it. Null: another copy of the process does it, or it was taken back. */
async function answer(
  tx: Transaction,
  request: ReplayRequestRow,
  work: () => Promise<Answer>,
): Promise<Answer | null> {
  const taken = await tx.query(takeReplay(request));
  if (taken.length === 0) return null;
  const said = await work();
  await tx.query(answerReplay(request, said, Date.now()));
  return said;
}

/**
 * A refusal that its creditor was told of keeps the municipality under which it was told: refused again, it then
 * has the same message under the same key, and nothing is said twice.
 */
function toldUnder(received: Received, municipality: string): Received {
  if (received.kind !== 'refused' || received.refusal.verdict !== 'refused') return received;
  const kept = municipality === '' ? null : municipality;
  return { ...received, refusal: { ...received.refusal, municipality: kept } };
}

async function readBack(
  tx: Transaction,
  request: ReplayRequestRow,
  received: Received,
): Promise<PlacedRecordRow> {
  const { municipality, recordId } = identityOf(received);
  const rows = await tx.query<PlacedRecordRow>(
    readPlaced(request, [...new Set([request.municipality, municipality])], recordId),
  );
  if (rows[0] === undefined) throw new Error('a replayed record has no row');
  return rows[0];
}

function identityOf(received: Received): { readonly municipality: string; readonly recordId: string | null } {
  switch (received.kind) {
    case 'signal':
      return { municipality: received.signal.municipality, recordId: received.signal.decision.signalId };
    case 'withdrawal': {
      const { data, envelope } = received.withdrawal;
      return { municipality: data.gemeentecode, recordId: signalIdOf(envelope.source, envelope.id) };
    }
    case 'refused':
      return { municipality: received.refusal.municipality ?? '', recordId: null };
    default:
      return received satisfies never;
  }
}
