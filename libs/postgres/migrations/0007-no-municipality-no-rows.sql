-- A setting that was local to a transaction is empty afterwards on that connection, not missing. Refused records
-- without a municipality carry the empty text, so the empty setting would have shown them to the monitor: an
-- empty or missing municipality means no rows (decision 13). A policy's expression is stable, so indexes still serve.

do $$
declare
  t text;
begin
  for t in select tablename from pg_policies where schemaname = 'public' and policyname = 'own_municipality'
  loop
    execute format(
      'alter policy own_municipality on %I
         using (municipality = nullif(current_setting(''app.municipality'', true), ''''))
         with check (municipality = nullif(current_setting(''app.municipality'', true), ''''))', t);
  end loop;
end $$;
