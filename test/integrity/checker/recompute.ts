import type { AcknowledgedRecord, Told } from './history.js';

/** What must have become of a signal, by the plainest rules that give the right answer. */
export type ExpectedVerdict = 'accepted' | 'repeated' | 'unjustified' | 'withdrawn';

export interface ExpectedSignal {
  readonly municipality: string;
  readonly house: string;
  readonly surname: string;
  readonly verdict: ExpectedVerdict;
}

/** In which table a record must be. */
export type Table = 'signal' | 'withdrawal' | 'duplicate' | 'quarantine';

/** Everything that follows from the acknowledged records alone. */
export interface Recomputed {
  /** By `topic/partition/offset`. */
  readonly tables: ReadonlyMap<string, Table>;
  /** By `source event-id`. */
  readonly signals: ReadonlyMap<string, ExpectedSignal>;
}

/** What is not above it is unjustified, by the policies of Dordrecht and Roermond. */
const thresholdCents: Readonly<Record<string, number>> = { GM0505: 2_500, GM0957: 5_000 };

type Signal = AcknowledgedRecord & { readonly told: Extract<Told, { kind: 'signal' }> };
type Withdrawal = AcknowledgedRecord & { readonly told: Extract<Told, { kind: 'withdrawal' }> };

export function placeOf(record: { topic: string; partition: number; offset: bigint }): string {
  return `${record.topic}/${record.partition}/${record.offset}`;
}

export function idOf(record: { source: string; eventId: string }): string {
  return `${record.source} ${record.eventId}`;
}

/**
 * Judges again what was acknowledged. It shares no code with the pipeline; docs/decisions/0003 is what it is made
 * from. Ordinary signals of natural persons only: that is what a town sends.
 *
 * @throws RangeError when records under one id lie in two partitions: then nobody could say which was first
 */
export function recompute(acknowledged: readonly AcknowledgedRecord[]): Recomputed {
  const tables = new Map<string, Table>();
  const first = new Map<string, AcknowledgedRecord>();
  const byLog = [...acknowledged].sort(inLogOrder);
  for (const record of byLog) {
    if (record.told.kind === 'poison') {
      tables.set(placeOf(record), 'quarantine');
      continue;
    }
    const known = first.get(idOf(record));
    if (known === undefined) {
      first.set(idOf(record), record);
      tables.set(placeOf(record), record.told.kind);
    } else {
      if (known.partition !== record.partition || known.topic !== record.topic)
        throw new RangeError(`records under the id ${record.eventId} lie in two partitions`);
      tables.set(placeOf(record), sameContent(known.told, record.told) ? 'duplicate' : 'quarantine');
    }
  }
  return { tables, signals: judgeAll([...first.values()].sort(inReceiptOrder)) };
}

function sameContent(one: Told, other: Told): boolean {
  return (
    one.kind === other.kind &&
    one.kind !== 'poison' &&
    other.kind !== 'poison' &&
    one.content === other.content
  );
}

function inLogOrder(left: AcknowledgedRecord, right: AcknowledgedRecord): number {
  if (left.topic !== right.topic) return left.topic < right.topic ? -1 : 1;
  if (left.partition !== right.partition) return left.partition - right.partition;
  return left.offset < right.offset ? -1 : 1;
}

/** The one order in which events count: receipt, source, id; never the order of arrival. */
function inReceiptOrder(left: AcknowledgedRecord, right: AcknowledgedRecord): number {
  if (left.receiptMs !== right.receiptMs) return left.receiptMs - right.receiptMs;
  return idOf(left) < idOf(right) ? -1 : 1;
}

function judgeAll(inOrder: readonly AcknowledgedRecord[]): Map<string, ExpectedSignal> {
  const judged = new Map<string, ExpectedSignal>();
  const amounts = new Map<string, Map<string, number>>();
  const withdrawnEarly = new Set<string>();
  for (const record of inOrder) {
    if (isWithdrawal(record)) {
      const id = `${record.source} ${record.told.withdraws}`;
      const signal = judged.get(id);
      if (signal === undefined) withdrawnEarly.add(id);
      else if (signal.verdict === 'accepted') {
        judged.set(id, { ...signal, verdict: 'withdrawn' });
        amounts.forEach((pickedUp) => pickedUp.delete(id));
      }
    } else if (isSignal(record)) {
      const { amountCents, arrears, house, municipality, surname } = record.told;
      const key = [municipality, house, record.told.creditorId, arrears].join(' ');
      const pickedUp = amounts.get(key) ?? new Map<string, number>();
      amounts.set(key, pickedUp);
      let verdict = verdictOf(amountCents, [...pickedUp.values()], thresholdCents[municipality] ?? 0);
      if (verdict === 'accepted' && withdrawnEarly.has(idOf(record))) verdict = 'withdrawn';
      if (verdict === 'accepted') pickedUp.set(idOf(record), amountCents);
      judged.set(idOf(record), { municipality, house, surname, verdict });
    }
  }
  return judged;
}

function verdictOf(amountCents: number, earlier: readonly number[], threshold: number): ExpectedVerdict {
  if (earlier.length > 0) return amountCents <= Math.max(...earlier) ? 'repeated' : 'accepted';
  return amountCents <= threshold ? 'unjustified' : 'accepted';
}

const isSignal = (record: AcknowledgedRecord): record is Signal => record.told.kind === 'signal';
const isWithdrawal = (record: AcknowledgedRecord): record is Withdrawal => record.told.kind === 'withdrawal';
