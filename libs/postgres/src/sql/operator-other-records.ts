import type { Transaction } from '../database.js';

/** A record of the same event that is no signal. */
export interface OtherRecord {
  readonly kind: 'withdrawal' | 'duplicate' | 'quarantine';
  readonly municipality: string;
  readonly receipt: Date;
  readonly log_id: number;
  readonly partition: number;
  readonly kafka_offset: string;
  /** The verdict of the quarantine, the effect of a withdrawal. */
  readonly verdict: string | null;
  readonly reason: string | null;
  readonly faults: readonly { readonly pointer: string; readonly code: string }[] | null;
}

/** @param event null: only the id is known, by which a refused record is not found */
export function readOtherRecords(
  tx: Transaction,
  signalId: string,
  event: { readonly source: string; readonly eventId: string } | null,
): Promise<OtherRecord[]> {
  return tx.query<OtherRecord>({
    text: `select 'withdrawal' as kind, municipality, receipt, log_id, partition, kafka_offset::text,
             effect as verdict, null as reason, null::jsonb as faults
           from withdrawal where signal_id = $1 or withdrawal_id = $1
           union all
           select 'duplicate', municipality, receipt, log_id, partition, kafka_offset::text, null, null, null
           from duplicate where record_id = $1
           union all
           select 'quarantine', municipality, receipt, log_id, partition, kafka_offset::text, verdict, reason, faults
           from quarantine where source = $2 and event_id = $3
           order by receipt, log_id, partition, kafka_offset`,
    values: [signalId, event?.source ?? null, event?.eventId ?? null],
  });
}
