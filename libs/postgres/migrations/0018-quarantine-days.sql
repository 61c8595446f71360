-- The planner may ask to_date of every relation before it looks who inherits from quarantine_bytes, and then fails on the
-- first name that ends in no day: the bytes of refused records stayed beyond their term. The names are compared as text.
create or replace function drop_quarantine_days_before(first_kept date) returns integer
language plpgsql security definer set search_path = pg_catalog, public as $$
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
end $$;
