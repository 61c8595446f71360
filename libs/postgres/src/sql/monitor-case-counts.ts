import { asDay, heaviestChannels, type FigureSplit, type MonthCounts } from '#domain';

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

interface CaseCountRow {
  readonly month: string;
  readonly part: string;
  readonly cases: number;
  readonly reached: number;
  readonly open: number;
  readonly helped: number;
}

const ofCase = 'c.address_id, c.period_start, c.month, c.reached, c.open, c.helped';
const sameCase = (table: string): string =>
  `${table}.address_id = c.address_id and ${table}.period_start = c.period_start`;

/** The divisions that are shown, and the channel mix: each case under the heaviest means by which it was approached. */
export type CaseCountSplit = FigureSplit | 'channel-mix';

/** `part`: one row for each case and each part in which it counts. */
const partOf: Readonly<Record<CaseCountSplit, string>> = {
  none: `part as (select ${ofCase}, '' as part from counted c)`,
  channel: `${approachedPersons}, ${caseAttempts},
    part as (
      select distinct ${ofCase}, t.channel as part from counted c join case_attempt t on ${sameCase('t')}
    )`,
  'channel-mix': `${approachedPersons}, ${caseAttempts},
    heaviest as (
      select distinct on (address_id, period_start) address_id, period_start, channel
      from case_attempt order by address_id, period_start, array_position($8::text[], channel)
    ),
    part as (
      select ${ofCase}, coalesce(h.channel, 'none') as part from counted c left join heaviest h on ${sameCase('h')}
    )`,
  sector: `part as (
      select distinct ${ofCase}, s.sector as part
      from counted c join signal s on s.municipality = c.municipality and ${sameCase('s')}
      where s.verdict = 'accepted'
    )`,
  'age-group': `${approachedPersons},
    part as (
      select distinct ${ofCase}, a.age_group as part from counted c join approached a on ${sameCase('a')}
    )`,
  'case-class': `part as (
      select ${ofCase},
             case when c.multiple and c.consecutive then 'multiple-and-consecutive'
                  when c.multiple then 'multiple'
                  when c.consecutive then 'consecutive'
                  else 'single' end as part
      from counted c
    )`,
};

/**
 * Counts cases by month and part. In the division by channel a case is in each channel in which it had at least
 * one attempt; by sector in that of each of its picked-up signals; by age group in that of each of its persons.
 * Whether it was reached is always said of the whole case.
 *
 * @returns no row for a month and part without a case
 */
export async function readCaseCounts(
  tx: Transaction,
  options: CountedCases & { readonly split: CaseCountSplit },
): Promise<readonly MonthCounts[]> {
  const { view, split } = options;
  const rows = await withoutNestedLoops(tx, () =>
    tx.query<CaseCountRow>({
      text: `with recursive ${countedCases(view)}, ${partOf[split]}
           select month, part, count(*) as cases,
                  count(*) filter (where reached) as reached,
                  count(*) filter (where open) as open,
                  count(*) filter (where helped) as helped
           from part group by month, part`,
      values: [...countedCasesValues(options), ...valuesOf(split)],
    }),
  );
  return rows.map((row) => ({ ...row, month: asDay(row.month) }));
}

function valuesOf(split: CaseCountSplit): unknown[] {
  if (split === 'channel') return contactKindValues();
  return split === 'channel-mix' ? [...contactKindValues(), heaviestChannels] : [];
}
