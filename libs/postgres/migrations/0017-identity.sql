-- Why a signal belongs to whom it does: the decision of the matcher, by weights and levels and without names. Null where
-- there was nobody at the address to compare with, or where a person decided.
alter table signal add column identity jsonb;

-- The tray: signals of which a person has to say whose they are. A handful beside many, so the index costs the others nothing.
create index signal_identity_review on signal (municipality, receipt)
  where identity ->> 'outcome' = 'review';

-- Whom a register knows the resident by; equal ids are one person. Opaque: a key of the local register, or a keyed hash.
alter table register_answer add column resident_id uuid;

-- What people answered in the tray. Append-only; the last answer counts.
create table identity_answer (
  municipality text collate "C" not null,
  signal_id uuid not null,
  number integer not null,
  answer text not null check (answer in ('same', 'different', 'unsure')),
  -- The signal of the tray's candidate that the answer is about.
  candidate_signal_id uuid,
  answered_at timestamptz not null,
  answered_by text not null,
  primary key (municipality, signal_id, number)
);

alter table identity_answer enable row level security;
alter table identity_answer force row level security;
create policy owner_all on identity_answer to eropaf_owner using (true) with check (true);
create policy all_municipalities on identity_answer to eropaf_intake, eropaf_relay, eropaf_operator
  using (true) with check (true);
create policy own_municipality on identity_answer to eropaf_desk, eropaf_worker, eropaf_monitor
  using (municipality = nullif(current_setting('app.municipality', true), ''))
  with check (municipality = nullif(current_setting('app.municipality', true), ''));

grant select, insert on identity_answer to eropaf_desk;
grant select on identity_answer to eropaf_monitor, eropaf_operator;
