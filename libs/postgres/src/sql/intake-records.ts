import type { Statement } from '../database.js';
import { insertRows, updateRows } from './rows.js';

/** A record's place in Kafka, in columns. */
interface Place {
  readonly log_id: number;
  readonly partition: number;
  readonly kafka_offset: string;
}

/**
 * Locks the sources of a sub-batch until its transaction ends: shared for signals, alone for withdrawals.
 *
 * Without it a withdrawal and its signal, in two transactions at once, would each not see the other, and the
 * withdrawal would be lost. Sorted, and before every row lock, so that nobody waits in a circle.
 */
export function lockSources(sources: readonly { source: string; alone: boolean }[]): Statement {
  const sorted = [...sources].sort((left, right) => (left.source < right.source ? -1 : 1));
  return {
    name: 'lock-sources',
    text: `select case when alone
             then pg_advisory_xact_lock(7205052, hashtext(source))
             else pg_advisory_xact_lock_shared(7205052, hashtext(source)) end
           from (select * from unnest($1::text[], $2::boolean[]) as given (source, alone)
                 order by hashtext(source), alone desc) as sorted`,
    values: [sorted.map(({ source }) => source), sorted.map(({ alone }) => alone)],
  };
}

export interface KnownRecordRow extends Place {
  readonly municipality: string;
  readonly record_id: string;
  readonly kind: 'signal' | 'withdrawal';
  readonly data_hash: Buffer;
  readonly address_id: string | null;
}

/** The signals and withdrawals that have these ids already. */
export function findRecords(municipalities: readonly string[], ids: readonly string[]): Statement {
  return {
    name: 'find-records',
    text: `select s.municipality, s.signal_id as record_id, 'signal' as kind, s.data_hash, s.address_id,
                  s.log_id, s.partition, s.kafka_offset::text
           from unnest($1::text[], $2::uuid[]) as given (municipality, id)
           join signal s on s.municipality = given.municipality and s.signal_id = given.id
           union all
           select w.municipality, w.withdrawal_id, 'withdrawal', w.data_hash, null,
                  w.log_id, w.partition, w.kafka_offset::text
           from unnest($1::text[], $2::uuid[]) as given (municipality, id)
           join withdrawal w on w.municipality = given.municipality and w.withdrawal_id = given.id`,
    values: [municipalities, ids],
  };
}

/** The places of a sub-batch that are in quarantine already: a replay leaves them as they are. */
export function findQuarantined(logId: number, partition: number, first: bigint, last: bigint): Statement {
  return {
    name: 'find-quarantined',
    text: `select kafka_offset::text from quarantine
           where log_id = $1 and partition = $2 and kafka_offset between $3 and $4`,
    values: [logId, partition, first.toString(), last.toString()],
  };
}

export interface WithdrawalRow extends Place {
  readonly municipality: string;
  readonly withdrawal_id: string;
  readonly source: string;
  readonly event_id: string;
  readonly creditor_id: string;
  readonly receipt: string;
  readonly data_hash: Buffer;
  readonly signal_id: string;
}

export const insertWithdrawals = insertRows<WithdrawalRow>({
  into: 'withdrawal',
  columns: {
    municipality: 'text',
    withdrawal_id: 'uuid',
    source: 'text',
    event_id: 'text',
    creditor_id: 'text',
    receipt: 'timestamptz',
    data_hash: 'bytea',
    signal_id: 'uuid',
    log_id: 'integer',
    partition: 'integer',
    kafka_offset: 'bigint',
  },
  order: ['municipality', 'withdrawal_id'],
  onConflict: 'do nothing',
  returning: 'withdrawal_id',
});

export const setWithdrawalEffects = updateRows<{
  municipality: string;
  withdrawal_id: string;
  effect: string;
}>({
  table: 'withdrawal',
  columns: { municipality: 'text', withdrawal_id: 'uuid', effect: 'text' },
  keys: ['municipality', 'withdrawal_id'],
});

export interface DuplicateRow extends Place {
  readonly municipality: string;
  readonly receipt: string;
  readonly record_id: string;
}

/** A record that comes by again after a rewind has its row: nothing is counted twice. */
export const insertDuplicates = insertRows<DuplicateRow>({
  into: 'duplicate',
  columns: {
    municipality: 'text',
    log_id: 'integer',
    partition: 'integer',
    kafka_offset: 'bigint',
    receipt: 'timestamptz',
    record_id: 'uuid',
  },
  order: ['municipality', 'log_id', 'partition', 'kafka_offset'],
  onConflict: 'do nothing',
});

export interface QuarantineRow extends Place {
  readonly municipality: string;
  readonly receipt: string;
  readonly verdict: 'refused' | 'conflict' | 'not-served';
  readonly reason: string;
  readonly faults: string;
  readonly creditor_id: string | null;
  readonly source: string | null;
  readonly event_id: string | null;
  readonly bytes_kept: boolean;
}

export const insertQuarantine = insertRows<QuarantineRow>({
  into: 'quarantine',
  columns: {
    municipality: 'text',
    log_id: 'integer',
    partition: 'integer',
    kafka_offset: 'bigint',
    receipt: 'timestamptz',
    verdict: 'text',
    reason: 'text',
    faults: 'jsonb',
    creditor_id: 'text',
    source: 'text',
    event_id: 'text',
    bytes_kept: 'boolean',
  },
  order: ['municipality', 'log_id', 'partition', 'kafka_offset'],
  onConflict: 'do nothing',
});

export interface QuarantineBytesRow extends Place {
  readonly municipality: string;
  readonly day: string;
  readonly nonce: Buffer;
  readonly sealed: Buffer;
}

export const insertQuarantineBytes = insertRows<QuarantineBytesRow>({
  into: 'quarantine_bytes',
  columns: {
    municipality: 'text',
    day: 'date',
    log_id: 'integer',
    partition: 'integer',
    kafka_offset: 'bigint',
    nonce: 'bytea',
    sealed: 'bytea',
  },
  order: ['municipality', 'day', 'log_id', 'partition', 'kafka_offset'],
  onConflict: 'do nothing',
});

export function readQuarantineKey(day: string): Statement {
  return {
    name: 'read-quarantine-key',
    text: 'select wrapped from quarantine_key where day = $1',
    values: [day],
  };
}

/** Makes the partition of the day: data definition, so outside the transaction of the records. */
export function makeQuarantineDay(day: string): Statement {
  return { text: 'select make_quarantine_day($1)', values: [day] };
}

export function insertQuarantineKey(day: string, wrapped: Buffer): Statement {
  return {
    text: 'insert into quarantine_key (day, wrapped) values ($1, $2) on conflict (day) do nothing',
    values: [day, wrapped],
  };
}

/** Drops the partitions and keys of all days before this one; how many days went comes back as `dropped`. */
export function dropQuarantineDays(firstKept: string): Statement {
  return { text: 'select drop_quarantine_days_before($1) as dropped', values: [firstKept] };
}
