import type { Transaction } from '../database.js';

/** A signal with everything that was decided of it; no name, no reference, no address text. */
export interface ExplainedSignal {
  readonly municipality: string;
  readonly signal_id: string;
  readonly source: string;
  readonly event_id: string;
  readonly creditor_id: string;
  readonly sector: string;
  readonly receipt: Date;
  readonly topic: string;
  readonly log_id: number;
  readonly partition: number;
  readonly kafka_offset: string;
  readonly amount_cents: number;
  readonly arrears_since: string;
  readonly crisis: string;
  readonly address_id: string;
  readonly person_id: string;
  readonly period_start: string;
  readonly judged_verdict: string;
  readonly judged_rule: string;
  readonly judged_inputs: Readonly<Record<string, string | number | boolean | null>>;
  readonly policy_version: number;
  readonly matcher_version: number;
  readonly verdict: string;
  readonly rule: string;
  readonly decided_at: Date;
  readonly withdrawn_after_attempt: boolean;
  readonly revision: number;
}

/** The signals with this id; the same event sent for two municipalities is two signals. */
export function readExplainedSignals(tx: Transaction, signalId: string): Promise<ExplainedSignal[]> {
  return tx.query<ExplainedSignal>({
    text: `select s.municipality, s.signal_id, s.source, s.event_id, s.creditor_id, s.sector, s.receipt,
             coalesce(l.topic, '?') as topic, s.log_id, s.partition, s.kafka_offset::text, s.amount_cents,
             s.arrears_since, s.crisis, s.address_id, s.person_id, s.period_start, s.judged_verdict, s.judged_rule,
             s.judged_inputs, s.policy_version, s.matcher_version, s.verdict, s.rule, s.decided_at,
             s.withdrawn_after_attempt, s.revision
           from signal s left join kafka_log l using (log_id)
           where s.signal_id = $1 order by s.municipality`,
    values: [signalId],
  });
}

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

export interface SupersededRow {
  readonly subject: 'signal' | 'case-person';
  readonly revision: number;
  readonly superseded_at: Date;
  readonly content: Readonly<Record<string, unknown>>;
}

export interface ExplainedCasePerson {
  readonly period_start: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly closed_on: string | null;
  readonly crisis: boolean;
  readonly reached: boolean;
  readonly attempts: number;
  readonly policy_version: number;
  readonly plan: string | null;
  readonly next_step: string | null;
  readonly next_channel: string | null;
  readonly next_due_on: string | null;
  readonly hold: string | null;
  readonly led_by_period_start: string | null;
  readonly revision: number;
}

export interface ExplainedTask {
  readonly task_id: string;
  readonly step: string;
  readonly channel: string;
  readonly executor: string;
  readonly due_on: string;
  readonly state: string;
  readonly finished_on: string | null;
  readonly result: string | null;
}

export interface ExplainedAttempt {
  readonly kind: string;
  readonly direction: string;
  readonly reached: boolean;
  readonly day: string;
  readonly part_of_day: string;
}

export interface ExplainedFeedback {
  readonly revision: number;
  readonly message: string;
  readonly created_at: Date;
  readonly state: string;
  readonly replaces: string | null;
}

/** What followed from one signal. */
export interface Aftermath {
  readonly history: readonly SupersededRow[];
  readonly casePerson: ExplainedCasePerson | null;
  readonly tasks: readonly ExplainedTask[];
  readonly attempts: readonly ExplainedAttempt[];
  readonly feedback: readonly ExplainedFeedback[];
}

export async function readAftermath(tx: Transaction, signal: ExplainedSignal): Promise<Aftermath> {
  const { address_id, event_id, municipality, period_start, person_id, signal_id, source } = signal;
  const [casePerson] = await tx.query<ExplainedCasePerson>({
    text: `select period_start, state, outcome, closed_on, crisis, reached, attempts, policy_version, plan, next_step,
             next_channel, next_due_on, hold, led_by_period_start, revision
           from case_person
           where municipality = $1 and person_id = $2 and period_start = $3 and address_id = $4`,
    values: [municipality, person_id, period_start, address_id],
  });
  const history = await tx.query<SupersededRow>({
    text: `select subject, revision, superseded_at, content from decision_history
           where municipality = $1 and ((subject = 'signal' and subject_id = $2)
             or (subject = 'case-person' and subject_id = $3))
           order by superseded_at, subject, revision`,
    values: [municipality, signal_id, `${person_id} ${period_start} ${address_id}`],
  });
  // While an earlier period leads, its tasks and attempts are those of this one too.
  const periods = [period_start, casePerson?.led_by_period_start ?? period_start];
  const approach = [municipality, await idsOf(tx, municipality, person_id), periods];
  const tasks = await tx.query<ExplainedTask>({
    text: `select task_id, step, channel, executor, due_on, state, finished_on, result from outreach_task
           where municipality = $1 and person_id = any($2::uuid[]) and period_start = any($3::date[])
           order by due_on, created_at, task_id`,
    values: approach,
  });
  const attempts = await tx.query<ExplainedAttempt>({
    text: `select kind, direction, reached, day, part_of_day from attempt
           where municipality = $1 and person_id = any($2::uuid[]) and period_start = any($3::date[])
           order by attempted_at, attempt_id`,
    values: approach,
  });
  const feedback = await tx.query<ExplainedFeedback>({
    text: `select revision, message, created_at, state, replaces from feedback
           where municipality in ($1, '') and source = $2 and event_id = $3 order by created_at, revision`,
    values: [municipality, source, event_id],
  });
  return { history, casePerson: casePerson ?? null, tasks, attempts, feedback };
}

/** The ids under which facts about this person stand: its own, and those that were found to be the same. */
async function idsOf(tx: Transaction, municipality: string, personId: string): Promise<readonly string[]> {
  const rows = await tx.query<{ person_id: string }>({
    text: `with recursive same (person_id, depth) as (
             select $2::uuid, 0
             union all
             select a.person_id, s.depth + 1 from same s
             join person_alias a on a.municipality = $1 and a.same_as = s.person_id
             where s.depth < 20
           )
           select distinct person_id from same`,
    values: [municipality, personId],
  });
  return rows.map((row) => row.person_id);
}
