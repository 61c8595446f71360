import type {
  Answer,
  Channel,
  ComparedField,
  ContactKind,
  CrisisKind,
  Day,
  Executor,
  FoldVerdict,
  Hold,
  IdentityAnswer,
  IdentityDecision,
  Judgement,
  Language,
  Outcome,
  PartOfDay,
  Sector,
  SignalMessage,
  TaskState,
} from '#domain';

import type { Transaction } from '../database.js';
import { creditorName } from './desk-tasks.js';

/** A signal with everything that was decided of it; no name, no reference, no address text. */
export interface ExplainedSignal {
  readonly municipality: string;
  readonly signal_id: string;
  readonly source: string;
  readonly event_id: string;
  readonly creditor: string;
  readonly sector: Sector;
  readonly receipt: Date;
  readonly log_id: number;
  readonly partition: number;
  readonly kafka_offset: string;
  readonly amount_cents: number;
  readonly arrears_since: Day;
  readonly crisis: CrisisKind;
  readonly crisis_end: Day | null;
  readonly warm_handover: boolean;
  readonly usable_phone: boolean;
  readonly address_id: string;
  readonly person_id: string | null;
  readonly period_start: Day;
  readonly judged_verdict: Judgement['verdict'];
  readonly judged_rule: Judgement['rule'];
  readonly judged_inputs: Judgement['inputs'];
  readonly policy_version: number;
  readonly policy_effective_from: Day | null;
  readonly matcher_version: number;
  readonly identity: IdentityDecision | null;
  readonly verdict: FoldVerdict;
  readonly rule: string;
  readonly decided_at: Date;
  readonly withdrawn_after_attempt: boolean;
  readonly revision: number;
  readonly signals_of_person: number;
}

/**
 * The signals with this id that the role may see; to a national role the same event sent for two municipalities is two
 * signals.
 */
export function readExplainedSignals(tx: Transaction, signalId: string): Promise<ExplainedSignal[]> {
  return tx.query<ExplainedSignal>({
    name: 'explained-signals',
    text: `select s.municipality, s.signal_id, s.source, s.event_id,
             coalesce(${creditorName('s.creditor_id')}, s.creditor_id) creditor, s.sector, s.receipt, s.log_id,
             s.partition, s.kafka_offset::text, s.amount_cents, s.arrears_since, s.crisis, s.crisis_end,
             s.warm_handover, s.usable_phone, s.address_id, s.person_id, s.period_start, s.judged_verdict,
             s.judged_rule, s.judged_inputs, s.policy_version, p.effective_from policy_effective_from,
             s.matcher_version, s.identity, s.verdict, s.rule, s.decided_at, s.withdrawn_after_attempt, s.revision,
             (select count(*) from signal o where o.municipality = s.municipality and o.address_id = s.address_id
                and o.person_id = s.person_id)::integer signals_of_person
           from signal s
           left join policy_version p on p.municipality = s.municipality and p.version = s.policy_version
           where s.signal_id = $1 order by s.municipality`,
    values: [signalId],
  });
}

/** What people and registers said of whom the signal is about, oldest first. */
export interface IdentityFact {
  readonly kind: 'withdrawn' | 'pinned' | 'joined' | 'moved' | 'answered' | 'reviewed' | 'language';
  readonly at: Date;
  /** Of a register where somebody asked it, of a person where one was asked; with `language` what the resident asked for. */
  readonly answer: Answer | IdentityAnswer | Language | null;
  readonly keeps_person: boolean | null;
  /** How the resident whom a local register found was compared. */
  readonly found: readonly ComparedField[] | null;
}

export interface ExplainedCasePerson {
  readonly period_start: Day;
  readonly period_end: Day;
  readonly state: 'open' | 'closed' | 'superseded';
  readonly outcome: Outcome | null;
  readonly closed_on: Day | null;
  readonly crisis: boolean;
  readonly picked_up: boolean;
  readonly plan_reason: string | null;
  readonly skips_messages: boolean;
  readonly next_channel: Channel | null;
  readonly next_due_on: Day | null;
  readonly next_part_of_day: PartOfDay | null;
  readonly hold: Hold | null;
  readonly close_due_on: Day | null;
  readonly led_by_period_start: Day | null;
}

export interface ExplainedTask {
  readonly task_id: string;
  readonly channel: Channel;
  readonly executor: Executor;
  readonly due_on: Day;
  readonly state: TaskState;
  readonly finished_on: Day | null;
  /** A code of a closed list; null unless it failed. */
  readonly failure: string | null;
}

export interface ExplainedAttempt {
  /** The task that it ended; null: it came about without one. */
  readonly task_id: string | null;
  readonly kind: ContactKind;
  readonly direction: 'incoming' | 'outgoing';
  readonly reached: boolean;
  readonly day: Day;
  readonly part_of_day: PartOfDay;
}

export interface SupersededRow {
  readonly subject: 'signal' | 'case-person';
  readonly superseded_at: Date;
  readonly content: Readonly<Record<string, unknown>>;
}

export interface ExplainedFeedback {
  readonly message: SignalMessage | 'refused';
  readonly created_at: Date;
  readonly state: 'created' | 'sent' | 'unfit';
  readonly replaces: string | null;
}

/** What followed from one signal. */
export interface Aftermath {
  readonly identity: readonly IdentityFact[];
  readonly casePerson: ExplainedCasePerson | null;
  readonly tasks: readonly ExplainedTask[];
  readonly attempts: readonly ExplainedAttempt[];
  readonly history: readonly SupersededRow[];
  readonly feedback: readonly ExplainedFeedback[];
}

export async function readAftermath(tx: Transaction, signal: ExplainedSignal): Promise<Aftermath> {
  const { municipality, period_start, person_id } = signal;
  const casePerson = await readCasePerson(tx, signal);
  // While an earlier period leads, its tasks and attempts are those of this one too.
  const periods = [period_start, casePerson?.led_by_period_start ?? period_start];
  const ids = person_id === null ? [] : await idsOf(tx, municipality, person_id);
  const approach = [municipality, ids, periods];
  return {
    identity: await readIdentityFacts(tx, signal, ids),
    casePerson,
    tasks: await tx.query<ExplainedTask>({
      name: 'explained-tasks',
      text: `select task_id, channel, executor, due_on, state, finished_on,
               case when state = 'failed' then result end failure
             from outreach_task
             where municipality = $1 and person_id = any($2::uuid[]) and period_start = any($3::date[])
             order by due_on, created_at, task_id`,
      values: approach,
    }),
    attempts: await tx.query<ExplainedAttempt>({
      name: 'explained-attempts',
      text: `select task_id, kind, direction, reached, day, part_of_day from attempt
             where municipality = $1 and person_id = any($2::uuid[]) and period_start = any($3::date[])
             order by attempted_at, attempt_id`,
      values: approach,
    }),
    history: await readHistory(tx, signal),
    feedback: await readFeedback(tx, signal),
  };
}

/** As `messagesAreSkipped` of the plan decides: messages and other channels in it, and nowhere to send a message to. */
const skipsMessages = `(select count(distinct step ->> 'channel' = 'messages') = 2
    from policy_version v, jsonb_array_elements(v.content -> 'plans') entry, jsonb_array_elements(entry -> 'steps') step
    where v.municipality = c.municipality and v.version = c.policy_version and entry ->> 'name' = c.plan)
  and not exists (select from signal o where o.municipality = c.municipality and o.address_id = c.address_id
    and o.person_id = c.person_id and o.period_start = c.period_start and o.verdict = 'accepted'
    and (o.usable_phone or o.usable_email))`;

async function readCasePerson(
  tx: Transaction,
  { address_id, municipality, period_start, person_id }: ExplainedSignal,
): Promise<ExplainedCasePerson | null> {
  const [found] = await tx.query<ExplainedCasePerson>({
    name: 'explained-case-person',
    text: `select c.period_start, c.period_end, c.state, c.outcome, c.closed_on, c.crisis, c.picked_up,
             (select entry ->> 'reason' from policy_version v, jsonb_array_elements(v.content -> 'plans') entry
              where v.municipality = c.municipality and v.version = c.policy_version and entry ->> 'name' = c.plan
              limit 1) plan_reason,
             ${skipsMessages} skips_messages,
             c.next_channel, c.next_due_on, c.next_part_of_day, c.hold, c.close_due_on, c.led_by_period_start
           from case_person c
           where c.municipality = $1 and c.person_id = $2 and c.period_start = $3 and c.address_id = $4`,
    values: [municipality, person_id, period_start, address_id],
  });
  return found ?? null;
}

function readIdentityFacts(
  tx: Transaction,
  { municipality, person_id, signal_id }: ExplainedSignal,
  ids: readonly string[],
): Promise<IdentityFact[]> {
  return tx.query<IdentityFact>({
    name: 'explained-identity',
    text: `select 'withdrawn' kind, receipt at, null::text answer, null::boolean keeps_person, null::jsonb found
           from withdrawal where municipality = $1 and signal_id = $2
           union all
           select 'pinned', decided_at, null, null, null from person_pin where municipality = $1 and signal_id = $2
           union all
           select 'joined', max(decided_at), null, null, null from person_alias
           where municipality = $1 and (same_as = $3 or person_id = $3) having count(*) > 0
           union all
           select 'moved', assigned_at, null, keeps_person, null from assignment where municipality = $1 and signal_id = $2
           union all
           select 'answered', answered_at, answer, null,
             case when resident_id is not null then decision -> 'candidates' -> 0 -> 'fields' end
           from register_answer
           where municipality = $1 and signal_id = $2
           union all
           select 'reviewed', answered_at, answer, null, null from identity_answer
           where municipality = $1 and signal_id = $2
           union all
           select 'language', language_recorded_at, language, null, null from person
           where municipality = $1 and person_id = any($4::uuid[]) and language is not null
             and language_recorded_at is not null
           order by at, kind`,
    values: [municipality, signal_id, person_id, ids],
  });
}

function readHistory(tx: Transaction, signal: ExplainedSignal): Promise<SupersededRow[]> {
  const { address_id, municipality, period_start, person_id, signal_id } = signal;
  return tx.query<SupersededRow>({
    name: 'explained-history',
    text: `select subject, superseded_at, content from decision_history
           where municipality = $1 and ((subject = 'signal' and subject_id = $2)
             or (subject = 'case-person' and subject_id = $3))
           order by superseded_at, subject, revision`,
    values: [municipality, signal_id, `${person_id ?? ''} ${period_start} ${address_id}`],
  });
}

/** Also what was said of a refusal before its municipality was known, where the role sees that. */
function readFeedback(
  tx: Transaction,
  { event_id, municipality, source }: ExplainedSignal,
): Promise<ExplainedFeedback[]> {
  return tx.query<ExplainedFeedback>({
    name: 'explained-feedback',
    text: `select message, created_at, state, replaces from feedback
           where municipality in ($1, '') and source = $2 and event_id = $3 order by created_at, revision`,
    values: [municipality, source, event_id],
  });
}

/** The ids under which facts about this person stand: its own, and those that were found to be the same. */
async function idsOf(tx: Transaction, municipality: string, personId: string): Promise<readonly string[]> {
  const rows = await tx.query<{ person_id: string }>({
    name: 'explained-person-ids',
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
