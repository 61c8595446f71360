import type { Channel, MunicipalityCode, Sector, TaskState, Verdict } from '#domain';

import type { Transaction } from '../database.js';

/** Signals of one creditor with one verdict. */
export interface SignalFigure {
  readonly creditor: string;
  readonly sector: Sector;
  readonly verdict: Verdict;
  readonly signals: number;
  /** Receipt of the last of them. */
  readonly lastReceipt: Date;
}

export function readSignalFigures(tx: Transaction, municipality: MunicipalityCode): Promise<SignalFigure[]> {
  return tx.query<SignalFigure>({
    name: 'monitor-signals',
    text: `select creditor_id as creditor, sector, verdict, count(*) as signals, max(receipt) as "lastReceipt"
           from signal where municipality = $1 group by creditor_id, sector, verdict`,
    values: [municipality],
  });
}

/** Records that came beside the signals. `effect` null: the withdrawal has not been folded, or its signal never came. */
export interface RecordFigures {
  readonly withdrawals: readonly { readonly effect: string | null; readonly records: number }[];
  readonly duplicates: number;
  readonly quarantine: readonly QuarantineFigure[];
}

export interface QuarantineFigure {
  readonly verdict: Extract<Verdict, 'refused' | 'conflict' | 'not-served'>;
  readonly reason: string;
  readonly records: number;
}

export async function readRecordFigures(
  tx: Transaction,
  municipality: MunicipalityCode,
): Promise<RecordFigures> {
  const [duplicates] = await tx.query<{ records: number }>({
    name: 'monitor-duplicates',
    text: 'select count(*) as records from duplicate where municipality = $1',
    values: [municipality],
  });
  return {
    duplicates: duplicates?.records ?? 0,
    withdrawals: await tx.query({
      name: 'monitor-withdrawals',
      text: 'select effect, count(*) as records from withdrawal where municipality = $1 group by effect',
      values: [municipality],
    }),
    quarantine: await readQuarantineFigures(tx, municipality),
  };
}

/** @param municipality '' for the records of which nobody knows the municipality */
export function readQuarantineFigures(
  tx: Transaction,
  municipality: MunicipalityCode | '',
): Promise<QuarantineFigure[]> {
  return tx.query<QuarantineFigure>({
    name: 'monitor-quarantine',
    text: `select verdict, reason, count(*) as records from quarantine
           where municipality = $1 group by verdict, reason`,
    values: [municipality],
  });
}

/** What waits to be passed on: messages to creditors, and addresses whose facts changed. */
export interface OutboxFigures {
  readonly unsent: number;
  /** Null: nothing waits. */
  readonly oldestUnsent: Date | null;
  readonly addressesTouched: number;
}

/** @param municipality '' for messages about records of which nobody knows the municipality */
export async function readOutboxFigures(
  tx: Transaction,
  municipality: MunicipalityCode | '',
): Promise<OutboxFigures> {
  const [row] = await tx.query<OutboxFigures>({
    name: 'monitor-outbox',
    text: `select count(*) as unsent, min(created_at) as "oldestUnsent",
                  (select count(*) from address_touched where municipality = $1) as "addressesTouched"
           from feedback where municipality = $1 and state = 'created'`,
    values: [municipality],
  });
  return row ?? { unsent: 0, oldestUnsent: null, addressesTouched: 0 };
}

export interface TaskFigure {
  readonly channel: Channel;
  readonly state: TaskState;
  readonly tasks: number;
}

export function readTaskFigures(tx: Transaction, municipality: MunicipalityCode): Promise<TaskFigure[]> {
  return tx.query<TaskFigure>({
    name: 'monitor-tasks',
    text: `select channel, state, count(*) as tasks from outreach_task
           where municipality = $1 group by channel, state`,
    values: [municipality],
  });
}

/** Cases in which something was picked up; superseded ones are outside all figures. */
export interface CaseFigures {
  readonly pickedUp: number;
  readonly open: number;
  readonly closed: number;
  readonly reached: number;
}

export async function readCaseFigures(tx: Transaction, municipality: MunicipalityCode): Promise<CaseFigures> {
  const [row] = await tx.query<CaseFigures>({
    name: 'monitor-cases',
    text: `select count(*) as "pickedUp",
                  count(*) filter (where state = 'open') as open,
                  count(*) filter (where state = 'closed') as closed,
                  count(*) filter (where reached) as reached
           from signal_case where municipality = $1 and picked_up and state <> 'superseded'`,
    values: [municipality],
  });
  return row ?? { pickedUp: 0, open: 0, closed: 0, reached: 0 };
}
