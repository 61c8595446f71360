-- The frame. Every table of a municipality begins its keys with the municipality code, so that it can be
-- spread by municipality later without a redesign. Figures live in narrow rows; what identifies a resident
-- lies in side tables (…_personal, …_note, address_alias) with a day on which it must be destroyed.
-- Roles are made by the bootstrap (libs/postgres/src/bootstrap.ts); eropaf_owner runs this file.

-- Reference data -----------------------------------------------------------------------------------------

create table creditor_registry (
  version integer primary key,
  loaded_at timestamptz not null,
  sha256 bytea not null,
  content jsonb not null
);

create table policy_version (
  municipality text collate "C" not null,
  version integer not null,
  effective_from date not null,
  activated_at timestamptz not null,
  sha256 bytea not null,
  content jsonb not null,
  primary key (municipality, version)
);

create table benchmark (
  year integer not null,
  scope text not null check (scope in ('all', 'channel', 'sector')),
  scope_value text not null default '',
  rate numeric(6, 5) not null check (rate between 0 and 1),
  source text not null,
  primary key (year, scope, scope_value)
);

insert into benchmark (year, scope, scope_value, rate, source)
values (2024, 'all', '', 0.20, 'Divosa Monitor Vroegsignalering 2024');

-- Outside production the present is one row that the demo and the tests step forward (decision 6).
create table simulated_clock (
  only_row boolean primary key default true check (only_row),
  now timestamptz not null
);

-- One incarnation of a topic: a topic that is made anew starts its offsets again.
create table kafka_log (
  log_id integer generated always as identity primary key,
  cluster_id text collate "C" not null,
  topic text collate "C" not null,
  incarnation integer not null,
  unique (cluster_id, topic, incarnation)
);

-- How far each partition is, written in the transaction that writes the records (decision 2).
create table consumer_offset (
  cluster_id text collate "C" not null,
  topic text collate "C" not null,
  partition integer not null,
  log_id integer not null references kafka_log,
  next_offset bigint not null,
  last_offset bigint,
  last_appended_ms bigint,
  last_crc32 bigint,
  -- Set by a person (eropaf offsets) until the next sub-batch overwrites it.
  decided boolean not null default false,
  primary key (cluster_id, topic, partition)
) with (fillfactor = 50);

-- What came --------------------------------------------------------------------------------------------

create table address (
  municipality text collate "C" not null,
  address_id uuid not null,
  joined_into uuid,
  primary key (municipality, address_id)
) with (fillfactor = 80);

create table address_alias (
  municipality text collate "C" not null,
  alias text collate "C" not null,
  normaliser_version smallint not null,
  address_id uuid not null,
  destroy_after date not null,
  primary key (municipality, alias)
);

create table signal (
  municipality text collate "C" not null,
  signal_id uuid not null,
  source text collate "C" not null,
  event_id text collate "C" not null,
  creditor_id text collate "C" not null,
  sector text not null,
  receipt timestamptz not null,
  log_id integer not null,
  partition integer not null,
  kafka_offset bigint not null,
  data_hash bytea not null,
  amount_cents integer not null,
  arrears_since date not null,
  signal_date date not null,
  crisis text not null,
  crisis_end date,
  warm_handover boolean not null,
  legal_form text not null,
  looks_like_legal_person boolean not null,
  usable_phone boolean not null,
  normaliser_version smallint not null,
  -- The current assignment; the first is made by the alias at receipt, later ones are rows of assignment.
  address_id uuid not null,
  -- Derived from here on.
  person_id uuid,
  period_start date not null,
  judged_verdict text not null,
  judged_rule text not null,
  judged_inputs jsonb not null,
  policy_version integer not null,
  matcher_version smallint not null,
  verdict text not null,
  rule text not null,
  decided_at timestamptz not null,
  withdrawn_after_attempt boolean not null,
  revision integer not null,
  feedback_revision integer not null,
  feedback_message text,
  primary key (municipality, signal_id)
) with (fillfactor = 80);

create index signal_address on signal (municipality, address_id);

create table signal_personal (
  municipality text collate "C" not null,
  signal_id uuid not null,
  person_key text not null,
  reference text not null,
  initials text,
  first_names text,
  prefix text,
  surname text not null,
  birth_date date,
  postcode text not null,
  house_number integer not null,
  house_letter text,
  house_addition text,
  street text,
  place text,
  phone text,
  email text,
  destroy_after date not null,
  primary key (municipality, signal_id)
);

create table withdrawal (
  municipality text collate "C" not null,
  withdrawal_id uuid not null,
  source text collate "C" not null,
  event_id text collate "C" not null,
  creditor_id text collate "C" not null,
  receipt timestamptz not null,
  log_id integer not null,
  partition integer not null,
  kafka_offset bigint not null,
  data_hash bytea not null,
  signal_id uuid not null,
  effect text check (effect in ('withdrawn', 'kept', 'nothing')),
  primary key (municipality, withdrawal_id)
);

create index withdrawal_signal on withdrawal (municipality, signal_id);

create table duplicate (
  municipality text collate "C" not null,
  log_id integer not null,
  partition integer not null,
  kafka_offset bigint not null,
  receipt timestamptz not null,
  record_id uuid not null,
  primary key (municipality, log_id, partition, kafka_offset)
);

-- municipality is '' where the record did not say one that can be trusted.
create table quarantine (
  municipality text collate "C" not null,
  log_id integer not null,
  partition integer not null,
  kafka_offset bigint not null,
  receipt timestamptz not null,
  verdict text not null check (verdict in ('refused', 'conflict', 'not-served')),
  reason text not null,
  faults jsonb not null,
  creditor_id text collate "C",
  source text collate "C",
  event_id text collate "C",
  bytes_kept boolean not null,
  primary key (municipality, log_id, partition, kafka_offset)
);

-- One partition a day, dropped after 30 days together with the day's key.
create table quarantine_bytes (
  municipality text collate "C" not null,
  day date not null,
  log_id integer not null,
  partition integer not null,
  kafka_offset bigint not null,
  nonce bytea not null,
  sealed bytea not null,
  primary key (municipality, day, log_id, partition, kafka_offset)
) partition by range (day);

create table quarantine_key (
  day date primary key,
  wrapped bytea not null
);

-- Facts about who is who ---------------------------------------------------------------------------------

create table assignment (
  municipality text collate "C" not null,
  signal_id uuid not null,
  number integer not null,
  from_address_id uuid not null,
  to_address_id uuid not null,
  keeps_person boolean not null,
  reason text not null check (reason in ('register', 'person', 'addresses-joined')),
  assigned_at timestamptz not null,
  assigned_by text not null,
  primary key (municipality, signal_id, number)
);

create table register_answer (
  municipality text collate "C" not null,
  answer_id uuid not null,
  signal_id uuid not null,
  answer text not null,
  answered_at timestamptz not null,
  source text collate "C" not null,
  primary key (municipality, answer_id)
);

create index register_answer_signal on register_answer (municipality, signal_id);

create table person (
  municipality text collate "C" not null,
  person_id uuid not null,
  language text,
  primary key (municipality, person_id)
);

create table person_alias (
  municipality text collate "C" not null,
  person_id uuid not null,
  same_as uuid not null check (same_as <> person_id),
  decided_at timestamptz not null,
  decided_by text not null,
  reason text not null check (reason in ('register', 'person')),
  primary key (municipality, person_id)
);

create table person_pin (
  municipality text collate "C" not null,
  signal_id uuid not null,
  person_id uuid not null,
  decided_at timestamptz not null,
  decided_by text not null,
  primary key (municipality, signal_id)
);

create table do_not_approach (
  municipality text collate "C" not null,
  mark_id uuid not null,
  person_id uuid,
  address_id uuid,
  reason text not null check (reason in ('objection', 'not-safe', 'on-request', 'other')),
  marked_at timestamptz not null,
  marked_by text not null,
  review_on date not null,
  lifted_at timestamptz,
  lifted_by text,
  -- Survives anonymisation: a keyed hash of person key or address text.
  subject_hash bytea not null,
  primary key (municipality, mark_id),
  check (num_nonnulls(person_id, address_id) = 1)
);

create index do_not_approach_person on do_not_approach (municipality, person_id) where lifted_at is null;
create index do_not_approach_address on do_not_approach (municipality, address_id) where lifted_at is null;
create index do_not_approach_hash on do_not_approach (municipality, subject_hash) where lifted_at is null;

-- Derived ----------------------------------------------------------------------------------------------

create table signal_case (
  municipality text collate "C" not null,
  address_id uuid not null,
  period_start date not null,
  period_end date not null,
  picked_up boolean not null,
  multiple boolean not null,
  consecutive boolean not null,
  crisis boolean not null,
  picked_up_on date,
  state text not null check (state in ('open', 'closed', 'superseded')),
  outcome text,
  closed_on date,
  reached boolean not null,
  revision integer not null,
  primary key (municipality, address_id, period_start)
) with (fillfactor = 80);

create table case_person (
  municipality text collate "C" not null,
  person_id uuid not null,
  period_start date not null,
  address_id uuid not null,
  period_end date not null,
  picked_up boolean not null,
  crisis boolean not null,
  first_receipt timestamptz not null,
  crisis_receipt timestamptz,
  policy_version integer not null,
  age_group text not null,
  led_by_period_start date,
  state text not null check (state in ('open', 'closed', 'superseded')),
  outcome text,
  closed_on date,
  attempts integer not null,
  reached boolean not null,
  plan text,
  next_step text,
  next_channel text,
  next_due_on date,
  next_part_of_day text,
  hold text,
  open_step text,
  close_due_on date,
  first_attempt_due_on date,
  priority smallint not null,
  revision integer not null,
  primary key (municipality, person_id, period_start, address_id),
  check ((next_step is null) = (next_due_on is null)),
  check ((next_step is null) <> (hold is null))
) with (fillfactor = 80);

create index case_person_address on case_person (municipality, address_id, period_start);
create index case_person_due on case_person (next_due_on, priority) where next_step is not null;
create index case_person_close on case_person (close_due_on) where close_due_on is not null;

-- What a superseded derivation said: the current one stands on the derived row itself.
create table decision_history (
  municipality text collate "C" not null,
  subject text not null check (subject in ('signal', 'case', 'case-person')),
  subject_id text collate "C" not null,
  revision integer not null,
  superseded_at timestamptz not null,
  content jsonb not null,
  primary key (municipality, subject, subject_id, revision)
);

-- Addresses whose facts changed: the fold looks at them again. from_receipt null: no verdict is derived anew.
create table address_touched (
  municipality text collate "C" not null,
  touched_id bigint generated always as identity,
  address_id uuid not null,
  from_receipt timestamptz,
  reason text not null,
  primary key (municipality, touched_id)
);

-- Facts of the approach, under (municipality, person, period start) -----------------------------------------

create table outreach_task (
  municipality text collate "C" not null,
  task_id uuid not null,
  person_id uuid not null,
  period_start date not null,
  address_id uuid not null,
  step text not null,
  channel text not null check (channel in ('letters', 'messages', 'calls', 'house-visits')),
  executor text not null,
  part_of_day text,
  priority smallint not null,
  due_on date not null,
  state text not null check (
    state in ('created', 'queued', 'claimed', 'sending', 'done', 'failed', 'uncertain', 'cancelled')
  ),
  generation integer not null,
  holder text check (holder in ('process', 'person')),
  claimed_by text,
  -- By machine time for a process, by the clock of the domain for a person.
  lease_until timestamptz,
  -- Told to whoever holds the task: its reason has changed since it was claimed.
  notice text,
  letter_reference text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  finished_on date,
  result text,
  primary key (municipality, task_id),
  unique (municipality, person_id, period_start, step),
  unique (municipality, letter_reference)
) with (fillfactor = 80);

create index outreach_task_open on outreach_task (state, channel, due_on)
  where state in ('created', 'queued', 'claimed', 'sending', 'uncertain');

create table attempt (
  municipality text collate "C" not null,
  attempt_id uuid not null,
  person_id uuid not null,
  period_start date not null,
  task_id uuid,
  kind text not null,
  direction text not null check (direction in ('outgoing', 'incoming')),
  reached boolean not null,
  attempted_at timestamptz not null,
  day date not null,
  part_of_day text not null,
  recorded_at timestamptz not null,
  recorded_by text not null,
  primary key (municipality, attempt_id)
);

create index attempt_person on attempt (municipality, person_id, period_start);
create unique index attempt_task on attempt (municipality, task_id) where task_id is not null;

create table attempt_note (
  municipality text collate "C" not null,
  attempt_id uuid not null,
  note text not null,
  destroy_after date not null,
  primary key (municipality, attempt_id)
);

create table approach (
  municipality text collate "C" not null,
  person_id uuid not null,
  period_start date not null,
  offer_made_at timestamptz,
  offer_accepted_at timestamptz,
  first_conversation_at timestamptz,
  informed_at timestamptz,
  informed_how text,
  primary key (municipality, person_id, period_start)
);

create table closing (
  municipality text collate "C" not null,
  person_id uuid not null,
  period_start date not null,
  number integer not null,
  outcome text not null,
  reason text,
  closed_at timestamptz not null,
  day date not null,
  closed_by text not null,
  primary key (municipality, person_id, period_start, number)
);

create table closing_motivation (
  municipality text collate "C" not null,
  person_id uuid not null,
  period_start date not null,
  number integer not null,
  motivation text not null,
  destroy_after date not null,
  primary key (municipality, person_id, period_start, number)
);

-- Messages to creditors: no name, no address. municipality is '' for a refused record without one.
create table feedback (
  municipality text collate "C" not null,
  feedback_id uuid not null,
  creditor_id text collate "C" not null,
  source text collate "C" not null,
  event_id text collate "C" not null,
  signal_id uuid,
  revision integer not null,
  message text not null,
  faults jsonb,
  replaces uuid,
  created_at timestamptz not null,
  state text not null check (state in ('created', 'sent')),
  sent_at timestamptz,
  primary key (municipality, feedback_id)
) with (fillfactor = 80);

create index feedback_unsent on feedback (created_at) where state = 'created';

-- Days of the quarantine: the intake may make a day, the operator may drop old ones ------------------------

create function make_quarantine_day(wanted date) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  execute format(
    'create table if not exists public.%I partition of public.quarantine_bytes for values from (%L) to (%L)',
    'quarantine_bytes_' || to_char(wanted, 'YYYYMMDD'), wanted, wanted + 1);
  execute format('alter table public.%I enable row level security', 'quarantine_bytes_' || to_char(wanted, 'YYYYMMDD'));
  execute format('alter table public.%I force row level security', 'quarantine_bytes_' || to_char(wanted, 'YYYYMMDD'));
end $$;

create function drop_quarantine_days_before(first_kept date) returns integer
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  old record;
  dropped integer := 0;
begin
  for old in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'public.quarantine_bytes'::regclass
      and to_date(right(c.relname, 8), 'YYYYMMDD') < first_kept
  loop
    execute format('drop table public.%I', old.relname);
    dropped := dropped + 1;
  end loop;
  delete from public.quarantine_key where day < first_kept;
  return dropped;
end $$;

revoke all on function make_quarantine_day(date), drop_quarantine_days_before(date) from public;
grant execute on function make_quarantine_day(date) to eropaf_intake;
grant execute on function drop_quarantine_days_before(date) to eropaf_intake, eropaf_operator;

-- Who sees what (decision 13) --------------------------------------------------------------------------------

do $$
declare
  t text;
begin
  for t in
    select c.table_name from information_schema.columns c
    join information_schema.tables b using (table_schema, table_name)
    where c.table_schema = 'public' and c.column_name = 'municipality' and b.table_type = 'BASE TABLE'
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy owner_all on %I to eropaf_owner using (true) with check (true)', t);
    execute format(
      'create policy all_municipalities on %I to eropaf_intake, eropaf_relay, eropaf_operator using (true) with check (true)', t);
    execute format(
      'create policy own_municipality on %I to eropaf_desk, eropaf_worker, eropaf_monitor
         using (municipality = current_setting(''app.municipality'', true))
         with check (municipality = current_setting(''app.municipality'', true))', t);
  end loop;
end $$;

grant usage on schema public to
  eropaf_intake, eropaf_relay, eropaf_desk, eropaf_worker, eropaf_monitor, eropaf_operator;

grant select on creditor_registry, policy_version, simulated_clock to
  eropaf_intake, eropaf_relay, eropaf_desk, eropaf_worker, eropaf_monitor, eropaf_operator;
grant select on benchmark to eropaf_monitor, eropaf_desk, eropaf_operator;
grant insert on creditor_registry, policy_version, benchmark to eropaf_operator;
grant insert, update on simulated_clock to eropaf_operator;

-- The intake derives: the only writer of what is derived.
grant select, insert on kafka_log to eropaf_intake;
grant select, insert, update on consumer_offset to eropaf_intake;
grant select, insert on address_alias, signal_personal, duplicate, quarantine, quarantine_bytes, quarantine_key,
  person, decision_history to eropaf_intake;
grant select, insert, update on address, signal, withdrawal, signal_case, case_person, feedback to eropaf_intake;
grant delete on quarantine, quarantine_bytes to eropaf_intake;
grant select on assignment, register_answer, person_alias, person_pin, do_not_approach, closing to eropaf_intake;
grant select (municipality, person_id, period_start, kind, reached, attempted_at, day) on attempt to eropaf_intake;
grant select, update on outreach_task to eropaf_intake;
-- Update is what `for update skip locked` asks for.
grant select, update, delete on address_touched to eropaf_intake;

-- The relay turns what is due into tasks, tells creditors, closes what has run to its end.
grant select, update on case_person, feedback to eropaf_relay;
grant select, insert, update on outreach_task to eropaf_relay;
grant select, insert on closing to eropaf_relay;
grant insert on address_touched to eropaf_relay;
grant select (municipality, address_id) on address_touched to eropaf_relay;
grant select (municipality, signal_id, reference) on signal_personal to eropaf_relay;
grant select on do_not_approach to eropaf_relay;

-- The desk: people of one municipality.
grant select on address, address_alias, signal, signal_personal, withdrawal, assignment, register_answer, signal_case,
  case_person, decision_history, feedback to eropaf_desk;
grant select, insert on attempt, attempt_note, closing, closing_motivation, person_alias, person_pin, assignment,
  register_answer, person to eropaf_desk;
grant select, insert, update on approach, do_not_approach to eropaf_desk;
grant update (language) on person to eropaf_desk;
grant update (address_id, person_id) on signal to eropaf_desk;
grant select, update on outreach_task to eropaf_desk;
grant insert on address_touched to eropaf_desk;
grant select (municipality, address_id) on address_touched to eropaf_desk;

-- The worker: renders and sends for one municipality at a time.
grant select on signal, signal_personal, signal_case, case_person, person, do_not_approach, approach to eropaf_worker;
grant select, update on outreach_task to eropaf_worker;
grant select, insert on attempt to eropaf_worker;
grant insert, update on approach to eropaf_worker;
grant insert on address_touched to eropaf_worker;
grant select (municipality, address_id) on address_touched to eropaf_worker;

-- The monitor counts: no names, no notes.
grant select on signal, withdrawal, duplicate, quarantine, signal_case, case_person, outreach_task, attempt, approach,
  closing, feedback, address_touched, kafka_log, consumer_offset to eropaf_monitor;

-- The operator serves the command line.
grant select on signal, withdrawal, duplicate, quarantine, quarantine_bytes, quarantine_key, signal_case, case_person,
  outreach_task, attempt, closing, feedback, address_touched, kafka_log, address, decision_history to eropaf_operator;
grant select, insert, update on consumer_offset to eropaf_operator;
grant insert on kafka_log to eropaf_operator;
