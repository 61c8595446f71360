-- What the municipality does not do itself and passes on (domain rules 5 and 6): somebody is helped already, so the helper
-- is told; or lives in another municipality, which is told. A row stays as it was made: who it was for, when it was done.
create table hand_over (
  municipality text collate "C" not null,
  person_id uuid not null,
  period_start date not null,
  kind text not null check (kind in ('debt-help', 'other-trajectory', 'other-municipality')),
  address_id uuid not null,
  -- An organisation, a team or a municipality: never a person.
  addressee text not null,
  made_at timestamptz not null,
  check_id uuid not null,
  done_at timestamptz,
  done_by text,
  primary key (municipality, person_id, period_start, kind),
  check ((done_at is null) = (done_by is null))
) with (fillfactor = 80);
create index hand_over_open on hand_over (municipality, made_at) where done_at is null;

do $$
begin
  alter table hand_over enable row level security;
  alter table hand_over force row level security;
  create policy owner_all on hand_over to eropaf_owner using (true) with check (true);
  create policy all_municipalities on hand_over to eropaf_intake, eropaf_relay, eropaf_operator
    using (true) with check (true);
  create policy own_municipality on hand_over to eropaf_desk, eropaf_worker, eropaf_monitor, eropaf_register
    using (municipality = nullif(current_setting('app.municipality', true), ''))
    with check (municipality = nullif(current_setting('app.municipality', true), ''));
end $$;

grant select, insert on hand_over to eropaf_register;
grant select, update (done_at, done_by) on hand_over to eropaf_desk;
grant select on hand_over to eropaf_monitor;
