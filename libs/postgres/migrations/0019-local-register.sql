-- A register of residents of our own (docs/decisions/0034-local-register.md): loaded by the operator from a file on a legal
-- ground, kept until a day, read by the intake alone. Nobody who works with residents can ask it anything.

-- One row a municipality that has a register. Without one, or behind expires_on, nobody is looked up.
create table local_register (
  municipality text collate "C" not null,
  load_number integer not null,
  ground text not null,
  dpia text not null,
  loaded_at timestamptz not null,
  loaded_by text not null,
  residents integer not null,
  expires_on date not null,
  primary key (municipality)
);

create table local_resident (
  municipality text collate "C" not null,
  -- A hash of the key in the file, which is not kept: the same resident has it in the next file.
  resident_id uuid not null,
  -- The load that named the resident last; whoever the newest does not name is gone.
  load_number integer not null,
  first_names text,
  initials text,
  prefix text,
  -- The name at birth.
  surname text not null,
  partner_prefix text,
  partner_surname text,
  -- yyyymmdd, unknown parts 00.
  birth_date text collate "C",
  -- Null for who has left or died.
  postcode text collate "C",
  house_number integer,
  house_letter text,
  house_addition text,
  previous_postcode text collate "C",
  previous_house_number integer,
  previous_house_letter text,
  previous_house_addition text,
  registration text not null check (registration in ('resident', 'left', 'deceased')),
  -- The register doubts the address itself.
  address_in_doubt boolean not null,
  -- What a resident is looked up by (libs/domain/src/matching/blocking-keys.ts), made when the file is loaded.
  address_key text collate "C",
  previous_address_key text collate "C",
  birth_key text collate "C",
  partner_birth_key text collate "C",
  primary key (municipality, resident_id)
);
create index local_resident_address on local_resident (municipality, address_key) where address_key is not null;
create index local_resident_previous on local_resident (municipality, previous_address_key)
  where previous_address_key is not null;
create index local_resident_birth on local_resident (municipality, birth_key) where birth_key is not null;
create index local_resident_partner_birth on local_resident (municipality, partner_birth_key)
  where partner_birth_key is not null;

-- Why the register was taken to mean this resident, or nobody: version, candidates, weights and levels. No names.
alter table register_answer add column decision jsonb;

do $$
declare
  t text;
begin
  foreach t in array array['local_register', 'local_resident']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy owner_all on %I to eropaf_owner using (true) with check (true)', t);
    execute format(
      'create policy all_municipalities on %I to eropaf_intake, eropaf_operator using (true) with check (true)', t);
  end loop;
end $$;

-- The intake looks up, and erases what has expired.
grant select, delete on local_register, local_resident to eropaf_intake;
grant insert on register_answer, assignment to eropaf_intake;
-- The operator loads, and erases. Maintain: statistics right after a load, or the first batches would scan the table.
grant select, insert, update, delete on local_register, local_resident to eropaf_operator;
grant maintain on local_resident to eropaf_operator;
