-- What an operator asks of the quarantine. Only the intake can do it: it alone has the key and the use case. The
-- command writes rows here, the intake takes them, and its answer stays until the command has read it.
-- The place is that of the quarantine row; municipality is the one under which that row stood when it was asked.
create table quarantine_replay (
  municipality text collate "C" not null,
  request_id uuid not null,
  log_id integer not null,
  partition integer not null,
  kafka_offset bigint not null,
  -- Machine time: the command waits by it.
  requested_at timestamptz not null,
  answered_at timestamptz,
  -- What became of the record: a verdict of the domain, 'withdrawal', or why nothing could be done.
  result text,
  reason text,
  faults jsonb,
  primary key (municipality, request_id, log_id, partition, kafka_offset),
  check ((answered_at is null) = (result is null))
);

create index quarantine_replay_open on quarantine_replay (requested_at) where answered_at is null;

alter table quarantine_replay enable row level security;
alter table quarantine_replay force row level security;
create policy owner_all on quarantine_replay to eropaf_owner using (true) with check (true);
create policy all_municipalities on quarantine_replay to eropaf_intake, eropaf_relay, eropaf_operator
  using (true) with check (true);
create policy own_municipality on quarantine_replay to eropaf_desk, eropaf_worker, eropaf_monitor
  using (municipality = current_setting('app.municipality', true))
  with check (municipality = current_setting('app.municipality', true));

grant select, insert, delete on quarantine_replay to eropaf_operator;
grant select, update on quarantine_replay to eropaf_intake;
