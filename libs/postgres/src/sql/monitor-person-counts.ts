import type { Transaction } from '../database.js';
import {
  approachedPersons,
  countedCases,
  countedCasesValues,
  withoutNestedLoops,
  type CountedCases,
} from './monitor-counted-cases.js';

/** Counts under the two other names of a rate: per signal, and per approached resident. */
export interface PersonCounts {
  /** Picked-up signals of the counted cases, and those whose resident was reached. */
  readonly signals: number;
  readonly signalsReached: number;
  /** Residents with at least one attempt, each once in the whole range, and those who were reached. */
  readonly residents: number;
  readonly residentsReached: number;
}

interface PersonCountRow {
  readonly signals: number;
  readonly signals_reached: number;
  readonly residents: number;
  readonly residents_reached: number;
}

/** Counts signals and residents of the counted cases over the whole range. */
export async function readPersonCounts(tx: Transaction, options: CountedCases): Promise<PersonCounts> {
  const rows = await withoutNestedLoops(tx, () =>
    tx.query<PersonCountRow>({
      text: `with ${countedCases(options.view)}, ${approachedPersons},
           of_signal as (
             select count(*) as signals, count(*) filter (where a.reached) as signals_reached
             from counted c
             join signal s on s.municipality = c.municipality and s.address_id = c.address_id
               and s.period_start = c.period_start
             left join approached a on a.address_id = s.address_id and a.period_start = s.period_start
               and a.person_id = s.person_id
             where s.verdict = 'accepted'
           ),
           of_resident as (
             select count(distinct person_id) as residents,
                    count(distinct person_id) filter (where reached) as residents_reached
             from approached where attempts > 0
           )
           select * from of_signal, of_resident`,
      values: countedCasesValues(options),
    }),
  );
  const row = rows[0];
  if (row === undefined) throw new Error('a count without a group always has one row');
  return {
    signals: row.signals,
    signalsReached: row.signals_reached,
    residents: row.residents,
    residentsReached: row.residents_reached,
  };
}
