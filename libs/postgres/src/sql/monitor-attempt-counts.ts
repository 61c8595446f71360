import { asDay, type Day, type FigureChannel } from '#domain';

import type { Transaction } from '../database.js';
import {
  approachedPersons,
  caseAttempts,
  contactKindValues,
  countedCases,
  countedCasesValues,
  withoutNestedLoops,
  type CountedCases,
} from './monitor-counted-cases.js';

/** Attempts of the counted cases. `month` null: of the whole range, where an attempt for two months counts once. */
export interface AttemptCounts {
  readonly month: Day | null;
  readonly channel: FigureChannel;
  readonly attempts: number;
  readonly reached: number;
}

/** Counts attempts by month and channel: the rate per attempt, which is not the rate per case. */
export async function readAttemptCounts(
  tx: Transaction,
  options: CountedCases,
): Promise<readonly AttemptCounts[]> {
  const rows = await withoutNestedLoops(tx, () =>
    tx.query<Omit<AttemptCounts, 'month'> & { readonly month: string | null }>({
      text: `with recursive ${countedCases(options.view)}, ${approachedPersons}, ${caseAttempts}
           select month, channel, count(distinct attempt_id) as attempts,
                  count(distinct attempt_id) filter (where reached) as reached
           from case_attempt group by grouping sets ((month, channel), (channel))`,
      values: [...countedCasesValues(options), ...contactKindValues()],
    }),
  );
  return rows.map((row) => ({ ...row, month: row.month === null ? null : asDay(row.month) }));
}
