-- Decision page 0041. A number that only rises, and that a file beside the letters holds too: a database that was restored to
-- an older state has a lower one than the file, and is recognised.
create table data_witness (
  only_row boolean primary key default true check (only_row),
  counted bigint not null
);
insert into data_witness (counted) values (0);
grant select, update on data_witness to eropaf_relay;
grant select, update on data_witness to eropaf_operator;

-- What a person said when the database had been restored: from when on facts are missing. What was due before the recovery
-- may have been done by somebody of whom the database does not know any more.
create table recovery (
  recovery_id integer generated always as identity primary key,
  missing_from timestamptz not null,
  recovered_at timestamptz not null,
  counted bigint not null
);
grant select on recovery to eropaf_relay;
grant select, insert on recovery to eropaf_operator;

-- A ledger of what went out settles tasks that the recovery made doubtful: their end, and the one attempt of each.
grant update (state, generation, holder, claimed_by, lease_until, finished_on, result, changed_at) on outreach_task
  to eropaf_operator;
grant insert on attempt to eropaf_operator;
grant select, insert, update on approach to eropaf_operator;
grant insert on address_touched to eropaf_operator;
