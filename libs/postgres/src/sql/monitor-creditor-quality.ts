import {
  addMonths,
  asDay,
  instantMsOf,
  TIME_ZONE,
  type CreditorCounts,
  type MonthRange,
  type MunicipalityCode,
} from '#domain';

import type { Transaction } from '../database.js';

interface CountsRow {
  readonly creditor_id: string;
  readonly signals: number;
  readonly usable_phone: number;
  readonly repeated: number;
  readonly unjustified: number;
  readonly not_found: number;
}

/** Counts, per creditor, how good the signals were that came in these months. Verdicts as they stand now. */
export async function readCreditorQuality(
  tx: Transaction,
  options: { readonly municipality: MunicipalityCode; readonly range: MonthRange },
): Promise<readonly CreditorCounts[]> {
  const { municipality, range } = options;
  const from = new Date(instantMsOf(range.first));
  const before = new Date(instantMsOf(addMonths(range.last, 1)));
  const counts = await tx.query<CountsRow>({
    name: 'monitor-creditor-quality',
    text: `with answered as (
             select distinct on (signal_id) signal_id, answer from register_answer
             where municipality = $1 order by signal_id, answered_at desc
           )
           select s.creditor_id, count(*) as signals,
                  count(*) filter (where s.usable_phone) as usable_phone,
                  count(*) filter (where s.verdict = 'repeated') as repeated,
                  count(*) filter (where s.verdict = 'unjustified') as unjustified,
                  count(*) filter (where a.answer = 'nobody-found') as not_found
           from signal s left join answered a on a.signal_id = s.signal_id
           where s.municipality = $1 and s.receipt >= $2 and s.receipt < $3
           group by s.creditor_id order by s.creditor_id`,
    values: [municipality, from, before],
  });
  const ends = await tx.query<{
    creditor_id: string;
    receipt_day: string;
    crisis_end: string;
    signals: number;
  }>({
    name: 'monitor-crisis-ends',
    text: `select creditor_id, (receipt at time zone $4)::date as receipt_day, crisis_end, count(*) as signals
           from signal where municipality = $1 and receipt >= $2 and receipt < $3 and crisis_end is not null
           group by 1, 2, 3`,
    values: [municipality, from, before, TIME_ZONE],
  });
  const references = await tx.query<{ creditor_id: string; looked_at: number; like_bsn: number }>({
    name: 'monitor-references-like-bsn',
    text: 'select creditor_id, looked_at, like_bsn from references_like_bsn($1, $2)',
    values: [from, before],
  });
  const endsOf = Map.groupBy(ends, ({ creditor_id }) => creditor_id);
  const referencesOf = new Map(references.map((row) => [row.creditor_id, row]));
  return counts.map((row) => ({
    creditorId: row.creditor_id,
    signals: row.signals,
    usablePhone: row.usable_phone,
    repeated: row.repeated,
    unjustified: row.unjustified,
    notFound: row.not_found,
    references: referencesOf.get(row.creditor_id)?.looked_at ?? 0,
    referencesLikeBsn: referencesOf.get(row.creditor_id)?.like_bsn ?? 0,
    ends: (endsOf.get(row.creditor_id) ?? []).map((end) => ({
      receiptDay: asDay(end.receipt_day),
      crisisEnd: asDay(end.crisis_end),
      signals: end.signals,
    })),
  }));
}
