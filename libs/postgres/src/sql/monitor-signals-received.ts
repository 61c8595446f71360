import {
  addMonths,
  asDay,
  instantMsOf,
  TIME_ZONE,
  type Day,
  type MonthRange,
  type MunicipalityCode,
} from '#domain';

import type { Transaction } from '../database.js';

/** Signals by the month of their receipt in Amsterdam, whatever became of them, and those of them picked up. */
export interface ReceivedSignals {
  readonly month: Day;
  readonly signals: number;
  readonly pickedUp: number;
}

/** Counts received signals by month. A refused, doubled or conflicting record is no signal. */
export async function readReceivedSignals(
  tx: Transaction,
  options: { readonly municipality: MunicipalityCode; readonly range: MonthRange },
): Promise<readonly ReceivedSignals[]> {
  const { municipality, range } = options;
  const rows = await tx.query<{ month: string; signals: number; picked_up: number }>({
    text: `select date_trunc('month', receipt at time zone $4)::date as month, count(*) as signals,
                  count(*) filter (where verdict = 'accepted') as picked_up
           from signal where municipality = $1 and receipt >= $2 and receipt < $3 group by 1`,
    values: [
      municipality,
      new Date(instantMsOf(range.first)),
      new Date(instantMsOf(addMonths(range.last, 1))),
      TIME_ZONE,
    ],
  });
  return rows.map((row) => ({ month: asDay(row.month), signals: row.signals, pickedUp: row.picked_up }));
}
