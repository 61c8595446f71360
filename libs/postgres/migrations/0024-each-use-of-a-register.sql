-- Each use of a register is noted before the question leaves, also one that nobody answers (docs/decisions/0022). Null: no
-- answer came, or it is still awaited; otherwise how many persons were found.
alter table register_use alter column found drop not null;
alter table register_use alter column found type integer using found::integer;
grant select (municipality, use_id, found), update (found) on register_use to eropaf_register;

-- The local register is asked for a whole batch of signals at once: one row says about which.
alter table register_use alter column check_id drop not null;
alter table register_use add column signals uuid[];
alter table register_use add constraint register_use_subject check (num_nonnulls(check_id, signals) = 1);
grant insert on register_use to eropaf_intake;

-- Before a house visit the local register is asked once more, by the role that asks registers: with a check in hand, of its
-- own municipality, and for no API.
do $$
declare
  t text;
begin
  foreach t in array array['local_register', 'local_resident']
  loop
    execute format(
      'create policy register_municipality on %I to eropaf_register
         using (municipality = nullif(current_setting(''app.municipality'', true), ''''))
         with check (municipality = nullif(current_setting(''app.municipality'', true), ''''))', t);
  end loop;
end $$;
grant select on local_register, local_resident to eropaf_register;

-- The story of a signal tells why the register took it to mean a resident: levels of fields, nobody's name.
grant select (resident_id, decision) on register_answer to eropaf_operator;
