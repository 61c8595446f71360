-- A do-not-approach mark survives the rows of whom it names as a keyed hash (AVG 21). When a signal comes of whom it
-- recognises, the intake writes it down here: a fact, so that every later fold finds it again.
create table recognised_mark (
  municipality text collate "C" not null,
  signal_id uuid not null,
  mark_id uuid not null,
  recognised_at timestamptz not null,
  primary key (municipality, signal_id, mark_id)
);

create index recognised_mark_of on recognised_mark (municipality, mark_id);

alter table recognised_mark enable row level security;
alter table recognised_mark force row level security;
create policy owner_all on recognised_mark to eropaf_owner using (true) with check (true);
create policy all_municipalities on recognised_mark to eropaf_intake, eropaf_relay, eropaf_operator
  using (true) with check (true);
create policy own_municipality on recognised_mark to eropaf_desk, eropaf_worker, eropaf_monitor
  using (municipality = nullif(current_setting('app.municipality', true), ''))
  with check (municipality = nullif(current_setting('app.municipality', true), ''));

grant select, insert on recognised_mark to eropaf_intake;
grant select on recognised_mark to eropaf_desk, eropaf_operator;
