-- Does the person live here, and is somebody helping already (docs/decisions/0028-register-checks.md). A check is a row;
-- the queue only delivers it. What it found is a register_answer, which the fold reads as any other.
create table register_check (
  municipality text collate "C" not null,
  check_id uuid not null,
  person_id uuid not null,
  address_id uuid not null,
  reason text not null check (reason in ('new-signal', 'before-visit')),
  state text not null check (state in ('created', 'queued', 'answered', 'refused', 'needless')),
  generation integer not null,
  priority smallint not null,
  -- By the clock of the domain: until then a step waits for the answer, after that it goes on unchecked.
  hold_until timestamptz not null,
  asked_at timestamptz not null,
  -- By machine time: a register that did not answer is left alone until then.
  retry_at timestamptz,
  attempts integer not null,
  -- Why there is no answer yet: a word of a closed list.
  fault text,
  outcome text,
  -- The register investigates something that we asked about.
  in_doubt boolean not null,
  answered_at timestamptz,
  primary key (municipality, check_id)
) with (fillfactor = 80);

-- Of one person at one address one check is under way; whoever needs another waits for its answer.
create unique index register_check_open on register_check (municipality, person_id, address_id)
  where state in ('created', 'queued');
create index register_check_subject on register_check (municipality, person_id, address_id, asked_at);
create index register_check_waiting on register_check (state, priority, asked_at) where state in ('created', 'queued');

-- The signals that a check is about: one that came later needs a check of its own.
create table register_check_signal (
  municipality text collate "C" not null,
  signal_id uuid not null,
  check_id uuid not null,
  primary key (municipality, signal_id, check_id)
);
create index register_check_signal_check on register_check_signal (municipality, check_id);

-- The BSN that a register gave: sealed, for asking the register again and for nothing else. No API reads it.
create table resident_bsn (
  municipality text collate "C" not null,
  person_id uuid not null,
  nonce bytea not null,
  sealed bytea not null,
  seen_at timestamptz not null,
  destroy_after date not null,
  primary key (municipality, person_id)
);

-- Residents who asked that nobody outside is told where they live.
create table secret_address (
  municipality text collate "C" not null,
  person_id uuid not null,
  since timestamptz not null,
  seen_at timestamptz not null,
  lifted_at timestamptz,
  destroy_after date not null,
  primary key (municipality, person_id)
);

-- A letter to such a resident: one person asks for it, another releases it.
create table secret_address_release (
  municipality text collate "C" not null,
  person_id uuid not null,
  period_start date not null,
  asked_by text not null,
  asked_at timestamptz not null,
  released_by text,
  released_at timestamptz,
  primary key (municipality, person_id, period_start),
  check (released_by is distinct from asked_by),
  check ((released_by is null) = (released_at is null))
);

-- Whoever is helped already, as a helper of the municipality hands it over. Replaced as a whole by each load.
create table known_help_list (
  municipality text collate "C" not null,
  list text collate "C" not null,
  kind text not null check (kind in ('debt-help', 'other-trajectory')),
  helper text not null,
  ground text not null,
  loaded_at timestamptz not null,
  loaded_by text not null,
  entries integer not null,
  expires_on date not null,
  sha256 bytea not null,
  primary key (municipality, list)
);
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
  primary key (municipality, list, entry)
);
create index known_help_person_address on known_help_person (municipality, postcode, house_number);

-- One row each time that a source outside the signals was asked about somebody: which, on what ground, for which check.
create table register_use (
  municipality text collate "C" not null,
  use_id uuid not null,
  used_at timestamptz not null,
  source text not null check (source in ('brp', 'local-register', 'known-help-list', 'known-help-http')),
  ground text not null,
  check_id uuid not null,
  questions integer not null,
  found boolean not null,
  primary key (municipality, use_id)
);
create index register_use_when on register_use (municipality, used_at);

do $$
declare
  t text;
begin
  foreach t in array array['register_check', 'register_check_signal', 'resident_bsn', 'secret_address',
    'secret_address_release', 'known_help_list', 'known_help_person', 'register_use']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy owner_all on %I to eropaf_owner using (true) with check (true)', t);
    execute format(
      'create policy all_municipalities on %I to eropaf_intake, eropaf_relay, eropaf_operator using (true) with check (true)', t);
    execute format(
      'create policy own_municipality on %I to eropaf_desk, eropaf_worker, eropaf_monitor, eropaf_register
         using (municipality = nullif(current_setting(''app.municipality'', true), ''''))
         with check (municipality = nullif(current_setting(''app.municipality'', true), ''''))', t);
  end loop;
  -- What the role that asks registers has to see of the rest.
  foreach t in array array['policy_version', 'address', 'address_alias', 'signal', 'signal_personal', 'assignment',
    'register_answer', 'person_alias', 'case_person', 'address_touched']
  loop
    execute format(
      'create policy register_municipality on %I to eropaf_register
         using (municipality = nullif(current_setting(''app.municipality'', true), ''''))
         with check (municipality = nullif(current_setting(''app.municipality'', true), ''''))', t);
  end loop;
end $$;

-- The one role that knows a BSN. It reads who a signal is about, and writes what was found; it approaches nobody.
grant usage on schema public to eropaf_register;
grant select on policy_version, simulated_clock, signal, signal_personal, assignment, person_alias, case_person
  to eropaf_register;
grant select, insert on address, address_alias, register_answer, address_touched to eropaf_register;
grant insert on assignment to eropaf_register;
-- A resident who moved takes the signal along. The address is locked first, as whoever moves a signal does.
grant update (address_id, person_id) on signal to eropaf_register;
grant update (joined_into) on address to eropaf_register;
create policy register_locks_only on address as restrictive for update to eropaf_register
  using (true) with check (false);
grant select, update on register_check to eropaf_register;
grant select on register_check_signal to eropaf_register;
grant select, insert, update, delete on resident_bsn to eropaf_register;
grant select, insert, update on secret_address to eropaf_register;
grant select on known_help_list, known_help_person to eropaf_register;
grant insert on register_use to eropaf_register;

-- The relay asks for checks, delivers them, and holds a step while one is under way. It sees that an address is secret,
-- not which.
grant select, insert, update on register_check to eropaf_relay;
grant select, insert on register_check_signal to eropaf_relay;
grant select (municipality, signal_id, address_id, person_id, verdict, receipt) on signal to eropaf_relay;
grant select on secret_address, secret_address_release to eropaf_relay;
grant select on secret_address, secret_address_release to eropaf_worker;

grant select on register_check, register_check_signal, secret_address to eropaf_desk;
grant select, insert, update on secret_address_release to eropaf_desk;
grant insert on register_check to eropaf_desk;

grant select on register_check, register_use to eropaf_monitor;
grant select, insert, update, delete on known_help_list to eropaf_operator;
-- The operator loads and deletes whom a helper named, and cannot read it back.
grant insert, delete on known_help_person to eropaf_operator;
grant select (municipality, list) on known_help_person to eropaf_operator;
grant select on register_check, register_use to eropaf_operator;
