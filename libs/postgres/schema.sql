-- The schema that the migrations lead to. Written by: bin/eropaf schema > libs/postgres/schema.sql

create table address (
  municipality text collate "C" not null,
  address_id uuid not null,
  joined_into uuid,
  constraint address_pkey PRIMARY KEY (municipality, address_id)
) with (fillfactor=80); -- row-level security, forced
create policy all_municipalities on address for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy desk_locks_only on address as restrictive for update to eropaf_desk using (true) with check (false);
create policy own_municipality on address for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on address for all to eropaf_owner using (true) with check (true);
create policy register_locks_only on address as restrictive for update to eropaf_register using (true) with check (false);
create policy register_municipality on address for all to eropaf_register using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
grant select on address to eropaf_desk;
grant insert, select, update on address to eropaf_intake;
grant select on address to eropaf_operator;
grant insert, select on address to eropaf_register;
grant update (joined_into) on address to eropaf_desk;
grant update (joined_into) on address to eropaf_register;

create table address_alias (
  municipality text collate "C" not null,
  alias text collate "C" not null,
  normaliser_version smallint not null,
  address_id uuid not null,
  destroy_after date not null,
  constraint address_alias_pkey PRIMARY KEY (municipality, alias)
); -- row-level security, forced
create policy all_municipalities on address_alias for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on address_alias for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on address_alias for all to eropaf_owner using (true) with check (true);
create policy register_municipality on address_alias for all to eropaf_register using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
grant select on address_alias to eropaf_desk;
grant insert, select on address_alias to eropaf_intake;
grant insert, select on address_alias to eropaf_register;
grant select on address_alias to eropaf_worker;

create table address_touched (
  municipality text collate "C" not null,
  touched_id bigint not null generated always as identity,
  address_id uuid not null,
  from_receipt timestamp with time zone,
  reason text not null,
  constraint address_touched_pkey PRIMARY KEY (municipality, touched_id)
); -- row-level security, forced
create policy all_municipalities on address_touched for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on address_touched for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on address_touched for all to eropaf_owner using (true) with check (true);
create policy register_municipality on address_touched for all to eropaf_register using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
grant insert on address_touched to eropaf_desk;
grant delete, insert, select, update on address_touched to eropaf_intake;
grant select on address_touched to eropaf_monitor;
grant insert, select on address_touched to eropaf_operator;
grant insert, select on address_touched to eropaf_register;
grant insert on address_touched to eropaf_relay;
grant insert on address_touched to eropaf_worker;
grant select (address_id, municipality) on address_touched to eropaf_desk;
grant select (address_id, municipality) on address_touched to eropaf_relay;
grant select (address_id, municipality) on address_touched to eropaf_worker;

create table approach (
  municipality text collate "C" not null,
  person_id uuid not null,
  period_start date not null,
  offer_made_at timestamp with time zone,
  offer_accepted_at timestamp with time zone,
  first_conversation_at timestamp with time zone,
  informed_at timestamp with time zone,
  informed_how text,
  constraint approach_pkey PRIMARY KEY (municipality, person_id, period_start)
); -- row-level security, forced
create policy all_municipalities on approach for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on approach for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on approach for all to eropaf_owner using (true) with check (true);
grant insert, select, update on approach to eropaf_desk;
grant select on approach to eropaf_monitor;
grant insert, select, update on approach to eropaf_operator;
grant insert, select, update on approach to eropaf_worker;

create table assignment (
  municipality text collate "C" not null,
  signal_id uuid not null,
  number integer not null,
  from_address_id uuid not null,
  to_address_id uuid not null,
  keeps_person boolean not null,
  reason text not null,
  assigned_at timestamp with time zone not null,
  assigned_by text not null,
  constraint assignment_pkey PRIMARY KEY (municipality, signal_id, number),
  constraint assignment_reason_check CHECK ((reason = ANY (ARRAY['register'::text, 'person'::text, 'addresses-joined'::text])))
); -- row-level security, forced
create policy all_municipalities on assignment for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on assignment for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on assignment for all to eropaf_owner using (true) with check (true);
create policy register_municipality on assignment for all to eropaf_register using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
grant insert, select on assignment to eropaf_desk;
grant insert, select on assignment to eropaf_intake;
grant insert, select on assignment to eropaf_register;
grant select on assignment to eropaf_worker;
grant select (assigned_at, keeps_person, municipality, signal_id) on assignment to eropaf_operator;

create table attempt (
  municipality text collate "C" not null,
  attempt_id uuid not null,
  person_id uuid not null,
  period_start date not null,
  task_id uuid,
  kind text not null,
  direction text not null,
  reached boolean not null,
  attempted_at timestamp with time zone not null,
  day date not null,
  part_of_day text not null,
  recorded_at timestamp with time zone not null,
  recorded_by text not null,
  constraint attempt_pkey PRIMARY KEY (municipality, attempt_id),
  constraint attempt_direction_check CHECK ((direction = ANY (ARRAY['outgoing'::text, 'incoming'::text])))
); -- row-level security, forced
CREATE INDEX attempt_person ON public.attempt USING btree (municipality, person_id, period_start);
CREATE UNIQUE INDEX attempt_task ON public.attempt USING btree (municipality, task_id) WHERE (task_id IS NOT NULL);
create policy all_municipalities on attempt for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on attempt for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on attempt for all to eropaf_owner using (true) with check (true);
grant insert, select on attempt to eropaf_desk;
grant select on attempt to eropaf_monitor;
grant insert, select on attempt to eropaf_operator;
grant insert, select on attempt to eropaf_worker;
grant select (attempted_at, day, kind, municipality, period_start, person_id, reached) on attempt to eropaf_intake;

create table attempt_note (
  municipality text collate "C" not null,
  attempt_id uuid not null,
  note text not null,
  destroy_after date not null,
  constraint attempt_note_pkey PRIMARY KEY (municipality, attempt_id)
); -- row-level security, forced
create policy all_municipalities on attempt_note for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on attempt_note for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on attempt_note for all to eropaf_owner using (true) with check (true);
grant insert, select on attempt_note to eropaf_desk;

create table benchmark (
  year integer not null,
  scope text not null,
  scope_value text not null default ''::text,
  rate numeric(6,5) not null,
  source text not null,
  constraint benchmark_pkey PRIMARY KEY (year, scope, scope_value),
  constraint benchmark_rate_check CHECK (((rate >= (0)::numeric) AND (rate <= (1)::numeric))),
  constraint benchmark_scope_check CHECK ((scope = ANY (ARRAY['all'::text, 'channel'::text, 'sector'::text])))
);
grant select on benchmark to eropaf_desk;
grant select on benchmark to eropaf_monitor;
grant insert, select on benchmark to eropaf_operator;

create table case_person (
  municipality text collate "C" not null,
  person_id uuid not null,
  period_start date not null,
  address_id uuid not null,
  period_end date not null,
  picked_up boolean not null,
  crisis boolean not null,
  first_receipt timestamp with time zone not null,
  crisis_receipt timestamp with time zone,
  policy_version integer not null,
  age_group text not null,
  led_by_period_start date,
  state text not null,
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
  constraint case_person_pkey PRIMARY KEY (municipality, person_id, period_start, address_id),
  constraint case_person_check CHECK (((next_step IS NULL) = (next_due_on IS NULL))),
  constraint case_person_check1 CHECK (((next_step IS NULL) <> (hold IS NULL))),
  constraint case_person_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text, 'superseded'::text])))
) with (fillfactor=80); -- row-level security, forced
CREATE INDEX case_person_address ON public.case_person USING btree (municipality, address_id, period_start);
CREATE INDEX case_person_close ON public.case_person USING btree (close_due_on) WHERE (close_due_on IS NOT NULL);
CREATE INDEX case_person_due ON public.case_person USING btree (next_due_on, priority) WHERE (next_step IS NOT NULL);
create policy all_municipalities on case_person for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy desk_locks_only on case_person as restrictive for update to eropaf_desk using (true) with check (false);
create policy own_municipality on case_person for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on case_person for all to eropaf_owner using (true) with check (true);
create policy register_municipality on case_person for all to eropaf_register using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
grant select on case_person to eropaf_desk;
grant insert, select, update on case_person to eropaf_intake;
grant select on case_person to eropaf_monitor;
grant select on case_person to eropaf_operator;
grant select on case_person to eropaf_register;
grant select, update on case_person to eropaf_relay;
grant select on case_person to eropaf_worker;
grant update (revision) on case_person to eropaf_desk;

create table closing (
  municipality text collate "C" not null,
  person_id uuid not null,
  period_start date not null,
  number integer not null,
  outcome text not null,
  reason text,
  closed_at timestamp with time zone not null,
  day date not null,
  closed_by text not null,
  constraint closing_pkey PRIMARY KEY (municipality, person_id, period_start, number)
); -- row-level security, forced
create policy all_municipalities on closing for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on closing for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on closing for all to eropaf_owner using (true) with check (true);
grant insert, select on closing to eropaf_desk;
grant select on closing to eropaf_intake;
grant select on closing to eropaf_monitor;
grant select on closing to eropaf_operator;
grant insert, select on closing to eropaf_relay;

create table closing_motivation (
  municipality text collate "C" not null,
  person_id uuid not null,
  period_start date not null,
  number integer not null,
  motivation text not null,
  destroy_after date not null,
  constraint closing_motivation_pkey PRIMARY KEY (municipality, person_id, period_start, number)
); -- row-level security, forced
create policy all_municipalities on closing_motivation for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on closing_motivation for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on closing_motivation for all to eropaf_owner using (true) with check (true);
grant insert, select on closing_motivation to eropaf_desk;

create table consumer_offset (
  cluster_id text collate "C" not null,
  topic text collate "C" not null,
  partition integer not null,
  log_id integer not null,
  next_offset bigint not null,
  last_offset bigint,
  last_appended_ms bigint,
  last_crc32 bigint,
  decided boolean not null default false,
  constraint consumer_offset_pkey PRIMARY KEY (cluster_id, topic, partition),
  constraint consumer_offset_log_id_fkey FOREIGN KEY (log_id) REFERENCES kafka_log(log_id)
) with (fillfactor=50);
grant insert, select, update on consumer_offset to eropaf_intake;
grant select on consumer_offset to eropaf_monitor;
grant insert, select, update on consumer_offset to eropaf_operator;

create table creditor_registry (
  version integer not null,
  loaded_at timestamp with time zone not null,
  sha256 bytea not null,
  content jsonb not null,
  constraint creditor_registry_pkey PRIMARY KEY (version)
);
grant select on creditor_registry to eropaf_desk;
grant select on creditor_registry to eropaf_intake;
grant select on creditor_registry to eropaf_monitor;
grant insert, select on creditor_registry to eropaf_operator;
grant select on creditor_registry to eropaf_relay;
grant select on creditor_registry to eropaf_worker;

create table data_witness (
  only_row boolean not null default true,
  counted bigint not null,
  constraint data_witness_pkey PRIMARY KEY (only_row),
  constraint data_witness_only_row_check CHECK (only_row)
);
grant select, update on data_witness to eropaf_operator;
grant select, update on data_witness to eropaf_relay;

create table decision_history (
  municipality text collate "C" not null,
  subject text not null,
  subject_id text collate "C" not null,
  revision integer not null,
  superseded_at timestamp with time zone not null,
  content jsonb not null,
  constraint decision_history_pkey PRIMARY KEY (municipality, subject, subject_id, revision),
  constraint decision_history_subject_check CHECK ((subject = ANY (ARRAY['signal'::text, 'case'::text, 'case-person'::text])))
); -- row-level security, forced
create policy all_municipalities on decision_history for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on decision_history for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on decision_history for all to eropaf_owner using (true) with check (true);
grant select on decision_history to eropaf_desk;
grant insert, select on decision_history to eropaf_intake;
grant select on decision_history to eropaf_operator;

create table demo_run (
  only_row boolean not null default true,
  last_day date not null,
  began_at timestamp with time zone not null,
  constraint demo_run_pkey PRIMARY KEY (only_row),
  constraint demo_run_only_row_check CHECK (only_row)
);
grant insert, select on demo_run to eropaf_operator;

create table do_not_approach (
  municipality text collate "C" not null,
  mark_id uuid not null,
  person_id uuid,
  address_id uuid,
  reason text not null,
  marked_at timestamp with time zone not null,
  marked_by text not null,
  review_on date not null,
  lifted_at timestamp with time zone,
  lifted_by text,
  subject_hash bytea not null,
  constraint do_not_approach_pkey PRIMARY KEY (municipality, mark_id),
  constraint do_not_approach_check CHECK ((num_nonnulls(person_id, address_id) = 1)),
  constraint do_not_approach_reason_check CHECK ((reason = ANY (ARRAY['objection'::text, 'not-safe'::text, 'on-request'::text, 'other'::text])))
); -- row-level security, forced
CREATE INDEX do_not_approach_address ON public.do_not_approach USING btree (municipality, address_id) WHERE (lifted_at IS NULL);
CREATE INDEX do_not_approach_hash ON public.do_not_approach USING btree (municipality, subject_hash) WHERE (lifted_at IS NULL);
CREATE INDEX do_not_approach_person ON public.do_not_approach USING btree (municipality, person_id) WHERE (lifted_at IS NULL);
create policy all_municipalities on do_not_approach for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on do_not_approach for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on do_not_approach for all to eropaf_owner using (true) with check (true);
grant insert, select, update on do_not_approach to eropaf_desk;
grant select on do_not_approach to eropaf_intake;
grant select on do_not_approach to eropaf_relay;
grant select on do_not_approach to eropaf_worker;

create table duplicate (
  municipality text collate "C" not null,
  log_id integer not null,
  partition integer not null,
  kafka_offset bigint not null,
  receipt timestamp with time zone not null,
  record_id uuid not null,
  constraint duplicate_pkey PRIMARY KEY (municipality, log_id, partition, kafka_offset)
); -- row-level security, forced
create policy all_municipalities on duplicate for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on duplicate for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on duplicate for all to eropaf_owner using (true) with check (true);
grant insert, select on duplicate to eropaf_intake;
grant select on duplicate to eropaf_monitor;
grant select on duplicate to eropaf_operator;

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
  created_at timestamp with time zone not null,
  state text not null,
  sent_at timestamp with time zone,
  unfit_reason text,
  constraint feedback_pkey PRIMARY KEY (municipality, feedback_id),
  constraint feedback_state_check CHECK ((state = ANY (ARRAY['created'::text, 'sent'::text, 'unfit'::text]))),
  constraint feedback_unfit_reason_check CHECK (((state = 'unfit'::text) = (unfit_reason IS NOT NULL)))
) with (fillfactor=80); -- row-level security, forced
CREATE INDEX feedback_refusal ON public.feedback USING btree (source, event_id) WHERE ((message = 'refused'::text) OR (replaces IS NOT NULL));
CREATE INDEX feedback_unfit ON public.feedback USING btree (created_at) WHERE (state = 'unfit'::text);
CREATE INDEX feedback_unsent ON public.feedback USING btree (created_at) WHERE (state = 'created'::text);
create policy all_municipalities on feedback for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on feedback for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on feedback for all to eropaf_owner using (true) with check (true);
create policy without_municipality on feedback for select to eropaf_monitor using ((municipality = ''::text));
grant select on feedback to eropaf_desk;
grant insert, select, update on feedback to eropaf_intake;
grant select on feedback to eropaf_monitor;
grant select on feedback to eropaf_operator;
grant select, update on feedback to eropaf_relay;

create table hand_over (
  municipality text collate "C" not null,
  person_id uuid not null,
  period_start date not null,
  kind text not null,
  address_id uuid not null,
  addressee text not null,
  made_at timestamp with time zone not null,
  check_id uuid not null,
  done_at timestamp with time zone,
  done_by text,
  constraint hand_over_pkey PRIMARY KEY (municipality, person_id, period_start, kind),
  constraint hand_over_check CHECK (((done_at IS NULL) = (done_by IS NULL))),
  constraint hand_over_kind_check CHECK ((kind = ANY (ARRAY['debt-help'::text, 'other-trajectory'::text, 'other-municipality'::text])))
) with (fillfactor=80); -- row-level security, forced
CREATE INDEX hand_over_open ON public.hand_over USING btree (municipality, made_at) WHERE (done_at IS NULL);
create policy all_municipalities on hand_over for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on hand_over for all to eropaf_desk, eropaf_monitor, eropaf_register, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on hand_over for all to eropaf_owner using (true) with check (true);
grant select on hand_over to eropaf_desk;
grant select on hand_over to eropaf_monitor;
grant insert, select on hand_over to eropaf_register;
grant update (done_at, done_by) on hand_over to eropaf_desk;

create table identity_answer (
  municipality text collate "C" not null,
  signal_id uuid not null,
  number integer not null,
  answer text not null,
  candidate_signal_id uuid,
  answered_at timestamp with time zone not null,
  answered_by text not null,
  constraint identity_answer_pkey PRIMARY KEY (municipality, signal_id, number),
  constraint identity_answer_answer_check CHECK ((answer = ANY (ARRAY['same'::text, 'different'::text, 'unsure'::text]))),
  constraint identity_answer_candidate CHECK (((answer = 'same'::text) = (candidate_signal_id IS NOT NULL)))
); -- row-level security, forced
create policy all_municipalities on identity_answer for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on identity_answer for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on identity_answer for all to eropaf_owner using (true) with check (true);
grant insert, select on identity_answer to eropaf_desk;
grant select on identity_answer to eropaf_monitor;
grant select on identity_answer to eropaf_operator;

create table kafka_log (
  log_id integer not null generated always as identity,
  cluster_id text collate "C" not null,
  topic text collate "C" not null,
  incarnation integer not null,
  constraint kafka_log_cluster_id_topic_incarnation_key UNIQUE (cluster_id, topic, incarnation),
  constraint kafka_log_pkey PRIMARY KEY (log_id)
);
grant insert, select on kafka_log to eropaf_intake;
grant select on kafka_log to eropaf_monitor;
grant insert, select on kafka_log to eropaf_operator;

create table known_help_list (
  municipality text collate "C" not null,
  list text collate "C" not null,
  kind text not null,
  helper text not null,
  ground text not null,
  loaded_at timestamp with time zone not null,
  loaded_by text not null,
  entries integer not null,
  expires_on date not null,
  sha256 bytea not null,
  constraint known_help_list_pkey PRIMARY KEY (municipality, list),
  constraint known_help_list_kind_check CHECK ((kind = ANY (ARRAY['debt-help'::text, 'other-trajectory'::text])))
); -- row-level security, forced
create policy all_municipalities on known_help_list for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on known_help_list for all to eropaf_desk, eropaf_monitor, eropaf_register, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on known_help_list for all to eropaf_owner using (true) with check (true);
grant delete, insert, select, update on known_help_list to eropaf_operator;
grant select on known_help_list to eropaf_register;

create table known_help_person (
  municipality text collate "C" not null,
  list text collate "C" not null,
  entry integer not null,
  initials text,
  prefix text,
  surname text not null,
  birth_date date,
  postcode text not null,
  house_number integer not null,
  house_letter text,
  house_addition text,
  destroy_after date not null,
  constraint known_help_person_pkey PRIMARY KEY (municipality, list, entry)
); -- row-level security, forced
CREATE INDEX known_help_person_address ON public.known_help_person USING btree (municipality, postcode, house_number);
create policy all_municipalities on known_help_person for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on known_help_person for all to eropaf_desk, eropaf_monitor, eropaf_register, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on known_help_person for all to eropaf_owner using (true) with check (true);
grant delete, insert on known_help_person to eropaf_operator;
grant select on known_help_person to eropaf_register;
grant select (list, municipality) on known_help_person to eropaf_operator;

create table local_register (
  municipality text collate "C" not null,
  load_number integer not null,
  ground text not null,
  dpia text not null,
  loaded_at timestamp with time zone not null,
  loaded_by text not null,
  residents integer not null,
  expires_on date not null,
  constraint local_register_pkey PRIMARY KEY (municipality)
); -- row-level security, forced
create policy all_municipalities on local_register for all to eropaf_intake, eropaf_operator using (true) with check (true);
create policy owner_all on local_register for all to eropaf_owner using (true) with check (true);
create policy register_municipality on local_register for all to eropaf_register using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
grant delete, select on local_register to eropaf_intake;
grant delete, insert, select, update on local_register to eropaf_operator;
grant select on local_register to eropaf_register;

create table local_resident (
  municipality text collate "C" not null,
  resident_id uuid not null,
  load_number integer not null,
  first_names text,
  initials text,
  prefix text,
  surname text not null,
  partner_prefix text,
  partner_surname text,
  birth_date text collate "C",
  postcode text collate "C",
  house_number integer,
  house_letter text,
  house_addition text,
  previous_postcode text collate "C",
  previous_house_number integer,
  previous_house_letter text,
  previous_house_addition text,
  registration text not null,
  address_in_doubt boolean not null,
  address_key text collate "C",
  previous_address_key text collate "C",
  birth_key text collate "C",
  partner_birth_key text collate "C",
  packed text not null,
  constraint local_resident_pkey PRIMARY KEY (municipality, resident_id),
  constraint local_resident_registration_check CHECK ((registration = ANY (ARRAY['resident'::text, 'left'::text, 'deceased'::text])))
); -- row-level security, forced
CREATE INDEX local_resident_address ON public.local_resident USING btree (municipality, address_key) WHERE (address_key IS NOT NULL);
CREATE INDEX local_resident_birth ON public.local_resident USING btree (municipality, birth_key) WHERE (birth_key IS NOT NULL);
CREATE INDEX local_resident_partner_birth ON public.local_resident USING btree (municipality, partner_birth_key) WHERE (partner_birth_key IS NOT NULL);
CREATE INDEX local_resident_previous ON public.local_resident USING btree (municipality, previous_address_key) WHERE (previous_address_key IS NOT NULL);
create policy all_municipalities on local_resident for all to eropaf_intake, eropaf_operator using (true) with check (true);
create policy owner_all on local_resident for all to eropaf_owner using (true) with check (true);
create policy register_municipality on local_resident for all to eropaf_register using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
grant delete, select on local_resident to eropaf_intake;
grant delete, insert, select, update on local_resident to eropaf_operator;
grant select on local_resident to eropaf_register;

create table outreach_task (
  municipality text collate "C" not null,
  task_id uuid not null,
  person_id uuid not null,
  period_start date not null,
  address_id uuid not null,
  step text not null,
  channel text not null,
  executor text not null,
  part_of_day text,
  priority smallint not null,
  due_on date not null,
  state text not null,
  generation integer not null,
  holder text,
  claimed_by text,
  lease_until timestamp with time zone,
  notice text,
  letter_reference text not null,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  finished_on date,
  result text,
  tries smallint not null default 0,
  constraint outreach_task_municipality_letter_reference_key UNIQUE (municipality, letter_reference),
  constraint outreach_task_municipality_person_id_period_start_step_key UNIQUE (municipality, person_id, period_start, step),
  constraint outreach_task_pkey PRIMARY KEY (municipality, task_id),
  constraint outreach_task_channel_check CHECK ((channel = ANY (ARRAY['letters'::text, 'messages'::text, 'calls'::text, 'house-visits'::text]))),
  constraint outreach_task_holder_check CHECK ((holder = ANY (ARRAY['process'::text, 'person'::text]))),
  constraint outreach_task_state_check CHECK ((state = ANY (ARRAY['created'::text, 'queued'::text, 'claimed'::text, 'sending'::text, 'done'::text, 'failed'::text, 'uncertain'::text, 'cancelled'::text])))
) with (fillfactor=80); -- row-level security, forced
CREATE INDEX outreach_task_open ON public.outreach_task USING btree (state, channel, due_on) WHERE (state = ANY (ARRAY['created'::text, 'queued'::text, 'claimed'::text, 'sending'::text, 'uncertain'::text]));
create policy all_municipalities on outreach_task for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on outreach_task for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on outreach_task for all to eropaf_owner using (true) with check (true);
grant select, update on outreach_task to eropaf_desk;
grant select, update on outreach_task to eropaf_intake;
grant select on outreach_task to eropaf_monitor;
grant select on outreach_task to eropaf_operator;
grant insert, select, update on outreach_task to eropaf_relay;
grant select, update on outreach_task to eropaf_worker;
grant update (changed_at, claimed_by, finished_on, generation, holder, lease_until, result, state) on outreach_task to eropaf_operator;

create table person (
  municipality text collate "C" not null,
  person_id uuid not null,
  language text,
  language_recorded_at timestamp with time zone,
  language_recorded_by text,
  constraint person_pkey PRIMARY KEY (municipality, person_id)
); -- row-level security, forced
create policy all_municipalities on person for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on person for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on person for all to eropaf_owner using (true) with check (true);
grant insert, select on person to eropaf_desk;
grant insert, select on person to eropaf_intake;
grant select on person to eropaf_worker;
grant update (language, language_recorded_at, language_recorded_by) on person to eropaf_desk;
grant select (language, language_recorded_at, municipality, person_id) on person to eropaf_operator;

create table person_alias (
  municipality text collate "C" not null,
  person_id uuid not null,
  same_as uuid not null,
  decided_at timestamp with time zone not null,
  decided_by text not null,
  reason text not null,
  constraint person_alias_pkey PRIMARY KEY (municipality, person_id),
  constraint person_alias_check CHECK ((same_as <> person_id)),
  constraint person_alias_reason_check CHECK ((reason = ANY (ARRAY['register'::text, 'person'::text])))
); -- row-level security, forced
CREATE INDEX person_alias_same_as ON public.person_alias USING btree (municipality, same_as);
create policy all_municipalities on person_alias for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on person_alias for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on person_alias for all to eropaf_owner using (true) with check (true);
create policy register_municipality on person_alias for all to eropaf_register using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
grant insert, select on person_alias to eropaf_desk;
grant select on person_alias to eropaf_intake;
grant select on person_alias to eropaf_register;
grant select on person_alias to eropaf_relay;
grant select on person_alias to eropaf_worker;
grant select (municipality, person_id, same_as) on person_alias to eropaf_monitor;
grant select (decided_at, municipality, person_id, same_as) on person_alias to eropaf_operator;

create table person_pin (
  municipality text collate "C" not null,
  signal_id uuid not null,
  person_id uuid not null,
  decided_at timestamp with time zone not null,
  decided_by text not null,
  constraint person_pin_pkey PRIMARY KEY (municipality, signal_id)
); -- row-level security, forced
create policy all_municipalities on person_pin for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on person_pin for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on person_pin for all to eropaf_owner using (true) with check (true);
grant insert, select on person_pin to eropaf_desk;
grant select on person_pin to eropaf_intake;
grant select (municipality, signal_id) on person_pin to eropaf_monitor;
grant select (decided_at, municipality, signal_id) on person_pin to eropaf_operator;

create table policy_version (
  municipality text collate "C" not null,
  version integer not null,
  effective_from date not null,
  activated_at timestamp with time zone not null,
  sha256 bytea not null,
  content jsonb not null,
  constraint policy_version_pkey PRIMARY KEY (municipality, version)
); -- row-level security, forced
create policy all_municipalities on policy_version for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on policy_version for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on policy_version for all to eropaf_owner using (true) with check (true);
create policy register_municipality on policy_version for all to eropaf_register using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy served_municipalities on policy_version for select to eropaf_monitor using (true);
grant select on policy_version to eropaf_desk;
grant select on policy_version to eropaf_intake;
grant select on policy_version to eropaf_monitor;
grant insert, select on policy_version to eropaf_operator;
grant select on policy_version to eropaf_register;
grant select on policy_version to eropaf_relay;
grant select on policy_version to eropaf_worker;

create table quarantine (
  municipality text collate "C" not null,
  log_id integer not null,
  partition integer not null,
  kafka_offset bigint not null,
  receipt timestamp with time zone not null,
  verdict text not null,
  reason text not null,
  faults jsonb not null,
  creditor_id text collate "C",
  source text collate "C",
  event_id text collate "C",
  bytes_kept boolean not null,
  constraint quarantine_pkey PRIMARY KEY (municipality, log_id, partition, kafka_offset),
  constraint quarantine_verdict_check CHECK ((verdict = ANY (ARRAY['refused'::text, 'conflict'::text, 'not-served'::text])))
); -- row-level security, forced
CREATE INDEX quarantine_refused ON public.quarantine USING btree (source, event_id) WHERE (verdict = 'refused'::text);
create policy all_municipalities on quarantine for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on quarantine for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on quarantine for all to eropaf_owner using (true) with check (true);
create policy without_municipality on quarantine for select to eropaf_monitor using ((municipality = ''::text));
grant delete, insert, select on quarantine to eropaf_intake;
grant select on quarantine to eropaf_monitor;
grant select on quarantine to eropaf_operator;

create table quarantine_bytes (
  municipality text collate "C" not null,
  day date not null,
  log_id integer not null,
  partition integer not null,
  kafka_offset bigint not null,
  nonce bytea not null,
  sealed bytea not null,
  constraint quarantine_bytes_pkey PRIMARY KEY (municipality, day, log_id, partition, kafka_offset)
) partition by RANGE (day); -- row-level security, forced
create policy all_municipalities on quarantine_bytes for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on quarantine_bytes for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on quarantine_bytes for all to eropaf_owner using (true) with check (true);
grant delete, insert, select on quarantine_bytes to eropaf_intake;
grant select on quarantine_bytes to eropaf_operator;

create table quarantine_key (
  day date not null,
  wrapped bytea not null,
  constraint quarantine_key_pkey PRIMARY KEY (day)
);
grant insert, select on quarantine_key to eropaf_intake;
grant select on quarantine_key to eropaf_operator;

create table quarantine_replay (
  municipality text collate "C" not null,
  request_id uuid not null,
  log_id integer not null,
  partition integer not null,
  kafka_offset bigint not null,
  requested_at timestamp with time zone not null,
  answered_at timestamp with time zone,
  result text,
  reason text,
  faults jsonb,
  constraint quarantine_replay_pkey PRIMARY KEY (municipality, request_id, log_id, partition, kafka_offset),
  constraint quarantine_replay_check CHECK (((answered_at IS NULL) = (result IS NULL)))
); -- row-level security, forced
CREATE INDEX quarantine_replay_open ON public.quarantine_replay USING btree (requested_at) WHERE (answered_at IS NULL);
create policy all_municipalities on quarantine_replay for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on quarantine_replay for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on quarantine_replay for all to eropaf_owner using (true) with check (true);
grant select, update on quarantine_replay to eropaf_intake;
grant delete, insert, select on quarantine_replay to eropaf_operator;

create table recognised_mark (
  municipality text collate "C" not null,
  signal_id uuid not null,
  mark_id uuid not null,
  recognised_at timestamp with time zone not null,
  constraint recognised_mark_pkey PRIMARY KEY (municipality, signal_id, mark_id)
); -- row-level security, forced
CREATE INDEX recognised_mark_of ON public.recognised_mark USING btree (municipality, mark_id);
create policy all_municipalities on recognised_mark for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on recognised_mark for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on recognised_mark for all to eropaf_owner using (true) with check (true);
grant select on recognised_mark to eropaf_desk;
grant insert, select on recognised_mark to eropaf_intake;
grant select on recognised_mark to eropaf_operator;

create table recovery (
  recovery_id integer not null generated always as identity,
  missing_from timestamp with time zone not null,
  recovered_at timestamp with time zone not null,
  counted bigint not null,
  constraint recovery_pkey PRIMARY KEY (recovery_id)
);
grant insert, select on recovery to eropaf_operator;
grant select on recovery to eropaf_relay;

create table register_answer (
  municipality text collate "C" not null,
  answer_id uuid not null,
  signal_id uuid not null,
  answer text not null,
  answered_at timestamp with time zone not null,
  source text collate "C" not null,
  resident_id uuid,
  decision jsonb,
  constraint register_answer_pkey PRIMARY KEY (municipality, answer_id)
); -- row-level security, forced
CREATE INDEX register_answer_signal ON public.register_answer USING btree (municipality, signal_id);
create policy all_municipalities on register_answer for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on register_answer for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on register_answer for all to eropaf_owner using (true) with check (true);
create policy register_municipality on register_answer for all to eropaf_register using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
grant insert, select on register_answer to eropaf_desk;
grant insert, select on register_answer to eropaf_intake;
grant insert, select on register_answer to eropaf_register;
grant select (answer, answered_at, municipality, signal_id) on register_answer to eropaf_monitor;
grant select (answer, answered_at, decision, municipality, resident_id, signal_id) on register_answer to eropaf_operator;

create table register_check (
  municipality text collate "C" not null,
  check_id uuid not null,
  person_id uuid not null,
  address_id uuid not null,
  reason text not null,
  state text not null,
  generation integer not null,
  priority smallint not null,
  hold_until timestamp with time zone not null,
  asked_at timestamp with time zone not null,
  retry_at timestamp with time zone,
  attempts integer not null,
  fault text,
  outcome text,
  in_doubt boolean not null,
  answered_at timestamp with time zone,
  constraint register_check_pkey PRIMARY KEY (municipality, check_id),
  constraint register_check_reason_check CHECK ((reason = ANY (ARRAY['new-signal'::text, 'before-visit'::text]))),
  constraint register_check_state_check CHECK ((state = ANY (ARRAY['created'::text, 'queued'::text, 'answered'::text, 'refused'::text, 'needless'::text])))
) with (fillfactor=80); -- row-level security, forced
CREATE INDEX register_check_subject ON public.register_check USING btree (municipality, person_id, address_id, asked_at);
CREATE INDEX register_check_waiting ON public.register_check USING btree (state, priority, asked_at) WHERE (state = ANY (ARRAY['created'::text, 'queued'::text]));
CREATE UNIQUE INDEX register_check_open ON public.register_check USING btree (municipality, person_id, address_id) WHERE (state = ANY (ARRAY['created'::text, 'queued'::text]));
create policy all_municipalities on register_check for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on register_check for all to eropaf_desk, eropaf_monitor, eropaf_register, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on register_check for all to eropaf_owner using (true) with check (true);
grant insert, select on register_check to eropaf_desk;
grant select on register_check to eropaf_monitor;
grant select on register_check to eropaf_operator;
grant select, update on register_check to eropaf_register;
grant insert, select, update on register_check to eropaf_relay;

create table register_check_signal (
  municipality text collate "C" not null,
  signal_id uuid not null,
  check_id uuid not null,
  constraint register_check_signal_pkey PRIMARY KEY (municipality, signal_id, check_id)
); -- row-level security, forced
CREATE INDEX register_check_signal_check ON public.register_check_signal USING btree (municipality, check_id);
create policy all_municipalities on register_check_signal for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on register_check_signal for all to eropaf_desk, eropaf_monitor, eropaf_register, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on register_check_signal for all to eropaf_owner using (true) with check (true);
grant select on register_check_signal to eropaf_desk;
grant select on register_check_signal to eropaf_register;
grant insert, select on register_check_signal to eropaf_relay;

create table register_use (
  municipality text collate "C" not null,
  use_id uuid not null,
  used_at timestamp with time zone not null,
  source text not null,
  ground text not null,
  check_id uuid,
  questions integer not null,
  found integer,
  signals uuid[],
  constraint register_use_pkey PRIMARY KEY (municipality, use_id),
  constraint register_use_source_check CHECK ((source = ANY (ARRAY['brp'::text, 'local-register'::text, 'known-help-list'::text, 'known-help-http'::text]))),
  constraint register_use_subject CHECK ((num_nonnulls(check_id, signals) = 1))
); -- row-level security, forced
CREATE INDEX register_use_when ON public.register_use USING btree (municipality, used_at);
create policy all_municipalities on register_use for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on register_use for all to eropaf_desk, eropaf_monitor, eropaf_register, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on register_use for all to eropaf_owner using (true) with check (true);
grant insert on register_use to eropaf_intake;
grant select on register_use to eropaf_monitor;
grant select on register_use to eropaf_operator;
grant insert on register_use to eropaf_register;
grant select (found, municipality, use_id) on register_use to eropaf_register;
grant update (found) on register_use to eropaf_register;

create table resident_bsn (
  municipality text collate "C" not null,
  person_id uuid not null,
  nonce bytea not null,
  sealed bytea not null,
  seen_at timestamp with time zone not null,
  destroy_after date not null,
  constraint resident_bsn_pkey PRIMARY KEY (municipality, person_id)
); -- row-level security, forced
create policy all_municipalities on resident_bsn for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on resident_bsn for all to eropaf_desk, eropaf_monitor, eropaf_register, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on resident_bsn for all to eropaf_owner using (true) with check (true);
grant delete, insert, select, update on resident_bsn to eropaf_register;

create table schema_migration (
  id integer not null default nextval('schema_migration_id_seq'::regclass),
  timestamp bigint not null,
  name character varying not null,
  constraint PK_0edff5015b71cc0389ae0f4b9a1 PRIMARY KEY (id)
);

create table secret_address (
  municipality text collate "C" not null,
  person_id uuid not null,
  since timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  lifted_at timestamp with time zone,
  destroy_after date not null,
  constraint secret_address_pkey PRIMARY KEY (municipality, person_id)
); -- row-level security, forced
create policy all_municipalities on secret_address for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on secret_address for all to eropaf_desk, eropaf_monitor, eropaf_register, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on secret_address for all to eropaf_owner using (true) with check (true);
grant select on secret_address to eropaf_desk;
grant insert, select, update on secret_address to eropaf_register;
grant select on secret_address to eropaf_relay;
grant select on secret_address to eropaf_worker;

create table secret_address_release (
  municipality text collate "C" not null,
  person_id uuid not null,
  period_start date not null,
  asked_by text not null,
  asked_at timestamp with time zone not null,
  released_by text,
  released_at timestamp with time zone,
  constraint secret_address_release_pkey PRIMARY KEY (municipality, person_id, period_start),
  constraint secret_address_release_check CHECK ((released_by IS DISTINCT FROM asked_by)),
  constraint secret_address_release_check1 CHECK (((released_by IS NULL) = (released_at IS NULL)))
); -- row-level security, forced
create policy all_municipalities on secret_address_release for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on secret_address_release for all to eropaf_desk, eropaf_monitor, eropaf_register, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on secret_address_release for all to eropaf_owner using (true) with check (true);
grant insert, select, update on secret_address_release to eropaf_desk;
grant select on secret_address_release to eropaf_relay;
grant select on secret_address_release to eropaf_worker;

create table signal (
  municipality text collate "C" not null,
  signal_id uuid not null,
  source text collate "C" not null,
  event_id text collate "C" not null,
  creditor_id text collate "C" not null,
  sector text not null,
  receipt timestamp with time zone not null,
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
  address_id uuid not null,
  person_id uuid,
  period_start date not null,
  judged_verdict text not null,
  judged_rule text not null,
  judged_inputs jsonb not null,
  policy_version integer not null,
  matcher_version smallint not null,
  verdict text not null,
  rule text not null,
  decided_at timestamp with time zone not null,
  withdrawn_after_attempt boolean not null,
  revision integer not null,
  feedback_revision integer not null,
  feedback_message text,
  identity jsonb,
  usable_email boolean not null default false,
  constraint signal_pkey PRIMARY KEY (municipality, signal_id)
) with (fillfactor=80); -- row-level security, forced
CREATE INDEX signal_address ON public.signal USING btree (municipality, address_id);
CREATE INDEX signal_identity_review ON public.signal USING btree (municipality, receipt) WHERE ((identity ->> 'outcome'::text) = 'review'::text);
CREATE INDEX signal_verdict_review ON public.signal USING btree (municipality, receipt) WHERE (verdict = 'review'::text);
create policy all_municipalities on signal for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on signal for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on signal for all to eropaf_owner using (true) with check (true);
create policy register_municipality on signal for all to eropaf_register using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
grant select on signal to eropaf_desk;
grant insert, select, update on signal to eropaf_intake;
grant select on signal to eropaf_monitor;
grant select on signal to eropaf_operator;
grant select on signal to eropaf_register;
grant select on signal to eropaf_worker;
grant update (address_id, person_id) on signal to eropaf_desk;
grant update (address_id, person_id) on signal to eropaf_register;
grant select (address_id, municipality, person_id, receipt, signal_id, verdict) on signal to eropaf_relay;

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
  state text not null,
  outcome text,
  closed_on date,
  reached boolean not null,
  revision integer not null,
  constraint signal_case_pkey PRIMARY KEY (municipality, address_id, period_start),
  constraint signal_case_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text, 'superseded'::text])))
) with (fillfactor=80); -- row-level security, forced
create policy all_municipalities on signal_case for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on signal_case for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on signal_case for all to eropaf_owner using (true) with check (true);
grant select on signal_case to eropaf_desk;
grant insert, select, update on signal_case to eropaf_intake;
grant select on signal_case to eropaf_monitor;
grant select on signal_case to eropaf_operator;
grant select on signal_case to eropaf_worker;

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
  constraint signal_personal_pkey PRIMARY KEY (municipality, signal_id)
); -- row-level security, forced
create policy all_municipalities on signal_personal for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on signal_personal for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on signal_personal for all to eropaf_owner using (true) with check (true);
create policy register_municipality on signal_personal for all to eropaf_register using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
grant select on signal_personal to eropaf_desk;
grant insert, select on signal_personal to eropaf_intake;
grant select on signal_personal to eropaf_register;
grant select on signal_personal to eropaf_worker;
grant select (municipality, reference, signal_id) on signal_personal to eropaf_relay;

create table simulated_clock (
  only_row boolean not null default true,
  now timestamp with time zone not null,
  constraint simulated_clock_pkey PRIMARY KEY (only_row),
  constraint simulated_clock_only_row_check CHECK (only_row)
);
grant select on simulated_clock to eropaf_desk;
grant select on simulated_clock to eropaf_intake;
grant select on simulated_clock to eropaf_monitor;
grant insert, select, update on simulated_clock to eropaf_operator;
grant select on simulated_clock to eropaf_register;
grant select on simulated_clock to eropaf_relay;
grant select on simulated_clock to eropaf_worker;

create table withdrawal (
  municipality text collate "C" not null,
  withdrawal_id uuid not null,
  source text collate "C" not null,
  event_id text collate "C" not null,
  creditor_id text collate "C" not null,
  receipt timestamp with time zone not null,
  log_id integer not null,
  partition integer not null,
  kafka_offset bigint not null,
  data_hash bytea not null,
  signal_id uuid not null,
  effect text,
  constraint withdrawal_pkey PRIMARY KEY (municipality, withdrawal_id),
  constraint withdrawal_effect_check CHECK ((effect = ANY (ARRAY['withdrawn'::text, 'kept'::text, 'nothing'::text])))
); -- row-level security, forced
CREATE INDEX withdrawal_signal ON public.withdrawal USING btree (municipality, signal_id);
create policy all_municipalities on withdrawal for all to eropaf_intake, eropaf_operator, eropaf_relay using (true) with check (true);
create policy own_municipality on withdrawal for all to eropaf_desk, eropaf_monitor, eropaf_worker using ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text))) with check ((municipality = NULLIF(current_setting('app.municipality'::text, true), ''::text)));
create policy owner_all on withdrawal for all to eropaf_owner using (true) with check (true);
grant select on withdrawal to eropaf_desk;
grant insert, select, update on withdrawal to eropaf_intake;
grant select on withdrawal to eropaf_monitor;
grant select on withdrawal to eropaf_operator;

CREATE OR REPLACE FUNCTION public.destroy_register_data(today date, at_most integer)
 RETURNS TABLE(what text, destroyed bigint)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
begin
  return query
    with gone as (
      delete from public.resident_bsn where ctid = any (array(
        select b.ctid from public.resident_bsn b where b.destroy_after < today limit at_most)) returning 1)
    select 'bsn', count(*) from gone;
  -- A mark that holds stays while anybody is being approached at an address of that person: without it a letter that waits
  -- for a second look would go out.
  return query
    with gone as (
      delete from public.secret_address where ctid = any (array(
        select k.ctid from public.secret_address k
        where k.destroy_after < today and (k.lifted_at is not null or not exists (
          select 1 from public.case_person lived
          join public.case_person open on open.municipality = lived.municipality and open.address_id = lived.address_id
          where lived.municipality = k.municipality and lived.person_id = k.person_id and open.state = 'open'))
        limit at_most)) returning 1)
    select 'secret-address', count(*) from gone;
  -- The head of a list stays: it names nobody, and says what was asked on which ground until when.
  return query
    with gone as (
      delete from public.known_help_person where ctid = any (array(
        select p.ctid from public.known_help_person p
        left join public.known_help_list l on l.municipality = p.municipality and l.list = p.list
        where p.destroy_after < today or l.expires_on is null or l.expires_on < today limit at_most)) returning 1)
    select 'known-help', count(*) from gone;
end $function$
;

CREATE OR REPLACE FUNCTION public.drop_quarantine_days_before(first_kept date)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare
  old record;
  dropped integer := 0;
begin
  for old in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'public.quarantine_bytes'::regclass
      and c.relname < 'quarantine_bytes_' || to_char(first_kept, 'YYYYMMDD')
  loop
    execute format('drop table public.%I', old.relname);
    dropped := dropped + 1;
  end loop;
  delete from public.quarantine_key where day < first_kept;
  return dropped;
end $function$
;

CREATE OR REPLACE FUNCTION public.make_quarantine_day(wanted date)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
begin
  execute format(
    'create table if not exists public.%I partition of public.quarantine_bytes for values from (%L) to (%L)',
    'quarantine_bytes_' || to_char(wanted, 'YYYYMMDD'), wanted, wanted + 1);
  execute format('alter table public.%I enable row level security', 'quarantine_bytes_' || to_char(wanted, 'YYYYMMDD'));
  execute format('alter table public.%I force row level security', 'quarantine_bytes_' || to_char(wanted, 'YYYYMMDD'));
end $function$
;

CREATE OR REPLACE FUNCTION public.references_like_bsn(received_from timestamp with time zone, received_before timestamp with time zone)
 RETURNS TABLE(creditor_id text, looked_at bigint, like_bsn bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  with looked as (
    select s.creditor_id,
      case when p.reference ~ '^[0-9]{8,9}$' then lpad(p.reference, 9, '0') end as digits
    from public.signal s
    join public.signal_personal p on p.municipality = s.municipality and p.signal_id = s.signal_id
    where s.municipality = nullif(current_setting('app.municipality', true), '')
      and s.receipt >= received_from and s.receipt < received_before
  )
  select creditor_id, count(*),
    count(*) filter (where digits <> '000000000' and (
      9 * substr(digits, 1, 1)::integer + 8 * substr(digits, 2, 1)::integer + 7 * substr(digits, 3, 1)::integer +
      6 * substr(digits, 4, 1)::integer + 5 * substr(digits, 5, 1)::integer + 4 * substr(digits, 6, 1)::integer +
      3 * substr(digits, 7, 1)::integer + 2 * substr(digits, 8, 1)::integer - substr(digits, 9, 1)::integer) % 11 = 0)
  from looked group by creditor_id
$function$
;

CREATE OR REPLACE FUNCTION public.signals_without_names(of_municipality text, received_from timestamp with time zone, received_before timestamp with time zone)
 RETURNS TABLE(signal_id uuid, same_customer integer, birth_month date, language text, marked boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select s.signal_id,
    case when p.reference is null then null
         else dense_rank() over (order by s.creditor_id, p.reference)::integer end,
    date_trunc('month', p.birth_date)::date,
    r.language,
    exists (select 1 from public.do_not_approach m
            where m.municipality = s.municipality and m.lifted_at is null
              and (m.person_id = s.person_id or m.address_id = s.address_id
                   or exists (select 1 from public.recognised_mark k
                              where k.municipality = m.municipality and k.mark_id = m.mark_id
                                and k.signal_id = s.signal_id)))
  from public.signal s
  left join public.signal_personal p on p.municipality = s.municipality and p.signal_id = s.signal_id
  left join public.person r on r.municipality = s.municipality and r.person_id = s.person_id
  where s.municipality = of_municipality and s.receipt >= received_from and s.receipt < received_before
$function$
;
