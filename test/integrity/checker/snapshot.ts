import type { NationalDatabase, Transaction } from '#postgres';

/** A row of one of the four tables in which each record must be once. */
export interface PlacedRow {
  readonly table: 'signal' | 'withdrawal' | 'duplicate' | 'quarantine';
  /** `topic/partition/offset`. */
  readonly place: string;
  readonly municipality: string;
  /** `source event-id`; of a duplicate the record that it repeats is not named so: null. */
  readonly id: string | null;
}

export interface SignalRow {
  readonly municipality: string;
  readonly id: string;
  readonly verdict: string;
  readonly address_id: string;
  readonly person_id: string;
  readonly period_start: string;
}

export interface TaskRow {
  readonly municipality: string;
  readonly task_id: string;
  readonly person_id: string;
  readonly period_start: string;
  readonly step: string;
  readonly channel: string;
  readonly executor: string;
  readonly state: string;
  readonly generation: number;
}

export interface CasePersonRow {
  readonly municipality: string;
  readonly person_id: string;
  readonly address_id: string;
  readonly period_start: string;
  readonly picked_up: boolean;
  readonly state: string;
  readonly next_step: string | null;
  readonly next_due_on: string | null;
  readonly next_channel: string | null;
  readonly hold: string | null;
  readonly close_due_on: string | null;
  readonly first_attempt_due_on: string | null;
  readonly attempts: number;
}

export interface PositionRow {
  /** `topic/partition`. */
  readonly partition: string;
  readonly next_offset: string;
  readonly decided: boolean;
}

/** What the tables say at one moment. */
export interface Snapshot {
  readonly placed: readonly PlacedRow[];
  readonly positions: readonly PositionRow[];
  readonly signals: readonly SignalRow[];
  readonly cases: readonly {
    readonly municipality: string;
    readonly address_id: string;
    readonly picked_up: boolean;
    readonly state: string;
  }[];
  readonly casePersons: readonly CasePersonRow[];
  readonly tasks: readonly TaskRow[];
  readonly attempts: readonly {
    readonly municipality: string;
    readonly task_id: string | null;
    readonly person_id: string;
  }[];
  readonly feedback: readonly {
    readonly municipality: string;
    readonly signal_id: string | null;
    readonly revision: number;
    readonly source: string;
    readonly event_id: string;
    readonly state: string;
  }[];
  /** Facts that wait for their fold. */
  readonly touched: number;
}

const placedRows = (['signal', 'withdrawal', 'duplicate', 'quarantine'] as const)
  .map(
    (
      table,
    ) => `select '${table}' as "table", l.topic || '/' || r.partition || '/' || r.kafka_offset as place, r.municipality,
                  ${table === 'duplicate' ? 'null' : `r.source || ' ' || r.event_id`} as id
                from ${table} r join kafka_log l using (log_id)`,
  )
  .join(' union all ');

/** Reads everything that the checker looks at, as of one moment: nothing that is committed meanwhile is half in it. */
export function readSnapshot(owner: NationalDatabase): Promise<Snapshot> {
  return owner.acrossMunicipalities(async (tx: Transaction) => {
    await tx.query({ text: 'set transaction isolation level repeatable read' });
    const read = <Row extends object>(text: string): Promise<Row[]> => tx.query<Row>({ text });
    const [waiting] = await read<{ touched: number }>('select count(*) as touched from address_touched');
    return {
      touched: waiting?.touched ?? 0,
      placed: await read<PlacedRow>(placedRows),
      positions: await read<PositionRow>(
        `select topic || '/' || partition as partition, next_offset::text, decided from consumer_offset`,
      ),
      signals: await read<SignalRow>(
        `select municipality, source || ' ' || event_id as id, verdict, address_id, person_id, period_start from signal`,
      ),
      cases: await read('select municipality, address_id, picked_up, state from signal_case'),
      casePersons: await read<CasePersonRow>(
        `select municipality, person_id, address_id, period_start, picked_up, state, next_step, next_due_on, next_channel,
                hold, close_due_on, first_attempt_due_on, attempts
         from case_person`,
      ),
      tasks: await read<TaskRow>(
        `select municipality, task_id, person_id, period_start, step, channel, executor, state, generation
         from outreach_task`,
      ),
      attempts: await read('select municipality, task_id, person_id from attempt'),
      feedback: await read('select municipality, signal_id, revision, source, event_id, state from feedback'),
    };
  });
}
