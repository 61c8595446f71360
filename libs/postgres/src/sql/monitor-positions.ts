import type { Transaction } from '../database.js';

/** How far one partition has been handled, as intake wrote it. */
export interface HandledPosition {
  readonly topic: string;
  readonly partition: number;
  /** The first offset that has not been handled; as text, since it may be beyond what a number holds. */
  readonly nextOffset: string;
}

export function readHandledPositions(tx: Transaction, clusterId: string): Promise<HandledPosition[]> {
  return tx.query<HandledPosition>({
    name: 'monitor-positions',
    text: `select topic, partition, next_offset::text as "nextOffset" from consumer_offset where cluster_id = $1`,
    values: [clusterId],
  });
}

/** The registry of creditors that was loaded last, as it was loaded; null: none was. */
export async function readLatestRegistry(tx: Transaction): Promise<unknown> {
  const rows = await tx.query<{ content: unknown }>({
    name: 'monitor-registry',
    text: 'select content from creditor_registry order by version desc limit 1',
  });
  return rows[0]?.content ?? null;
}
