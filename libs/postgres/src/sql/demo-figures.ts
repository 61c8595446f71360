import type { Statement, Transaction } from '../database.js';
import type { ReadPosition } from './demo-run.js';

/** A count under its name; what is counted stands beside it (a verdict, a channel, a state). */
export interface NamedCount {
  readonly what: string;
  readonly name: string;
  readonly detail: string;
  readonly count: number;
}

/**
 * Every record of one municipality, and those of none, by what became of it. Each record of Kafka is exactly one
 * row in one of four tables, with its place (decision 14).
 *
 * @param since the positions from which records count; what lies in a log without a position counts too. Empty:
 *   every record
 */
export function countRecords(municipality: string, since: readonly ReadPosition[]): Statement {
  const after = `left join since f on f.log_id = r.log_id and f.partition = r.partition
                 where (f.next_offset is null or r.kafka_offset >= f.next_offset)`;
  return {
    text: `with since (log_id, partition, next_offset) as (
             select * from unnest($2::integer[], $3::integer[], $4::bigint[])
           )
           select 'signal' as what, r.verdict as name, '' as detail, count(*) as count
           from signal r ${after} and r.municipality = $1 group by r.verdict
           union all
           select 'withdrawal', coalesce(r.effect, 'nothing'), '', count(*)
           from withdrawal r ${after} and r.municipality = $1 group by coalesce(r.effect, 'nothing')
           union all
           select 'duplicate', '', '', count(*) from duplicate r ${after} and r.municipality = $1
           union all
           select 'quarantine', r.verdict, r.reason, count(*)
           from quarantine r ${after} group by r.verdict, r.reason`,
    values: [
      municipality,
      since.map(({ log_id }) => log_id),
      since.map(({ partition }) => partition),
      since.map(({ next_offset }) => next_offset),
    ],
  };
}

/** What the pipeline made of the records: cases, tasks, attempts and messages to creditors. */
export function countOutreach(municipality: string): Statement {
  return {
    text: `select 'case' as what,
                  case when multiple and consecutive then 'multiple-and-consecutive'
                       when multiple then 'multiple' when consecutive then 'consecutive' else 'single' end as name,
                  '' as detail, count(*) as count
           from signal_case where municipality = $1 and picked_up and state <> 'superseded' group by 2
           union all
           select 'case-state', state, '', count(*)
           from signal_case where municipality = $1 and picked_up and state <> 'superseded' group by state
           union all
           select 'task', channel, state, count(*)
           from outreach_task where municipality = $1 group by channel, state
           union all
           select 'attempt', kind, case when reached then 'reached' else 'not-reached' end, count(*)
           from attempt where municipality = $1 group by kind, reached
           union all
           select 'identity', coalesce(identity ->> 'outcome', 'alone'), coalesce(identity ->> 'rule', ''), count(*)
           from signal where municipality = $1
           group by coalesce(identity ->> 'outcome', 'alone'), coalesce(identity ->> 'rule', '')
           union all
           select 'feedback', message, state, count(*)
           from feedback where municipality in ($1, '') group by message, state`,
    values: [municipality],
  };
}

export function readCounts(tx: Transaction, statement: Statement): Promise<NamedCount[]> {
  return tx.query<NamedCount>(statement);
}

/** The first signal in the order of the fold that the matcher gave to somebody known; null where there is none. */
export async function readComparedSignal(tx: Transaction, municipality: string): Promise<string | null> {
  const [found] = await tx.query<{ signal_id: string }>({
    text: `select signal_id from signal
           where municipality = $1 and identity ->> 'outcome' = 'match' and identity ->> 'rule' = 'weight'
             and verdict = 'accepted'
           order by receipt, source, event_id limit 1`,
    values: [municipality],
  });
  return found?.signal_id ?? null;
}

/** What the local register said of one signal, and where it went. */
export interface AnswerOfRegister {
  readonly signal_id: string;
  /** Null: it was not asked. */
  readonly answer: string | null;
  /** The register knew another address than the creditor. */
  readonly moved: boolean;
  readonly address_id: string;
  readonly person_id: string | null;
}

/** The first answer of each of these signals, in the order of their receipt. */
export function readAnswersOfRegister(
  tx: Transaction,
  municipality: string,
  signalIds: readonly string[],
): Promise<AnswerOfRegister[]> {
  return tx.query<AnswerOfRegister>({
    text: `select s.signal_id, a.answer, s.address_id, s.person_id,
                  exists (select 1 from assignment m
                          where m.municipality = s.municipality and m.signal_id = s.signal_id) as moved
           from signal s
           left join lateral (select answer from register_answer r
                              where r.municipality = s.municipality and r.signal_id = s.signal_id
                              order by r.answered_at limit 1) a on true
           where s.municipality = $1 and s.signal_id = any($2::uuid[])
           order by s.receipt, s.signal_id`,
    values: [municipality, signalIds],
  });
}
