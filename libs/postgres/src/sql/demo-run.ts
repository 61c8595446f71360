import type { NationalDatabase, Transaction } from '../database.js';
import { nothingPickedUpAfter } from './outreach-closing.js';

/**
 * The last simulated day of the demo, kept from its first run on.
 *
 * @param today the machine's day, taken when there is none yet
 */
export async function demoLastDay(tx: Transaction, today: string, nowMs: number): Promise<string> {
  await tx.query({
    text: `insert into demo_run (last_day, began_at) values ($1, $2) on conflict (only_row) do nothing`,
    values: [today, new Date(nowMs)],
  });
  const rows = await tx.query<{ last_day: string }>({ text: 'select last_day from demo_run' });
  return rows[0]?.last_day ?? today;
}

/** What is still under way in the pipeline, in one look. All zero: nothing moves before the clock does. */
export interface WorkLeft {
  /** Addresses whose facts the intake has not folded yet. */
  readonly unfolded: number;
  /** Steps of plans that are due. */
  readonly due: number;
  /** Case-persons that close by themselves today. */
  readonly closing: number;
  /** Tasks of one municipality that wait for, or are held by, a worker, an outside party or the demo's own people. */
  readonly tasks: number;
  readonly feedback: number;
}

/**
 * Counts what is left to do by the end of a day. One statement, so one moment: each step of the pipeline ends
 * one kind of work and begins the next in one transaction, so nothing can be between two kinds.
 *
 * @param options.municipality whose tasks the demo's people do; those of another may wait for a person for days
 * @param options.people those whose claims the demo waits for; what somebody else has claimed may take days
 */
export async function readWorkLeft(
  database: Pick<NationalDatabase, 'read'>,
  options: {
    readonly municipality: string;
    readonly today: string;
    readonly nowMs: number;
    readonly people: readonly string[];
  },
): Promise<WorkLeft> {
  const rows = await database.read<WorkLeft>({
    name: 'demo-work-left',
    text: `select
        (select count(*) from address_touched) as unfolded,
        (select count(*) from case_person
         where next_step is not null and next_due_on <= $1 and state = 'open' and hold is null) as due,
        (select count(*) from case_person c
         where close_due_on <= $1 and state = 'open' and not reached and not crisis
           and ${nothingPickedUpAfter('c', '$4')}) as closing,
        (select count(*) from outreach_task
         where municipality = $3
           and (state in ('created', 'queued', 'sending')
             or (state = 'claimed' and (holder = 'process' or claimed_by = any($2::text[]))))) as tasks,
        (select count(*) from feedback where state = 'created') as feedback`,
    values: [options.today, options.people, options.municipality, new Date(options.nowMs)],
  });
  const left = rows[0];
  if (left === undefined) throw new Error('a count without a row');
  return left;
}

/** The next offset of each partition that the intake has read, with the log that it counts in. */
export interface ReadPosition {
  readonly topic: string;
  readonly partition: number;
  readonly log_id: number;
  readonly next_offset: string;
}

export function readReadPositions(tx: Transaction, clusterId: string): Promise<ReadPosition[]> {
  return tx.query<ReadPosition>({
    text: `select topic, partition, log_id, next_offset::text from consumer_offset where cluster_id = $1`,
    values: [clusterId],
  });
}

/** A person by the signal that was received first of it. */
export interface FirstSignal {
  readonly person_id: string;
  readonly source: string;
  readonly event_id: string;
}

/** The first signal of each person of a municipality: the same whichever of several signals was read first. */
export function readFirstSignals(tx: Transaction, municipality: string): Promise<FirstSignal[]> {
  return tx.query<FirstSignal>({
    name: 'demo-first-signals',
    text: `select distinct on (person_id) person_id, source, event_id from signal
           where municipality = $1 and person_id is not null
           order by person_id, receipt, source, event_id`,
    values: [municipality],
  });
}

/** A letter that was sent, as its receiver knows it. */
export interface SentLetter {
  readonly task_id: string;
  readonly person_id: string;
  readonly period_start: string;
  readonly letter_reference: string;
}

/** A page of the letters of one day. */
export function readLettersOf(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly day: string;
    readonly after: string | null;
    readonly limit: number;
  },
): Promise<SentLetter[]> {
  return tx.query<SentLetter>({
    name: 'demo-letters-of-day',
    text: `select task_id, person_id, period_start, letter_reference from outreach_task
           where municipality = $1 and channel = 'letters' and state = 'done' and finished_on = $2
             and ($3::uuid is null or task_id > $3::uuid)
           order by task_id limit $4`,
    values: [options.municipality, options.day, options.after, options.limit],
  });
}

/** A case-person that waits for a person to close it. */
export interface ClosableCase {
  readonly person_id: string;
  readonly period_start: string;
  readonly reached: boolean;
  /** Every step of its plan was done in vain. */
  readonly spent: boolean;
  /** Day of the last attempt that counts: the contact, or the last one made in vain. */
  readonly last_day: string;
}

/**
 * A page of the open case-persons that only a person closes: somebody was reached; or every step of the plan was
 * done in vain and it is a crisis, or there was contact before a later signal opened it again.
 */
export function readClosableCases(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly after: ClosableCase | null;
    readonly limit: number;
  },
): Promise<ClosableCase[]> {
  return tx.query<ClosableCase>({
    name: 'demo-closable-cases',
    text: `select c.person_id, c.period_start, bool_or(c.reached) as reached,
                  bool_or(c.hold = 'plan-done') as spent, max(a.day) as last_day
           from case_person c
           join attempt a on a.municipality = c.municipality and a.person_id = c.person_id
             and (a.reached or c.hold = 'plan-done')
           where c.municipality = $1 and c.state = 'open' and c.picked_up and c.led_by_period_start is null
             and ((c.reached and c.hold in ('reached', 'withdrawn'))
               or ((c.crisis or c.reached) and c.hold = 'plan-done'))
             and ($2::uuid is null or (c.person_id, c.period_start) > ($2::uuid, $3::date))
           group by c.person_id, c.period_start
           order by c.person_id, c.period_start limit $4`,
    values: [
      options.municipality,
      options.after?.person_id ?? null,
      options.after?.period_start ?? null,
      options.limit,
    ],
  });
}

/** The task of the letter that was written last, as proof that there is one. */
export async function readLastLetter(tx: Transaction, municipality: string): Promise<string | null> {
  const rows = await tx.query<{ task_id: string }>({
    text: `select task_id from outreach_task
           where municipality = $1 and channel = 'letters' and state = 'done'
           order by finished_on desc, task_id limit 1`,
    values: [municipality],
  });
  return rows[0]?.task_id ?? null;
}
